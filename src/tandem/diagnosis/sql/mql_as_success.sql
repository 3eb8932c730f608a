-- Handoffs per day, and how many of them led to a deal that was won within $follow_up days of the handoff.
select
    h.day,
    count(*) as handoffs,
    count(*) filter (where d.outcome = 'won' and datediff('day', h.day, d.closed_day) between 0 and $follow_up) as won,
    count(*) filter (where day(last_day(h.day)) - day(h.day) < 3) as at_month_end
from handoff as h
left join cycle as c on c.track = h.track and c.cycle = h.cycle
left join deal as d on d.opportunity = coalesce(h.opportunity, c.opportunity)
where h.track = 'recorded'
group by h.day
order by h.day

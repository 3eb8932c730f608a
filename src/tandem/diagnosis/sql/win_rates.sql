-- Handoffs that were followed long enough and those of them that won, by source and fit grade.
select
    h.source,
    h.grade,
    count(*) as n,
    count(*) filter (where d.outcome = 'won' and datediff('day', h.day, d.closed_day) between 0 and $follow_up) as won
from handoff as h
left join cycle as c on c.track = h.track and c.cycle = h.cycle
left join deal as d on d.opportunity = coalesce(h.opportunity, c.opportunity)
where h.track = 'recorded' and h.day < $until
group by h.source, h.grade
order by h.source, h.grade

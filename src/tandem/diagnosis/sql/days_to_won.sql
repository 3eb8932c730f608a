-- Days from handoff to win, of every won deal that a handoff led to (its first).
select datediff('day', min(h.day), min(d.closed_day)) as days
from handoff as h
left join cycle as c on c.track = h.track and c.cycle = h.cycle
inner join deal as d on d.opportunity = coalesce(h.opportunity, c.opportunity)
where h.track = 'recorded' and d.outcome = 'won'
group by d.opportunity
order by days

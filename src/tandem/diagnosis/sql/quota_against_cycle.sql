-- Days from opening to win of each won deal, with its segment ('' without one).
select d.opportunity, coalesce(s.value, '') as segment, d.closed_day as day, d.lag_days as days
from deal as d
left join dimension as s on s.unit = 'opportunity' and s.id = d.opportunity and s.dimension = 'segment'
where d.outcome = 'won' and d.closed_day >= $first and d.closed_day < $last and d.lag_days is not null
order by d.closed_day, d.opportunity

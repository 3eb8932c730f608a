-- Days from MQL (where the cycle has none: from entry) to the win, one row per won deal and its first cycle.
-- Whole calendar days when either end is a date only. `half` deals each source's wins
-- out in turn, in the order of their times: the same in every workspace, whatever its keyed ids.
with won as (
    select
        c.source,
        d.opportunity,
        d.closed_day,
        d.closed_at,
        d.closed_whole_day or coalesce(r.whole_day, c.entered_whole_day) as whole_day,
        coalesce(r.at, c.entered_at) as start_at,
        coalesce(r.day, c.entered_day) as start_day,
        row_number() over (partition by d.opportunity order by c.entered_at, c.cycle) as nth
    from cycle as c
    inner join deal as d on d.opportunity = c.opportunity
    left join reach as r on r.track = c.track and r.unit = 'cycle' and r.id = c.cycle and r.stage = 'mql'
    where c.track = 'recorded' and d.outcome = 'won' and d.closed_day >= $first and d.closed_day < $last
)
select
    source,
    opportunity,
    closed_day as day,
    case
        when whole_day then cast(datediff('day', start_day, closed_day) as double)
        else (epoch(closed_at) - epoch(start_at)) / 86400.0
    end as days,
    cast(row_number() over (partition by source order by closed_at, start_at, opportunity) % 2 as integer) as half
from won
where nth = 1
order by closed_day, opportunity

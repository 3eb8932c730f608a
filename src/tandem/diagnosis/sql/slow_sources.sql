-- Days from MQL (where the cycle has none: from entry) to the win, one row per won deal: of its buyers, the one who became
-- an MQL first. Whole calendar days when either end is a date only. `longest`: from the first MQL of the data to the win;
-- a longer time would not have been seen. `half` deals each source's wins
-- out in turn, in the order of their times: the same in every workspace, whatever its keyed ids.
with told as (
    select
        c.cycle,
        c.source,
        c.opportunity,
        coalesce(r.at, c.entered_at) as start_at,
        coalesce(r.day, c.entered_day) as start_day,
        coalesce(r.whole_day, c.entered_whole_day) as whole_day
    from cycle as c
    left join reach as r on r.track = c.track and r.unit = 'cycle' and r.id = c.cycle and r.stage = 'mql'
    where c.track = 'recorded'
),
began as (select min(start_at) as start_at, min(start_day) as start_day from told),
won as (
    select
        t.source,
        d.opportunity,
        d.closed_day,
        d.closed_at,
        d.closed_whole_day or t.whole_day as whole_day,
        t.start_at,
        t.start_day,
        row_number() over (partition by d.opportunity order by t.start_at, t.cycle) as nth
    from told as t
    inner join deal as d on d.opportunity = t.opportunity
    where d.outcome = 'won' and d.closed_day >= $first and d.closed_day < $last
)
select
    w.source,
    w.opportunity,
    w.closed_day as day,
    case
        when w.whole_day then cast(datediff('day', w.start_day, w.closed_day) as double)
        else (epoch(w.closed_at) - epoch(w.start_at)) / 86400.0
    end as days,
    case
        when w.whole_day then cast(datediff('day', b.start_day, w.closed_day) as double)
        else (epoch(w.closed_at) - epoch(b.start_at)) / 86400.0
    end as longest,
    cast(row_number() over (partition by w.source order by w.closed_at, w.start_at, w.opportunity) % 2 as integer) as half
from won as w
cross join began as b
where w.nth = 1
order by w.closed_day, w.opportunity

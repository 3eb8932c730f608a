-- Days from opening to won, and the age of open deals at the data's end.
with data_end as (
    select coalesce((select max(day) from event), cast($through as date)) as day
),
sliced as (
    select
        o.opportunity,
        o.outcome,
        case
            when o.outcome = 'won' then o.lag_days
            when o.opened_whole_day then date_diff('day', o.opened_day, e.day)
            else date_diff('microsecond', o.opened_at, $through) / 86400000000.0
        end as days,
        coalesce(nullif(case $by
            when '' then '(all)'
            when 'source' then o.source
            when 'campaign' then o.campaign
            when 'owner' then o.owner
            else d.value
        end, ''), '(none)') as slice
    from deal as o
    cross join data_end as e
    left join dimension as d on d.unit = 'opportunity' and d.id = o.opportunity and d.dimension = $by
    where
        o.outcome in ('won', 'open')
        and coalesce(o.closed_at, $through) >= $since
        and coalesce(o.closed_at, $through) < $until
)
select
    slice,
    days,
    case when $records then opportunity end as id,
    count(case when outcome = 'won' then 1 end) as won,
    count(case when outcome = 'open' then 1 end) as open
from sliced
group by slice, days, case when $records then opportunity end
order by slice, days, id

-- The sums that the sales-velocity formula stands on: deals opened in the window, values in minor units, days among won.
with sliced as (
    select
        o.*,
        case when o.amount is null and coalesce(o.currency, '') = '' then $currency else o.currency end as money,
        cast(o.amount as double) as value,
        o.outcome = 'won' and o.amount is not null and o.lag_days >= 0 as timed,
        coalesce(nullif(case $by
            when '' then '(all)'
            when 'source' then o.source
            when 'campaign' then o.campaign
            when 'owner' then o.owner
            when 'month' then strftime(o.opened_day, '%Y-%m')
            when 'quarter' then strftime(o.opened_day, '%Y') || '-Q' || extract(quarter from o.opened_day)
            else d.value
        end, ''), '(none)') as slice
    from deal as o
    left join dimension as d on d.unit = 'opportunity' and d.id = o.opportunity and d.dimension = $by
    where coalesce(o.opened_at, o.closed_at, $since) >= $since and coalesce(o.opened_at, o.closed_at, $since) < $until
)
select
    slice,
    money as currency,
    case when $records then opportunity end as id,
    count(*) as opportunities,
    count(case when outcome = 'won' then 1 end) as won,
    count(case when outcome = 'lost' then 1 end) as lost,
    count(case when timed then 1 end) as timed,
    coalesce(sum(case when timed then value end), 0) as value,
    coalesce(sum(case when timed then value * value end), 0) as value_squared,
    coalesce(sum(case when timed then lag_days end), 0) as days,
    coalesce(sum(case when timed then lag_days * lag_days end), 0) as days_squared,
    coalesce(sum(case when timed then value * lag_days end), 0) as value_days
from sliced
group by slice, money, case when $records then opportunity end
order by slice, money, id

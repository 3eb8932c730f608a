-- Deals that marketing sourced, and deals that it influenced: two answers that overlap and are never added.
with sliced as (
    select
        o.*,
        case when o.amount is null and coalesce(o.currency, '') = '' then $currency else o.currency end as money,
        k.kind,
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
    cross join (select unnest(['all', 'sourced', 'influenced']) as kind) as k
    left join dimension as d on d.unit = 'opportunity' and d.id = o.opportunity and d.dimension = $by
    where
        coalesce(o.opened_at, o.closed_at, $since) >= $since
        and coalesce(o.opened_at, o.closed_at, $since) < $until
        and (k.kind = 'all' or (k.kind = 'sourced' and o.sourced) or (k.kind = 'influenced' and o.influenced))
)
select
    slice,
    kind,
    money as currency,
    case when $records then opportunity end as id,
    count(*) as opportunities,
    count(case when outcome = 'open' then 1 end) as open,
    count(case when outcome = 'won' then 1 end) as won,
    count(case when outcome = 'lost' then 1 end) as lost,
    case when count(case when outcome = 'open' then 1 end) = 0 then 0
        else sum(case when outcome = 'open' then amount end) end as pipeline,
    case when count(case when outcome = 'won' then 1 end) = 0 then 0
        else sum(case when outcome = 'won' then amount end) end as amount_won,
    count(case when lead is null then 1 end) as without_person
from sliced
group by slice, kind, money, case when $records then opportunity end
order by slice, money, kind, id

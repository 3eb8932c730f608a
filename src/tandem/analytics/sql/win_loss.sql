-- Deals by outcome and currency; one deal counts once, however many people took part.
with sliced as (
    select
        o.*,
        case when o.amount is null and coalesce(o.currency, '') = '' then $currency else o.currency end as money,
        coalesce(nullif(case $by
            when '' then '(all)'
            when 'source' then o.source
            when 'campaign' then o.campaign
            when 'owner' then o.owner
            when 'loss_reason' then o.loss_reason
            when 'competitor' then o.competitor
            when 'lost_stage' then o.lost_stage
            when 'month' then strftime(o.closed_day, '%Y-%m')
            when 'quarter' then strftime(o.closed_day, '%Y') || '-Q' || extract(quarter from o.closed_day)
            else d.value
        end, ''), '(none)') as slice
    from deal as o
    left join dimension as d on d.unit = 'opportunity' and d.id = o.opportunity and d.dimension = $by
    where coalesce(o.closed_at, $through) >= $since and coalesce(o.closed_at, $through) < $until
)
select
    slice,
    money as currency,
    case when $records then opportunity end as id,
    count(*) as opportunities,
    count(case when outcome = 'won' then 1 end) as won,
    count(case when outcome = 'lost' then 1 end) as lost,
    count(case when outcome = 'open' then 1 end) as open,
    case when count(case when outcome = 'won' then 1 end) = 0 then 0
        else sum(case when outcome = 'won' then amount end) end as amount_won,
    count(case when outcome = 'won' and amount is null then 1 end) as won_without_amount,
    count(case when outcome = 'lost' and coalesce(loss_reason, '') <> '' then 1 end) as lost_with_reason,
    count(case when outcome = 'lost' and coalesce(competitor, '') <> '' then 1 end) as lost_with_competitor,
    count(case when outcome = 'lost' and coalesce(lost_stage, '') <> '' then 1 end) as lost_with_stage
from sliced
group by slice, money, case when $records then opportunity end
order by slice, money, id

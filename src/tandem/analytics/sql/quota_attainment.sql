-- Deals won per owner, currency and day: what quotas are held against. A deal without amount has the charter's currency.
with won as (
    select
        o.*,
        coalesce(nullif(o.owner, ''), '(none)') as member,
        case when o.amount is null and coalesce(o.currency, '') = '' then $currency else o.currency end as money
    from deal as o
    where o.outcome = 'won' and o.closed_at >= $since and o.closed_at < $until
)
select
    member,
    money as currency,
    closed_day as day,
    case when $records then opportunity end as id,
    count(*) as won,
    sum(amount) as amount_won
from won
group by member, money, closed_day, case when $records then opportunity end
order by member, money, day, id

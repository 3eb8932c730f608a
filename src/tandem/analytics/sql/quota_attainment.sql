-- Deals won per owner, currency and day: what quotas are held against.
select
    coalesce(nullif(o.owner, ''), '(none)') as member,
    o.currency,
    o.closed_day as day,
    case when $records then o.opportunity end as id,
    count(*) as won,
    coalesce(sum(o.amount), 0) as amount_won
from deal as o
where o.outcome = 'won' and o.closed_at >= $since and o.closed_at < $until
group by coalesce(nullif(o.owner, ''), '(none)'), o.currency, o.closed_day, case when $records then o.opportunity end
order by member, o.currency, day, id

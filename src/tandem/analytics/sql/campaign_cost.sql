-- What each campaign cost, where a tool says so.
select
    coalesce(nullif(name, ''), nullif(campaign, ''), '(none)') as slice,
    currency,
    sum(cost) as cost
from campaign
where cost is not null
group by coalesce(nullif(name, ''), nullif(campaign, ''), '(none)'), currency
order by slice, currency

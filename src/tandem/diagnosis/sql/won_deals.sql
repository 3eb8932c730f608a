-- The median amount of the won deals in one currency, and the share of all won deals that a person is joined to.
select
    median(amount) filter (where currency = $currency) as median,
    count(person) / nullif(count(*), 0) as joined
from deal
where outcome = 'won'

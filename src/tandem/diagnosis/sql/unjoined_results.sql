-- Won revenue, joined or not: a buyer who is a person on our books, and at least one touch before the win.
select
    opportunity, closed_day as day, amount, currency, person is not null as has_person,
    person is not null and first_touch_at is not null
    and (closed_at is null or first_touch_at <= closed_at) as joined
from deal
where outcome = 'won' and closed_day >= $first and closed_day < $last
order by closed_day, opportunity

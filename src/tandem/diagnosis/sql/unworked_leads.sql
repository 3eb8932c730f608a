-- One case per handed-over lead. Bad: within 30 days nobody of sales tried to reach them, and nobody gave them back.
select
    handoff as id,
    lead,
    day,
    not coalesce(first_touch_at <= h.at + interval '30' day, false)
    and not coalesce(verdict = 'returned' and verdict_at <= h.at + interval '30' day, false) as bad
from handoff as h
where track = 'recorded' and day >= $first and day < $last

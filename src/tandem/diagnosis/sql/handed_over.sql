-- The leads that marketing gave to sales.
select handoff as id, lead, day, false as bad
from handoff
where track = 'recorded' and day >= $first and day < $last

-- What marketing promises: of the handed-over leads that sales decided on, those that it did not accept.
select handoff as id, lead, day, verdict = 'returned' as bad
from handoff
where track = 'recorded' and verdict <> '' and day >= $first and day < $last

-- Every clock that was due, by promise; running and stopped ones are none.
select clock as id, lead, day, state = 'missed' as bad, promise as part
from clock
where track = 'recorded' and state in ('met', 'missed') and day >= $first and day < $last

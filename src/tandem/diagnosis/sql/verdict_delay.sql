-- Days from handoff to verdict, for those that got one.
select day, (epoch(verdict_at) - epoch(h.at)) / 86400.0 as days
from handoff as h
where track = 'recorded' and verdict_at is not null and day >= $first and day < $last

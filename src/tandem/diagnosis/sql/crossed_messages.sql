-- Marketing's messages that the rules of engagement forbid, after the grace; never bad or good: each is one.
select event as id, lead, day, true as bad, case when "by" = 'address' then 'address' else 'person' end as part
from crossed
where track = 'recorded' and team = 'marketing' and day >= $first and day < $last

-- Every change of a lead's owner; the first tells who had it before.
select e.lead, e.at, e.member, e.old, e.new
from event as e
where e.kind = 'owner.assigned' and e.lead is not null

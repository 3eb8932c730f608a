-- What was recorded as assigned lately ($since … $now), in order: whose turn it is, and who is full this week.
select h.lead, h.route, h.member, h.assigned_at
from handoff as h
where h.track = 'recorded' and h.member <> '' and h.assigned_at >= $since and h.assigned_at <= $now
order by h.assigned_at, h.lead

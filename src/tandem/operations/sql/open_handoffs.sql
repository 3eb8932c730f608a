-- Recorded handoffs of these days ($since … $now) that sales has neither given back nor closed, in the words of
-- `lifecycle.decisions.DECIDED_HANDOFF`; hand-raises first, then the oldest.
select
    h.person, h.lead, h.number, h.at, h.route, h.hand_raise, h.first_touch_at, h.two_way_at, h.verdict, h.verdict_at,
    h.disposed_at, cast(null as timestamp) as opted_out_at, cast(null as timestamp) as invalid_at, h.ended_at
from handoff as h
where h.track = 'recorded' and h.ended_at is null and h.at >= $since and h.at <= $now
order by not h.hand_raise, h.at, h.lead

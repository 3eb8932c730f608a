-- Every lead that was recorded as handed over, with what sales did: what people really keep is read from it.
select
    h.at,
    h.whole_day,
    h.hand_raise,
    h.fit,
    h.activity,
    h.member,
    h.assigned_at,
    case when not coalesce(h.first_touch_whole_day, false) then h.first_touch_at end as touched_at,
    h.first_touch_at is not null as touched,
    h.attempts,
    h.two_way_at is not null as talked,
    h.verdict,
    h.verdict_at,
    h.disposed_at,
    h.ended_at
from handoff as h
where h.track = 'recorded' and h.at >= $since and h.at < $until
order by h.at, h.handoff

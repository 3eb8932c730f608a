-- Every lead that was recorded as handed over, with what sales did: what people really keep is read from it.
select
    at,
    whole_day,
    hand_raise,
    fit,
    activity,
    member,
    assigned_at,
    case when not coalesce(first_touch_whole_day, false) then first_touch_at end as touched_at,
    first_touch_at is not null as touched,
    attempts,
    two_way_at is not null as talked,
    verdict,
    verdict_at,
    disposed_at,
    ended_at
from handoff
where track = 'recorded' and at >= $since and at < $until
order by at, handoff

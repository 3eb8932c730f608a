-- One case per hand-raise: its clock where the charter promises one, else an hour of business time.
-- Part says whether it was answered late or never (within 30 days).
select
    h.handoff as id,
    h.lead,
    h.day,
    case when c.state is null then not coalesce(h.response_minutes <= 60, false) else c.state = 'missed' end as bad,
    case when coalesce(h.first_touch_at <= h.at + interval '30' day, false) then 'answered' else 'never' end as part
from handoff as h
left join (
    select handoff, min(state) as state
    from clock
    where track = 'recorded' and promise = $promise and state in ('met', 'missed')
    group by handoff
) as c on c.handoff = h.handoff
where h.track = 'recorded' and h.hand_raise and h.day >= $first and h.day < $last
    and ($promise = '' or c.state is not null)

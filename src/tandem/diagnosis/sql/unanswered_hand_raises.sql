-- One case per hand-raise: its clock where the charter promises one, else an hour of business time. One that nobody ever
-- owned has no clock: it is bad unless somebody answered all the same. Running and stopped clocks are no cases.
-- Part says whether it was answered late or never (within 30 days).
select
    h.handoff as id,
    h.lead,
    h.day,
    case
        when $promise = '' then not coalesce(h.response_minutes <= 60, false)
        when c.state is null then not coalesce(h.first_touch_at <= h.at + interval '30' day, false)
        else c.state = 'missed'
    end as bad,
    case when coalesce(h.first_touch_at <= h.at + interval '30' day, false) then 'answered' else 'never' end as part
from handoff as h
left join clock as c on c.track = h.track and c.handoff = h.handoff and c.promise = $promise
where h.track = 'recorded' and h.hand_raise and h.day >= $first and h.day < $last
    and coalesce(c.state, 'missed') in ('met', 'missed')

-- Handed-over leads of the last days that still wait: nobody gave them back or closed them, and either nobody tried to
-- reach them or nobody decided. `due_at`: the earliest promise that is running or was missed and not made good.
select
    h.handoff, h.lead, h.person, h.member, h.source, h.campaign, h.grade, h.at as handed_at, h.hand_raise,
    coalesce(h.first_touch_at <= $now, false) as touched, h.verdict, min(c.due_at) as due_at
from handoff as h
left join clock as c
    on c.track = h.track and c.handoff = h.handoff and c.ended_at is null and c.state in ('running', 'missed')
where h.track = 'recorded' and h.at >= $since and h.at <= $now
    and h.verdict <> 'returned' and h.disposition = '' and h.ended_at is null
    and (h.first_touch_at is null or h.first_touch_at > $now or h.verdict = '')
group by h.handoff, h.lead, h.person, h.member, h.source, h.campaign, h.grade, h.at, h.hand_raise, h.first_touch_at, h.verdict
order by h.handoff

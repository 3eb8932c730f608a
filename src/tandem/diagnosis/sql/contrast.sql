-- Handoffs of the whole history that were followed long enough: what they are alike by, whether the sign touches them
-- (exposed), and whether they were won within the follow-up.
select
    h.source, h.grade, h.band, h.segment, year(h.day) * 4 + quarter(h.day) as quarter,
    case
        when $contrast = 'unworked' then
            not coalesce(h.first_touch_at <= h.at + interval '30' day, false)
            and not coalesce(h.verdict = 'returned' and h.verdict_at <= h.at + interval '30' day, false)
        when $contrast = 'crossed' then x.handoff is not null
        else case when k.state is null then not coalesce(h.response_minutes <= 60, false) else k.state = 'missed' end
    end as exposed,
    coalesce(d.outcome = 'won' and datediff('day', h.day, d.closed_day) between 0 and $follow_up, false) as won
from handoff as h
left join cycle as c on c.track = h.track and c.cycle = h.cycle
left join deal as d on d.opportunity = coalesce(h.opportunity, c.opportunity)
left join (select distinct handoff from crossed where track = 'recorded' and team = 'marketing') as x
    on x.handoff = h.handoff
left join (
    select handoff, min(state) as state
    from clock
    where track = 'recorded' and promise = $promise and state in ('met', 'missed')
    group by handoff
) as k on k.handoff = h.handoff
where h.track = 'recorded' and h.day < $until and (h.hand_raise or $contrast <> 'unanswered')

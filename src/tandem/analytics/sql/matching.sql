-- Handed-over leads with what makes them alike and what became of them; each deal counts with one handoff.
with claims as (
    select
        h.handoff,
        o.opportunity,
        o.outcome,
        row_number() over (
            partition by o.opportunity
            order by case when h.lead = o.lead then 0 else 1 end, h.at, h.handoff
        ) as place
    from handoff as h
    join deal as o on o.opportunity = h.opportunity
    where h.track = $track
),
qualified as (
    select distinct r.id as cycle
    from reach as r
    where r.track = $track and r.unit = 'cycle' and r.stage = 'sql'
),
crossing as (
    select handoff, count(*) as messages from crossed where track = $track group by handoff
)
select
    h.handoff as id,
    h.source,
    h.grade,
    h.band,
    h.segment,
    strftime(h.day, '%Y') || '-Q' || extract(quarter from h.day) as quarter,
    h.hand_raise,
    h.attempts,
    h.response_minutes,
    h.verdict,
    h.first_touch_at is not null as touched,
    h.ended_at is not null or h.first_touch_at is not null as settled,
    coalesce(x.messages, 0) as crossed,
    q.cycle is not null as sql,
    o.opportunity is not null as opportunity,
    coalesce(o.outcome, '') = 'won' as won,
    coalesce(o.outcome, '') as outcome,
    date_diff('microsecond', h.at, $through) / 86400000000.0 as age_days
from handoff as h
left join claims as o on o.handoff = h.handoff and o.place = 1
left join qualified as q on q.cycle = h.cycle
left join crossing as x on x.handoff = h.handoff
where h.track = $track and h.at >= $since and h.at < $until
order by h.handoff

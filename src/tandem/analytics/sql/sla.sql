-- Clocks of the promises by state; minutes are business minutes used.
with sliced as (
    select
        k.*,
        coalesce(nullif(case $by
            when '' then '(all)'
            when 'owner' then k.member
            when 'month' then k.month
            when 'quarter' then strftime(k.day, '%Y') || '-Q' || extract(quarter from k.day)
            when 'source' then h.source
            when 'campaign' then h.campaign
            when 'segment' then h.segment
            when 'grade' then h.grade
            else d.value
        end, ''), '(none)') as slice
    from clock as k
    left join handoff as h on h.track = $track and h.handoff = k.handoff
    left join dimension as d on d.unit = 'cycle' and d.id = h.cycle and d.dimension = $by
    where k.track = $track and k.started_at >= $since and k.started_at < $until
)
select
    slice,
    promise,
    team,
    limit_minutes,
    case when ended_at is not null and state in ('met', 'missed') then minutes end as minutes,
    case when $records then clock end as id,
    count(case when state in ('met', 'missed') then 1 end) as due,
    count(case when state = 'met' then 1 end) as met,
    count(case when state = 'missed' then 1 end) as missed,
    count(case when state = 'running' then 1 end) as running,
    count(case when state = 'stopped' then 1 end) as stopped,
    count(case when state = 'contested' then 1 end) as contested
from sliced
group by
    slice,
    promise,
    team,
    limit_minutes,
    case when ended_at is not null and state in ('met', 'missed') then minutes end,
    case when $records then clock end
order by slice, team, promise, limit_minutes, minutes, id

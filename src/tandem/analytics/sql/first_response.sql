-- First outbound human touch after assignment to a person, in business minutes; hand-raises apart.
with sliced as (
    select
        h.*,
        coalesce(nullif(case $by
            when '' then '(all)'
            when 'source' then h.source
            when 'campaign' then h.campaign
            when 'segment' then h.segment
            when 'grade' then h.grade
            when 'band' then h.band
            when 'owner' then h.member
            when 'month' then strftime(h.day, '%Y-%m')
            when 'quarter' then strftime(h.day, '%Y') || '-Q' || extract(quarter from h.day)
            else d.value
        end, ''), '(none)') as slice,
        h.first_touch_at is not null and coalesce(h.first_touch_whole_day, false) as dated_only
    from handoff as h
    left join dimension as d on d.unit = 'cycle' and d.id = h.cycle and d.dimension = $by
    where h.track = $track and h.at >= $since and h.at < $until
)
select
    slice,
    case when hand_raise then 'hand_raise' else 'handoff' end as kind,
    case when not dated_only and first_touch_at is not null then response_minutes end as minutes,
    queue_minutes,
    case when $records then handoff end as id,
    count(*) as handoffs,
    count(assigned_at) as assigned,
    count(case when first_touch_at is not null and not dated_only then 1 end) as answered,
    count(case when dated_only then 1 end) as clockless,
    count(case when first_touch_at is null and ended_at is null then 1 end) as waiting,
    count(case when first_touch_at is null and ended_at is not null then 1 end) as never_answered
from sliced
group by
    slice,
    case when hand_raise then 'hand_raise' else 'handoff' end,
    case when not dated_only and first_touch_at is not null then response_minutes end,
    queue_minutes,
    case when $records then handoff end
order by slice, kind, minutes, queue_minutes, id

-- Sales' two answers to a handoff: the verdict (accepted or returned), and later the disposition. A handoff known by
-- its day only stands at that day's end, so the days to its answer are counted in whole ones: the same day is 0.
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
            when 'return_reason' then case when h.verdict = 'returned' then h.verdict_reason end
            when 'disposal_reason' then h.disposition_reason
            when 'month' then strftime(h.day, '%Y-%m')
            when 'quarter' then strftime(h.day, '%Y') || '-Q' || extract(quarter from h.day)
            else d.value
        end, ''), '(none)') as slice,
        case
            when coalesce(h.disposition, '') = '' then ''
            when h.disposition in ('sql', 'opportunity', 'customer') then 'qualified'
            when h.disposition = 'disqualified' then 'disqualified'
            else 'recycled'
        end as fate,
        case when h.verdict in ('accepted', 'returned')
            then case when h.whole_day then ceil(date_diff('microsecond', h.at, h.verdict_at) / 86400000000.0) + 0
                else date_diff('microsecond', h.at, h.verdict_at) / 86400000000.0 end end as verdict_days,
        case when coalesce(h.disposition, '') <> ''
            then date_diff('microsecond', coalesce(h.verdict_at, h.at), h.disposed_at) / 86400000000.0
        end as disposal_days
    from handoff as h
    left join dimension as d on d.unit = 'cycle' and d.id = h.cycle and d.dimension = $by
    where h.track = $track and h.at >= $since and h.at < $until
)
select
    slice,
    verdict_days,
    disposal_days,
    case when $records then handoff end as id,
    count(*) as handoffs,
    count(case when verdict = 'accepted' then 1 end) as accepted,
    count(case when verdict = 'returned' then 1 end) as returned,
    count(case when coalesce(verdict, '') not in ('accepted', 'returned') then 1 end) as undecided,
    count(case when verdict = 'returned' and coalesce(verdict_reason, '') = '' then 1 end) as returned_without_reason,
    count(case when fate <> '' then 1 end) as disposed,
    count(case when fate = 'qualified' then 1 end) as qualified,
    count(case when fate = 'recycled' then 1 end) as recycled,
    count(case when fate = 'disqualified' then 1 end) as disqualified,
    count(case when verdict = 'accepted' and fate = '' then 1 end) as undisposed,
    count(case when fate <> '' and coalesce(disposition_reason, '') = '' then 1 end) as disposed_without_reason
from sliced
group by slice, verdict_days, disposal_days, case when $records then handoff end
order by slice, verdict_days, disposal_days, id

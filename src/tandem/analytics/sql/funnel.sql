-- Cohort funnel: cycles by entry, each stage of $stages reached or not. A deal belongs to one cycle (its primary
-- buyer's, else the earliest); a stage that a later one implies counts as reached at the later one's time.
with cohort as (
    select
        c.*,
        coalesce(nullif(case $by
            when '' then '(all)'
            when 'source' then c.source
            when 'campaign' then c.campaign
            when 'owner' then c.owner
            when 'team' then c.team
            when 'version' then c.version
            when 'month' then strftime(c.entered_day, '%Y-%m')
            when 'quarter' then strftime(c.entered_day, '%Y') || '-Q' || extract(quarter from c.entered_day)
            else d.value
        end, ''), '(none)') as slice
    from cycle as c
    left join dimension as d on d.unit = 'cycle' and d.id = c.cycle and d.dimension = $by
    where c.track = $track and c.entered_at >= $since and c.entered_at < $until
),
claims as (
    select
        c.cycle,
        o.*,
        row_number() over (
            partition by o.opportunity
            order by case when c.lead = o.lead then 0 else 1 end, c.entered_at, c.cycle
        ) as place
    from cycle as c
    join deal as o on o.opportunity = c.opportunity
    where c.track = $track
),
path as (
    select stage, row_number() over (order by place) as position
    from (select unnest($stages) as stage, unnest($places) as place)
),
arrival as (
    select r.id as cycle, r.stage, r.at as moment, r.whole_day, r.day, r.skipped
    from reach as r
    where track = $track and unit = 'cycle' and stage not in ('opportunity', 'customer')
    union all
    select cycle, entry_stage, entered_at, entered_whole_day, entered_day, false from cohort
    union all
    select cycle, 'opportunity', opened_at, opened_whole_day, opened_day, false from claims where place = 1
    union all
    select cycle, 'customer', closed_at, closed_whole_day, closed_day, false
    from claims
    where place = 1 and outcome = 'won'
),
first_arrival as (
    select * from (
        select
            *,
            date_diff('microsecond', timestamp '1970-01-01', moment) * 2 + cast(whole_day as integer) as placing,
            row_number() over (
                partition by cycle, stage order by case when skipped then 1 else 0 end, moment, whole_day
            ) as nth
        from arrival
    ) where nth = 1
),
data_end as (
    select coalesce((select max(day) from event), cast($through as date)) as day
),
step as (
    select
        c.*,
        p.stage,
        p.position,
        coalesce(a.skipped, true) as skipped,
        coalesce(a.moment, min(a.moment) over later) as moment,
        coalesce(a.day, arg_min(a.day, a.placing) over later) as day,
        coalesce(a.whole_day, arg_min(a.whole_day, a.placing) over later) as whole_day,
        case
            when c.entered_whole_day then date_diff('day', c.entered_day, e.day)
            else date_diff('microsecond', c.entered_at, $through) / 86400000000.0
        end >= $horizon as mature
    from cohort as c
    cross join path as p
    cross join data_end as e
    left join first_arrival as a on a.cycle = c.cycle and a.stage = p.stage
    window later as (
        partition by c.cycle order by p.position rows between 1 following and unbounded following
    )
),
counted as (
    select
        s.*,
        s.moment is not null and case
            when s.entered_whole_day or s.whole_day then date_diff('day', s.entered_day, s.day)
            else date_diff('microsecond', s.entered_at, s.moment) / 86400000000.0
        end <= $horizon as in_time,
        coalesce(o.place, 1) > 1 as elsewhere,
        o.outcome as deal
    from step as s
    left join claims as o on o.cycle = s.cycle
)
select
    slice,
    stage,
    position,
    number > 1 as recycle,
    case when $records then cycle end as id,
    count(*) as entered,
    count(moment) as reached,
    count(case when mature then 1 end) as mature,
    count(case when mature and in_time then 1 end) as reached_mature,
    count(case when
        moment is null
        and not elsewhere
        and coalesce(deal, '') <> 'lost'
        and (outcome = 'open' or (outcome = 'sql' and stage in ('opportunity', 'customer')))
        then 1 end) as still_open,
    count(case when moment is not null and skipped then 1 end) as skipped,
    count(case when elsewhere and stage in ('opportunity', 'customer') then 1 end) as elsewhere
from counted
group by slice, stage, position, number > 1, case when $records then cycle end
order by slice, position, recycle, id

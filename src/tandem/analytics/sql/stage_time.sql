-- Days from stage to stage of first cycles, with what competed: status 1 converted, 2 lost first, 0 open at the data's
-- end. Pairs: consecutive stages of $stages that somebody was really seen in, and first to last over the whole run.
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
    where c.track = $track and c.entered_at >= $since and c.entered_at < $until and c.number = 1
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
    select unnest($stages) as stage, unnest($places) as place
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
            a.*,
            p.place,
            c.slice,
            date_diff('microsecond', timestamp '1970-01-01', a.moment) * 2 + cast(a.whole_day as integer) as placing,
            row_number() over (
                partition by a.cycle, a.stage order by case when a.skipped then 1 else 0 end, a.moment, a.whole_day
            ) as nth
        from arrival as a
        join cohort as c on c.cycle = a.cycle
        join path as p on p.stage = a.stage
    ) where nth = 1
),
seen as (
    select stage, place, row_number() over (order by place) as position, count(*) over () as stages
    from (select distinct stage, place from first_arrival where not skipped)
),
pair as (
    select a.stage as from_stage, b.stage as to_stage, a.position, false as whole_run
    from seen as a
    join seen as b on b.position = a.position + 1
    where a.stages > 2 or b.stage <> 'customer'
    union all
    select a.stage, b.stage, case when a.stages > 2 then 1000 else 1 end, true
    from seen as a
    join seen as b on b.position = b.stages
    where a.position = 1 and a.stages > 1 and b.stage = 'customer'
),
data_end as (
    select coalesce((select max(day) from event), cast($through as date)) as day
),
start as (
    select
        f.cycle, f.slice, p.from_stage, p.to_stage, p.position, f.place as from_place, f.moment, f.whole_day, f.day
    from pair as p
    join first_arrival as f on f.stage = p.from_stage and not f.skipped
    where not p.whole_run
    union all
    select
        c.cycle, c.slice, p.from_stage, p.to_stage, p.position, -1, c.entered_at, c.entered_whole_day, c.entered_day
    from pair as p
    cross join cohort as c
    where p.whole_run
),
later as (
    select
        s.cycle,
        s.position,
        min(f.moment) as moment,
        arg_min(f.whole_day, f.placing) as whole_day,
        arg_min(f.day, f.placing) as day
    from start as s
    join path as t on t.stage = s.to_stage
    join first_arrival as f on f.cycle = s.cycle and f.place >= t.place
    group by s.cycle, s.position
),
fate as (
    select
        s.*,
        case
            when l.moment is not null then 1
            when o.outcome = 'lost' or c.outcome in ('disqualified', 'recycled') then 2
            else 0
        end as status,
        case
            when l.moment is not null then l.moment
            when c.outcome in ('disqualified', 'recycled') then c.ended_at
            when o.outcome = 'lost' then o.closed_at
            else $through
        end as end_at,
        case
            when l.moment is not null then l.day
            when c.outcome in ('disqualified', 'recycled') then c.ended_day
            when o.outcome = 'lost' then o.closed_day
            else e.day
        end as end_day,
        case
            when l.moment is not null then l.whole_day
            when c.outcome in ('disqualified', 'recycled') then c.ended_whole_day
            when o.outcome = 'lost' then o.closed_whole_day
            else false
        end as end_whole_day,
        coalesce(o.place, 1) > 1 and s.to_stage in ('opportunity', 'customer') as elsewhere
    from start as s
    join cohort as c on c.cycle = s.cycle
    cross join data_end as e
    left join later as l on l.cycle = s.cycle and l.position = s.position
    left join claims as o on o.cycle = s.cycle
),
timed as (
    select
        *,
        case
            when whole_day or end_whole_day then date_diff('day', day, end_day)
            else date_diff('microsecond', moment, end_at) / 86400000000.0
        end as days
    from fate
)
select
    slice,
    from_stage,
    to_stage,
    position,
    elsewhere,
    status,
    days,
    case when $records then cycle end as id,
    count(*) as n,
    count(case when status = 1 then 1 end) as converted,
    count(case when status = 2 then 1 end) as lost,
    count(case when status = 0 then 1 end) as open,
    count(case when days < 0 then 1 end) as faults
from timed
group by slice, from_stage, to_stage, position, elsewhere, status, days, case when $records then cycle end
order by slice, position, elsewhere, status, days, id

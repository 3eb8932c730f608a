-- What in the data neither team can trust, counted per tool: one row per check, `rows` looked at, `bad` among them.
with tool_person as (
    select p.person, t.tool
    from person as p
    cross join unnest(string_split(p.tools, ',')) as t(tool)
    where p.tools <> ''
),
required as (
    select unnest($fields) as field
),
known as (
    select distinct name from attribute where unit = 'person'
),
spoken as (
    select e.*
    from event as e
    where e.kind not like 'opportunity.%' and e.kind not in ('field.changed', 'owner.assigned')
),
clocked as (
    select e.*
    from event as e
    where e.kind in ('call.made', 'call.received', 'meeting.held', 'message.sent', 'task.completed')
        or (e.kind = 'email.sent' and e.team = 'sales')
),
born as (
    select a.id, (max(try_cast(a.value as bigint)) - min(try_cast(a.value as bigint))) / 3600000000.0 as hours
    from attribute as a
    where a.unit = 'person' and a.name = 'created_at' and try_cast(a.value as bigint) is not null
    group by a.id
    having count(distinct a.tool) > 1
),
claims as (
    select
        c.entered_at,
        c.entered_day,
        c.entered_whole_day,
        o.*,
        row_number() over (
            partition by o.opportunity
            order by case when c.lead = o.lead then 0 else 1 end, c.entered_at, c.cycle
        ) as place
    from cycle as c
    join deal as o on o.opportunity = c.opportunity
    where c.track = 'recorded'
),
told as (
    select
        o.opportunity,
        o.tool,
        o.account is null as without_account,
        o.amount is null as without_amount,
        d.outcome,
        d.person is null as without_person,
        coalesce(d.lag_days < 0, false) as closed_early
    from opportunity as o
    left join deal as d on d.opportunity = o.opportunity
)
select 'rejected_rows' as check_name, tool, object, '' as field,
    cast(sum("read") as bigint) as looked_at, cast(sum(rejected) as bigint) as bad, '' as example
from file
group by tool, object
union all
select 'duplicates', '(all)', 'person', '', cast(sum(records) as bigint), cast(sum(doubles) as bigint), ''
from person
having count(*) > 0
union all
select 'empty_field', t.tool, 'person', r.field, count(*), count(case when coalesce(trim(a.value), '') = '' then 1 end), ''
from tool_person as t
cross join required as r
join known as k on k.name = r.field
left join attribute as a on a.unit = 'person' and a.id = t.person and a.name = r.field and a.tool = t.tool
group by t.tool, r.field
union all
select 'unmapped_value', u.tool, 'crosswalk', u.field, null, cast(sum(u."rows") as bigint), arg_max(u.value, u."rows")
from unmapped as u
group by u.tool, u.field
union all
select 'orphan_activity', tool, 'event', kind, count(*),
    count(case when person is null and account is null and opportunity is null then 1 end), ''
from spoken
group by tool, kind
having count(case when person is null and account is null and opportunity is null then 1 end) > 0
union all
select 'without_time_of_day', tool, 'event', kind, count(*), count(case when whole_day then 1 end), ''
from clocked
group by tool, kind
union all
select 'sync_lag_over_a_day', '(all)', 'person', 'created_at', count(*), count(case when hours > 24 then 1 end),
    'median ' || round(median(hours), 1) || ' hours'
from born
having count(*) > 0
union all
select 'closed_before_first_contact', '(all)', 'opportunity', '', count(*),
    count(case when case
        when entered_whole_day or closed_whole_day then closed_day < entered_day
        else closed_at < entered_at
    end then 1 end), ''
from claims
where place = 1 and closed_at is not null
having count(*) > 0
union all
select 'closed_before_opened', tool, 'opportunity', '', count(*), count(case when closed_early then 1 end), ''
from told
where outcome in ('won', 'lost')
group by tool
union all
select 'without_account', tool, 'opportunity', '', count(*), count(case when without_account then 1 end), ''
from told
group by tool
union all
select 'without_person', tool, 'opportunity', '', count(*), count(case when without_person then 1 end), ''
from told
group by tool
union all
select 'won_without_amount', tool, 'opportunity', '', count(*), count(case when without_amount then 1 end), ''
from told
where outcome = 'won'
group by tool
union all
select 'open_cycles', '(all)', 'cycle', '', count(*), count(case when outcome = 'open' then 1 end), ''
from cycle
where track = 'recorded'
having count(*) > 0
union all
select 'backdated_moves', '(all)', 'move', '', count(*), count(case when backdated then 1 end), ''
from move
where track = $track
having count(*) > 0
order by 1, 2, 3, 4

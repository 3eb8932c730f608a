-- How many rows a check looks at and how many fail it. Required fields are those of the charter ($fields) that the
-- lens holds: what is personal (a name, an address) never leaves the vault and is not looked for here. An unmapped value
-- is set against all that its tool says in the same field, now and before.
with known as (select distinct name from attribute where unit = 'person'),
required as (
    select f.name
    from (select unnest($fields) as name) as f
    inner join known as k on k.name = f.name
),
filled as (
    select id, name, max(case when trim(value) <> '' then 1 else 0 end) as filled
    from attribute
    where unit = 'person'
    group by id, name
)
select 'double records' as part, count(*) as n, count(*) filter (where doubles > 0) as bad from person
union all
select 'empty ' || r.name, count(*), count(*) filter (where coalesce(f.filled, 0) = 0)
from person as p
cross join required as r
left join filled as f on f.id = p.person and f.name = r.name
group by r.name
union all
select 'unmapped ' || u.field || ' of ' || u.tool, greatest(u.bad, coalesce(s.said, 0)), u.bad
from (select tool, field, sum(rows) as bad from unmapped group by tool, field) as u
left join (
    select v.tool, v.vocabulary, count(*) as said
    from (select unnest($tools) as tool, unnest($vocabularies) as vocabulary, unnest($names) as name) as v
    inner join (
        select tool, field as name from event where kind = 'field.changed' and new <> ''
        union all
        select tool, name from attribute where value <> ''
    ) as t on t.tool = v.tool and t.name = v.name
    group by v.tool, v.vocabulary
) as s on s.tool = u.tool and s.vocabulary = u.field
order by part

-- The people with a double record or an empty required field.
with known as (select distinct name from attribute where unit = 'person'),
required as (
    select f.name
    from (select unnest($fields) as name) as f
    inner join known as k on k.name = f.name
),
empty as (
    select p.person
    from person as p
    cross join required as r
    left join attribute as a on a.unit = 'person' and a.id = p.person and a.name = r.name and trim(a.value) <> ''
    where a.value is null
)
select person from person where doubles > 0
union
select person from empty
order by person

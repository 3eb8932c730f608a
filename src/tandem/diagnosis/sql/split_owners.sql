-- People whom two tools know with an owner: one row per person, bad when the owners differ. Owners are compared by
-- name, because each tool has its own id for the same member.
with owned as (
    select distinct a.id, a.tool, lower(coalesce(nullif(m.name, ''), a.value)) as owner
    from attribute as a
    left join member as m on m.member = a.value
    where a.unit = 'person' and a.name = 'owner' and a.value <> ''
)
select id, max(owner) <> min(owner) as bad
from owned
group by id
having count(distinct tool) > 1
order by id

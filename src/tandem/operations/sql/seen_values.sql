-- The values that a crosswalk maps, with their rows: attributes as they are, what history says they were, and
-- what events carry. $fields: the fields to look at, folded.
with told as (
    select tool::varchar as tool, unit::varchar as unit, lower(name::varchar) as field, value
    from attribute
    where unit in ('person', 'account')
        -- the opportunity relation says these, once for each deal
        or (unit = 'opportunity' and lower(name::varchar) not in ('stage', 'source', 'loss_reason'))
    union all
    select tool, unit, field, value
    from (
        select distinct event, tool::varchar as tool, lower(field::varchar) as field, new as value,
            case when opportunity is null then 'person' else 'opportunity' end as unit
        from event
        where kind = 'field.changed'
    )
    union all
    select tool::varchar, 'opportunity', 'stage', stage::varchar from opportunity
    union all
    select tool::varchar, 'opportunity', 'source', source::varchar from opportunity
    union all
    select tool::varchar, 'opportunity', 'loss_reason', loss_reason::varchar from opportunity
    union all
    select tool, 'opportunity', 'stage', value
    from (
        select distinct event, tool::varchar as tool, new as value
        from event
        where kind = 'opportunity.stage_changed'
    )
    union all
    select tool, 'event', 'purpose', value
    from (select distinct event, tool::varchar as tool, purpose::varchar as value from event)
    union all
    select tool, 'person', field, value
    from (
        select distinct event, tool::varchar as tool, reason::varchar as value,
            case when kind = 'sales.returned' then 'return_reason' else 'disposal_reason' end as field
        from event
        where kind in ('sales.returned', 'sales.disposed')
    )
)
select tool, unit, field, trim(value) as value, count(*) as rows
from told
where list_contains($fields, field) and trim(value) <> ''
group by tool, unit, field, trim(value)
order by tool, unit, field, rows desc, value

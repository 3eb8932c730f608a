-- Who is said to own each person and account.
select a.unit, a.id, a.name, a.value, a.tool, a.wins from attribute as a
where a.name = 'owner' and a.unit in ('person', 'account')

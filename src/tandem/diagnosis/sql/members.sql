-- The members of both teams with their names.
select member, max(name) as name from member group by member order by member

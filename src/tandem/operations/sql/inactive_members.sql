-- Members whom a tool says to work here no more.
select member from member where not active order by member

-- Why the tools and the charter count different leads as MQLs.
select
    b.why,
    case when $records then b.lead end as id,
    count(*) as leads,
    count(b.recorded_at) as recorded,
    count(b.decided_at) as decided
from bridge as b
where coalesce(b.recorded_at, b.decided_at) >= $since and coalesce(b.recorded_at, b.decided_at) < $until
group by b.why, case when $records then b.lead end
order by b.why, id

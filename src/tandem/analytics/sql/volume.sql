-- Cycles by the day they entered.
select
    c.entered_day as day,
    case when $records then c.cycle end as id,
    count(*) as cycles
from cycle as c
where c.track = $track and c.entered_at >= $since and c.entered_at < $until
group by c.entered_day, case when $records then c.cycle end
order by day, id

-- Handoffs per day with sales' verdict: what marketing promises sales is held against these.
select
    h.day,
    case when $records then h.handoff end as id,
    count(*) as handoffs,
    count(case when h.verdict in ('accepted', 'returned') then 1 end) as due,
    count(case when h.verdict = 'accepted' then 1 end) as met,
    count(case when h.verdict = 'returned' then 1 end) as missed,
    count(case when coalesce(h.verdict, '') not in ('accepted', 'returned') then 1 end) as running
from handoff as h
where
    h.track = $track
    and h.at >= $since
    and h.at < $until
    and ($track = 'recorded' or $meeting = '' or h.rule = $meeting or h.hand_raise)
group by h.day, case when $records then h.handoff end
order by h.day, id

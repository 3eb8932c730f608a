-- Two answers that sales owes: a verdict on each handed-over lead within 30 days (a return says why), and the outcome
-- of each accepted lead within 30 days of acceptance (one that does not become a deal says why).
select
    handoff as id,
    lead,
    day,
    not coalesce(verdict <> '' and verdict_at <= h.at + interval '30' day, false)
    or (verdict = 'returned' and verdict_reason = '' and $reasons) as bad,
    'verdict' as part
from handoff as h
where track = 'recorded' and day >= $first and day < $last
union all
select
    handoff as id,
    lead,
    day,
    not coalesce(disposition <> '' and disposed_at <= verdict_at + interval '30' day, false)
    or (disposition not in ('sql', 'opportunity', 'customer') and disposition_reason = '' and $reasons) as bad,
    'outcome' as part
from handoff as h
where track = 'recorded' and day >= $first and day < $last and verdict = 'accepted'

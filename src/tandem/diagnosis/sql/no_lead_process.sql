-- Four ways in which a handed-over lead shows that nobody agreed what happens to it.
select
    handoff as id, lead, day,
    not coalesce(least(verdict_at, disposed_at) <= h.at + interval '30' day, false) as bad,
    'undecided' as part
from handoff as h
where track = 'recorded' and day >= $first and day < $last
union all
select
    handoff as id, lead, day,
    (verdict = 'returned' and verdict_reason = '')
    or (disposition not in ('', 'sql', 'opportunity', 'customer') and disposition_reason = '') as bad,
    'without a reason' as part
from handoff as h
where track = 'recorded' and day >= $first and day < $last and $reasons
    and (verdict = 'returned' or disposition not in ('', 'sql', 'opportunity', 'customer'))
union all
select handoff as id, lead, day, assigned_at is null or member = '' as bad, 'without an owner' as part
from handoff as h
where track = 'recorded' and day >= $first and day < $last and $owners
union all
select handoff as id, lead, day, returns >= 2 as bad, 'returned twice or more' as part
from handoff as h
where track = 'recorded' and day >= $first and day < $last

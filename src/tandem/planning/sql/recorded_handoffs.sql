-- Every handoff that really happened, with sales' answers and the first deal that it led to.
select
    h.lead,
    h.at,
    h.fit,
    h.hand_raise,
    h.verdict,
    h.verdict_at,
    h.disposition,
    h.disposed_at,
    d.outcome,
    d.amount,
    d.currency,
    d.closed_day,
    d.closed_at
from handoff as h
left join deal as d on d.opportunity = h.opportunity
where h.track = 'recorded'
order by h.lead, h.at, h.handoff

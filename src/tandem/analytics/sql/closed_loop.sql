-- From first touch to revenue: cycles, handoffs and deals under the slice of the cycle that a deal counts with.
-- Lead-side rows have currency ''; a deal that no cycle led to keeps its own source or campaign.
with cohort as (
    select
        c.*,
        coalesce(nullif(case $by
            when '' then '(all)'
            when 'source' then c.source
            when 'campaign' then c.campaign
            when 'owner' then c.owner
            when 'team' then c.team
            when 'month' then strftime(c.entered_day, '%Y-%m')
            when 'quarter' then strftime(c.entered_day, '%Y') || '-Q' || extract(quarter from c.entered_day)
            else d.value
        end, ''), '(none)') as slice
    from cycle as c
    left join dimension as d on d.unit = 'cycle' and d.id = c.cycle and d.dimension = $by
    where c.track = $track
),
claims as (
    select
        c.slice,
        o.opportunity,
        row_number() over (
            partition by o.opportunity
            order by case when c.lead = o.lead then 0 else 1 end, c.entered_at, c.cycle
        ) as place
    from cohort as c
    join deal as o on o.opportunity = c.opportunity
),
deals as (
    select
        o.*,
        case when o.amount is null and coalesce(o.currency, '') = '' then $currency else o.currency end as money,
        coalesce(c.slice, nullif(case $by
            when '' then '(all)'
            when 'source' then o.source
            when 'campaign' then o.campaign
            when 'owner' then o.owner
            when 'month' then strftime(o.opened_day, '%Y-%m')
            when 'quarter' then strftime(o.opened_day, '%Y') || '-Q' || extract(quarter from o.opened_day)
            else d.value
        end, ''), '(none)') as slice
    from deal as o
    left join claims as c on c.opportunity = o.opportunity and c.place = 1
    left join dimension as d on d.unit = 'opportunity' and d.id = o.opportunity and d.dimension = $by
    where coalesce(o.opened_at, o.closed_at, $since) >= $since and coalesce(o.opened_at, o.closed_at, $since) < $until
),
fact as (
    select slice, '' as currency, cycle as id, 'cycle' as kind, '' as outcome, null as amount, null as lag_days
    from cohort
    where entered_at >= $since and entered_at < $until
    union all
    select c.slice, '', c.cycle, r.stage, '', null, null
    from cohort as c
    join (
        select distinct id, stage from reach where track = $track and unit = 'cycle' and stage in ('sal', 'sql')
    ) as r on r.id = c.cycle
    where c.entered_at >= $since and c.entered_at < $until
    union all
    select coalesce(c.slice, '(none)'), '', h.handoff, 'handoff', '', null, null
    from handoff as h
    left join cohort as c on c.cycle = h.cycle
    where h.track = $track and h.at >= $since and h.at < $until
    union all
    select slice, money, opportunity, 'deal', outcome, amount, lag_days from deals
)
select
    slice,
    case when kind = 'deal' then 'deal' else 'lead' end as side,
    currency,
    case when kind = 'deal' and outcome = 'won' then lag_days end as won_days,
    case when $records then id end as id,
    count(case when kind = 'cycle' then 1 end) as cycles,
    count(case when kind = 'handoff' then 1 end) as handoffs,
    count(case when kind = 'sal' then 1 end) as sal,
    count(case when kind = 'sql' then 1 end) as sql,
    count(case when kind = 'deal' then 1 end) as opportunities,
    count(case when outcome = 'open' then 1 end) as open,
    count(case when outcome = 'won' then 1 end) as won,
    count(case when outcome = 'lost' then 1 end) as lost,
    case when count(case when outcome = 'open' then 1 end) = 0 then 0
        else sum(case when outcome = 'open' then amount end) end as pipeline,
    case when count(case when outcome = 'won' then 1 end) = 0 then 0
        else sum(case when outcome = 'won' then amount end) end as amount_won
from fact
group by
    slice,
    case when kind = 'deal' then 'deal' else 'lead' end,
    currency,
    case when kind = 'deal' and outcome = 'won' then lag_days end,
    case when $records then id end
order by slice, side, currency, won_days, id

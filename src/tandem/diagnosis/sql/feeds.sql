-- Facts of each feed in the book, before any charter. A status that is told once, with its time, is no history, but
-- enough for a cohort: `first_status`. `second_tool`: buyers whose owner or stage two tools tell.
-- $statuses, $reasons: the fields that hold them, by the product's names and by a company's own.
select 'people' as feed, count(*) as facts from person
union all select 'accounts', count(*) from account where kind <> 'person'
union all select 'members', count(*) from member where tool <> ''
union all select 'opportunities', count(*) from opportunity
union all select 'opportunity_roles', count(*) from role
union all select 'loss_reasons', count(*) from opportunity where loss_reason <> ''
union all select 'campaign_costs', count(*) from campaign where cost is not null
union all select 'sources', count(*) from attribute where unit = 'person' and name = 'source' and value <> ''
union all select 'consent', count(*) from attribute where unit = 'person' and name = 'consent' and value <> ''
union all
select 'reasons', count(*) from attribute
where unit = 'person' and list_contains($reasons, name) and value <> ''
union all
select 'second_tool', count(*)
from (
    select id from attribute
    where unit = 'person' and name in ('owner', 'status', 'lifecycle_stage') and value <> ''
    group by id
    having count(distinct tool) > 1
) as twice
union all select 'merges', count(*) from person where records > 1
union all
select feed, count(*) as facts
from (
    select
        case
            when kind in ('sales.returned', 'sales.disposed') and reason <> '' then 'reasons'
            when kind = 'field.changed' and list_contains($reasons, field) and new <> '' then 'reasons'
            when kind in ('sales.accepted', 'sales.returned', 'sales.disposed') then 'lead_status_history'
            when kind = 'field.changed' and list_contains($statuses, field) and old <> '' then 'lead_status_history'
            when kind = 'field.changed' and list_contains($statuses, field) then 'first_status'
            when kind = 'owner.assigned' then 'owner_history'
            when kind = 'field.changed' and field = 'owner' then 'owner_history'
            when kind = 'form.submitted' then 'form_submissions'
            when kind = 'page.viewed' then 'web_visits'
            when kind in ('consent.changed', 'email.unsubscribed') then 'consent'
            when kind in ('campaign.joined', 'campaign.responded') then 'campaign_members'
            when kind = 'opportunity.stage_changed' then 'opportunity_history'
            when kind = 'email.sent' and team = 'marketing' then 'marketing_email'
            when kind in ('call.made', 'meeting.held', 'message.sent') then 'sales_activity'
            when kind in ('email.sent', 'task.completed') and team = 'sales' then 'sales_activity'
            else ''
        end as feed
    from event
) as told
where feed <> ''
group by feed

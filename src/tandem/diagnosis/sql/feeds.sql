-- How many facts of each feed the data hold. A status history is one that tells changes, not only first values.
select 'people' as feed, count(*) as facts from person
union all select 'accounts', count(*) from account
union all select 'members', count(*) from member
union all select 'sources', count(*) from cycle where source <> ''
union all select 'opportunities', count(*) from deal
union all select 'opportunity_roles', count(*) from role
union all select 'loss_reasons', count(*) from deal where loss_reason <> ''
union all select 'campaign_costs', count(*) from campaign where cost is not null
union all select 'reasons', count(*) from handoff where track = 'recorded' and (verdict_reason <> '' or disposition_reason <> '')
union all select 'lead_status_history', count(*) from handoff where track = 'recorded' and (verdict <> '' or disposition <> '')
union all
select feed, count(*) as facts
from (
    select
        case
            when kind in ('sales.accepted', 'sales.returned', 'sales.disposed') then 'lead_status_history'
            when kind = 'field.changed' and field in ('status', 'lifecycle_stage') and old <> '' then 'lead_status_history'
            when kind = 'owner.assigned' then 'owner_history'
            when kind = 'field.changed' and field = 'owner' then 'owner_history'
            when kind in ('form.submitted') then 'form_submissions'
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

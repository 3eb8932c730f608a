"""What gives each feed in HubSpot. Screens export no history: that comes from the API or a warehouse copy of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

HUBSPOT: Final[Mapping[str, tuple[str, str]]] = {
    "people": (
        "contact: Record ID, Email, Create Date, First Name, Last Name, Job Title, Lifecycle Stage, Lead Status, "
        "Salesforce Lead ID, Salesforce Contact ID",
        "CRM > Contacts > All contacts > Export, with all properties and associations",
    ),
    "accounts": (
        "company: Record ID, Company name, Company Domain Name, Industry, Number of Employees; "
        "contact: Associated Company IDs",
        "CRM > Companies > Export; in the contacts' export tick 'Include associations'",
    ),
    "second_tool": (
        "contact: Contact owner, Lifecycle Stage, Lead Status, beside the CRM's people",
        "Import the CRM's people too, with owner and status; map both tools' words in the crosswalk",
    ),
    "sources": (
        "contact: Original Source (`hs_analytics_source`)",
        "Add the property Original Source to the contacts' export",
    ),
    "members": (
        "owner: owner_id, email, first_name, last_name; team_user, team",
        "GET /crm/v3/owners?includeTeams=true, or the warehouse tables owner, team and team_user",
    ),
    "lead_status_history": (
        "contact_property_history: contact_id, name, value, timestamp, source",
        "GET /crm/v3/objects/contacts?propertiesWithHistory=lifecyclestage,hs_lead_status, or the warehouse table "
        "contact_property_history",
    ),
    "owner_history": (
        "contact_property_history where name = hubspot_owner_id",
        "Add hubspot_owner_id to propertiesWithHistory of the contacts",
    ),
    "reasons": (
        "contact: return_reason, disqualification_reason (or the company's own properties, named in the charter)",
        "Make the reason a required property of the change to a returned or unqualified status, and add it to "
        "propertiesWithHistory",
    ),
    "form_submissions": (
        "contact_form_submission: timestamp, contact_id, form_id, page_url; form: guid, name",
        "GET /form-integrations/v1/submissions/forms/{guid}, or the warehouse tables contact_form_submission and form",
    ),
    "web_visits": (
        "page_view (`e_visited_page`): occurred_at, contact_id, page_url",
        "GET /events/v3/events?eventType=e_visited_page&objectType=contact (Marketing Hub Enterprise)",
    ),
    "marketing_email": (
        "email_event: id, type, created, recipient, email_campaign_id, filtered_event, url; "
        "email_campaign: id, name, type, content_id",
        "GET /email/public/v1/events and /email/public/v1/campaigns/by-id, or the warehouse tables email_event*",
    ),
    "sales_activity": (
        "engagement_call, engagement_email, engagement_meeting, engagement_communication: hs_timestamp, "
        "hubspot_owner_id, direction, outcome; engagement_contact",
        "GET /crm/v3/objects/calls, /emails, /meetings and /communications with associations=contacts,deals; mail "
        "needs a connected inbox with logging on",
    ),
    "consent": (
        "email_event of type STATUSCHANGE; contact: Unsubscribed from all email; "
        "contact_property_history where name = hs_email_optout",
        "Include STATUSCHANGE in the e-mail events; add hs_email_optout to propertiesWithHistory",
    ),
    "campaign_members": (
        "contact_list_member: contact_id, contact_list_id, added_at; contact_list: id, name",
        "GET /crm/v3/lists/{listId}/memberships/join-order, or the warehouse tables contact_list and "
        "contact_list_member",
    ),
    "opportunities": (
        "deal: Record ID, Deal Name, Deal Stage, Amount, Currency, Create Date, Close Date, Deal owner, Is closed won, "
        "Is closed lost; deal_pipeline_stage: stage_id, label, is_closed, closed_won",
        "CRM > Deals > Export with all properties; add the pipelines (GET /crm/v3/pipelines/deals)",
    ),
    "opportunity_history": (
        "deal_stage: deal_id, value, date_entered; or deal_property_history where name = dealstage",
        "GET /crm/v3/objects/deals?propertiesWithHistory=dealstage,amount, or the warehouse table deal_stage",
    ),
    "opportunity_roles": (
        "deal_contact: deal_id, contact_id, label; or deal: Associated Contact IDs",
        "In the deals' export tick 'Include associations', or the warehouse table deal_contact; ask for a contact "
        "on each deal",
    ),
    "loss_reasons": (
        "deal: Closed Lost Reason (`closed_lost_reason`)",
        "Settings > Objects > Deals > Pipelines: make Closed Lost Reason required at Closed Lost; add it to the export",
    ),
    "merges": (
        "contact_merge_audit: canonical_vid, vid_to_merge, timestamp; merged_deal; contact: hs_merged_object_ids",
        "Add the property Merged contact IDs to the export, or the warehouse table contact_merge_audit",
    ),
}

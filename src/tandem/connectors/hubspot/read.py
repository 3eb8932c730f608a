"""HubSpot's objects, and the connector that reads them."""

from __future__ import annotations

from functools import partial
from typing import Final

from tandem.connectors.hubspot import deals, engagements, history, mail, people, web
from tandem.connectors.tool import ObjectKind, ToolConnector

_UNREAD: Final = (
    "company_list",
    "deal_pipeline",
    "engagement",
    "engagement_ticket",
    "property",
    "property_option",
    "role",
    "ticket",
    "ticket_company",
    "ticket_contact",
    "ticket_deal",
    "ticket_engagement",
    "ticket_pipeline",
    "ticket_pipeline_stage",
    "ticket_property_history",
)

_LINKS: Final = ("engagement_contact", "engagement_company", "engagement_deal")

KINDS: Final = (
    ObjectKind("contact", ("contact", "contacts"), people.CONTACT, ("id", "email"), people.contact),
    ObjectKind("company", ("company", "companies"), people.COMPANY, ("id", "name"), people.company),
    ObjectKind("owner", ("owner", "owners"), people.OWNER, ("id", "email"), people.owner,
               ("team", "owner_team", "team_user")),
    ObjectKind("user", ("user", "users"), people.USER, ("id", "email"), people.user, ("team",)),
    ObjectKind("team", ("team", "teams"), people.TEAM_NAME, ("id", "name"), people.beside),
    ObjectKind("team_user", ("team_user",), people.TEAM_OF, ("team", "user"), people.beside),
    ObjectKind("owner_team", ("owner_team",), people.TEAM_OF, ("team", "owner"), people.beside),
    ObjectKind("contact_merge_audit", ("contact_merge_audit",), people.MERGE, ("into", "merged"),
               partial(people.merge, object_name="contact")),
    ObjectKind("merged_deal", ("merged_deal",), people.MERGE, ("into", "merged"),
               partial(people.merge, object_name="deal")),
    ObjectKind("deal", ("deal", "deals"), deals.DEAL, ("id", "name"), deals.deal,
               ("deal_pipeline_stage", "deal_company")),
    ObjectKind("deal_stage", ("deal_stage",), deals.STAGE_ENTERED, ("deal", "stage", "at"), deals.deal_stage,
               ("deal_pipeline_stage",)),
    ObjectKind("deal_contact", ("deal_contact",), deals.ASSOCIATION, ("deal", "contact"),
               partial(deals.association, other="contact")),
    ObjectKind("deal_company", ("deal_company",), deals.ASSOCIATION, ("deal", "company"),
               partial(deals.association, other="company")),
    ObjectKind("deal_pipeline_stage", ("deal_pipeline_stage",), deals.STAGE, ("id", "label"), deals.pipeline_stage),
    ObjectKind("email_event", ("email_event", "email_events"), mail.EVENT, ("id", "type", "at"), mail.email_event,
               ("email_campaign", *mail.DETAIL_OBJECTS)),
    ObjectKind("email_campaign", ("email_campaign", "email_campaigns", "marketing_email", "marketing_emails"),
               mail.CAMPAIGN, ("id", "name"), mail.email_campaign),
    *(ObjectKind(name, (name,), mail.DETAIL, ("id",), mail.detail)
      for name in (*mail.DETAIL_OBJECTS, *mail.PLAIN_OBJECTS)),
    *(ObjectKind(f"engagement_{name}", (f"engagement_{name}", f"{name}s", name), engagements.ENGAGEMENT, ("id", "at"),
                 partial(engagements.engagement, type_=name), _LINKS) for name in engagements.TYPES),
    *(ObjectKind(f"engagement_{name}", (f"engagement_{name}",), engagements.LINKED, ("engagement", name),
                 engagements.engagement_link) for name in ("contact", "company", "deal")),
    ObjectKind("activity", ("activities", "engagements"), engagements.ENGAGEMENT, ("id", "type", "at"),
               partial(engagements.engagement, type_=""), _LINKS),
    *(ObjectKind(f"{name}_property_history", (f"{name}_property_history",), history.HISTORY,
                 ("record", "name", "value", "at"), partial(history.property_history, object_name=name),
                 ("deal_pipeline_stage",) if name == "deal" else ())
      for name in ("contact", "company", "deal")),
    ObjectKind("form", ("form", "forms"), web.FORM, ("id", "name"), web.form),
    ObjectKind("contact_form_submission", ("contact_form_submission", "form_submissions", "form_submission"),
               web.SUBMISSION, ("at", "form"), web.form_submission, ("form",)),
    ObjectKind("page_view", ("page_view", "page_views", "e_visited_page", "web_visit"), web.VIEW, ("at", "url"),
               web.page_view),
    ObjectKind("contact_list", ("contact_list", "contact_lists", "list", "lists"), web.LIST, ("id", "name"),
               web.contact_list),
    ObjectKind("contact_list_member", ("contact_list_member", "list_membership"), web.LIST_MEMBER,
               ("contact", "list", "at"), web.list_member),
    *(ObjectKind(name, (name,), {}, ()) for name in _UNREAD),
)  # fmt: skip

HUBSPOT: Final = ToolConnector("hubspot", KINDS)

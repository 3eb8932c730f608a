"""Salesforce's objects, and the connector that reads them."""

from __future__ import annotations

from functools import partial
from typing import Final

from tandem.connectors.salesforce import activities, deals, history, people
from tandem.connectors.tool import ObjectKind, ToolConnector

_UNREAD: Final = (
    "asset",
    "case",
    "contract",
    "opportunity_line_item",
    "order",
    "pricebook",
    "product",
    "profile",
    "record_type",
)
_WHOLE_ROW_HISTORY: Final = ("account", "contact", "lead", "opportunity")

KINDS: Final = (
    ObjectKind("lead", ("lead", "leads"), people.LEAD, ("id", "status"), people.lead),
    ObjectKind("contact", ("contact", "contacts"), people.CONTACT, ("id", "email"), people.contact),
    ObjectKind("account", ("account", "accounts"), people.ACCOUNT, ("id", "name"), people.account),
    ObjectKind("user", ("user", "users"), people.USER, ("id", "email"), people.user, ("user_role",)),
    ObjectKind("user_role", ("user_role", "UserRole", "roles"), people.ROLE, ("id", "name"), people.role),
    ObjectKind("group", ("group", "queues"), people.GROUP, ("id", "name", "type"), people.group),
    ObjectKind("opportunity", ("opportunity", "opportunities"), deals.OPPORTUNITY, ("id", "stage"), deals.opportunity),
    ObjectKind("opportunity_history", ("opportunity_history", "OpportunityHistory"), deals.HISTORY,
               ("opportunity", "stage", "at"), deals.opportunity_history),
    ObjectKind("opportunity_contact_role", ("opportunity_contact_role", "OpportunityContactRole"), deals.CONTACT_ROLE,
               ("opportunity", "contact"), deals.contact_role),
    *(ObjectKind(f"{name}_field_history", (f"{name}_history", f"{name}_field_history"), history.HISTORY,
                 ("record", "field", "new", "at"), partial(history.field_history, object_name=name),
                 ("opportunity_history",) if name == "opportunity" else ())
      for name in ("lead", "contact", "account", "opportunity")),
    ObjectKind("task", ("task", "tasks"), activities.TASK, ("id", "status"), activities.task),
    ObjectKind("event", ("event", "events"), activities.EVENT, ("id", "start"), activities.event),
    ObjectKind("campaign", ("campaign", "campaigns"), activities.CAMPAIGN, ("id", "name"), activities.campaign),
    ObjectKind("campaign_member", ("campaign_member", "CampaignMember", "campaign_members"), activities.MEMBER,
               ("campaign",), activities.campaign_member),
    *(ObjectKind(f"{name}_version", (f"{name}_history",), {"id": ("Id",), "from": ("_fivetran_start",)}, ("id", "from"))
      for name in _WHOLE_ROW_HISTORY),
    *(ObjectKind(name, (name,), {}, ()) for name in _UNREAD),
)  # fmt: skip

SALESFORCE: Final = ToolConnector("salesforce", KINDS)

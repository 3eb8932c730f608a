"""What gives each feed in a table: the entry of the mapping file that makes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final


def _events(kind: str, more: str = "") -> tuple[str, str]:
    return (f"`events` of kind {kind}", f"Map a file with a time and a person to events of kind {kind}{more}")


TABLE: Final[Mapping[str, tuple[str, str]]] = {
    "people": ("`person` with key, email, created_at", "Map the file of leads or contacts to `person`"),
    "accounts": (
        "`account` with key, name, domain",
        "Map the file of companies to `account`",
    ),
    "second_tool": (
        "`person` with owner or status, in the mapping of another `tool`",
        "Import the other team's tool too, with owner or status of its people and a link or e-mail that joins them",
    ),
    "sources": ("`person` with source", "Map the column of origin to `source` of the person"),
    "members": ("`member` with key, name, email, manager", "Map the file of reps to `member`"),
    "lead_status_history": _events("field.changed", " with field status, old and new"),
    "owner_history": _events("owner.assigned", " with member"),
    "reasons": (
        "`events` of kind sales.returned or sales.disposed with reason",
        "Map the file of returned leads to events of kind sales.returned with a reason",
    ),
    "form_submissions": _events("form.submitted", " with form"),
    "web_visits": _events("page.viewed", " with path"),
    "marketing_email": _events("email.sent", " with team marketing"),
    "sales_activity": _events("call.made, email.sent with team sales, or meeting.held"),
    "consent": _events("consent.changed", " with new given or withdrawn"),
    "campaign_members": _events("campaign.responded", " with campaign"),
    "campaign_costs": ("`campaign` with cost", "Map the file of campaigns to `campaign` with cost and currency"),
    "opportunities": (
        "`opportunity` with stage, is_closed, is_won, amount, created_at, closed_at, owner",
        "Map the file of deals to `opportunity`",
    ),
    "opportunity_history": _events("opportunity.stage_changed", " with opportunity, old and new"),
    "opportunity_roles": (
        "`links` of kind role",
        "Map a file that names persons and deals to links of kind role",
    ),
    "loss_reasons": (
        "`opportunity` with loss_reason",
        "Map the column of the reason to `loss_reason` of the opportunity",
    ),
    "merges": ("`links` of kind merged or converted", "Map the file of merged records to links of kind merged"),
}

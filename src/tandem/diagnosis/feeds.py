"""Which feeds the data hold, and what to switch on for those that are missing."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Final

from tandem.analytics.measure import Lens, Setting
from tandem.charter.crosswalk import READ_FROM
from tandem.charter.model import Charter
from tandem.diagnosis.sign import Sign
from tandem.timeline.feeds import FEEDS

FIRST_STATUS: Final = "first_status"
"""Statuses told once, with their time: enough for a measure's cohorts, not for a sign about how leads are worked."""

STATUSES: Final = ("lead_status", "lifecycle_stage")
REASONS: Final = ("return_reason", "disposal_reason")

SWITCH_ON: Final[Mapping[str, str]] = {
    "people": "Import the contacts of the marketing tool and the leads and contacts of the CRM",
    "accounts": "Import the companies or accounts of either tool",
    "second_tool": "Import the other team's tool too, with owner and status of the same buyers",
    "sources": "Export the original source (HubSpot) or LeadSource (Salesforce) with the people",
    "members": "Import users and owners, and list both teams in the charter",
    "lead_status_history": "Track Status in Salesforce's lead field history and export LeadHistory; "
    "from HubSpot export the property history of lifecyclestage",
    "owner_history": "Track Owner in Salesforce's lead field history and export LeadHistory; "
    "from HubSpot export the property history of hubspot_owner_id",
    "reasons": "Add a required reason field to returned and disqualified leads and export it with its history",
    "form_submissions": "Export the form submissions of the marketing tool",
    "web_visits": "Export page views of the marketing tool",
    "marketing_email": "Export the e-mail events of the marketing tool, not only the totals of each mailing",
    "sales_activity": "Export Task and Event from Salesforce, or the engagements from HubSpot, with time of day",
    "consent": "Export opt-outs with their date from the marketing tool",
    "campaign_members": "Export Campaign and CampaignMember, or the list memberships",
    "campaign_costs": "Fill the actual cost of each campaign and export it",
    "opportunities": "Import the opportunities or deals of the CRM",
    "opportunity_history": "Export OpportunityHistory, or the property history of dealstage",
    "opportunity_roles": "Require contact roles on opportunities and export OpportunityContactRole, "
    "or the contacts of each deal",
    "loss_reasons": "Require a loss reason on lost deals and export it",
    "merges": "Export merged records: MasterRecordId and the conversion fields, or the contact merge audit",
    "quotas": "Write the quotas into the charter under `quotas`",
    "kpi_map": "Write into the charter who owns each stage by which measure, under `kpis`",
}


def feed_counts(lens: Lens, charter: Charter | None) -> dict[str, int]:
    """How many facts of each feed the book and the charter hold, 0 for none; and of `first_status`."""
    counts = dict.fromkeys((*FEEDS, FIRST_STATUS), 0)
    names = {"statuses": _fields(charter, STATUSES), "reasons": _fields(charter, REASONS)}
    for row in lens.query("diagnosis/feeds", names).to_pylist():  # a feed may come from more than one relation
        counts[row["feed"]] += row["facts"]
    if charter is not None:
        counts["kpi_map"] = len(charter.kpis)
        counts["quotas"] = int(charter.quotas is not None)
    return counts


def _fields(charter: Charter | None, vocabularies: tuple[str, ...]) -> list[str]:
    """The attributes that vocabularies stand in: the product's, and those that the crosswalk names for a tool."""
    own = charter.crosswalk.fields.values() if charter else ()
    told = {fields[name] for fields in own for name in vocabularies if name in fields}
    return sorted(told | {READ_FROM[name][1] for name in vocabularies})


def feeds_present(setting: Setting) -> frozenset[str]:
    """The feeds that the data and the charter hold at least one fact of."""
    return frozenset(feed for feed, facts in feed_counts(setting.lens, setting.charter).items() if facts)


def missing_feeds(sign: Sign, present: Container[str]) -> list[str]:
    """The feeds that `sign` needs and the data lack, in the sign's order; all of its `any_of` when none is there."""
    missing = [feed for feed in sign.needs if feed not in present]
    enough = not sign.any_of or any(feed in present for feed in sign.any_of)
    return missing if enough else [*missing, *sign.any_of]


def how_to_switch_on(missing: list[str]) -> str:
    """Each missing feed, what it is, and what to do, in one line."""
    return "; ".join(f"{feed} ({FEEDS[feed]}). {SWITCH_ON[feed]}" for feed in missing) + "."

"""Which feeds the data hold, and what to switch on for those that are missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tandem.analytics.measure import Setting
from tandem.diagnosis.sign import Sign
from tandem.timeline.feeds import FEEDS

SWITCH_ON: Final[Mapping[str, str]] = {
    "people": "Import the contacts of the marketing tool and the leads and contacts of the CRM",
    "accounts": "Import the companies or accounts of either tool",
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


def feeds_present(setting: Setting) -> frozenset[str]:
    """The feeds that the data and the charter hold at least one fact of."""
    counts = setting.lens.query("diagnosis/feeds").to_pylist()
    found = {str(row["feed"]) for row in counts if row["facts"]}  # a feed may come from more than one relation
    if setting.charter.kpis:
        found.add("kpi_map")
    if setting.charter.quotas is not None:
        found.add("quotas")
    return frozenset(found)


def missing_feeds(sign: Sign, setting: Setting, any_of: tuple[str, ...] = ()) -> list[str]:
    """The feeds that `sign` needs and the data lack, in the sign's order; all of `any_of` when none is there."""
    present = feeds_present(setting)
    missing = [feed for feed in sign.needs if feed not in present]
    return missing if present & set(any_of) or not any_of else [*missing, *any_of]


def how_to_switch_on(missing: list[str]) -> str:
    """Each missing feed, what it is, and what to do, in one line."""
    return "; ".join(f"{feed} ({FEEDS[feed]}). {SWITCH_ON[feed]}" for feed in missing) + "."

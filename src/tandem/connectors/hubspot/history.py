"""HubSpot's property history: what a contact's, company's or deal's property was set to, and when."""

from __future__ import annotations

from typing import Final

from tandem.connectors.beside import values_before
from tandem.connectors.hubspot.deals import stages
from tandem.connectors.hubspot.people import QUALIFYING, owner_ref
from tandem.connectors.reading.columns import Aliases
from tandem.connectors.reading.faults import BadCell
from tandem.connectors.reading.money import Amounts
from tandem.connectors.reading.times import Moment
from tandem.connectors.sheet import Cells, Made, Make, Sheet, needed
from tandem.timeline.records import Event

HISTORY: Final[Aliases] = {
    "record": ("contact_id", "deal_id", "company_id", "object_id", "vid"),
    "name": ("property", "property_name"),
    "value": ("property_value",),
    "at": ("timestamp", "timestamp_instant"),
    "source": ("source_type",),
    "source_id": (),
    "synced": ("_fivetran_synced",),
}

FIELDS: Final = {
    "lifecyclestage": "lifecycle_stage",
    "hs_lead_status": "status",
    "hubspot_owner_id": "owner",
    "hs_analytics_source": "source",
    "jobtitle": "title",
    "country": "country",
    "industry": "industry",
    "numemployees": "employees",
    "hs_email_optout": "consent",
    "dealstage": "stage",
    "amount": "amount",
    "closed_lost_reason": "loss_reason",
    **{name: canonical for canonical, names in QUALIFYING.items() for name in (canonical, *names)},
}
"""HubSpot's property → the attribute it is. Values of all other properties stay sealed: any of them may be personal."""

_MACHINES: Final = frozenset(
    {"WORKFLOWS", "AUTOMATION_PLATFORM", "CALCULATED", "INTEGRATION", "IMPORT", "API", "MIGRATION", "BATCH_UPDATE"}
    | {"SALESFORCE", "ANALYTICS", "PROPERTY_SETTINGS", "LIFECYCLE_STAGE_SYNC", "INTEGRATIONS_SYNC", "DATA_ENRICHMENT"}
)


def property_history(sheet: Sheet, object_name: str) -> Make:
    """One value of one property; `old` is the value before it in the same file."""
    record, name, value = sheet.text("record"), sheet.text("name"), sheet.text("value")
    at, source = sheet.time("at"), sheet.text("source")
    fields = FIELDS | {field: field for field in sheet.context.fields}
    before = values_before(sheet, "record", "name", at, "value", fields.__contains__)
    labels = {stage: told.label for stage, told in stages(sheet.file).items()} if object_name == "deal" else {}
    amounts = Amounts(sheet.context.currency)

    def make(cells: Cells) -> Made:
        unit = f"hubspot:{object_name}:{needed(record(cells), 'The record id')}"
        tracked = needed(name(cells), "The property")
        moment = at(cells)
        if moment is None:
            raise BadCell("The timestamp is empty.")
        key = f"{unit}:{tracked}:{moment.at}:{value(cells)}"
        about = unit if object_name == "contact" else ""
        field = fields.get(tracked)
        if field is None:
            return Made(key, (), about, True, {tracked: value(cells)})
        old, new = before.get(sheet.line, ""), value(cells)
        event = _event(field, moment, key, labels.get(old, old), labels.get(new, new), amounts)
        event = _about(event._replace(automatic=source(cells).upper() in _MACHINES), object_name, unit)
        return Made(key, (event,), about, True)

    return make


def _about(event: Event, object_name: str, unit: str) -> Event:
    if object_name == "contact":
        return event._replace(person=unit)
    return event._replace(account=unit) if object_name == "company" else event._replace(opportunity=unit)


def _event(field: str, moment: Moment, key: str, old: str, new: str, amounts: Amounts) -> Event:
    at, whole_day = moment.at, moment.whole_day
    if field == "owner":
        owner = owner_ref(new)
        return Event("owner.assigned", at, whole_day, key, member=owner, field="owner", old=owner_ref(old), new=owner)
    if field == "consent":
        new = "withdrawn" if new.lower() in ("true", "1", "yes") else "given"
        return Event("consent.changed", at, whole_day, key, field=field, new=new)
    if field == "stage":
        return Event("opportunity.stage_changed", at, whole_day, key, field=field, old=old, new=new)
    if field == "amount" and new:
        amount, currency, _ = amounts.read(new)
        return Event("opportunity.amount_changed", at, whole_day, key, amount=amount, currency=currency)
    return Event("field.changed", at, whole_day, key, field=field, old=old, new=new)

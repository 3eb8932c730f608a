"""Salesforce's field history: LeadHistory, ContactHistory, AccountHistory, OpportunityFieldHistory."""

from __future__ import annotations

from typing import Final

from tandem.connectors.reading.columns import Aliases, folded
from tandem.connectors.reading.faults import BadCell
from tandem.connectors.reading.money import Amounts
from tandem.connectors.salesforce.deals import LOSS_REASON
from tandem.connectors.salesforce.people import QUALIFYING
from tandem.connectors.salesforce.references import is_id, owner_ref, ref
from tandem.connectors.sheet import Cells, Made, Make, Sheet, needed
from tandem.timeline.records import Event

HISTORY: Final[Aliases] = {
    "id": ("Id",),
    "record": ("LeadId", "ContactId", "AccountId", "OpportunityId", "Lead ID", "Contact ID", "Opportunity ID"),
    "field": ("Field", "Field / Event"),
    "old": ("OldValue", "Old Value"),
    "new": ("NewValue", "New Value"),
    "at": ("CreatedDate", "Edit Date", "Created Date"),
    "by": ("CreatedById", "Edited By", "Created By"),
    "type": ("DataType",),
    "deleted": ("IsDeleted",),
    "synced": ("_fivetran_synced",),
}

_FIELDS: Final = {
    folded(alias): canonical
    for canonical, aliases in {
        "status": ("Status", "Lead Status"),
        "owner": ("Owner", "OwnerId", "Lead Owner", "ownerAssignment", "ownerAccepted"),
        "source": ("LeadSource", "Lead Source"),
        "title": ("Title",),
        "country": ("Country", "MailingCountry", "BillingCountry"),
        "industry": ("Industry",),
        "employees": ("NumberOfEmployees", "Employees", "No. of Employees"),
        "consent": ("HasOptedOutOfEmail", "Email Opt Out"),
        "stage": ("StageName", "Stage"),
        "amount": ("Amount",),
        "loss_reason": LOSS_REASON,
        **{name: (name, *names) for name, names in QUALIFYING.items()},
    }.items()
    for alias in aliases
}
"""The tracked field → the attribute it is. Values of all other fields stay sealed: any of them may be personal."""

_ABOUT: Final = {"lead": "person", "contact": "person", "account": "account", "opportunity": "opportunity"}


def field_history(sheet: Sheet, object_name: str) -> Make:
    """One change of one tracked field. A change of owner is written twice, as ids and as names: the ids count."""
    record, unit, field = sheet.text("id"), sheet.text("record"), sheet.text("field")
    old, new, at, by = sheet.text("old"), sheet.text("new"), sheet.time("at"), sheet.text("by")
    own = {folded(name): name for name in sheet.context.fields}
    by_id = _owners_by_id(sheet)
    amounts = Amounts(sheet.context.currency)
    told_elsewhere = object_name == "opportunity" and bool(sheet.file.beside.get("opportunity_history"))

    def make(cells: Cells) -> Made:
        key = ref(object_name, needed(unit(cells), f"The {object_name}'s id"))
        moment = at(cells)
        if moment is None:
            raise BadCell("The change's time is empty.")
        name = needed(field(cells), "Field")
        row = ref(f"{object_name}_history", record(cells)) or f"{key}:{name}:{moment.at}:{new(cells)}"
        about = key if _ABOUT[object_name] == "person" else ""
        known = own.get(folded(name)) or _FIELDS.get(folded(name))
        twin = known == "owner" and not is_id(new(cells)) and (unit(cells), moment.at) in by_id
        if known is None or twin or (told_elsewhere and known in ("stage", "amount")):
            return Made(row, (), about, True, {f"{name} old": old(cells), f"{name} new": new(cells)})
        event = _event(known, old(cells), new(cells), amounts)
        event = event._replace(at=moment.at, whole_day=moment.whole_day, key=row)
        if known != "owner":
            event = event._replace(member=owner_ref(by(cells)))
        if _ABOUT[object_name] == "person":
            event = event._replace(person=key)
        elif object_name == "account":
            event = event._replace(account=key)
        else:
            event = event._replace(opportunity=key)
        return Made(row, (event,), about, True)

    return make


def _owners_by_id(sheet: Sheet) -> set[tuple[str, int]]:
    """(record, time) of the owner changes that are written as ids."""
    unit, field, new, at = sheet.text("record"), sheet.text("field"), sheet.text("new"), sheet.time("at")
    found = set()
    for entry in sheet.records:
        if entry.fault or entry.note:
            continue
        cells: Cells = [*entry.cells, ""]
        if _FIELDS.get(folded(field(cells))) == "owner" and is_id(new(cells)):
            try:
                moment = at(cells)
            except BadCell:
                continue
            if moment:
                found.add((unit(cells), moment.at))
    sheet.warnings.clear()
    return found


def _event(field: str, old: str, new: str, amounts: Amounts) -> Event:
    if field == "owner":
        return Event("owner.assigned", 0, field=field, old=owner_ref(old), new=owner_ref(new), member=owner_ref(new))
    if field == "consent":
        return Event("consent.changed", 0, field=field, new="withdrawn" if new.lower() in ("true", "1") else "given")
    if field == "stage":
        return Event("opportunity.stage_changed", 0, field=field, old=old, new=new)
    if field == "amount" and new:
        amount, currency, _ = amounts.read(new)
        return Event("opportunity.amount_changed", 0, amount=amount, currency=currency)
    return Event("field.changed", 0, field=field, old=old, new=new)

"""HubSpot's deals, their stages, and who and which company belongs to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from tandem.connectors.base import SourceFile
from tandem.connectors.beside import details, values_before
from tandem.connectors.hubspot.people import owner_ref
from tandem.connectors.making import attributes, gone, ids, snapshot
from tandem.connectors.reading.columns import Aliases
from tandem.connectors.reading.faults import BadCell
from tandem.connectors.sheet import TRUE, Cells, Made, Make, Sheet, needed
from tandem.timeline.records import Event, Fact, Link

DEAL: Final[Aliases] = {
    "id": ("Record ID", "deal_id", "hs_object_id"),
    "name": ("Deal Name", "dealname"),
    "stage": ("Deal Stage", "dealstage", "deal_pipeline_stage_id"),
    "pipeline": ("Pipeline", "deal_pipeline_id"),
    "amount": ("Amount", "property_amount", "hs_amount"),
    "currency": ("Currency", "deal_currency_code", "Currency code"),
    "created_at": ("Create Date", "createdate"),
    "closed_at": ("Close Date", "closedate"),
    "owner": ("Deal owner", "owner_id", "hubspot_owner_id"),
    "companies": ("Associated Company IDs", "associatedcompanyid"),
    "contacts": ("Associated Contact IDs",),
    "source": ("Original Source", "hs_analytics_source", "Original Traffic Source"),
    "campaign": ("hs_campaign", "hs_analytics_source_data_2"),
    "loss_reason": ("Closed Lost Reason", "closed_lost_reason"),
    "is_closed": ("hs_is_closed", "Is Deal Closed?", "Is closed"),
    "is_won": ("hs_is_closed_won", "Is Closed Won"),
    "is_lost": ("hs_is_closed_lost", "Is closed lost"),
    "competitor": ("Competitor",),
    "product": ("Product",),
    "deleted": ("is_deleted", "_fivetran_deleted", "archived"),
    "portal": ("portal_id",),
    "synced": ("_fivetran_synced",),
}

STAGE: Final[Aliases] = {
    "id": ("stage_id",),
    "label": (),
    "is_closed": (),
    "closed_won": ("is_won",),
    "pipeline": ("pipeline_id",),
    "probability": (),
    "order": ("display_order",),
    "active": (),
    "deleted": ("_fivetran_deleted",),
    "synced": ("_fivetran_synced",),
}

STAGE_ENTERED: Final[Aliases] = {
    "deal": ("deal_id",),
    "stage": ("value", "stage_id", "dealstage"),
    "at": ("date_entered", "_fivetran_start"),
    "source": (),
    "source_id": (),
    "start": ("_fivetran_start",),
    "end": ("_fivetran_end",),
    "active": ("_fivetran_active",),
    "synced": ("_fivetran_synced",),
}

ASSOCIATION: Final[Aliases] = {
    "deal": ("deal_id",),
    "contact": ("contact_id",),
    "company": ("company_id",),
    "role": ("label", "association_label", "role"),
    "type": ("type_id",),
    "category": (),
    "deleted": ("_fivetran_deleted",),
    "synced": ("_fivetran_synced",),
}


class Stage(NamedTuple):
    """A pipeline's stage. The probability says whether a closed one is won where no column does."""

    label: str
    is_closed: bool
    is_won: bool


def stages(file: SourceFile) -> dict[str, Stage]:
    """Stages by id, from the deal_pipeline_stage files beside this one."""
    found = {}
    for row in details(file, ["deal_pipeline_stage"], STAGE):
        won = row.get("closed_won", "").lower() in TRUE
        closed = row.get("is_closed", "").lower() in TRUE or won
        found[row.get("id", "")] = Stage(row.get("label", "") or row.get("id", ""), closed, won)
    return found


def _companies(file: SourceFile) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in details(file, ["deal_company"], ASSOCIATION):
        found[row.get("deal", "")].append(row.get("company", ""))
    return found


def deal(sheet: Sheet) -> Make:
    """A deal: opportunity, opened and closed; its company and persons where the row itself names them."""
    found = attributes(sheet, ("name", "pipeline", "source", "campaign", "loss_reason", "competitor", "product"))
    record, stage, owner = sheet.text("id"), sheet.text("stage"), sheet.text("owner")
    amount, created, closed = sheet.amount("amount"), sheet.time("created_at"), sheet.time("closed_at")
    companies, contacts, deleted = sheet.text("companies"), sheet.text("contacts"), sheet.flag("deleted")
    reason, known, outcome_of = sheet.text("loss_reason"), stages(sheet.file), _outcome(sheet)
    companies_of = _companies(sheet.file)

    def make(cells: Cells) -> Made:
        number = needed(record(cells), "The deal's id")
        key = f"hubspot:deal:{number}"
        if deleted(cells):
            sheet.warn("deleted in HubSpot: its history stays, its record is not counted")
            return Made(key, gone("opportunity", key, sheet))
        at_stage = known.get(stage(cells))
        outcome = outcome_of(cells, at_stage)
        sum_, opened_at, closed_at = amount(cells), created(cells), closed(cells)
        sold_to = ids(companies(cells)) or companies_of.get(number, [])
        values = found(cells) | {
            "stage": at_stage.label if at_stage else stage(cells),
            "is_closed": "" if outcome is None else "true" if outcome else "false",
            "is_won": "" if outcome is None else "true" if outcome == "won" else "false",
            "amount": str(sum_.minor) if sum_ else "",
            "currency": sum_.currency if sum_ else "",
            "created_at": str(opened_at.at) if opened_at else "",
            "closed_at": str(closed_at.at) if closed_at and outcome != "" else "",
            "closed_whole_day": "true" if closed_at and closed_at.whole_day else "false",
            "owner": owner_ref(owner(cells)),
            "account": f"hubspot:company:{sold_to[0]}" if sold_to else "",
        }
        facts: list[Fact] = [snapshot("opportunity", key, sheet, values)]
        facts += [Link("sold_to", key, f"hubspot:company:{i}") for i in sold_to]
        facts += [Link("role", f"hubspot:contact:{i}", key) for i in ids(contacts(cells))]
        who = values["owner"]
        if opened_at:
            facts.append(Event("opportunity.opened", opened_at.at, opened_at.whole_day, f"{key}:opened",
                               opportunity=key, member=who))  # fmt: skip
        if closed_at and outcome:
            facts.append(Event("opportunity.closed", closed_at.at, closed_at.whole_day, f"{key}:closed",
                               opportunity=key, member=who, outcome=outcome, reason=reason(cells),
                               amount=sum_.minor if sum_ else None, currency=values["currency"]))  # fmt: skip
        return Made(key, tuple(facts))

    return make


def _outcome(sheet: Sheet) -> Callable[[Cells, Stage | None], str | None]:
    """won | lost | '' (open) | None (the tool does not say; the charter's crosswalk may)."""
    closed, won, lost = sheet.flag("is_closed"), sheet.flag("is_won"), sheet.flag("is_lost")
    told = {name for name in ("is_closed", "is_won", "is_lost") if name in sheet}

    def outcome(cells: Cells, stage: Stage | None) -> str | None:
        if stage is not None:
            return "won" if stage.is_won else "lost" if stage.is_closed else ""
        if won(cells):
            return "won"
        if lost(cells) or (closed(cells) and "is_won" in told):
            return "lost"
        return "" if "is_closed" in told or {"is_won", "is_lost"} <= told else None

    return outcome


def deal_stage(sheet: Sheet) -> Make:
    """A deal entered a stage; the stage before is the one it had entered last."""
    record, stage, at = sheet.text("deal"), sheet.text("stage"), sheet.time("at")
    labels = {number: told.label for number, told in stages(sheet.file).items()}
    before = values_before(sheet, "deal", "", at, "stage", lambda name: True)

    def make(cells: Cells) -> Made:
        unit = f"hubspot:deal:{needed(record(cells), 'The deal id')}"
        moment = at(cells)
        if moment is None:
            raise BadCell("date_entered is empty.")
        old, new = before.get(sheet.line, ""), stage(cells)
        key = f"{unit}:dealstage:{moment.at}:{new}"
        event = Event("opportunity.stage_changed", moment.at, moment.whole_day, key, opportunity=unit, field="stage",
                      old=labels.get(old, old), new=labels.get(new, new))  # fmt: skip
        return Made(key, (event,) if old != new else ())

    return make


def association(sheet: Sheet, other: str) -> Make:
    """A contact has a role in a deal, or a deal is with a company."""
    record, of, role, deleted = sheet.text("deal"), sheet.text(other), sheet.text("role"), sheet.flag("deleted")

    def make(cells: Cells) -> Made:
        unit = f"hubspot:deal:{needed(record(cells), 'The deal id')}"
        ref = f"hubspot:{other}:{needed(of(cells), f'The {other} id')}"
        link = Link("role", ref, unit, 0, role(cells)) if other == "contact" else Link("sold_to", unit, ref)
        about = ref if other == "contact" else ""
        return Made(f"{unit}:{other}:{of(cells)}", () if deleted(cells) else (link,), about)

    return make


def pipeline_stage(sheet: Sheet) -> Make:
    """A stage tells nothing by itself; deals are read together with it."""
    record = sheet.text("id")
    return lambda cells: Made(f"hubspot:deal_pipeline_stage:{needed(record(cells), 'The stage id')}")

"""Salesforce's opportunities, their history and contact roles."""

from __future__ import annotations

from typing import Final

from tandem.connectors.beside import values_before
from tandem.connectors.making import attributes, gone, snapshot
from tandem.connectors.reading.columns import Aliases
from tandem.connectors.reading.faults import BadCell
from tandem.connectors.salesforce.references import owner_ref, ref
from tandem.connectors.sheet import Cells, Made, Make, Sheet, needed
from tandem.timeline.records import Event, Fact, Link

LOSS_REASON: Final = (
    "Loss_Reason__c",
    "Closed_Lost_Reason__c",
    "Reason_Lost__c",
    "Lost_Reason__c",
    "Closed Lost Reason",
)

OPPORTUNITY: Final[Aliases] = {
    "id": ("Id", "Opportunity ID"),
    "name": ("Opportunity Name", "Name"),
    "stage": ("StageName", "Stage"),
    "is_closed": ("IsClosed", "Closed"),
    "is_won": ("IsWon", "Won"),
    "amount": ("Amount",),
    "currency": ("CurrencyIsoCode", "Amount Currency", "Opportunity Currency"),
    "created_at": ("CreatedDate", "Created Date"),
    "closed_at": ("CloseDate", "Close Date"),
    "owner": ("OwnerId", "Opportunity Owner"),
    "account": ("AccountId", "Account ID"),
    "contact": ("ContactId",),
    "source": ("LeadSource", "Lead Source"),
    "campaign": ("CampaignId", "Primary Campaign Source ID"),
    "loss_reason": (
        "Loss_Reason__c",
        "Closed_Lost_Reason__c",
        "Reason_Lost__c",
        "Lost_Reason__c",
        "Closed Lost Reason",
    ),
    "competitor": ("Competitor__c", "Primary_Competitor__c", "Competitor"),
    "product": ("Product__c", "Product_Line__c"),
    "pipeline": ("RecordTypeId", "Record Type"),
    "deleted": ("IsDeleted", "_fivetran_deleted"),
    "probability": ("Probability",),
    "forecast": ("ForecastCategory",),
    "synced": ("_fivetran_synced",),
    "modified": ("SystemModstamp", "LastModifiedDate"),
}

HISTORY: Final[Aliases] = {
    "id": ("Id",),
    "opportunity": ("OpportunityId", "Opportunity ID"),
    "stage": ("StageName", "To Stage", "Stage"),
    "amount": ("Amount",),
    "currency": ("CurrencyIsoCode",),
    "at": ("CreatedDate", "Last Modified", "Created Date"),
    "by": ("CreatedById", "Last Modified By"),
    "probability": ("Probability",),
    "close": ("CloseDate",),
    "revenue": ("ExpectedRevenue",),
    "forecast": ("ForecastCategory",),
    "before_amount": ("PrevAmount",),
    "before_close": ("PrevCloseDate",),
    "synced": ("_fivetran_synced",),
}

CONTACT_ROLE: Final[Aliases] = {
    "id": ("Id",),
    "opportunity": ("OpportunityId", "Opportunity ID"),
    "contact": ("ContactId", "Contact ID"),
    "role": ("Role", "Contact Role"),
    "primary": ("IsPrimary", "Primary"),
    "at": ("CreatedDate", "Created Date"),
    "deleted": ("IsDeleted", "_fivetran_deleted"),
    "synced": ("_fivetran_synced",),
}


def opportunity(sheet: Sheet) -> Make:
    """An opportunity, opened and, when it is closed, closed on its close date (a day without time)."""
    texts = ("name", "stage", "source", "loss_reason", "competitor", "product", "pipeline")
    found = attributes(sheet, texts)
    record, owner, account = sheet.text("id"), sheet.text("owner"), sheet.text("account")
    contact, campaign, reason = sheet.text("contact"), sheet.text("campaign"), sheet.text("loss_reason")
    amount, created, closed = sheet.amount("amount"), sheet.time("created_at"), sheet.day("closed_at")
    is_closed, is_won, deleted = sheet.flag("is_closed"), sheet.flag("is_won"), sheet.flag("deleted")
    told = "is_closed" in sheet

    def make(cells: Cells) -> Made:
        key = ref("opportunity", needed(record(cells), "The opportunity's id"))
        if deleted(cells):
            sheet.warn("deleted in Salesforce: its history stays, its record is not counted")
            return Made(key, gone("opportunity", key, sheet))
        sum_, opened_at, closed_at = amount(cells), created(cells), closed(cells)
        over, won = is_closed(cells), is_won(cells)
        values = found(cells) | {
            "is_closed": "" if not told else "true" if over else "false",
            "is_won": "" if not told else "true" if won else "false",
            "amount": str(sum_.minor) if sum_ else "",
            "currency": sum_.currency if sum_ else "",
            "created_at": str(opened_at.at) if opened_at else "",
            "created_whole_day": "true" if opened_at and opened_at.whole_day else "false",
            "closed_at": str(closed_at.at) if closed_at and (over or not told) else "",
            "closed_whole_day": "true" if closed_at and closed_at.whole_day else "false",
            "owner": owner_ref(owner(cells)),
            "account": ref("account", account(cells)),
            "campaign": ref("campaign", campaign(cells)),
        }
        facts: list[Fact] = [snapshot("opportunity", key, sheet, values)]
        if values["account"]:
            facts.append(Link("sold_to", key, values["account"]))
        if contact(cells):
            facts.append(Link("role", ref("contact", contact(cells)), key))
        bare = Event("", 0, opportunity=key, account=values["account"], member=values["owner"])
        if opened_at:
            facts.append(bare._replace(kind="opportunity.opened", key=f"{key}:opened", at=opened_at.at,
                                       whole_day=opened_at.whole_day))  # fmt: skip
        if closed_at and over:
            facts.append(bare._replace(kind="opportunity.closed", key=f"{key}:closed", at=closed_at.at,
                                       whole_day=closed_at.whole_day, outcome="won" if won else "lost",
                                       reason="" if won else reason(cells), amount=sum_.minor if sum_ else None,
                                       currency=values["currency"]))  # fmt: skip
        return Made(key, tuple(facts))

    return make


def opportunity_history(sheet: Sheet) -> Make:
    """A row is written at any change and holds the new values: what changed is told by the row before it.

    Rows are compared per opportunity by time, wherever they stand in the file.
    """
    record, unit, stage = sheet.text("id"), sheet.text("opportunity"), sheet.text("stage")
    at, amount, amount_text, by = sheet.time("at"), sheet.amount("amount"), sheet.text("amount"), sheet.text("by")
    stage_before = values_before(sheet, "opportunity", "", at, "stage", lambda name: True)
    amount_before = values_before(sheet, "opportunity", "", at, "amount", lambda name: True)

    def make(cells: Cells) -> Made:
        key = ref("opportunity", needed(unit(cells), "The opportunity's id"))
        moment = at(cells)
        if moment is None:
            raise BadCell("CreatedDate is empty.")
        own = (
            ref("opportunity_history", record(cells))
            or f"{key}:history:{moment.at}:{stage(cells)}:{amount_text(cells)}"
        )
        old, new, sum_ = stage_before.get(sheet.line, ""), stage(cells), amount(cells)
        bare = Event("", moment.at, moment.whole_day, opportunity=key, member=owner_ref(by(cells)))
        facts: list[Fact] = []
        if old != new:
            facts.append(
                bare._replace(kind="opportunity.stage_changed", key=f"{own}:stage", field="stage", old=old, new=new)
            )
        if sum_ and amount_before.get(sheet.line, "") != amount_text(cells):
            facts.append(bare._replace(kind="opportunity.amount_changed", key=f"{own}:amount", amount=sum_.minor,
                                       currency=sum_.currency))  # fmt: skip
        return Made(own, tuple(facts))

    return make


def contact_role(sheet: Sheet) -> Make:
    """A contact's role in an opportunity."""
    record, unit, contact = sheet.text("id"), sheet.text("opportunity"), sheet.text("contact")
    role, at, deleted = sheet.text("role"), sheet.time("at"), sheet.flag("deleted")

    def make(cells: Cells) -> Made:
        right = ref("opportunity", needed(unit(cells), "The opportunity's id"))
        left = ref("contact", needed(contact(cells), "The contact's id"))
        moment = at(cells)
        own = ref("contact_role", record(cells)) or f"{right}:role:{left}"
        if deleted(cells):
            return Made(own, (), left)
        return Made(own, (Link("role", left, right, moment.at if moment else 0, role(cells)),), left)

    return make

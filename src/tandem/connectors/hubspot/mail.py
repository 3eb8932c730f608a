"""HubSpot's marketing mail: the events of each mail, and the mailings that they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from tandem.connectors.beside import details
from tandem.connectors.making import path_of, snapshot
from tandem.connectors.reading.columns import Aliases
from tandem.connectors.reading.faults import BadCell
from tandem.connectors.sheet import Cells, Made, Make, Sheet, needed
from tandem.timeline.records import Event, Fact

EVENT: Final[Aliases] = {
    "id": ("id", "event_id"),
    "type": ("Event type",),
    "at": ("created", "timestamp", "Event date"),
    "recipient": ("Recipient", "email"),
    "campaign": ("email_campaign_id", "emailCampaignId"),
    "filtered": ("filtered_event", "filteredEvent"),
    "url": ("url", "link"),
    "category": ("category",),
    "status": ("status",),
    "response": ("response",),
    "drop_reason": ("drop_reason", "dropReason"),
    "subscription": ("portal_subscription_status", "portalSubscriptionStatus"),
    "contact": ("contact_id",),
    "app": ("app_id",),
    "portal": ("portal_id",),
    "sent_at": ("sent_by_created",),
    "sent_by": ("sent_by_id",),
    "caused_at": ("caused_by_created",),
    "caused_by": ("caused_by_id",),
    "obsoleted_at": ("obsoleted_by_created",),
    "obsoleted_by": ("obsoleted_by_id",),
    "synced": ("_fivetran_synced",),
}

DETAIL: Final[Aliases] = {
    "id": (),
    "url": (),
    "category": (),
    "status": (),
    "response": (),
    "drop_reason": (),
    "drop_message": (),
    "subscription": ("portal_subscription_status",),
    "synced": ("_fivetran_synced",),
}

DETAIL_OBJECTS: Final = (
    "email_event_bounce",
    "email_event_click",
    "email_event_dropped",
    "email_event_status_change",
)
PLAIN_OBJECTS: Final = (
    "email_event_deferred",
    "email_event_delivered",
    "email_event_forward",
    "email_event_open",
    "email_event_print",
    "email_event_sent",
    "email_event_spam_report",
)

CAMPAIGN: Final[Aliases] = {
    "id": ("email_campaign_id", "Email ID", "campaign_id"),
    "name": ("Email name", "Internal email name"),
    "subject": ("Subject",),
    "type": ("Email type",),
    "sub_type": (),
    "content": ("content_id", "contentId"),
    "app": ("app_id",),
    "app_name": (),
    "included": ("num_included",),
    "queued": ("num_queued",),
    "synced": ("_fivetran_synced",),
}

_KIND: Final[Mapping[str, str]] = {
    "SENT": "email.sent",
    "DELIVERED": "email.delivered",
    "DEFERRED": "email.deferred",
    "BOUNCE": "email.bounced",
    "DROPPED": "email.suppressed",
    "OPEN": "email.opened",
    "CLICK": "email.clicked",
    "FORWARD": "email.forwarded",
    "SPAMREPORT": "email.complained",
    "STATUSCHANGE": "email.unsubscribed",
    "PRINT": "",
    "PROCESSED": "",
    "UNBOUNCE": "",
}

_PURPOSE: Final[Mapping[str, str]] = {
    "AUTOMATED_EMAIL": "nurture",
    "AUTOMATED_AB_EMAIL": "nurture",
    "FOLLOWUP_EMAIL": "nurture",
    "BLOG_EMAIL": "newsletter",
    "RSS_EMAIL": "newsletter",
    "OPTIN_EMAIL": "operational",
    "OPTIN_FOLLOWUP_EMAIL": "operational",
    "MEMBERSHIP_EMAIL": "operational",
    "SINGLE_SEND_API": "operational",
    "SMTP_TOKEN": "operational",
    "TICKET_EMAIL": "operational",
    "FEEDBACK_CES_EMAIL": "operational",
    "FEEDBACK_CUSTOM_EMAIL": "operational",
    "FEEDBACK_NPS_EMAIL": "operational",
}

_NAMED: Final = (
    ("newsletter", "newsletter"),
    ("nurture", "nurture"),
    ("nurturing", "nurture"),
    ("webinar", "event"),
    ("invitation", "event"),
    ("event", "event"),
)


class Mailing(NamedTuple):
    """What the events of a mailing take from it."""

    purpose: str
    content: str
    automatic: bool


NO_MAILING: Final = Mailing("", "", False)


def purpose_of(name: str, type_: str) -> str:
    """What a mailing is for: by HubSpot's type where that says it, else by a word in its name, else unknown ('')."""
    if purpose := _PURPOSE.get(type_.strip().upper()):
        return purpose
    folded = name.lower()
    return next((purpose for word, purpose in _NAMED if word in folded), "")


def mailings(sheet: Sheet) -> dict[str, Mailing]:
    """Mailings by id, from the email_campaign files beside this one."""
    found = {}
    for row in details(sheet.file, ["email_campaign"], CAMPAIGN):
        type_ = row.get("type", "")
        found[row.get("id", "")] = Mailing(
            purpose_of(row.get("name", "") or row.get("subject", ""), type_),
            row.get("content", ""),
            type_.upper().startswith("AUTOMATED"),
        )
    return found


def email_event(sheet: Sheet) -> Make:
    """One event of one mail. Details that the warehouse keeps apart are joined by the event's id."""
    record, type_, at, recipient = sheet.text("id"), sheet.raw("type"), sheet.time("at"), sheet.raw("recipient")
    campaign, filtered, contact = sheet.raw("campaign"), sheet.flag("filtered"), sheet.text("contact")
    apart = {row.get("id", ""): row for row in details(sheet.file, DETAIL_OBJECTS, DETAIL)}
    own = {name: sheet.raw(name) for name in ("url", "category", "status", "drop_reason", "subscription")}
    mailing_of = mailings(sheet)

    def make(cells: Cells) -> Made:
        number = needed(record(cells), "The event's id")
        key = f"hubspot:email_event:{number}"
        address = recipient(cells).strip().lower()
        person = f"hubspot:contact:{contact(cells)}" if contact(cells) else f"email:{address}" if address else ""
        name = type_(cells).strip().upper()
        kind = _KIND.get(name)
        if kind is None:
            raise BadCell(f"The event's type '{name}' is none of {', '.join(_KIND)}.")
        moment = at(cells)
        if moment is None:
            raise BadCell("The event's time is empty.")
        if not kind:
            return Made(key, (), person, False)
        mailing_id = campaign(cells)
        mailing = mailing_of.get(mailing_id, NO_MAILING)
        more = {}
        if name in _DETAILED:
            there = apart.get(number, {})
            more = {field: cell(cells) or there.get(field, "") for field, cell in own.items()}
            kind = _status_kind(more["subscription"]) if name == "STATUSCHANGE" else kind
        event = Event(
            kind,
            moment.at,
            moment.whole_day,
            key,
            person,
            campaign=f"hubspot:email_campaign:{mailing_id}" if mailing_id else "",
            asset=f"hubspot:content:{mailing.content}" if mailing.content else "",
            automatic=mailing.automatic and name == "SENT",
            bot=filtered(cells),
            purpose=mailing.purpose,
        )
        if more:
            event = _with_details(event, name, more)
        facts: tuple[Fact, ...] = (event,) if kind else ()
        return Made(key, facts, person, False)

    return make


_DETAILED: Final = frozenset({"CLICK", "BOUNCE", "DROPPED", "STATUSCHANGE"})


def _status_kind(status: str) -> str:
    return "consent.changed" if status.strip().upper() in ("SUBSCRIBED", "RESUBSCRIBED") else "email.unsubscribed"


def _with_details(event: Event, name: str, more: Mapping[str, str]) -> Event:
    if name == "CLICK":
        return event._replace(path=path_of(more["url"]))
    if name == "BOUNCE":
        return event._replace(outcome=_hardness(more["status"], more["category"]), reason=more["category"].lower())
    if name == "DROPPED":
        return event._replace(reason=more["drop_reason"].lower())
    return event._replace(new="given") if event.kind == "consent.changed" else event


def _hardness(status: str, category: str) -> str:
    """RFC 3463 and RFC 5321: codes that begin with 5 are permanent; without a code, the category says it."""
    if status[:1] in ("4", "5"):
        return "hard" if status[0] == "5" else "soft"
    return "hard" if category.upper() in ("UNKNOWN_USER", "DNS_FAILURE", "POLICY") else "soft"


def detail(sheet: Sheet) -> Make:
    """A detail row tells nothing by itself; it is read together with its event."""
    record, name = sheet.text("id"), sheet.file.object

    def make(cells: Cells) -> Made:
        return Made(f"hubspot:{name}:{needed(record(cells), 'The event id')}", (), "", True)

    return make


def email_campaign(sheet: Sheet) -> Make:
    """A mailing: campaign, and its content as an asset."""
    record, name, subject = sheet.text("id"), sheet.text("name"), sheet.text("subject")
    type_, content = sheet.text("type"), sheet.text("content")

    def make(cells: Cells) -> Made:
        key = f"hubspot:email_campaign:{needed(record(cells), 'The mailing id')}"
        title = name(cells) or subject(cells)
        facts: list[Fact] = [snapshot("campaign", key, sheet, {"name": title, "type": type_(cells) or "email"})]
        if content(cells):
            asset = {"name": title, "type": "email", "team": "marketing"}
            facts.append(snapshot("asset", f"hubspot:content:{content(cells)}", sheet, asset))
        return Made(key, tuple(facts))

    return make

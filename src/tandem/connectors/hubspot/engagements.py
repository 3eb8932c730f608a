"""HubSpot's engagements: calls, mails, meetings, messages, tasks and notes of people who sell.

One flat file per type, or the warehouse's `engagement_*` with the persons in `engagement_contact` beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Final

from tandem.connectors.beside import details
from tandem.connectors.hubspot.people import owner_ref
from tandem.connectors.making import ids
from tandem.connectors.reading.columns import Aliases
from tandem.connectors.sheet import Cells, Made, Make, Sheet, needed
from tandem.timeline.records import Event

ENGAGEMENT: Final[Aliases] = {
    "id": ("engagement_id", "Record ID", "hs_object_id"),
    "type": ("engagement_type", "hs_engagement_type", "Activity type"),
    "at": ("hs_timestamp", "Activity date", "start_time", "hs_meeting_start_time", "timestamp"),
    "start": ("start_time", "hs_meeting_start_time"),
    "end": ("end_time", "hs_meeting_end_time"),
    "created": ("hs_createdate", "Create date", "created_at"),
    "modified": ("hs_lastmodifieddate",),
    "completed": ("hs_task_completion_date", "Completed at"),
    "owner": ("hubspot_owner_id", "Activity assigned to", "owner_id"),
    "contacts": ("Associated Contact IDs", "contact_id", "contact_ids"),
    "companies": ("Associated Company IDs", "company_id", "company_ids"),
    "deals": ("Associated Deal IDs", "deal_id", "deal_ids"),
    "direction": ("hs_call_direction", "hs_email_direction", "Call direction", "Email direction", "direction"),
    "disposition": ("hs_call_disposition", "Call outcome", "disposition"),
    "duration": ("hs_call_duration", "Call duration"),
    "outcome": ("hs_meeting_outcome", "meeting_outcome", "Meeting outcome"),
    "status": ("hs_task_status", "Task status", "hs_email_status", "hs_call_status"),
    "task_type": ("hs_task_type",),
    "source": ("hs_object_source", "hs_engagement_source", "hs_object_source_label"),
    "sequence": ("hs_sequence_id", "hs_email_sequence_id", "sequence_id"),
    "tracker": ("hs_email_tracker_key",),
    "subject": ("hs_email_subject", "Subject", "title"),
    "body": ("hs_note_body", "hs_body_preview", "hs_email_text", "body"),
    "deleted": ("_fivetran_deleted", "archived"),
    "synced": ("_fivetran_synced",),
}

LINKED: Final[Aliases] = {
    "engagement": ("engagement_id",),
    "contact": ("contact_id",),
    "company": ("company_id",),
    "deal": ("deal_id",),
    "type": ("engagement_type",),
    "type_id": (),
    "category": (),
    "synced": ("_fivetran_synced",),
}

TYPES: Final = ("call", "email", "meeting", "task", "note", "communication")

_DISPOSITIONS: Final = {
    "f240bbac-87c9-4f6e-bf70-924b57d47db7": "connected",
    "9d9162e7-6cf3-4944-bf63-4dff82258764": "busy",
    "a4c4c377-d246-4b32-a13b-75a56a4cd0ff": "left_message",
    "b2cf5968-551e-4856-9783-52b3da59a7d0": "voicemail",
    "73a0d17f-1163-4015-bdd5-ec830791da20": "no_answer",
    "17b47fee-58de-441e-a44c-c6300d46f273": "wrong_number",
}
"""The ids of the call outcomes that every HubSpot account begins with."""

_INCOMING: Final = frozenset({"INBOUND", "INCOMING_EMAIL", "INCOMING"})
_AUTOMATIC: Final = frozenset({"SEQUENCE", "SEQUENCES", "AUTOMATION_PLATFORM", "WORKFLOWS", "WORKFLOW", "AUTOMATION"})

Build = Callable[[Cells, Event], list[Event]]


def engagement(sheet: Sheet, type_: str) -> Make:
    """One engagement of a known type ('' = the row's own): one event per person, else one without person."""
    record, own_type, owner = sheet.text("id"), sheet.text("type"), sheet.text("owner")
    start, at, created = sheet.time("start"), sheet.time("at"), sheet.time("created")
    persons = _linked(sheet, "contacts", "contact", "contact")
    companies = _linked(sheet, "companies", "company", "company")
    deals = _linked(sheet, "deals", "deal", "deal")
    automatic, deleted = _automatic(sheet), sheet.flag("deleted")
    builders = {
        "CALL": _call(sheet),
        "EMAIL": _email(sheet),
        "MEETING": _meeting(sheet),
        "TASK": _task(sheet),
        "NOTE": _of_kind("note.logged"),
        "COMMUNICATION": _of_kind("message.sent"),
    }

    def make(cells: Cells) -> Made:
        number = needed(record(cells), "The engagement's id")
        key = f"hubspot:engagement:{number}"
        of_type = type_.upper() or own_type(cells).upper()
        moment = (start(cells) if of_type == "MEETING" else None) or at(cells) or created(cells)
        build = builders.get(of_type.removeprefix("INCOMING_").removeprefix("FORWARDED_"))
        whom = persons(cells, number)
        about = whom[0] if whom else ""
        if moment is None or build is None or deleted(cells):
            if build is None:
                sheet.warn(f"an engagement of type {of_type or '(none)'} is not read")
            elif moment is None:
                sheet.warn("has no time, so it is on no timeline")
            return Made(key, (), about)
        bare = Event("", moment.at, moment.whole_day, key, account=next(iter(companies(cells, number)), ""),
                     opportunity=next(iter(deals(cells, number)), ""), member=owner_ref(owner(cells)), team="sales",
                     automatic=automatic(cells))  # fmt: skip
        events = build(cells, bare)
        facts = [event._replace(person=one, key=f"{event.key}:{one.rpartition(':')[2]}") for one in whom
                 for event in events] or events  # fmt: skip
        return Made(key, tuple(facts), about)

    return make


def _linked(sheet: Sheet, column: str, name: str, object_name: str) -> Callable[[Cells, str], list[str]]:
    """References of the persons, companies or deals of an engagement: in the row, else in the file beside it."""
    cell = sheet.text(column)
    apart: dict[str, list[str]] = defaultdict(list)
    if column not in sheet:
        for row in details(sheet.file, [f"engagement_{name}"], LINKED):
            apart[row.get("engagement", "")].append(row.get(name, ""))

    def linked(cells: Cells, number: str) -> list[str]:
        return [f"hubspot:{object_name}:{one}" for one in ids(cell(cells)) or apart.get(number, [])]

    return linked


def _automatic(sheet: Sheet) -> Callable[[Cells], bool]:
    source, sequence = sheet.text("source"), sheet.text("sequence")
    return lambda cells: bool(sequence(cells)) or source(cells).upper() in _AUTOMATIC


def _of_kind(kind: str) -> Build:
    return lambda cells, bare: [bare._replace(kind=kind)]


def _call(sheet: Sheet) -> Build:
    direction, disposition, duration = sheet.text("direction"), sheet.text("disposition"), sheet.text("duration")

    def build(cells: Cells, bare: Event) -> list[Event]:
        told = disposition(cells)
        milliseconds = duration(cells).partition(".")[0]
        seconds = int(milliseconds) // 1000 if milliseconds.isdigit() else None
        outcome = _DISPOSITIONS.get(told, told.lower().replace(" ", "_"))
        if direction(cells).upper() in _INCOMING:
            return [bare._replace(kind="call.received", team="buyer", outcome=outcome, seconds=seconds)]
        return [bare._replace(kind="call.made", outcome=outcome, seconds=seconds)]

    return build


def _email(sheet: Sheet) -> Build:
    direction, type_ = sheet.text("direction"), sheet.text("type")

    def build(cells: Cells, bare: Event) -> list[Event]:
        if direction(cells).upper() in _INCOMING or type_(cells).upper() in _INCOMING:
            return [bare._replace(kind="email.replied", team="buyer", direction="in", automatic=False)]
        return [bare._replace(kind="email.sent", direction="out", purpose="sales")]

    return build


def _meeting(sheet: Sheet) -> Build:
    outcome, created = sheet.text("outcome"), sheet.time("created")

    def build(cells: Cells, bare: Event) -> list[Event]:
        told = outcome(cells).lower().replace(" ", "_")
        booked = created(cells)
        first = bare._replace(kind="meeting.booked", key=f"{bare.key}:booked")
        first = first._replace(at=booked.at, whole_day=booked.whole_day) if booked else first
        if told == "completed":
            return [first, bare._replace(kind="meeting.held", outcome=told)]
        if told in ("no_show", "canceled", "cancelled", "rescheduled"):
            told = "canceled" if told == "cancelled" else told
            return [first, bare._replace(kind="meeting.missed", outcome=told)]
        return [first]

    return build


def _task(sheet: Sheet) -> Build:
    """A task that is done counts when it was done; an open one only says that it was written down."""
    status, completed, created = sheet.text("status"), sheet.time("completed"), sheet.time("created")

    def build(cells: Cells, bare: Event) -> list[Event]:
        done = completed(cells)
        if done or status(cells).upper() == "COMPLETED":
            at = (done.at, done.whole_day) if done else (bare.at, bare.whole_day)
            return [bare._replace(kind="task.completed", at=at[0], whole_day=at[1])]
        written = created(cells)
        at = (written.at, written.whole_day) if written else (bare.at, bare.whole_day)
        return [bare._replace(kind="task.created", at=at[0], whole_day=at[1])]

    return build


def engagement_link(sheet: Sheet) -> Make:
    """A link tells nothing by itself; engagements are read together with it."""
    number = sheet.text("engagement")
    others = [sheet.text(name) for name in ("contact", "company", "deal")]
    name = sheet.file.object

    def make(cells: Cells) -> Made:
        other = ":".join(filter(None, (one(cells) for one in others)))
        return Made(f"hubspot:{name}:{needed(number(cells), 'The engagement id')}:{other}")

    return make

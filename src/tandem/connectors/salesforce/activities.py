"""Salesforce's activities: tasks by their completion, events of the calendar, campaigns and their members."""

from __future__ import annotations

from typing import Final

from tandem.connectors.making import snapshot
from tandem.connectors.reading.columns import Aliases
from tandem.connectors.reading.faults import BadCell
from tandem.connectors.reading.times import Moment
from tandem.connectors.salesforce.references import owner_ref, ref, ref_of
from tandem.connectors.sheet import Cells, Made, Make, Sheet, needed
from tandem.timeline.records import Event, Fact

_ACTIVITY: Final[Aliases] = {
    "id": ("Id", "Activity ID"),
    "who": ("WhoId", "Name ID", "Lead ID", "Contact ID"),
    "what": ("WhatId", "Related To ID", "Opportunity ID"),
    "account": ("AccountId", "Account ID"),
    "owner": ("OwnerId", "Assigned", "Assigned To"),
    "subtype": ("TaskSubtype", "Task Subtype", "EventSubtype"),
    "type": ("Type",),
    "day": ("ActivityDate", "Date", "Due Date"),
    "created": ("CreatedDate", "Created Date"),
    "deleted": ("IsDeleted", "_fivetran_deleted"),
    "subject": ("Subject",),
    "description": ("Description", "Full Comments"),
    "synced": ("_fivetran_synced",),
    "modified": ("SystemModstamp", "LastModifiedDate"),
}

TASK: Final[Aliases] = {
    **_ACTIVITY,
    "status": ("Status",),
    "is_closed": ("IsClosed", "Closed"),
    "completed": ("CompletedDateTime", "Completed Date/Time", "Completed Date"),
    "seconds": ("CallDurationInSeconds", "Call Duration"),
    "call_type": ("CallType", "Call Type"),
    "disposition": ("CallDisposition", "Call Result", "Call_Disposition__c"),
    "cadence": ("SalesLoft1__SalesLoft_Cadence_Name__c", "Cadence_Name__c", "ActionCadenceId"),
}

EVENT: Final[Aliases] = {
    **_ACTIVITY,
    "start": ("StartDateTime", "ActivityDateTime", "Start"),
    "end": ("EndDateTime", "End"),
    "all_day": ("IsAllDayEvent", "All-Day Event"),
    "no_show": ("No_Show__c", "No Show"),
    "outcome": ("Outcome__c", "Meeting_Outcome__c"),
    "minutes": ("DurationInMinutes", "Duration"),
}

CAMPAIGN: Final[Aliases] = {
    "id": ("Id", "Campaign ID"),
    "name": ("Campaign Name", "Name"),
    "type": ("Type", "Campaign Type"),
    "status": ("Status", "Campaign Status"),
    "start": ("StartDate", "Start Date"),
    "end": ("EndDate", "End Date"),
    "cost": ("ActualCost", "Actual Cost"),
    "budget": ("BudgetedCost", "Budgeted Cost"),
    "currency": ("CurrencyIsoCode",),
    "parent": ("ParentId",),
    "deleted": ("IsDeleted",),
    "synced": ("_fivetran_synced",),
}

MEMBER: Final[Aliases] = {
    "id": ("Id", "Campaign Member ID", "Member ID"),
    "campaign": ("CampaignId", "Campaign ID"),
    "lead": ("LeadId", "Lead ID"),
    "contact": ("ContactId", "Contact ID"),
    "either": ("LeadOrContactId",),
    "status": ("Status", "Member Status"),
    "responded": ("HasResponded", "Responded"),
    "responded_at": ("FirstRespondedDate", "First Responded Date", "Member First Responded Date"),
    "joined_at": ("CreatedDate", "Created Date", "Member First Associated Date"),
    "type": ("Type",),
    "deleted": ("IsDeleted",),
    "synced": ("_fivetran_synced",),
}


def task(sheet: Sheet) -> Make:
    """A task: a call or mail when it was completed; not closed, it only says that it was written down.

    Without a completion time the activity's date stands, as a whole day: it can never meet an hour clock.
    """
    record, subtype, type_ = sheet.text("id"), sheet.text("subtype"), sheet.text("type")
    status, is_closed, deleted = sheet.text("status"), sheet.flag("is_closed"), sheet.flag("deleted")
    completed, day, created = sheet.time("completed"), sheet.day("day"), sheet.time("created")
    seconds, call_type, disposition = sheet.text("seconds"), sheet.text("call_type"), sheet.text("disposition")
    cadence, whom = sheet.text("cadence"), _Whom(sheet)

    def make(cells: Cells) -> Made:
        key = ref("task", needed(record(cells), "The task's id"))
        bare = whom(cells)._replace(key=key)
        if deleted(cells):
            return Made(key, (), bare.person)
        closed = is_closed(cells) or status(cells).lower() == "completed"
        moment = (completed(cells) or day(cells) or created(cells)) if closed else (created(cells) or day(cells))
        if moment is None:
            raise BadCell("The task has neither a completion time nor a date.")
        bare = bare._replace(at=moment.at, whole_day=moment.whole_day, automatic=bool(cadence(cells)))
        if not closed:
            return Made(key, (bare._replace(kind="task.created", automatic=False),), bare.person)
        way = (subtype(cells) or type_(cells)).lower()
        way = type_(cells).lower() if way == "task" else way
        if "call" in way:
            told = disposition(cells).lower().replace(" ", "_")
            length = int(seconds(cells)) if seconds(cells).isdigit() else None
            if call_type(cells).lower() == "inbound":
                event = bare._replace(kind="call.received", team="buyer", outcome=told, seconds=length)
            else:
                event = bare._replace(kind="call.made", outcome=told, seconds=length)
        elif way in ("email", "listemail", "list email"):
            machine = bare.automatic or way != "email"
            event = bare._replace(kind="email.sent", purpose="sales", automatic=machine)
        elif way in ("linkedin", "sms", "message"):
            event = bare._replace(kind="message.sent")
        else:
            event = bare._replace(kind="task.completed")
        return Made(key, (event,), bare.person)

    return make


class _Whom:
    """Who and what an activity is about, as an event without kind and time."""

    def __init__(self, sheet: Sheet) -> None:
        self._who, self._what = sheet.text("who"), sheet.text("what")
        self._account, self._owner = sheet.text("account"), sheet.text("owner")

    def __call__(self, cells: Cells) -> Event:
        who, what = self._who(cells), ref_of(self._what(cells), "record")
        account = ref("account", self._account(cells)) or (what if what.startswith("salesforce:account:") else "")
        deal = what if what.startswith("salesforce:opportunity:") else ""
        return Event("", 0, person=ref_of(who, "contact"), account=account, opportunity=deal,
                     member=owner_ref(self._owner(cells)), team="sales")  # fmt: skip


def event(sheet: Sheet) -> Make:
    """A calendar event: booked when it was made, and held once it was over before the export."""
    record, deleted, no_show = sheet.text("id"), sheet.flag("deleted"), sheet.flag("no_show")
    start, end, day = sheet.time("start"), sheet.time("end"), sheet.day("day")
    created, outcome, all_day = sheet.time("created"), sheet.text("outcome"), sheet.flag("all_day")
    whom, exported = _Whom(sheet), sheet.context.as_of_micros

    def make(cells: Cells) -> Made:
        key = ref("event", needed(record(cells), "The event's id"))
        bare = whom(cells)
        if deleted(cells):
            return Made(key, (), bare.person)
        moment = (day(cells) if all_day(cells) else None) or start(cells) or day(cells)
        if moment is None:
            raise BadCell("The event has neither a start nor a date.")
        booked = created(cells) or moment
        told = outcome(cells).lower().replace(" ", "_")
        events = [_at(bare, booked)._replace(kind="meeting.booked", key=f"{key}:booked")]
        over = (end(cells) or moment).at
        if no_show(cells) or told in ("no_show", "canceled", "cancelled"):
            missed = "canceled" if told.startswith("cancel") else "no_show"
            events.append(_at(bare, moment)._replace(kind="meeting.missed", key=f"{key}:held", outcome=missed))
        elif not exported or over <= exported:
            events.append(_at(bare, moment)._replace(kind="meeting.held", key=f"{key}:held", outcome=told))
        return Made(key, tuple(events), bare.person)

    return make


def _at(event: Event, moment: Moment) -> Event:
    return event._replace(at=moment.at, whole_day=moment.whole_day)


def campaign(sheet: Sheet) -> Make:
    """A campaign with its dates and cost."""
    record, name, type_, status = sheet.text("id"), sheet.text("name"), sheet.text("type"), sheet.text("status")
    start, end, cost = sheet.text("start"), sheet.text("end"), sheet.amount("cost")

    def make(cells: Cells) -> Made:
        key = ref("campaign", needed(record(cells), "The campaign's id"))
        sum_ = cost(cells)
        found = {
            "name": name(cells),
            "type": type_(cells),
            "status": status(cells),
            "start": start(cells)[:10],
            "end": end(cells)[:10],
            "cost": str(sum_.minor) if sum_ else "",
            "currency": sum_.currency if sum_ else "",
        }
        return Made(key, (snapshot("campaign", key, sheet, found),))

    return make


def campaign_member(sheet: Sheet) -> Make:
    """A person in a campaign: joined when the membership was made, responded on the day of the first response."""
    record, of, either = sheet.text("id"), sheet.text("campaign"), sheet.text("either")
    lead, contact, responded = sheet.text("lead"), sheet.text("contact"), sheet.flag("responded")
    joined_at, responded_at, deleted = sheet.time("joined_at"), sheet.day("responded_at"), sheet.flag("deleted")

    def make(cells: Cells) -> Made:
        to = ref("campaign", needed(of(cells), "The campaign's id"))
        person = ref("contact", contact(cells)) or ref("lead", lead(cells)) or ref_of(either(cells), "contact")
        needed(person, "The lead's or contact's id")
        key = ref("campaign_member", record(cells)) or f"{to}:member:{person}"
        if deleted(cells):
            return Made(key, (), person)
        joined, answered = joined_at(cells), responded_at(cells)
        if joined is None and answered is None:
            raise BadCell("The membership has neither a creation nor a response date.")
        bare = Event("", 0, person=person, campaign=to)
        facts: list[Fact] = []
        if joined:
            facts.append(_at(bare, joined)._replace(kind="campaign.joined", key=f"{key}:joined"))
        if responded(cells) and (answered or joined):
            if answered is None:
                sheet.warn("has responded on no known day; the day it was added stands for it")
            when = answered or joined
            assert when is not None
            facts.append(_at(bare, when)._replace(kind="campaign.responded", key=f"{key}:responded"))
        return Made(key, tuple(facts), person)

    return make

"""HubSpot's forms, page views and lists."""

from __future__ import annotations

from typing import Final

from tandem.connectors.beside import details
from tandem.connectors.making import path_of, snapshot
from tandem.connectors.reading.columns import Aliases
from tandem.connectors.reading.faults import BadCell
from tandem.connectors.sheet import Cells, Made, Make, Sheet, needed
from tandem.timeline.records import Event

SUBMISSION: Final[Aliases] = {
    "at": ("timestamp", "submittedAt", "Submission date"),
    "form": ("form_id", "form_guid"),
    "form_name": ("Form name", "form_title"),
    "contact": ("contact_id", "Contact ID", "vid"),
    "email": ("Email",),
    "id": ("conversion_id", "conversionId", "submission_id"),
    "page": ("page_url", "pageUrl"),
    "page_id": (),
    "title": ("title", "page_title"),
    "portal": ("portal_id",),
    "synced": ("_fivetran_synced",),
}

FORM: Final[Aliases] = {
    "id": ("guid", "form_id"),
    "name": ("Form name",),
    "type": ("form_type",),
    "synced": ("_fivetran_synced",),
}

VIEW: Final[Aliases] = {
    "id": ("event_id", "uuid"),
    "at": ("occurred_at", "timestamp", "occurredAt"),
    "contact": ("contact_id", "object_id", "Contact ID"),
    "email": ("Email",),
    "url": ("page_url", "hs_url", "url"),
    "title": ("page_title", "hs_title"),
    "bot": ("is_bot", "filtered_event"),
    "synced": ("_fivetran_synced",),
}

LIST: Final[Aliases] = {
    "id": ("list_id", "contact_list_id"),
    "name": ("List name",),
    "type": ("processing_type", "list_type"),
    "synced": ("_fivetran_synced",),
}

LIST_MEMBER: Final[Aliases] = {
    "contact": ("contact_id",),
    "list": ("contact_list_id", "list_id"),
    "at": ("added_at", "joined_at"),
    "deleted": ("_fivetran_deleted",),
    "synced": ("_fivetran_synced",),
}


def _person(contact: str, email: str) -> str:
    return f"hubspot:contact:{contact}" if contact else f"email:{email.lower()}" if email else ""


def form_submission(sheet: Sheet) -> Make:
    """A form that a person sent; the form's name comes from the form file when the row has only its id."""
    names = {row["id"]: row.get("name", "") for row in details(sheet.file, ["form"], FORM) if "id" in row}
    record, contact, email, at = sheet.text("id"), sheet.text("contact"), sheet.text("email"), sheet.time("at")
    form, form_name, page = sheet.text("form"), sheet.text("form_name"), sheet.text("page")

    def make(cells: Cells) -> Made:
        moment = at(cells)
        if moment is None:
            raise BadCell("The submission's time is empty.")
        key = f"hubspot:form_submission:{record(cells)}" if record(cells) else ""
        person = _person(contact(cells), email(cells))
        name = form_name(cells) or names.get(form(cells)) or form(cells)
        asset = f"hubspot:form:{form(cells)}" if form(cells) else ""
        event = Event("form.submitted", moment.at, moment.whole_day, key, person, form=name.lower(), asset=asset)
        event = event._replace(path=path_of(page(cells)))
        return Made(key, (event,), person, False)

    return make


def form(sheet: Sheet) -> Make:
    """A form: asset."""
    record, name, type_ = sheet.text("id"), sheet.text("name"), sheet.text("type")

    def make(cells: Cells) -> Made:
        key = f"hubspot:form:{needed(record(cells), 'The form id')}"
        found = {"name": name(cells), "type": f"form {type_(cells).lower()}".strip(), "team": "marketing"}
        return Made(key, (snapshot("asset", key, sheet, found),))

    return make


def page_view(sheet: Sheet) -> Make:
    """A page that a known contact saw (event analytics, `e_visited_page`)."""
    record, contact, email, at = sheet.text("id"), sheet.text("contact"), sheet.text("email"), sheet.time("at")
    url, bot = sheet.raw("url"), sheet.flag("bot")

    def make(cells: Cells) -> Made:
        moment = at(cells)
        if moment is None:
            raise BadCell("The visit's time is empty.")
        key = f"hubspot:page_view:{record(cells)}" if record(cells) else ""
        person = _person(contact(cells), email(cells))
        path = path_of(url(cells))
        event = Event("page.viewed", moment.at, moment.whole_day, key, person, path=path, bot=bot(cells))
        return Made(key, (event,), person, False)

    return make


def contact_list(sheet: Sheet) -> Make:
    """A list: campaign of type list."""
    record, name, type_ = sheet.text("id"), sheet.text("name"), sheet.text("type")

    def make(cells: Cells) -> Made:
        key = f"hubspot:list:{needed(record(cells), 'The list id')}"
        found = {"name": name(cells), "type": f"list {type_(cells).lower()}".strip()}
        return Made(key, (snapshot("campaign", key, sheet, found),))

    return make


def list_member(sheet: Sheet) -> Make:
    """A person was put on a list; that they were taken off later does not undo it."""
    contact, list_, at = sheet.text("contact"), sheet.text("list"), sheet.time("at")

    def make(cells: Cells) -> Made:
        person = f"hubspot:contact:{needed(contact(cells), 'The contact id')}"
        of_list = f"hubspot:list:{needed(list_(cells), 'The list id')}"
        moment = at(cells)
        if moment is None:
            raise BadCell("added_at is empty.")
        key = f"hubspot:list_member:{list_(cells)}:{contact(cells)}:{moment.at}"
        event = Event("list.joined", moment.at, moment.whole_day, key, person, campaign=of_list)
        return Made(key, (event,), person, True)

    return make

"""`tandem rescue`: today's leads worth saving with names and the CRM's ids, and a CSV that the CRM's loader takes."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from tandem.analytics.measure import Column
from tandem.operations.answers import disarm
from tandem.operations.contacts import contacts, crm_id, email, hubspot_id, name
from tandem.vocabulary import TandemError, major_units

if TYPE_CHECKING:
    from tandem.analytics.measure import Setting
    from tandem.diagnosis.worth_saving import Waiting
    from tandem.operations.privacy import PersonalData
    from tandem.operations.workspace import Workspace

COLUMNS: Final = (
    Column("name", "text", "the buyer"),
    Column("email", "text", "their address"),
    Column("owner", "text", "who of sales has the lead; empty: nobody"),
    Column("why", "text", "why now"),
    Column("overdue_hours", "number", "elapsed hours past the earliest promise; negative: still to come"),
    Column("at_risk", "money", "win rate of its source and grade × median won deal"),
    Column("low", "money", "lower end of what is at risk (95 %)"),
    Column("high", "money", "upper end of what is at risk (95 %)"),
    Column("currency", "text", "ISO code"),
    Column("source", "text", "where the buyer came from"),
    Column("grade", "text", "fit"),
    Column("handed_over", "time", "when sales got the lead"),
    Column("due", "date", "when to act: the data's last day"),
    Column("crm_id", "text", "the CRM's id of the lead or contact"),
    Column("owner_id", "text", "the CRM's id of the owner"),
    Column("hubspot_id", "text", "HubSpot's record id"),
    Column("lead", "text", "Tandem's id"),
)
Row = Mapping[str, Any]


class UnknownLoader(TandemError):
    """No loader file can be written for this tool."""

    exit_code = 2

    def __init__(self, tool: str) -> None:
        super().__init__(f"There is no loader file for '{tool}'. Tools: {', '.join(LOADERS)}.")


def rescue(workspace: Workspace, setting: Setting) -> list[dict[str, Any]]:
    """The waiting leads as rows in the columns of `COLUMNS`, hand-raises first, then by money; money in minor units."""
    from tandem.diagnosis.worth_saving import worth_saving

    waiting = worth_saving(setting)
    if not waiting or setting.data_through is None:
        return []
    people, users = _people_and_users(workspace, setting, {one.person for one in waiting if one.person})
    names = {str(row["member"]): str(row["name"]) for row in setting.lens.query("diagnosis/members").to_pylist()}
    today = setting.data_through.date()
    return [_row(one, people.get(one.person, []), names, users, today) for one in waiting]


def _people_and_users(
    workspace: Workspace, setting: Setting, persons: set[bytes]
) -> tuple[dict[bytes, list[PersonalData]], dict[str, str]]:
    """What the vault holds of each person's living records, and each member's user id in Salesforce."""
    from tandem.operations.book_records import records_of
    from tandem.timeline.members import resolve_members

    with workspace.open_book() as book:
        people = contacts(workspace, setting.lens, persons, book)
        staff = list(records_of(book, "member").values())
    members = resolve_members(staff, [record.ref for record in staff], setting.charter.teams.values())
    users = {member: ref for ref, member in sorted(members.key_of.items()) if ref.startswith("salesforce:")}
    return people, {member: ref.rpartition(":")[2] for member, ref in users.items()}


def _row(
    one: Waiting, records: Sequence[PersonalData], names: Mapping[str, str], users: Mapping[str, str], today: date
) -> dict[str, Any]:
    return {
        "name": name(records),
        "email": email(records),
        "owner": names.get(one.member) or one.member,
        "why": "; ".join(one.reasons),
        "overdue_hours": one.overdue_hours,
        "at_risk": one.worth,
        "low": one.low,
        "high": one.high,
        "currency": one.currency,
        "source": one.source,
        "grade": one.grade,
        "handed_over": one.handed_at,
        "due": today,
        "crm_id": crm_id(records),
        "owner_id": users.get(one.member, ""),
        "hubspot_id": hubspot_id(records),
        "lead": one.lead.hex(),
    }


def rescue_csv(rows: Sequence[Row], tool: str = "salesforce") -> str:
    """A CSV for the tool's loader. Raises `UnknownLoader`.

    salesforce: an insert file of Task records for Data Loader (WhoId, OwnerId, Subject, Priority, Status, ActivityDate,
    Description); rows without a CRM id are left out (`left_out` counts them): a task needs a person.
    hubspot: an import file of tasks that are associated with contacts by record id and e-mail.
    """
    if tool not in LOADERS:
        raise UnknownLoader(tool)
    header, line, fits = LOADERS[tool]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        if fits(row):
            writer.writerow([disarm(cell) for cell in line(row)])
    return out.getvalue()


def left_out(rows: Sequence[Row], tool: str = "salesforce") -> int:
    """How many rows the tool's loader cannot take, because they have no record there. Raises `UnknownLoader`."""
    if tool not in LOADERS:
        raise UnknownLoader(tool)
    return sum(not LOADERS[tool][2](row) for row in rows)


def _for_salesforce(row: Row) -> list[str]:
    return [
        str(row["crm_id"]), str(row["owner_id"]), _subject(row), "High", "Not Started", str(row["due"]), _told(row),
    ]  # fmt: skip


def _for_hubspot(row: Row) -> list[str]:
    return [
        str(row["hubspot_id"]), str(row["email"]), _subject(row), "HIGH", "CALL", str(row["due"]), _told(row),
        str(row["owner"]),
    ]  # fmt: skip


LOADERS: Final[
    Mapping[str, tuple[tuple[str, ...], Callable[[Row], list[str]], Callable[[Row], bool]]]
] = {
    "salesforce": (
        ("WhoId", "OwnerId", "Subject", "Priority", "Status", "ActivityDate", "Description"),
        _for_salesforce,
        lambda row: bool(row["crm_id"]),
    ),
    "hubspot": (
        (
            "Contact Record ID", "Contact Email", "Task Title", "Priority", "Task Type", "Due Date", "Notes",
            "Assigned To",
        ),
        _for_hubspot,
        lambda row: bool(row["hubspot_id"] or row["email"]),
    ),
}  # fmt: skip
"""Tool → header, the cells of a row, and whether a row can be loaded at all."""


def _subject(row: Row) -> str:
    first = str(row["why"]).partition(";")[0]
    return f"Call now: {first}"


def _told(row: Row) -> str:
    at_risk, currency = row["at_risk"], str(row["currency"])
    money = f" At risk: {currency} {major_units(at_risk, currency)}." if isinstance(at_risk, int) else ""
    source, grade = row["source"] or "unknown", row["grade"] or "unknown"
    return f"{str(row['why']).capitalize()}.{money} Source: {source}, grade {grade}."

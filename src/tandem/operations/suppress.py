"""`tandem suppress`: whom marketing may not write to now, by person and address, as a list for the tools."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tandem.analytics.measure import Column
from tandem.charter.crosswalk import PURPOSES
from tandem.charter.suggestion import did_you_mean
from tandem.operations.answers import Result
from tandem.operations.setting import Advance, open_setting
from tandem.vocabulary import TandemError

if TYPE_CHECKING:
    from tandem.analytics.measure import Setting
    from tandem.operations.workspace import Workspace

COLUMNS: Final = (
    Column("email", "text", "the address; a person with several has a row for each, one with none a row without"),
    Column("name", "text", "the buyer"),
    Column("purpose", "text", "the kind of message that is forbidden"),
    Column("rule", "text", "the rules of engagement that forbid it"),
    Column("stage", "text", "where the buyer stands; of several leads: of each"),
    Column("crm_id", "text", "the CRM's id of the lead or contact"),
    Column("hubspot_id", "text", "HubSpot's record id"),
    Column("person", "text", "Tandem's id of the person"),
    Column("address", "text", "Tandem's key of the address, which does not tell it"),
)


class UnknownPurpose(TandemError):
    """No message has this purpose."""

    exit_code = 2

    def __init__(self, text: str) -> None:
        hint = did_you_mean(text, PURPOSES)
        super().__init__(f"'{text}' is no purpose of a message. {hint or 'Purposes: ' + ', '.join(PURPOSES) + '.'}")


def suppress_result(
    workspace: Workspace, purpose: str, track: str, charter: Path | None, on_progress: Advance | None = None
) -> Result:
    """Everybody whom the rules of engagement keep from getting this kind of message. Raises `UnknownPurpose`."""
    if purpose not in PURPOSES:
        raise UnknownPurpose(purpose)
    opened = open_setting(workspace, charter, on_progress)
    rows = _rows(workspace, opened.setting, purpose, track)
    people = len({row["person"] for row in rows})
    return Result(
        kind="command",
        name="suppress",
        rows=rows,
        columns=COLUMNS,
        shown=("email", "name", "rule", "stage", "crm_id"),
        charter=opened.charter,
        data=opened.data,
        done=f"{people:,} people may get no {purpose} mail. Give the list to your tools with: "
        f"tandem suppress --purpose {purpose} --format csv > suppress.csv",
    )


def _rows(workspace: Workspace, setting: Setting, purpose: str, track: str) -> list[dict[str, Any]]:
    from tandem.operations.contacts import contacts, crm_id, email, hubspot_id, name
    from tandem.operations.privacy import names_of

    found = setting.lens.query("operations/suppressed", {"purpose": purpose, "track": track}).to_pylist()
    of = {person: list(rows) for person, rows in groupby(found, key=itemgetter("person"))}
    addresses = setting.lens.query("operations/addresses_of_persons", {"persons": sorted(of)}).to_pylist()
    with workspace.open_book() as book:
        known = contacts(workspace, setting.lens, of, book)
        told = names_of(workspace, [row["ref"] for row in addresses], book)
    keys: dict[bytes, list[tuple[str, str]]] = {}
    for row in addresses:
        if row["ref"] in told and told[row["ref"]].email:
            keys.setdefault(row["person"], []).append((told[row["ref"]].email, row["ref"].hex()))
    rows = []
    for person, forbidden in of.items():
        records = known.get(person, [])
        for address, key in sorted(keys.get(person, [])) or [(email(records), "")]:
            rows.append(
                {
                    "email": address,
                    "name": name(records),
                    "purpose": purpose,
                    "rule": _each(forbidden, "rule"),
                    "stage": _each(forbidden, "stage"),
                    "crm_id": crm_id(records),
                    "hubspot_id": hubspot_id(records),
                    "person": person.hex(),
                    "address": key,
                }
            )
    return sorted(rows, key=itemgetter("email", "person"))


def _each(rows: list[dict[str, Any]], column: str) -> str:
    return ", ".join(sorted({str(row[column]) for row in rows if row[column]}))

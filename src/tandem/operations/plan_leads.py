"""The leads that a plan gains and loses, by name: joined to be shown, never written into the plan (semantics 17)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from tandem.analytics.measure import Column

if TYPE_CHECKING:
    from tandem.analytics.measure import Lens
    from tandem.operations.workspace import Workspace

COLUMNS: Final = (
    Column("what", "text", "gained: handed over only under the proposal; lost: only under the current charter"),
    Column("name", "text", "the buyer"),
    Column("crm_id", "text", "the CRM's id of the lead or contact"),
    Column("lead", "text", "Tandem's id"),
)


def leads_by_name(workspace: Workspace, lens: Lens, leads: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One row per lead that only one of the charters hands over; `leads`: the plan's ids, gained and lost."""
    from tandem.operations.contacts import contacts, crm_id, name

    told = lens.query("operations/lead_accounts")
    person_of = dict(zip(told["lead"].to_pylist(), told["person"].to_pylist(), strict=True))
    wanted = [(what, bytes.fromhex(lead)) for what in ("gained", "lost") for lead in leads[what]]
    persons: set[Any] = {person_of[lead] for _, lead in wanted if lead in person_of}
    with workspace.open_book() as book:
        known = contacts(workspace, lens, persons, book)
    rows = []
    for what, lead in wanted:
        records = known.get(person_of.get(lead) or b"", [])
        rows.append({"what": what, "name": name(records), "crm_id": crm_id(records), "lead": lead.hex()})
    return sorted(rows, key=lambda row: (row["what"], row["name"], row["lead"]))

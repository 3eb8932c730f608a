"""From a record that a report names as evidence to the person behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tandem.operations.workspace import Workspace

SQL: Final = """
with record as (
    select event as id, person from event
    union all select opportunity, person from role
    union all select opportunity, person from deal
    union all select cycle, person from cycle
    union all select handoff, person from handoff
    union all select clock.clock, lead.person from clock join lead using (lead)
)
select distinct person from record
where person is not null and starts_with(lower(hex(id)), $digits) order by 1
"""


def persons_behind(workspace: Workspace, digits: str) -> list[bytes]:
    """Persons of the event, deal, cycle, handoff or clock whose id begins with these hex digits, in any cut made."""
    from tandem.store.lens import DuckLens

    base = workspace.lens / "base"
    cuts = sorted(place for place in (workspace.lens / "cut").glob("*") if place.is_dir())
    found: set[bytes] = set()
    for cut in cuts or [base]:
        table = DuckLens.of_folders(base, cut).run(SQL, {"digits": digits})
        found.update(person for person in table["person"].to_pylist() if person)
    return sorted(found)

"""`tandem data coverage`: what each tool gave, and how much of it belongs to somebody."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tandem.operations.workspace import Workspace
    from tandem.store.book import EntityNow
    from tandem.store.lens import DuckLens

_FILES = """
select tool, object, sum(read)::bigint as rows, sum(accepted)::bigint as accepted, sum(duplicate)::bigint as duplicate,
    sum(rejected)::bigint as rejected
from file group by tool, object order by tool, object
"""
_EVENTS = """
select f.tool, f.object, min(e.moment) as first, max(e.moment) as last, count(*) as events,
    count(*) filter (e.person) as persons,
    count(*) filter (not e.person and not e.company and o.opportunity is null) as orphans
from (
    select event, any_value(file) as file, min("at") as moment, any_value(opportunity) as opportunity,
        bool_or(person is not null) as person, bool_or(account is not null) as company
    from event group by event
) e
join file f using (file)
left join opportunity o using (opportunity)
group by f.tool, f.object
"""


def coverage(workspace: Workspace) -> list[dict[str, Any]]:
    """One row per tool and object, from the built lens and the book.

    `rows` = accepted + duplicate + rejected; `from`, `through`: the events' span, UTC; `to_a_person`: share of events
    whose person is known; `orphans`: events of no known person, account or deal; `people`: different persons among
    the records; `doubles`: records of a person beyond their first; `filled`: how much of each attribute is known.
    """
    from tandem.store.lens import DuckLens

    lens = DuckLens.of_folders(workspace.lens / "base")
    events = {(row["tool"], row["object"]): row for row in lens.run(_EVENTS).to_pylist()}
    records = _records(workspace, lens)
    return [
        {**row, **_of_events(events.get((row["tool"], row["object"]))), **records[row["tool"], row["object"]].told()}
        for row in lens.run(_FILES).to_pylist()
    ]


def _of_events(found: dict[str, Any] | None) -> dict[str, Any]:
    if found is None:
        return {"from": None, "through": None, "events": 0, "to_a_person": None, "orphans": 0}
    return {
        "from": found["first"],
        "through": found["last"],
        "events": found["events"],
        "to_a_person": found["persons"] / found["events"],
        "orphans": found["orphans"],
    }


class _Held:
    """The records of one tool's object, which may tell of several kinds (a deal and its member)."""

    def __init__(self) -> None:
        self.records: Counter[str] = Counter()
        self.persons: Counter[bytes] = Counter()
        self.known: Counter[tuple[str, str]] = Counter()

    def add(self, record: EntityNow, person: bytes | None) -> None:
        """Count one record."""
        self.records[record.kind] += 1
        for name, value in record.attributes.items():
            self.known[record.kind, name] += value != ""
        if person is not None:
            self.persons[person] += 1

    def told(self) -> dict[str, Any]:
        """The columns that tell of records; shares among the records of a kind, rounded down, the emptiest first."""
        shares = sorted((100 * count // self.records[kind], kind, name) for (kind, name), count in self.known.items())
        several = len(self.records) > 1
        return {
            "records": self.records.total(),
            "people": len(self.persons),
            "doubles": self.persons.total() - len(self.persons),
            "filled": ", ".join(f"{f'{kind}.' if several else ''}{name} {share} %" for share, kind, name in shares),
        }


def _records(workspace: Workspace, lens: DuckLens) -> defaultdict[tuple[str, str], _Held]:
    """(tool, object) → what its records hold."""
    from tandem.vocabulary import ENTITY_KINDS

    person_of = {row["ref"]: row["person"] for row in lens.run("select ref, person from record").to_pylist()}
    held: defaultdict[tuple[str, str], _Held] = defaultdict(_Held)
    with workspace.open_book() as book:
        objects = {file.file: (file.tool, file.object) for file in book.files()}
        for kind in ENTITY_KINDS:
            for record in book.entities(kind):
                held[objects[record.file]].add(record, person_of.get(record.ref))
    return held

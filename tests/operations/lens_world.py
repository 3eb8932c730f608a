"""Small books for the tests of the lens: rows as a connector gives them, written as an import writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tandem.operations.workspace import Workspace
from tandem.store.book import Book
from tandem.store.entries import Entering
from tandem.store.keys import Keys
from tandem.store.ledger import Ledger, Source
from tandem.timeline.records import Entity, Event, Fact, Link, Row

KEY = bytes(range(32))
NOON = 1_750_000_000_000_000
HOUR = 3_600_000_000
DAY = 24 * HOUR
CHARTER = """\
charter: Test
version: "1"
time_zone: Europe/Amsterdam
currency: EUR
teams:
  marketing: {members: {mia: {name: Mia Verhoeven, email: mia@us.example}}}
  sales: {members: {anna: {name: Anna Jansen, email: anna@us.example}}}
lifecycle:
  stages: [lead, mql, customer]
"""


def workspace(root: Path, zone: str = "Europe/Amsterdam") -> Workspace:
    return Workspace.create(root, CHARTER, zone, key=KEY)


def row(line: int, *facts: Fact, key: str = "", mutable: bool = False) -> Row:
    about = next((f.key if isinstance(f, Entity) else f.person for f in facts if not isinstance(f, Link)), "")
    return Row(line, b"raw", key, mutable, about, facts)


def write(space: Workspace, files: Mapping[tuple[str, str], Iterable[tuple[Fact, ...]]], as_of: int = NOON) -> None:
    """Write files of (tool, object) → rows of facts; line 2 is the first. Entities' rows are snapshots."""
    with Book.open(space.database or space.book, space.key) as book:
        ledger, keys = Ledger(book), Keys(space.key)
        for (tool, kind), rows in files.items():
            identity = blake2b(f"{tool}/{kind}/{as_of}/{rows!r}".encode(), digest_size=16).digest()
            source = Source(identity, tool, kind, f"{kind}.csv", f"{kind}.csv", identity.hex() * 2, b"")
            state = ledger.open_file(source, "", as_of)
            entering = Entering(keys, state.number, tool, kind, as_of)
            given = [_snapshot(line, facts) for line, facts in enumerate(rows, start=2)]
            for batch in entering.batches(given, 100):
                state = ledger.write(state, batch)
            assert not state.rejected
            ledger.complete(state)


def _snapshot(line: int, facts: tuple[Fact, ...]) -> Row:
    entity = next((fact for fact in facts if isinstance(fact, Entity)), None)
    return row(line, *facts, key=entity.key if entity else "", mutable=entity is not None)


def person(ref: str, email: str = "", at: str = "", as_of: int = NOON, **attributes: str) -> tuple[Fact, ...]:
    """A person's record with its address and account."""
    facts: list[Fact] = [Entity("person", ref, as_of, attributes, {"email": email} if email else {})]
    facts += [Link("email", ref, f"email:{email}")] if email else []
    facts += [Link("works_at", ref, at)] if at else []
    return tuple(facts)


def entity(kind: str, ref: str, as_of: int = NOON, **attributes: str) -> tuple[Fact, ...]:
    return (Entity(kind, ref, as_of, attributes),)


def event(kind: str, at: int, person: str = "", **properties: object) -> tuple[Fact, ...]:
    return (Event(kind, at, person=person, **properties),)  # type: ignore[arg-type]


def read(space: Workspace, relation: str) -> pa.Table:
    """A relation of the built lens, its parts in order."""
    parts = sorted((space.lens / "base" / relation).glob("*.parquet"))
    return pa.concat_tables([pq.read_table(path) for path in parts])


def rows(space: Workspace, relation: str) -> list[dict[str, object]]:
    return read(space, relation).to_pylist()


def contents(space: Workspace) -> dict[str, bytes]:
    """Every file of the lens with its bytes."""
    base = space.lens / "base"
    return {str(path.relative_to(base)): path.read_bytes() for path in sorted(base.rglob("*")) if path.is_file()}

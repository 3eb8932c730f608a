"""Reading the book of record: events, current entities, links, files, and the position a lens was built from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Self

import orjson
import pyarrow as pa

from tandem.store import versions
from tandem.store.database import Database, open_database
from tandem.store.vault import Vault
from tandem.timeline.schema import schema
from tandem.vocabulary import EVENT_KINDS

DAY_MICROS = 86_400_000_000

EVENT = schema(
    "event:id kind:text rank:small at:time whole_day:bool tool:text person:id account:id opportunity:id member:text "
    "campaign:text asset:text team:text direction:text channel:text automatic:bool bot:bool form:text path:text "
    "field:text old:text new:text outcome:text reason:text purpose:text amount:int currency:text seconds:int "
    "file:int line:int"
)
"""What `Book.events` gives. person, account and opportunity are keyed *references* (identity resolves them); member,
campaign and asset are the tool's clear references. `file` is the rank of `Book.files`."""

LINK = schema("link:id kind:text left:id right:id at:time value:text tool:text known_at:time seen_until:time")
"""What `Book.links` gives. `at` is null when unknown; `known_at`, `seen_until`: first and last export that said it."""

DOMAIN = schema("ref:id domain:text")
"""What `Book.domains` gives."""


class EntityNow(NamedTuple):
    """A record as last known. `key` is the tool's clear reference, '' for persons (the vault holds it)."""

    ref: bytes
    kind: str
    tool: str
    key: str
    attributes: Mapping[str, str]
    known_at: Mapping[str, int]
    """Per attribute: the export (UTC µs) since which it has had its value."""
    file: int
    line: int


class FileNow(NamedTuple):
    """One imported file; `file` is its rank by tool, object, name and content. Times in UTC µs."""

    file: int
    tool: str
    object: str
    name: str
    as_of: int
    read: int
    accepted: int
    duplicate: int
    rejected: int
    complete: bool


class Position(NamedTuple):
    """What a lens was built from: the digest of the book's content, and its events' number and span (UTC µs)."""

    digest: str
    events: int
    start: int
    through: int


class Book:
    """A workspace's book of record; `Book.open(place, key)` makes or migrates it. Use as a context, or `close()`."""

    def __init__(self, database: Database, key: bytes) -> None:
        self.database = database
        self.key = key

    @classmethod
    def open(cls, place: Path | str, key: bytes) -> Self:
        """Open the book in a SQLite file or behind a PostgreSQL address. Raises `NoDatabase`, `OtherKey`."""
        database = open_database(place)
        try:
            Vault(database, key).prove()
        except BaseException:
            database.close()
            raise
        return cls(database, key)

    def close(self) -> None:
        """End the connection."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def files(self) -> list[FileNow]:
        """All imported files, ranked by tool, object, name and content: the same in whatever order they came."""
        columns = "tool, object, name, as_of, read, accepted, duplicate, rejected, complete"
        rows = self.database.execute(f"select {columns} from source_file order by tool, object, name, identity")
        return [FileNow._make((rank, *row[:8], bool(row[8]))) for rank, row in enumerate(rows, start=1)]

    def _ranks(self) -> dict[int, tuple[int, str]]:
        rows = self.database.execute("select number, tool from source_file order by tool, object, name, identity")
        return {number: (rank, tool) for rank, (number, tool) in enumerate(rows, start=1)}

    def horizon(self) -> int:
        """The time (UTC µs) after which events are held: 24 h after the newest export in the book."""
        return int(self.database.execute("select coalesce(max(as_of), 0) from source_file")[0][0]) + DAY_MICROS

    def events(self) -> Iterator[pa.RecordBatch]:
        """All events up to the horizon as `EVENT` batches, in no order; changes between snapshots come last."""
        ranks = self._ranks()
        names = [name for name in EVENT.names if name not in ("rank", "tool")]
        sql = f"select {', '.join(names)} from event where at <= ?"
        for rows in self.database.stream(sql, [self.horizon()]):
            columns: dict[str, Any] = dict(zip(names, zip(*rows, strict=True), strict=True))
            files = pa.array(columns["file"], pa.int64())
            columns["tool"] = _looked_up(files, {number: tool for number, (_, tool) in ranks.items()}, pa.string())
            columns["file"] = _looked_up(files, {number: rank for number, (rank, _) in ranks.items()}, pa.int64())
            yield _event_batch(columns)
        yield from self._changes(ranks)

    def _changes(self, ranks: Mapping[int, tuple[int, str]]) -> Iterator[pa.RecordBatch]:
        changed = [
            {**dict.fromkeys(EVENT.names, ""), **_NOTHING, **change._asdict(), "file": ranks[change.file][0]}
            for history in self._histories("person", "account", "opportunity")
            if len(history) > 1
            for change in versions.changes(history)
        ]
        for start in range(0, len(changed), 20_000):
            part = changed[start : start + 20_000]
            yield _event_batch({name: [row[name] for row in part] for name in EVENT.names if name != "rank"})

    def _histories(self, *kinds: str) -> Iterator[list[versions.Version]]:
        """All versions of each record of these kinds, one record after the other, by reference."""
        sql = (
            "select ref, kind, tool, key, attributes, first_seen, last_seen, id, file, line from entity "
            f"where kind in ({', '.join('?' * len(kinds))}) order by ref, id"
        )
        history: list[versions.Version] = []
        for rows in self.database.stream(sql, kinds):
            for ref, kind, tool, key, attributes, *rest in rows:
                if history and history[-1].ref != ref:
                    yield history
                    history = []
                history.append(versions.Version(ref, kind, tool, key, orjson.loads(attributes), *rest))
        if history:
            yield history

    def entities(self, kind: str) -> Iterator[EntityNow]:
        """The records of one of `vocabulary.ENTITY_KINDS` as last known, by reference; not those that were deleted."""
        ranks = self._ranks()
        for history in self._histories(kind):
            if versions.deleted(history):
                continue
            attributes, known_at = versions.current(history)
            newest = max(history, key=lambda version: (version.last_seen, version.id))
            yield EntityNow(
                newest.ref, kind, newest.tool, newest.key, attributes, known_at, ranks[newest.file][0], newest.line
            )

    def links(self) -> pa.Table:
        """All links that were not revoked, as `LINK`, by id."""
        sql = 'select id, kind, "left", "right", nullif(at, 0), value, tool, first_seen, last_seen from link'
        return self._table(f"{sql} where revoked_at = 0 order by id", LINK)

    def domains(self) -> pa.Table:
        """The clear domain of each ``email:`` and ``domain:`` reference, as `DOMAIN`, by reference."""
        return self._table("select ref, domain from domain order by ref", DOMAIN)

    def _table(self, sql: str, schema: pa.Schema) -> pa.Table:
        batches = [
            _batch(schema, dict(zip(schema.names, zip(*rows, strict=True), strict=True)))
            for rows in self.database.stream(sql)
        ]
        return pa.Table.from_batches(batches, schema)

    def digest(self) -> str:
        """The digest of the book's content in hex, order-independent: the same for the same content however it came."""
        rows = self.database.execute("select digest from book_state")
        return bytes(rows[0][0]).hex() if rows else bytes(32).hex()

    def reaches(self, at: int) -> bool:
        """Whether `events` gives one at this time (UTC µs) or later."""
        horizon = self.horizon()
        sql = "select 1 from event where at between ? and ? limit 1"
        return at <= horizon and bool(self.database.execute(sql, [at, horizon]))

    def position(self) -> Position:
        """Digest, number and span of what `events` gives (changes between snapshots are not counted)."""
        count, start, through = self.database.execute(
            "select count(*), coalesce(min(at), 0), coalesce(max(at), 0) from event where at <= ?", [self.horizon()]
        )[0]
        return Position(self.digest(), int(count), int(start), int(through))


_NOTHING: dict[str, Any] = {
    "whole_day": False, "automatic": False, "bot": False, "amount": None, "seconds": None,
    "team": "nobody", "direction": "none", "person": None, "account": None, "opportunity": None,
}  # fmt: skip
_RANKS = {name: kind.rank for name, kind in EVENT_KINDS.items()}


def _event_batch(columns: dict[str, Any]) -> pa.RecordBatch:
    columns["kind"] = pa.array(columns["kind"], pa.string())
    columns["rank"] = _looked_up(columns["kind"], _RANKS, pa.int16())
    for name in ("whole_day", "automatic", "bot"):
        columns[name] = pa.array(columns[name]).cast(pa.bool_())
    return _batch(EVENT, columns)


def _looked_up(values: pa.Array[Any], meaning: Mapping[Any, Any], type_: pa.DataType) -> pa.Array[Any]:
    """Each value's meaning; one look-up per distinct value."""
    coded = values.dictionary_encode()
    return pa.array([meaning[value] for value in coded.dictionary.to_pylist()], type_).take(coded.indices)


def _batch(schema: pa.Schema, columns: Mapping[str, Any]) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([_array(columns[field.name], field.type) for field in schema], schema=schema)


def _array(values: Any, type_: pa.DataType) -> pa.Array[Any]:
    """An Arrow array; most text columns of most batches are empty, and made at once."""
    if isinstance(values, pa.Array):
        return values
    if pa.types.is_string(type_) and not any(values):
        return pa.repeat(pa.scalar("", type_), len(values))
    return pa.array(values, type_)

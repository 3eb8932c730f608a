"""Rejects: the rows that could not be accepted, with file, line, reason and raw bytes, and their second chance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from tandem.connectors.base import Connector, MappingNeeded, ReadContext, SourceFile
from tandem.connectors.registry import CONNECTORS, open_connector
from tandem.connectors.table.connector import TableConnector
from tandem.operations.import_exports import context_of
from tandem.operations.workspace import Workspace
from tandem.timeline.records import Row

if TYPE_CHECKING:
    from tandem.store.book import Book
    from tandem.store.ledger import Ledger


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """One rejected row. `raw` is empty unless asked for, or when its person was erased; `replayed_at` 0: still out."""

    id: bytes
    file: str
    line: int
    reason: str
    replayed_at: int
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What replaying did for one file: `tried` rows, of which `accepted` are now in (new, or there already)."""

    file: str
    tried: int
    accepted: int


def rejects_of(workspace: Workspace, raw: bool = False) -> list[RejectedRow]:
    """All rejects that are still out, by file and line."""
    with workspace.open_book() as book:
        return [reject for _, rejects in _waiting(book, raw) for reject in rejects]


def replay_rejects(
    workspace: Workspace,
    at: int,
    *,
    mapping: Path | None = None,
    context: ReadContext | None = None,
    connector: Connector | None = None,
) -> list[Replayed]:
    """Read the kept bytes of all rejects again, after a mapping was mended; `at`: when (UTC µs).

    A row that now reads is accepted: its file's tally moves by one from rejected to accepted (to duplicate, when the
    same row came in otherwise meanwhile), and the reject says when.
    """
    from tandem.store.ledger import Ledger

    with workspace.open_book() as book:
        given = context or context_of(workspace, book)
        ledger, waiting = Ledger(book), _waiting(book, raw=True)
        tools = dict(book.database.execute("select identity, tool from source_file"))
        readers = {} if connector else _readers({str(tools[identity]) for identity, _ in waiting}, mapping)
        return [
            _replay_file(book, ledger, identity, rejects, at, given, connector or readers[str(tools[identity])])
            for identity, rejects in waiting
        ]


def _readers(tools: Iterable[str], mapping: Path | None) -> dict[str, Connector | None]:
    """What reads each tool's rejects: the mapping those of its own tool. Without a mapping for it, a table waits.

    Raises `MappingNeeded` when tables are all there is and no mapping was given.
    """
    table = TableConnector(mapping) if mapping else None
    found = {
        tool: table if table and table.tool == tool else open_connector(tool) if tool in CONNECTORS else None
        for tool in tools
    }
    if found and not mapping and not any(found.values()):
        raise MappingNeeded
    return found


def _waiting(book: Book, raw: bool) -> list[tuple[bytes, list[RejectedRow]]]:
    """The rejects that are still out, by file."""
    from tandem.store.ledger import reason_id
    from tandem.store.vault import Vault

    rows = book.database.execute(
        "select f.identity, r.id, f.name, r.line, r.reason, r.replayed_at from reject r "
        "join source_file f on f.number = r.file where r.replayed_at = 0 order by f.name, f.identity, r.line, r.id"
    )
    items = [reason_id(row[1]) for row in rows] + ([row[1] for row in rows] if raw else [])
    words = {secret.item: secret.words for secret in Vault(book.database, book.key).of_items(items)}

    def rejected(_: bytes, id_: bytes, name: str, line: int, reason: str, replayed_at: int) -> RejectedRow:
        told = words.get(reason_id(id_))
        return RejectedRow(id_, name, line, told.decode() if told else reason, replayed_at, words.get(id_, b""))

    return [
        (identity, [rejected(*row) for row in group])
        for identity, group in groupby(rows, key=lambda row: bytes(row[0]))
    ]


def _replay_file(
    book: Book, ledger: Ledger, identity: bytes, rejects: Sequence[RejectedRow], at: int,
    context: ReadContext, reader: Connector | None,
) -> Replayed:  # fmt: skip
    """The second chance of one file's rejects."""
    from tandem.store.entries import Entering
    from tandem.store.keys import Keys
    from tandem.store.vault import Vault

    known = ledger.file(identity)
    assert known, "a reject has a file"
    state = known[0]
    [(tool, object, path)] = book.database.execute(
        "select tool, object, path from source_file where identity = ?", [identity]
    )
    kept = [reject for reject in rejects if reject.raw]
    head = b"".join(secret.words for secret in Vault(book.database, book.key).of_items([identity]))
    if reader is None:
        return Replayed(state.name, len(rejects), 0)
    source = SourceFile(Path(path), tool, object, preamble=head)
    rows = _read_again(reader, source, [reject.raw for reject in kept], replace(context, as_of_micros=state.as_of))
    entering = Entering(Keys(book.key), state.number, tool, object, state.as_of, ledger.equal_rows(state))
    accepted = 0
    for reject, row in zip(kept, rows, strict=True):
        if row is not None and not row.fault:
            [batch] = entering.batches([replace(row, line=reject.line)], 1)
            state, taken = ledger.readmit(state, reject.id, batch, at)
            accepted += taken
    return Replayed(state.name, len(rejects), accepted)


def _read_again(reader: Connector, file: SourceFile, raws: Sequence[bytes], context: ReadContext) -> list[Row | None]:
    """A row for each of some kept records; None where the bytes are not exactly one record."""
    rows = list(reader.read(replace(file, kept=file.preamble + b"".join(raws)), context))
    if [row.raw for row in rows] == list(raws):
        return list(rows)
    singly = [list(reader.read(replace(file, kept=file.preamble + raw), context)) for raw in raws]
    return [found[0] if len(found) == 1 else None for found in singly]

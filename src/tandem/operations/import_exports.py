"""Import: from a tool's exported files to the book of record, every row accounted.

One process reads and keys the rows, this one writes them, batch by batch; each batch is one transaction with the
position in its file. Whatever ends the import, the next one goes on behind the last batch.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from hashlib import blake2b, file_digest
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from tandem import __version__
from tandem.connectors.base import Connector, ReadContext, SourceFile
from tandem.connectors.reading.faults import UnreadableFile
from tandem.connectors.reading.records import Source
from tandem.connectors.registry import open_connector
from tandem.operations.workspace import Workspace
from tandem.vocabulary import Fault

if TYPE_CHECKING:
    from tandem.store.book import Book
    from tandem.store.entries import Batch, Told
    from tandem.store.judging import FileState
    from tandem.store.ledger import Ledger

ROWS_PER_TRANSACTION = 10_000
SMALL = 2_000_000
"""Below this many bytes a second process costs more than it gives."""

Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class ImportTally:
    """What became of one file's rows: read = accepted + duplicate + rejected, always.

    `faults` are the reasons and warnings, each once with the number of its rows; `warnings` counts the rows warned of.
    `object` is '' for a file that no connector recognises; nothing of it is read then.
    """

    file: str
    object: str
    read: int
    accepted: int
    duplicate: int
    rejected: int
    faults: tuple[Fault, ...] = ()
    warnings: int = 0
    broken: bool = False
    """True: the file could not be read to its end; `faults` say why, and what was read before stands."""


def import_exports(
    workspace: Workspace,
    tool: str,
    path: Path,
    *,
    mapping: Path | None = None,
    dry_run: bool = False,
    as_of: int | None = None,
    on_progress: Progress | None = None,
    context: ReadContext | None = None,
    connector: Connector | None = None,
    commit_point: Callable[[str], None] | None = None,
) -> list[ImportTally]:
    """Import the file or folder `path`; one tally per file, in the order of their names.

    `as_of` (UTC µs) says when the exports were made, in place of what the files say. `context` gives what files do not
    tell; by default `context_of`. A dry run tallies the same, but writes nothing.
    """
    connector = connector or open_connector(tool, mapping)
    files = connector.describe(path)
    with _book(workspace, dry_run) as book:
        from tandem.store.ledger import Ledger

        given = context or context_of(workspace, book)
        work = _Import(connector, given, reading_of(given, mapping, as_of), as_of, Ledger(book, commit_point), dry_run)
        return work.run(book, files, on_progress or (lambda name, done, total: None))


def context_of(workspace: Workspace, book: Book) -> ReadContext:
    """What files do not tell: the workspace's zone, the currency, and the own fields that any charter may ask for.

    Both the adopted versions' fields and those of charter.yaml, where it reads: a draft is tried on history too.
    """
    from tandem.charter.reading import read_charter
    from tandem.operations.in_force import adopted_charters

    file = workspace.charter
    draft = read_charter(file.read_bytes(), file.name)[0] if file.is_file() else None
    charters = [*([draft] if draft else []), *adopted_charters(book)]
    asked = {field for charter in charters for names in charter.crosswalk.fields.values() for field in names.values()}
    return ReadContext(
        time_zone=workspace.time_zone,
        currency=charters[-1].currency if charters else "",
        date_order=workspace.date_order,
        fields=frozenset({*asked, *(field for charter in charters for field in charter.fields)}),
    )


def reading_of(context: ReadContext, mapping: Path | None, as_of: int | None) -> str:
    """The fingerprint of everything besides the file that decides what its rows say."""
    words = mapping.read_bytes().hex() if mapping else ""
    parts = [__version__, words, context.time_zone, context.currency, context.date_order, sorted(context.fields), as_of]
    return blake2b(orjson.dumps(parts), digest_size=16).hexdigest()


@contextmanager
def _book(workspace: Workspace, dry_run: bool) -> Iterator[Book]:
    from tandem.store.book import Book

    if dry_run and not workspace.database and not workspace.book.exists():
        with tempfile.TemporaryDirectory() as folder, Book.open(Path(folder) / "book.sqlite3", workspace.key) as book:
            yield book
        return
    with workspace.open_book() as book:
        yield book


@dataclass(slots=True)
class _Plan:
    """One file that is to be read: where its import stands, and what was told of it so far."""

    source: SourceFile
    state: FileState
    told: Told
    broken: bool = False


@dataclass(slots=True)
class _Import:
    """One run over some files."""

    connector: Connector
    context: ReadContext
    reading: str
    as_of: int | None
    ledger: Ledger
    dry_run: bool

    def run(self, book: Book, files: Sequence[SourceFile], on_progress: Progress) -> list[ImportTally]:
        """Read what is still to be read; the tallies of all files."""
        plans: dict[bytes, _Plan] = {}
        tallies: list[Callable[[], ImportTally]] = []
        for file in files:
            if not file.object:
                tallies.append(partial(_unread, file))
                continue
            try:
                plan = self._plan(file)
            except UnreadableFile as why:
                tallies.append(partial(_unread, replace(file, note=str(why)), broken=True))
                continue
            again = plan.state.complete or plan.state.identity in plans
            tallies.append(partial(_tally, plans.setdefault(plan.state.identity, plan), file, again))
        todo = [plan for plan in plans.values() if not plan.state.complete]
        for index, batch in self._batches(book, todo):
            self._take(todo[index], batch)
            on_progress(todo[index].state.name, todo[index].state.read, None)
        return [tally() for tally in tallies]

    def _plan(self, file: SourceFile) -> _Plan:
        """Find or open the file in the book; one that was read in another way before is taken back first."""
        from tandem.store import ledger
        from tandem.store.judging import FileState

        sha256 = _sha256(file.path)
        identity = blake2b(f"{file.tool}\x1f{file.object}\x1f{sha256}".encode(), digest_size=16).digest()
        known = self.ledger.file(identity)
        reading = self._reading(file)
        if known and (known[1] == reading or (reading == self.reading and known[1].startswith(f"{reading}+"))):
            return _Plan(file, known[0], {})
        as_of = self.as_of if self.as_of is not None else known[0].as_of if known else self.connector.as_of(file)
        if self.dry_run:
            return _Plan(file, FileState(known[0].number if known else 0, identity, file.name, as_of), {})
        if known:
            self.ledger.withdraw(known[0])
        name, place = file.name, str(file.path.resolve())
        source = ledger.Source(identity, file.tool, file.object, name, place, sha256, file.preamble)
        return _Plan(file, self.ledger.open_file(source, reading, as_of), {})

    def _reading(self, file: SourceFile) -> str:
        """The fingerprint with the files beside this one: when details come later, the file is read anew with them."""
        beside = sorted(_sha256(path) for paths in file.beside.values() for path in paths)
        if not beside:
            return self.reading
        return f"{self.reading}+{blake2b(''.join(beside).encode(), digest_size=16).hexdigest()}"

    def _batches(self, book: Book, todo: Sequence[_Plan]) -> Iterator[tuple[int, Batch | str | None]]:
        from tandem.store.ahead import read_ahead

        def make() -> Iterator[tuple[int, Batch | str | None]]:
            for index, plan in enumerate(todo):
                try:
                    for batch in self._read(book.key, plan):
                        yield index, batch
                    yield index, None
                except UnreadableFile as why:
                    yield index, str(why)

        size = sum(plan.source.path.stat().st_size for plan in todo)
        return make() if size < SMALL else read_ahead(make)

    def _read(self, key: bytes, plan: _Plan) -> Iterator[Batch]:
        from tandem.store.entries import Entering
        from tandem.store.keys import Keys

        state, file = plan.state, plan.source
        entering = Entering(Keys(key), state.number, file.tool, file.object, state.as_of)
        rows = self.connector.read(file, replace(self.context, as_of_micros=state.as_of))
        return entering.batches(rows, ROWS_PER_TRANSACTION, skip=state.read)

    def _take(self, plan: _Plan, batch: Batch | str | None) -> None:
        """Write a batch, or say that the file is complete, or why it cannot be read further."""
        from tandem.store.entries import tell

        if isinstance(batch, str):
            plan.broken = True
            tell(plan.told, 0, batch)
            return
        if batch is None:
            plan.state = plan.state._replace(complete=True) if self.dry_run else self.ledger.complete(plan.state)
            return
        plan.state = self.ledger.try_out(plan.state, batch) if self.dry_run else self.ledger.write(plan.state, batch)
        for sentence, (line, rows) in batch.told.items():
            tell(plan.told, line, sentence, rows)


def _tally(plan: _Plan, file: SourceFile, again: bool) -> ImportTally:
    """What became of a file; of one that was there before (`again`), all that is not rejected is duplicate."""
    state = plan.state
    accepted, duplicate = (0, state.read - state.rejected) if again else (state.accepted, state.duplicate)
    faults = tuple(
        Fault(file.name, line, 0, sentence if rows == 1 else f"{sentence} ({rows:,} rows; this is the first)")
        for sentence, (line, rows) in sorted(plan.told.items(), key=lambda item: (item[1][0], item[0]))
    )
    faults = ((Fault(file.name, 0, 0, file.note),) if file.note else ()) + faults
    counts = (state.read, accepted, duplicate, state.rejected)
    return ImportTally(file.name, file.object, *counts, faults, state.warnings, plan.broken)


def _unread(file: SourceFile, broken: bool = False) -> ImportTally:
    return ImportTally(file.name, "", 0, 0, 0, 0, (Fault(file.name, 0, 0, file.note),), 0, broken)


def _sha256(path: Path) -> str:
    with Source(path).open() as stream:
        return file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]

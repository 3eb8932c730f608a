"""Writing the book of record: whole batches, each in one transaction with the position in the file it came from.

A process that is killed at any moment therefore leaves whole batches, and goes on behind the last one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

from tandem.store.book import Book
from tandem.store.digest import file_mark, row_mark, turn
from tandem.store.entries import ENTITY_COLUMNS, EVENT_COLUMNS, LINK_COLUMNS, Batch, Entry, tell
from tandem.store.judging import CHANGED, FileState, Known, Outcome, first_and_last, judge
from tandem.store.keys import Keys
from tandem.store.vault import COMPANY, Secret, Vault
from tandem.vocabulary import TandemError

ROW_COLUMNS = ("id", "snapshot", "body", "file", "line", "first_seen", "last_seen")
REJECT_COLUMNS = ("id", "file", "line", "reason", "replayed_at")
ERASED = "Personal data of persons who were erased came again; it is not kept."

_ADDRESS = re.compile(rb"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")
_QUOTED = re.compile(r"(?<![^\s(])'.*'(?![\w'])", re.DOTALL)

COMMIT_POINTS = ("file opened", "rows written", "facts written", "secrets written", "position written", "committed")


class Interrupted(TandemError):
    """Another process imports the same file at the same time."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is being imported by another process. Let that one end, then import again.")


class Source(NamedTuple):
    """A file as it came. `identity` hashes tool, object and content; `head` is what its rows need to be read anew."""

    identity: bytes
    tool: str
    object: str
    name: str
    path: str
    sha256: str
    head: bytes


class Ledger:
    """Writes into one book. `at` is called at each of `COMMIT_POINTS`, for tests that end the process there."""

    def __init__(self, book: Book, at: Callable[[str], None] | None = None) -> None:
        self._database = book.database
        self._keys = Keys(book.key)
        self._vault = Vault(book.database, book.key)
        self._at = at or (lambda point: None)
        self._tried: Known = {}

    def file(self, identity: bytes) -> tuple[FileState, str] | None:
        """The state of a file and the fingerprint of what it was read with; None when it never came."""
        columns = "number, identity, name, as_of, read, accepted, duplicate, rejected, warnings, complete, reading"
        rows = self._database.execute(f"select {columns} from source_file where identity = ?", [identity])
        return (FileState._make((*rows[0][:9], bool(rows[0][9]))), str(rows[0][10])) if rows else None

    def open_file(self, source: Source, reading: str, as_of: int) -> FileState:
        """Enter a new file; `reading` is the fingerprint of what it is read with, `as_of` when it was made (UTC µs).

        Raises `Interrupted`.
        """
        with self._database.transaction():
            if self.file(source.identity):
                raise Interrupted(source.name)
            number = int(self._database.execute("select coalesce(max(number), 0) + 1 from source_file")[0][0])
            columns = ("number", "identity", "tool", "object", "name", "path", "sha256", "reading", "as_of", "read",
                       "accepted", "duplicate", "rejected", "warnings", "complete")  # fmt: skip
            row = (number, *source[:6], reading, as_of, 0, 0, 0, 0, 0, False)
            self._database.insert("source_file", columns, [row])
            self._vault.seal([Secret(source.identity, COMPANY, "head", as_of, number, source.head)])
        self._at("file opened")
        return FileState(number, source.identity, source.name, as_of)

    def withdraw(self, file: FileState) -> None:
        """Take back what a file gave, because it will be read anew in another way (a mended mapping)."""
        with self._database.transaction():
            rows = self._database.execute(
                "select id, body, first_seen, last_seen from source_row where file = ?", [file.number]
            )
            gone = [row_mark(*row) for row in rows] + ([mark_of(file)] if file.complete else [])
            self._database.execute("update link set file = null where file = ? and revoked_at <> 0", [file.number])
            for table in ("event", "entity", "link", "source_row", "reject", "vault", "source_file"):
                column = "number" if table == "source_file" else "file"
                self._database.execute(f"delete from {table} where {column} = ?", [file.number])
            turn(self._database, minus=gone)

    def write(self, file: FileState, batch: Batch) -> FileState:
        """Write the next batch of a file, and where the file stands now. Raises `Interrupted`."""
        with self._database.transaction():
            after = _after(file, batch, *self._enter(file, batch, self._judged(file, batch, {})))
            self._move(file, after)
            self._at("position written")
        self._at("committed")
        return after

    def _judged(self, file: FileState, batch: Batch, known: Known, replaced: int = 0) -> Outcome:
        outcome = judge(self._database, file, batch.entries, known, replaced)
        for entry, reason in outcome.rejected:
            if reason is CHANGED:
                tell(batch.told, entry[0], reason)
        return outcome

    def _enter(self, file: FileState, batch: Batch, outcome: Outcome) -> tuple[Outcome, int]:
        self._write_rows(file, outcome)
        self._at("rows written")
        self._write_facts(file, outcome)
        self._write_domains(batch.domains)
        self._at("facts written")
        refused = self._vault.seal([*_secrets(file, batch, outcome), *self._rejected(file, outcome)])
        if refused:
            tell(batch.told, 0, ERASED, refused)
        self._at("secrets written")
        return outcome, refused

    def _rejected(self, file: FileState, outcome: Outcome) -> Iterable[Secret]:
        """A reject's bytes, sealed for whom its row is about, or for an erased person whose address stands in it."""
        named = {
            reject_id(file, e): [self._keys.ref(f"email:{a}") for a in addresses(e[11])] for e, _ in outcome.rejected
        }
        erased = self._vault.erased({ref for refs in named.values() for ref in refs})
        for entry, reason in outcome.rejected:
            reject = reject_id(file, entry)
            subject = next((ref for ref in named[reject] if ref in erased), entry[4] or COMPANY)
            yield Secret(reject, subject, "raw", file.as_of, file.number, entry[11])
            if discreet(reason) != reason:
                yield Secret(reason_id(reject), subject, "reason", file.as_of, file.number, reason.encode())

    def equal_rows(self, file: FileState) -> dict[bytes, int]:
        """How often each body is among the file's accepted rows."""
        sql = "select body, count(*) from source_row where file = ? group by body"
        return {bytes(body): count for body, count in self._database.execute(sql, [file.number])}

    def readmit(self, file: FileState, reject: bytes, batch: Batch, at: int) -> tuple[FileState, bool]:
        """Accept the one row of `batch` in place of a reject, if it is acceptable now; `at`: when (UTC µs)."""
        with self._database.transaction():
            outcome = judge(self._database, file, batch.entries, {})
            if outcome.rejected:
                return file, False
            self._enter(file, batch, outcome)
            self._database.execute("update reject set replayed_at = ? where id = ?", [at, reject])
            self._database.many("delete from vault where item = ?", [(reject,), (reason_id(reject),)])
            after = file._replace(
                accepted=file.accepted + len(outcome.fresh),
                duplicate=file.duplicate + outcome.duplicate,
                rejected=file.rejected - 1,
            )
            self._move(file, after)
        return after, True

    def try_out(self, file: FileState, batch: Batch) -> FileState:
        """Where the file would stand after this batch; the book is not touched."""
        return _after(file, batch, self._judged(file, batch, self._tried, file.number), 0)

    def complete(self, file: FileState) -> FileState:
        """Say that all of a file was read."""
        after = file._replace(complete=True)
        with self._database.transaction():
            self._move(file, after)
            turn(self._database, plus=[mark_of(after)])
        return after

    def _move(self, before: FileState, after: FileState) -> None:
        position = self._database.execute("select read from source_file where number = ?", [before.number])
        if not position or position[0][0] != before.read:
            raise Interrupted(before.name)
        self._database.execute(
            "update source_file set read = ?, accepted = ?, duplicate = ?, rejected = ?, warnings = ?, complete = ? "
            "where number = ?",
            [*after[4:9], after.complete, after.number],
        )

    def _write_rows(self, file: FileState, outcome: Outcome) -> None:
        fresh = [(e[1], e[2], e[3], file.number, e[0], *first_and_last(file, e)) for e in outcome.fresh]
        self._database.insert("source_row", ROW_COLUMNS, fresh)
        plus, minus = [row_mark(row[0], row[2], row[5], row[6]) for row in fresh], []
        again = {entry[1] for entry in outcome.again}
        sql = "select id, body, first_seen, last_seen from source_row where id in"
        for id_, body, first, last in list(self._database.matching(sql, again)):
            minus.append(row_mark(id_, body, first, last))
            plus.append(row_mark(id_, body, min(first, file.as_of), max(last, file.as_of)))
        self._database.many(f"update source_row set {_seen('source_row')} where id = ?", [
            (file.as_of, file.as_of, file.as_of, file.as_of, id_) for id_ in sorted(again)
        ])  # fmt: skip
        turn(self._database, plus, minus)
        rejected = [(reject_id(file, e), file.number, e[0], discreet(reason), 0) for e, reason in outcome.rejected]
        self._database.many(
            f"insert into reject ({', '.join(REJECT_COLUMNS)}) values (?, ?, ?, ?, ?) on conflict (id) do nothing",
            rejected,
        )

    def _write_facts(self, file: FileState, outcome: Outcome) -> None:
        told = [*outcome.fresh, *outcome.again]
        events = [event for entry in told if entry[2] is None for event in entry[6]]
        events += self._newest_events(file, [entry for entry in told if entry[2] is not None])
        own = [event for event in events if event[-1]]
        self._database.insert("event", EVENT_COLUMNS, [event for event in events if not event[-1]])
        self._database.many(f"{_into('event', EVENT_COLUMNS)} on conflict (event) where own_key do nothing", own)
        self._database.many(
            f"{_into('entity', ENTITY_COLUMNS)} on conflict (id) do update set {_merged('entity')}",
            [entity for entry in told for entity in entry[7]],
        )
        self._database.many(
            f"{_into('link', LINK_COLUMNS)} on conflict (id) do update set {_merged('link')}, "
            "at = case when excluded.at > link.at then excluded.at else link.at end",
            [link for entry in told for link in entry[8]],
        )

    def _newest_events(self, file: FileState, entries: Sequence[Entry]) -> list[tuple[Any, ...]]:
        """The events of snapshots: only the newest version of a record tells events; its elders' are taken back."""
        newest: dict[bytes, tuple[int, bytes]] = {}
        sql = "select snapshot, id, last_seen from source_row where snapshot in"
        for snapshot, id_, last in self._database.matching(sql, {entry[2] for entry in entries}):
            rank = (last, bytes(id_))
            newest[bytes(snapshot)] = max(rank, newest.get(bytes(snapshot), rank))
        told = {entry[2]: entry[6] for entry in entries if newest[entry[2]][1] == entry[1]}
        list(self._database.matching("delete from event where snapshot in", told))
        return [event for snapshot in told for event in told[snapshot]]

    def _write_domains(self, domains: Iterable[tuple[bytes, str]]) -> None:
        sql = "insert into domain (ref, domain) values (?, ?) on conflict (ref) do nothing"
        self._database.many(sql, list(domains))


def mark_of(file: FileState) -> bytes:
    """What a complete file adds to the book's digest."""
    return file_mark(file.identity, file.as_of, file.read)


def reject_id(file: FileState, entry: Entry) -> bytes:
    """The id of a reject: its file, its line and its bytes."""
    return blake2b(b"reject%b%d,%b" % (file.identity, entry[0], entry[11]), digest_size=16).digest()


def reason_id(reject: bytes) -> bytes:
    """Under which the whole reason of a reject is sealed, where it quotes a cell."""
    return blake2b(b"reason" + reject, digest_size=16).digest()


def discreet(reason: str) -> str:
    """A reason without the cell that it quotes: in a damaged row any cell may be a name or an address."""
    return _QUOTED.sub("'…'", reason)


def addresses(raw: bytes) -> list[str]:
    """The e-mail addresses in a row's bytes, lower case; UTF-16 counts too."""
    return [found.decode(errors="replace").lower() for found in _ADDRESS.findall(raw.replace(b"\0", b""))]


def _after(file: FileState, batch: Batch, outcome: Outcome, refused: int) -> FileState:
    return file._replace(
        read=file.read + len(batch.entries),
        accepted=file.accepted + len(outcome.fresh),
        duplicate=file.duplicate + outcome.duplicate,
        rejected=file.rejected + len(outcome.rejected),
        warnings=file.warnings + batch.warnings + refused,
    )


def _secrets(file: FileState, batch: Batch, outcome: Outcome) -> Iterable[Secret]:
    for ref, clear in batch.refs:
        yield Secret(ref, ref, "ref", file.as_of, file.number, clear)
    for entry in outcome.fresh:
        if entry[5]:
            yield Secret(entry[1], entry[4] or COMPANY, "extra", file.as_of, file.number, entry[5])
    for entry in (*outcome.fresh, *outcome.again):
        for item, subject, what, seen, words in entry[9]:
            yield Secret(item, subject or COMPANY, what, seen, file.number, words)


def _into(table: str, columns: Sequence[str]) -> str:
    names = ", ".join(f'"{column}"' for column in columns)
    return f"insert into {table} ({names}) values ({', '.join('?' * len(columns))})"


def _seen(table: str) -> str:
    """The export times of a known row, widened by two pairs of values."""
    return (
        f"first_seen = case when ? < {table}.first_seen then ? else {table}.first_seen end, "
        f"last_seen = case when ? > {table}.last_seen then ? else {table}.last_seen end"
    )


def _merged(table: str) -> str:
    """The export times of a known record, widened by those of the record that comes again."""
    return (
        f"first_seen = case when excluded.first_seen < {table}.first_seen "
        f"then excluded.first_seen else {table}.first_seen end, "
        f"last_seen = case when excluded.last_seen > {table}.last_seen "
        f"then excluded.last_seen else {table}.last_seen end"
    )

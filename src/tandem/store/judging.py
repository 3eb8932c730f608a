"""What becomes of the rows of a batch: new, known, or not acceptable. Nothing is written here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tandem.store.database import Database
from tandem.store.entries import Entry

CHANGED = "the tool's id of this row is in the book with another content. Rows of this kind never change."

Known = dict[bytes, tuple[bytes, int, int]]
"""Row id → (body, first_seen, last_seen)."""


class FileState(NamedTuple):
    """Where the import of a file stands. read = accepted + duplicate + rejected."""

    number: int
    identity: bytes
    name: str
    as_of: int
    read: int = 0
    accepted: int = 0
    duplicate: int = 0
    rejected: int = 0
    warnings: int = 0
    complete: bool = False


class Outcome(NamedTuple):
    """What becomes of the entries of a batch."""

    fresh: list[Entry]
    again: list[Entry]
    """Snapshots that are known, but not from an export this early or this late."""
    duplicate: int
    rejected: list[tuple[Entry, str]]


def judge(database: Database, file: FileState, entries: Sequence[Entry], known: Known, replaced: int = 0) -> Outcome:
    """What becomes of these entries; writes nothing. `known` rows count as in the book, and new ones go there;
    rows of the file numbered `replaced` do not count."""
    sql = "select id, body, first_seen, last_seen, file from source_row where id in"
    for id_, body, first, last, number in database.matching(sql, {entry[1] for entry in entries if entry[1]}):
        if number != replaced:
            known.setdefault(bytes(id_), (bytes(body), first, last))
    outcome = Outcome([], [], 0, [])
    duplicate = 0
    for entry in entries:
        id_, snapshot, body, reason = entry[1], entry[2], entry[3], entry[10]
        if reason:
            outcome.rejected.append((entry, reason))
        elif (seen := known.get(id_)) is None:
            known[id_] = (body, *first_and_last(file, entry))
            outcome.fresh.append(entry)
        elif seen[0] != body:
            outcome.rejected.append((entry, CHANGED))
        else:
            duplicate += 1
            if snapshot is not None and not seen[1] <= file.as_of <= seen[2]:
                known[id_] = (body, min(seen[1], file.as_of), max(seen[2], file.as_of))
                outcome.again.append(entry)
    return outcome._replace(duplicate=duplicate)


def first_and_last(file: FileState, entry: Entry) -> tuple[int, int]:
    """The exports that showed a new row; 0 for one that never changes, whichever export brings it."""
    return (file.as_of, file.as_of) if entry[2] is not None else (0, 0)

"""The agreement's history in the book: entries that are only ever added, each sealed together with the one before.

The seal is a hash under the workspace's key, so an entry that was changed, slipped in or taken out in the database is
found by whoever holds the key. Cutting off the newest entries leaves a whole history: to find that, keep a seal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import blake2b, sha256
from typing import Any

from tandem.charter.adoption import acts
from tandem.charter.adoption.acts import Act, Entry
from tandem.charter.adoption.agreement import Agreement
from tandem.charter.adoption.refusals import Refused
from tandem.store.book import Book
from tandem.vocabulary import Fault, TandemError

COMMIT_POINTS = ("texts written", "entry written")
FIRST = bytes(32)
HISTORY = "history"
COLUMNS = ("number", "kind", "at", "body", "seal")


class Tampered(TandemError):
    """The history in the book is not the one that was entered."""

    def __init__(self, faults: list[Fault]) -> None:
        told = "\n".join(map(str, faults))
        super().__init__(
            f"{told}\nSomebody changed the agreement's history in the book by hand. Nothing was done. "
            "Restore the book from a backup, and look at it with: tandem charter history --verify"
        )
        self.faults = faults


@dataclass
class History:
    """All entries with their seals, the agreement that they make, and what is wrong with them."""

    agreement: Agreement
    entries: list[Entry] = field(default_factory=list)
    seals: list[bytes] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def head(self) -> bytes:
        """The newest seal; it stands for the whole history before it."""
        return self.seals[-1] if self.seals else FIRST


class AgreementBook:
    """Reads and adds to the history of one book. `at` is called at each of `COMMIT_POINTS`, for tests."""

    def __init__(self, book: Book, at: Callable[[str], None] | None = None) -> None:
        self._database = book.database
        self._key = blake2b(b"agreement", key=book.key, digest_size=32).digest()
        self._name = blake2b(b"book", key=book.key, digest_size=16).hexdigest()
        self._at = at or (lambda point: None)

    def transaction(self) -> Any:
        """A context: read and add in it, and nobody else adds in between."""
        return self._database.transaction()

    def text(self, digest: str) -> bytes | None:
        """The bytes entered under a SHA-256; None when there are none."""
        rows = self._database.execute("select content from agreement_text where sha256 = ?", [digest])
        return bytes(rows[0][0]) if rows else None

    def history(self) -> History:
        """Every entry, with seals, signatures and rights checked anew; what does not hold is told as faults.

        All seals are checked. Rights are judged up to the first fault: what follows stands on it.
        """
        found = History(Agreement(self.text, self._name))
        rows = self._database.execute(f"select {', '.join(COLUMNS)} from agreement order by number")
        for place, (number, kind, at, body, seal) in enumerate(rows, start=1):
            if number != place or self._seal(found.head, number, kind, at, body) != bytes(seal):
                found.faults.append(_fault(number, "this entry, or the one before it, is not as it was entered."))
            found.seals.append(bytes(seal))
            if not found.faults:
                self._admit(found, number, kind, at, body)
        return found

    def _admit(self, found: History, number: int, kind: str, at: int, body: str) -> None:
        try:
            entry = Entry(number, at, acts.unpacked(kind, body))
            found.agreement.admit(entry)
            found.entries.append(entry)
        except ValueError:
            found.faults.append(_fault(number, "this entry cannot be read."))
        except Refused as why:
            found.faults.append(_fault(number, f"this entry could not have been made: {why}"))

    def sound(self) -> History:
        """The history, when nothing is wrong with it. Raises `Tampered`."""
        history = self.history()
        if history.faults:
            raise Tampered(history.faults)
        return history

    def add(self, history: History, act: Act, at: int, texts: Iterable[bytes] = ()) -> None:
        """Add an act to a history that was read in the same transaction. Raises `Refused`; then nothing was added.

        `texts`: bytes that the act stands on, entered with it.
        """
        for text in texts:
            self._database.many(
                "insert into agreement_text (sha256, content) values (?, ?) on conflict (sha256) do nothing",
                [(sha256(text).hexdigest(), text)],
            )
        self._at("texts written")
        entry = Entry(len(history.entries) + 1, at, act)
        history.agreement.admit(entry)
        kind, body = acts.kind_of(act), acts.packed(act)
        seal = self._seal(history.head, entry.number, kind, at, body)
        self._database.insert("agreement", COLUMNS, [(entry.number, kind, at, body, seal)])
        history.entries.append(entry)
        history.seals.append(seal)
        self._at("entry written")

    def _seal(self, before: bytes, number: int, kind: str, at: int, body: str) -> bytes:
        words = acts.canonical({"number": number, "kind": kind, "at": at, "body": body})
        return blake2b(before + words.encode(), key=self._key, digest_size=32).digest()


def _fault(number: int, message: str) -> Fault:
    return Fault(HISTORY, number, 0, message)

"""Personal data: names joined to references for showing, and the erasing of a person.

Callers hand in *references* (16-byte keyed ones, or clear text); who a person is, and which references are theirs, is
`operations.identity`'s to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from tandem.operations.workspace import Workspace

if TYPE_CHECKING:
    from tandem.store.book import Book

SHORTEST = 4
"""Words shorter than this are not sought in rejects: they would hit rows of others."""
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp1252")


@dataclass(frozen=True, slots=True)
class PersonalData:
    """What the vault holds of one reference: the tool's clear reference, and the personal words as last exported."""

    ref: str
    words: Mapping[str, str]

    @property
    def email(self) -> str:
        """The e-mail address, '' when none is known."""
        return self.words.get("email", "") or (self.ref[len("email:") :] if self.ref.startswith("email:") else "")

    @property
    def name(self) -> str:
        """The name to show, '' when none is known."""
        parts = (self.words.get("first_name", ""), self.words.get("last_name", ""))
        return self.words.get("name", "") or " ".join(part for part in parts if part)

    @property
    def shown(self) -> str:
        """Name, else address, else the tool's reference."""
        return self.name or self.email or self.ref


@dataclass(frozen=True, slots=True)
class Erased:
    """What erasing did: keys destroyed, and rejects whose raw bytes named the person and are gone too."""

    keys: int
    rejects: int


def ref_of(workspace: Workspace, ref: str) -> bytes:
    """The keyed form of a clear reference; e-mail addresses are folded to lower case."""
    from tandem.store.keys import Keys

    return Keys(workspace.key).ref(ref.lower() if ref.startswith("email:") else ref)


def names_of(workspace: Workspace, refs: Iterable[bytes], book: Book | None = None) -> dict[bytes, PersonalData]:
    """Personal data by keyed reference, for showing only; references that were erased or never named are missing."""
    if book is not None:
        return _names_in(book, refs)
    with workspace.open_book() as opened:
        return _names_in(opened, refs)


def _names_in(book: Book, refs: Iterable[bytes]) -> dict[bytes, PersonalData]:
    from tandem.store.vault import Vault

    clear: dict[bytes, str] = {}
    words: dict[bytes, dict[str, str]] = {}
    for secret in Vault(book.database, book.key).of_subjects(refs, "ref", "person"):
        if secret.what == "ref":
            clear[secret.subject] = secret.words.decode()
        else:
            words.setdefault(secret.subject, {}).update(orjson.loads(secret.words))
    return {ref: PersonalData(clear.get(ref, ""), words.get(ref, {})) for ref in sorted({*clear, *words})}


def erase(workspace: Workspace, refs: Iterable[bytes], at: int) -> Erased:
    """Destroy the keys and the sealed rows of a person's references. `at`: when (UTC µs).

    Events, stages and sums stay: they hold pseudonymous ids only. Personal data of these references that a later
    export brings is not kept. Rejected rows that name the person lose their bytes.
    """
    from tandem.store.ledger import reason_id
    from tandem.store.vault import Vault

    gone = sorted(set(refs))
    with workspace.open_book() as book:
        named = _named_rejects(book, _names_in(book, gone).values())
        vault = Vault(book.database, book.key)
        with book.database.transaction():
            vault.erase(gone, at)
            items = [(item,) for reject in named for item in (reject, reason_id(reject))]
            book.database.many("delete from vault where item = ?", items)
        book.database.forget()
    return Erased(len(gone), len(named))


def _named_rejects(book: Book, people: Iterable[PersonalData]) -> list[bytes]:
    """Rejects whose raw bytes name one of these people, whoever they were sealed for."""
    from tandem.store.vault import Vault

    needles = sorted({needle for person in people for word in _telling(person) for needle in _encoded(word)})
    items = [item for (item,) in book.database.execute("select id from reject")] if needles else []
    return [
        secret.item
        for secret in Vault(book.database, book.key).of_items(items)
        if any(needle in secret.words.lower() for needle in needles)
    ]


def _telling(person: PersonalData) -> list[str]:
    """The words that point at this person alone: address, phone, full name, the tool's id."""
    last = person.ref.rpartition(":")[2]
    words = [person.email, person.words.get("phone", ""), person.name, last]
    return [word for word in words if len(word) >= SHORTEST]


def _encoded(word: str) -> list[bytes]:
    return [word.lower().encode(encoding, errors="ignore") for encoding in ENCODINGS]

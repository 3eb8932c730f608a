"""The vault: personal data, encrypted per person, so that destroying one key erases one person.

Each subject has a random key (AES-256-GCM) that is itself wrapped by the workspace's key. `COMPANY` is the subject of
what belongs to nobody in particular (a campaign's unmapped cells, a reject that names no one).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tandem.store.database import Database
from tandem.vocabulary import TandemError

COMPANY = bytes(16)
COLUMNS = ("item", "subject", "what", "seen", "file", "sealed")
NONCE = 12
MOST_OPEN = 200_000


class OtherKey(TandemError):
    """The workspace's key is not the one that the book was written with."""

    def __init__(self) -> None:
        super().__init__(
            "The book was written with another key: its persons cannot be read, and new rows would not join old ones. "
            "Put the right tandem.key back."
        )


class Secret(NamedTuple):
    """Something to seal. `item` names what it belongs to; `seen` is the export that said it, UTC µs."""

    item: bytes
    subject: bytes
    what: str
    seen: int
    file: int
    words: bytes


class Vault:
    """Seals and opens; one per connection. Nothing is kept for a subject that was erased."""

    def __init__(self, database: Database, key: bytes) -> None:
        self._database = database
        self._wrap = AESGCM(blake2b(b"wrap", key=key, digest_size=32).digest())
        self._open: dict[bytes, AESGCM | None] = {}

    def prove(self) -> None:
        """Nothing when the workspace's key opens the book. Raises `OtherKey`."""
        try:
            self._unlock({COMPANY})
        except InvalidTag as why:
            raise OtherKey from why

    def seal(self, secrets: Sequence[Secret]) -> int:
        """Store these, inside the caller's transaction; the number that was not kept, its subject being erased."""
        self._unlock({secret.subject for secret in secrets}, make=True)
        extra: list[tuple[object, ...]] = []
        others: list[tuple[object, ...]] = []
        refused = 0
        for secret in secrets:
            cipher = self._open[secret.subject]
            if cipher is None:
                refused += 1
                continue
            nonce = os.urandom(NONCE)
            sealed = nonce + cipher.encrypt(nonce, secret.words, secret.item)
            (extra if secret.what == "extra" else others).append((*secret[:5], sealed))
        self._database.insert("vault", COLUMNS, extra)
        self._database.many(_UPSERT, others)
        return refused

    def erased(self, subjects: Iterable[bytes]) -> frozenset[bytes]:
        """Those of the subjects that were erased."""
        asked = set(subjects)
        self._unlock(asked)
        return frozenset(subject for subject in asked if subject in self._open and self._open[subject] is None)

    def _unlock(self, subjects: set[bytes], make: bool = False) -> None:
        if len(self._open) > MOST_OPEN:
            self._open.clear()
        missing = {subject for subject in subjects if subject not in self._open}
        for subject, wrapped in self._database.matching(
            "select subject, wrapped from vault_key where subject in", sorted(missing)
        ):
            self._open[bytes(subject)] = AESGCM(self._unwrap(bytes(subject), bytes(wrapped))) if wrapped else None
            missing.discard(bytes(subject))
        if make:
            self._make(sorted(missing))

    def _make(self, subjects: Iterable[bytes]) -> None:
        rows = []
        for subject in subjects:
            key, nonce = AESGCM.generate_key(256), os.urandom(NONCE)
            self._open[subject] = AESGCM(key)
            rows.append((subject, nonce + self._wrap.encrypt(nonce, key, subject), 0))
        self._database.insert("vault_key", ("subject", "wrapped", "erased_at"), rows)

    def _unwrap(self, subject: bytes, wrapped: bytes) -> bytes:
        return self._wrap.decrypt(wrapped[:NONCE], wrapped[NONCE:], subject)

    def of_subjects(self, subjects: Iterable[bytes], *what: str) -> Iterator[Secret]:
        """What is kept of these subjects ("ref", "person"), in clear, the oldest first."""
        wanted = sorted(set(subjects))
        self._unlock(set(wanted))
        kinds = ", ".join(f"'{kind}'" for kind in what if kind in ("ref", "person"))
        sql = f"select {', '.join(COLUMNS)} from vault where what in ({kinds}) and subject in"
        yield from sorted(self._clear(self._database.matching(sql, wanted)), key=lambda one: (one.seen, one.item))

    def of_items(self, items: Iterable[bytes]) -> Iterator[Secret]:
        """What is kept under these items (rejects, references, events, files), in clear."""
        sql = f"select {', '.join(COLUMNS)} from vault where what <> 'extra' and item in"
        rows = list(self._database.matching(sql, items))
        self._unlock({bytes(row[1]) for row in rows})
        yield from self._clear(rows)

    def _clear(self, rows: Iterable[tuple[Any, ...]]) -> Iterator[Secret]:
        for item, subject, what, seen, file, sealed in rows:
            cipher = self._open.get(subject)
            if cipher is not None:
                words = cipher.decrypt(sealed[:NONCE], sealed[NONCE:], item)
                yield Secret(item, subject, what, seen, file, words)

    def erase(self, subjects: Iterable[bytes], at: int) -> None:
        """Destroy keys and rows of these subjects, inside the caller's transaction. `at`: when, UTC µs."""
        gone = sorted(set(subjects))
        for table in ("vault", "vault_key"):
            list(self._database.matching(f"delete from {table} where subject in", gone))
        self._database.insert("vault_key", ("subject", "wrapped", "erased_at"), [(one, b"", at) for one in gone])
        self._open.update(dict.fromkeys(gone))


_UPSERT = (
    f"insert into vault ({', '.join(COLUMNS)}) values (?, ?, ?, ?, ?, ?) on conflict (item) where not what = 'extra' "
    "do update set seen = excluded.seen where excluded.seen > vault.seen"
)

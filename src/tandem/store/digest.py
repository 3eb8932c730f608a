"""The book's digest: one number for its whole content, the same in whatever order the content came.

It is the sum modulo 2^256 of a mark (a hash) per row, per complete file and per link that a person made or took back
(AdHash: Bellare & Micciancio, "A new paradigm for collision-free hashing", 1997), kept with every change.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from tandem.store.database import Database

MODULUS = 1 << 256


def row_mark(id_: bytes, body: bytes, first_seen: int, last_seen: int) -> bytes:
    """The mark of an accepted row, 32 bytes."""
    return blake2b(b"row%b%b%d,%d" % (id_, body, first_seen, last_seen), digest_size=32).digest()


def file_mark(identity: bytes, as_of: int, read: int) -> bytes:
    """The mark of a file that was read to its end."""
    return blake2b(b"file%b%d,%d" % (identity, as_of, read), digest_size=32).digest()


def link_mark(link: bytes, what: str) -> bytes:
    """The mark of a link that a person made ("made") or took back ("revoked")."""
    return blake2b(what.encode() + link, digest_size=32).digest()


def turn(database: Database, plus: Iterable[bytes] = (), minus: Iterable[bytes] = ()) -> None:
    """Add marks to the digest and take marks away, inside the caller's transaction."""
    change = sum(int.from_bytes(mark, "big") for mark in plus) - sum(int.from_bytes(mark, "big") for mark in minus)
    rows = database.execute("select digest from book_state where id = 1")
    before = int.from_bytes(rows[0][0], "big") if rows else 0
    digest = ((before + change) % MODULUS).to_bytes(32, "big")
    if rows:
        database.execute("update book_state set digest = ?, changes = changes + 1 where id = 1", [digest])
    else:
        database.insert("book_state", ("id", "digest", "changes"), [(1, digest, 1)])

"""Links that a person makes or takes back: confirmed suggestions, and un-merging."""

from __future__ import annotations

from collections.abc import Iterable

from tandem.store.book import Book
from tandem.store.digest import link_mark, turn
from tandem.store.entries import LINK_COLUMNS, link_id
from tandem.store.keys import Keys

MADE = "tandem"
"""The `tool` of links that a person made here."""

Tie = tuple[str, bytes, bytes, str]
"""(kind of `vocabulary.LINK_KINDS`, left, right, value); left and right are keyed references."""


def make_links(book: Book, ties: Iterable[Tie], at: int) -> list[bytes]:
    """Make these links, or take back that they were revoked; their ids. `at`: when (UTC µs). Twice changes nothing."""
    keys, database = Keys(book.key), book.database
    wanted = {link_id(keys, kind, left, right, value): (kind, left, right, value) for kind, left, right, value in ties}
    with database.transaction():
        known = dict(database.matching("select id, revoked_at from link where id in", wanted))
        new = sorted(link for link in wanted if link not in known)
        again = sorted(link for link in wanted if known.get(link))
        rows = [(link, *wanted[link][:3], 0, wanted[link][3], MADE, at, at, 0, None) for link in new]
        database.insert("link", LINK_COLUMNS, rows)
        database.many("update link set revoked_at = 0 where id = ?", [(link,) for link in again])
        turn(database, [link_mark(link, "made") for link in new], [link_mark(link, "revoked") for link in again])
    return list(wanted)


def revoke_links(book: Book, links: Iterable[bytes], at: int) -> int:
    """Take links back, whoever made them; how many that changed. `at`: when (UTC µs). An import does not undo it."""
    database = book.database
    with database.transaction():
        known = dict(database.matching("select id, revoked_at from link where id in", sorted(set(links))))
        gone = sorted(link for link, revoked in known.items() if not revoked)
        database.many("update link set revoked_at = ? where id = ?", [(at, link) for link in gone])
        turn(database, plus=[link_mark(link, "revoked") for link in gone])
    return len(gone)

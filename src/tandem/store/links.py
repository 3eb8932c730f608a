"""Reading single links of the book, revoked ones too: for telling why records are joined, and for naming one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from tandem.store.book import Book

_SELECT = 'select id, kind, "left", "right", value, tool, revoked_at from link'


class LinkNow(NamedTuple):
    """One link of the book; `revoked_at` is 0 while it holds (UTC µs)."""

    id: bytes
    kind: str
    left: bytes
    right: bytes
    value: str
    tool: str
    revoked_at: int


def links_of(book: Book, refs: Iterable[bytes]) -> list[LinkNow]:
    """The links whose left is one of these keyed references, by id."""
    return sorted(map(_link, book.database.matching(f'{_SELECT} where "left" in', sorted(set(refs)))))


def links_named(book: Book, digits: str) -> list[LinkNow]:
    """The links whose id begins with these hex digits, by id."""
    low, high = (bytes.fromhex(digits.ljust(32, filler)) for filler in "0f")
    return sorted(map(_link, book.database.execute(f"{_SELECT} where id between ? and ?", [low, high])))


def _link(row: tuple[Any, ...]) -> LinkNow:
    id_, kind, left, right, *rest = row
    return LinkNow(bytes(id_), kind, bytes(left), bytes(right), *rest)

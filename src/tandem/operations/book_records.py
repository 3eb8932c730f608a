"""The book's records, links and mail domains as the timeline reads them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tandem.store.book import Book
    from tandem.timeline.accounts import KeyOf
    from tandem.timeline.keyed import Record, Tie


def records_of(book: Book, kind: str) -> dict[bytes, Record]:
    """The book's records of one kind as the timeline reads them."""
    from tandem.timeline.keyed import Record

    return {e.ref: Record(e.ref, e.tool, e.attributes, e.known_at, e.key, e.file, e.line) for e in book.entities(kind)}


def ties_of(book: Book) -> list[Tie]:
    """The book's links as ties; where somebody works is dated by the export that first said so, unless by the tool."""
    import pyarrow as pa

    from tandem.timeline.keyed import Tie
    from tandem.timeline.leads import since

    table = book.links()
    columns = [table[name].to_pylist() for name in ("kind", "left", "right", "value")]
    times = [table[name].cast(pa.int64()).to_pylist() for name in ("at", "known_at")]
    rows: list[Any] = list(zip(*columns, *times, strict=True))
    works = [(left, right, at or 0, seen) for kind, left, right, _, at, seen in rows if kind == "works_at"]
    began = iter(since(works))
    return [
        Tie(kind, left, right, next(began) if kind == "works_at" else at or 0, value)
        for kind, left, right, value, at, _ in rows
    ]


def domains_of(book: Book) -> dict[bytes, str]:
    """Keyed address → its domain in clear."""
    table = book.domains()
    pairs: Iterable[Any] = zip(table["ref"].to_pylist(), table["domain"].to_pylist(), strict=True)
    return dict(pairs)


def keying(book: Book) -> KeyOf:
    """Keys a clear reference as the book does, and remembers nothing."""
    from tandem.store.keys import Keys

    keys = Keys(book.key)
    return lambda ref: keys.id(ref.encode())

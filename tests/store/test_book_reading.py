"""The book opens where it is told to, says clearly when it cannot, and keeps an event with an id of its own once."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from tests.store.books import KEY, MARCH, RowsConnector, book_of, opened, write_rows

from tandem.operations.import_exports import import_exports
from tandem.operations.workspace import Workspace
from tandem.store.book import Book
from tandem.store.database import NoDatabase
from tandem.store.ledger import Interrupted, Ledger, Source


def test_an_unreachable_server_is_told_in_one_sentence() -> None:
    with pytest.raises(NoDatabase, match=r"See `database` in tandem\.toml"):
        Book.open("postgresql://nobody@127.0.0.1:1/none?connect_timeout=2", KEY)


def test_a_file_that_is_no_book_is_told_in_one_sentence(tmp_path: Path) -> None:
    place = tmp_path / "book.sqlite3"
    place.write_bytes(b"this is no database, but a text of some length" * 40)
    with pytest.raises(NoDatabase):
        Book.open(place, KEY)


def test_the_sqlite_book_is_durable_and_checks_references(tmp_path: Path) -> None:
    with Book.open(tmp_path / "book.sqlite3", KEY) as book:
        pragmas = {name: book.database.execute(f"pragma {name}")[0][0] for name in ("journal_mode", "synchronous")}
        assert pragmas == {"journal_mode": "wal", "synchronous": 2}
        with pytest.raises(sqlite3.IntegrityError), book.database.transaction():
            book.database.execute(
                "insert into reject (id, file, line, reason, replayed_at) values (?, 7, 1, '', 0)", [KEY]
            )


def test_an_event_that_several_rows_tell_is_kept_once(workspace: Workspace, tmp_path: Path) -> None:
    told = opened(1)["events"][0] | {"key": "fake:call:9"}
    rows = [{"key": f"row{n}", "mutable": False, "events": [told]} for n in range(3)]
    [tally] = import_exports(workspace, "fake", write_rows(tmp_path, "calls", rows), connector=RowsConnector())
    assert (tally.accepted, tally.duplicate) == (3, 0)
    with book_of(workspace) as book:
        assert book.position().events == 1


def test_only_the_newest_snapshot_tells_events(workspace: Workspace, tmp_path: Path) -> None:
    def deal(day: int) -> dict[str, object]:
        closed = {"kind": "opportunity.closed", "at": MARCH + day, "opportunity": "fake:deal:1"}
        return {"key": "fake:deal:1", "events": [closed]}

    for day in (2, 3, 1):
        path = write_rows(tmp_path, "deals", [deal(day)], as_of=MARCH + day)
        import_exports(workspace, "fake", path, connector=RowsConnector())
    reopened = write_rows(tmp_path, "deals", [{"key": "fake:deal:1", "events": []}], as_of=MARCH + 2)
    with book_of(workspace) as book:
        assert [row["at"].microsecond for batch in book.events() for row in batch.to_pylist()] == [3]
    reopened = reopened.rename(reopened.with_name(f"deals@{MARCH + 9}.jsonl"))
    import_exports(workspace, "fake", reopened, connector=RowsConnector())
    with book_of(workspace) as book:
        assert list(book.events()) == []


def test_two_imports_of_one_file_do_not_mix(workspace: Workspace) -> None:
    from tandem.store.entries import Entering
    from tandem.store.keys import Keys
    from tandem.timeline.records import Row

    with book_of(workspace) as book, book_of(workspace) as other:
        file = Ledger(book).open_file(Source(bytes(16), "fake", "opens", "opens", "", "", b""), "", MARCH)
        rows = [Row(n, b"", key=str(n)) for n in range(4)]
        one, two = Entering(Keys(KEY), file.number, "fake", "opens", MARCH).batches(rows, 2)
        Ledger(book).write(file, one)
        with pytest.raises(Interrupted, match="another process"):
            Ledger(other).write(file, two)
        assert book.files()[0].read == 2
        assert len(book.database.execute("select 1 from source_row")) == 2


def test_importing_tandem_does_not_import_django() -> None:
    import subprocess
    import sys

    code = (
        "import sys, tandem.cli, tandem.operations.import_exports, tandem.operations.privacy; "
        "sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0

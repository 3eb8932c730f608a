"""Links that people make or take back stand beside those of the tools, and outlive imports."""

from __future__ import annotations

from pathlib import Path

from tests.store.books import MARCH, RowsConnector, book_of, contact, recounted, write_rows

from tandem.operations.import_exports import import_exports
from tandem.operations.privacy import ref_of
from tandem.operations.workspace import Workspace
from tandem.store.ties import make_links, revoke_links


def test_a_confirmed_link_can_be_taken_back_without_a_trace(workspace: Workspace) -> None:
    tie = ("merged", ref_of(workspace, "fake:contact:1"), ref_of(workspace, "fake:contact:2"), "")
    with book_of(workspace) as book:
        before = book.digest()
        [link] = make_links(book, [tie], MARCH)
        tied = book.digest()
        assert make_links(book, [tie], MARCH + 1) == [link]
        assert book.digest() == tied == recounted(book) != before
        assert book.links().num_rows == 1
        assert (revoke_links(book, [link], MARCH), revoke_links(book, [link], MARCH)) == (1, 0)
        assert book.links().num_rows == 0
        assert book.digest() == recounted(book) not in (before, tied)
        make_links(book, [tie], MARCH)
        assert book.digest() == tied == recounted(book)


def test_an_import_does_not_bring_a_revoked_link_back(workspace: Workspace, tmp_path: Path) -> None:
    path = write_rows(tmp_path, "contacts", [contact(1)])
    import_exports(workspace, "fake", path, connector=RowsConnector())
    with book_of(workspace) as book:
        revoke_links(book, book.links()["link"].to_pylist(), MARCH)
    newer = write_rows(tmp_path, "contacts", [contact(1, status="working")], as_of=MARCH + 1)
    import_exports(workspace, "fake", newer, connector=RowsConnector())
    mapping = tmp_path / "map.yaml"
    mapping.write_text("other")
    import_exports(workspace, "fake", path, connector=RowsConnector(), mapping=mapping)
    with book_of(workspace) as book:
        assert book.links().num_rows == 0
        assert book.digest() == recounted(book)


def test_links_say_when_they_were_first_and_last_exported(workspace: Workspace, tmp_path: Path) -> None:
    for day in (3, 1, 2):
        rows = [contact(1, status=str(day))]
        path = write_rows(tmp_path, "contacts", rows, as_of=MARCH + day)
        import_exports(workspace, "fake", path, connector=RowsConnector())
    with book_of(workspace) as book:
        [link] = book.links().to_pylist()
        [domain] = book.domains().to_pylist()
    assert (link["known_at"].microsecond, link["seen_until"].microsecond) == (1, 3)
    assert (link["kind"], link["right"], domain["domain"]) == ("email", domain["ref"], "buyer.example")
    assert link["at"] is None

"""What was rejected is kept, and gets a second chance."""

from __future__ import annotations

from pathlib import Path

from tests.store.books import MARCH, RowsConnector, book_of, opened, recounted, write_rows

from tandem.operations.import_exports import import_exports
from tandem.operations.rejects import Replayed, rejects_of, replay_rejects
from tandem.operations.workspace import Workspace


def damaged(n: int) -> str:
    return '{"key": "late' + str(n) + '", "mutable": false, oops "events": []}'


def test_a_reject_keeps_file_line_reason_and_its_bytes(workspace: Workspace, tmp_path: Path) -> None:
    path = write_rows(tmp_path, "opens", [opened(1), damaged(1), opened(1, at=MARCH + 7)])
    import_exports(workspace, "fake", path, connector=RowsConnector())
    first, second = rejects_of(workspace, raw=True)
    assert (first.file, first.line, first.reason) == (path.name, 3, "line 3 is no JSON")
    assert first.raw == damaged(1).encode() + b"\n"
    assert "another content" in second.reason
    assert second.raw == path.read_bytes().splitlines(keepends=True)[3]
    assert [reject.raw for reject in rejects_of(workspace)] == [b"", b""]


def test_a_mended_reject_moves_from_rejected_to_accepted(workspace: Workspace, tmp_path: Path) -> None:
    rows = [opened(1), damaged(1), damaged(2), "hopeless"]
    path = write_rows(tmp_path, "opens", rows)
    import_exports(workspace, "fake", path, connector=RowsConnector())
    assert replay_rejects(workspace, MARCH, connector=RowsConnector()) == [Replayed(path.name, 3, 0)]
    path.unlink()
    mended = RowsConnector({"oops ": ""})
    assert replay_rejects(workspace, MARCH, connector=mended) == [Replayed(path.name, 3, 2)]
    with book_of(workspace) as book:
        [file] = book.files()
        assert (file.read, file.accepted, file.duplicate, file.rejected) == (4, 3, 0, 1)
        assert book.digest() == recounted(book)
        assert len(book.database.execute("select 1 from reject where replayed_at = ?", [MARCH])) == 2
    assert [reject.line for reject in rejects_of(workspace)] == [5]
    assert replay_rejects(workspace, MARCH, connector=mended) == [Replayed(path.name, 1, 0)]


def test_equal_rows_without_id_stay_apart_when_replayed(workspace: Workspace, tmp_path: Path) -> None:
    good = '{"mutable": false, "events": [{"kind": "note.logged", "at": 5}]}'
    path = write_rows(tmp_path, "notes", [good, "oops " + good, "oops " + good])
    import_exports(workspace, "fake", path, connector=RowsConnector())
    replay_rejects(workspace, MARCH, connector=RowsConnector({"oops ": ""}))
    with book_of(workspace) as book:
        assert [(file.accepted, file.duplicate, file.rejected) for file in book.files()] == [(3, 0, 0)]
        assert book.position().events == 3


def test_a_replayed_row_that_came_in_meanwhile_is_a_duplicate(workspace: Workspace, tmp_path: Path) -> None:
    import_exports(workspace, "fake", write_rows(tmp_path, "notes", [damaged(1)]), connector=RowsConnector())
    mended = RowsConnector({"oops ": ""})
    later = write_rows(tmp_path, "notes", ['{"key": "late1", "mutable": false, "events": []}'], as_of=MARCH + 1)
    import_exports(workspace, "fake", later, connector=mended)
    replay_rejects(workspace, MARCH, connector=mended)
    with book_of(workspace) as book:
        assert sorted((file.accepted, file.duplicate, file.rejected) for file in book.files()) == [
            (0, 1, 0), (1, 0, 0)]  # fmt: skip

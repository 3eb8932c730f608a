"""Every row that comes in is accounted, once, whatever the order and however often it comes."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pyarrow as pa
from tests.store.books import DAY, MARCH, RowsConnector, book_of, contact, opened, recounted, write_rows

from tandem.operations.import_exports import ImportTally, import_exports
from tandem.operations.workspace import Workspace


def bring(workspace: Workspace, path: Path, **options: Any) -> list[ImportTally]:
    return import_exports(workspace, "fake", path, connector=options.pop("connector", RowsConnector()), **options)


def counts(tally: ImportTally) -> tuple[int, int, int, int]:
    assert tally.read == tally.accepted + tally.duplicate + tally.rejected
    return tally.read, tally.accepted, tally.duplicate, tally.rejected


def events_of(workspace: Workspace) -> list[dict[str, Any]]:
    with book_of(workspace) as book:
        return [row for batch in book.events() for row in batch.to_pylist()]


def content_of(workspace: Workspace) -> tuple[Any, ...]:
    """Everything readers see, without the order of rows and the place they came from."""
    with book_of(workspace) as book:
        assert book.digest() == recounted(book)
        events = [{**row, "file": 0, "line": 0} for batch in book.events() for row in batch.to_pylist()]
        entities = [one._replace(file=0, line=0) for one in book.entities("person")]
        return book.position(), sorted(map(repr, events)), entities, book.links(), book.domains()


def test_rows_in_are_accepted_duplicate_or_rejected(workspace: Workspace, tmp_path: Path) -> None:
    rows = [opened(1), opened(2), opened(1), "{damaged", opened(3, at="no")]
    path = write_rows(tmp_path, "opens", rows[:4])
    assert [counts(tally) for tally in bring(workspace, path)] == [(4, 2, 1, 1)]


def test_the_same_file_twice_changes_nothing(workspace: Workspace, tmp_path: Path) -> None:
    path = write_rows(tmp_path / "in", "contacts", [contact(n) for n in range(5)])
    assert [counts(tally) for tally in bring(workspace, path)] == [(5, 5, 0, 0)]
    before = content_of(workspace)
    assert [counts(tally) for tally in bring(workspace, path)] == [(5, 0, 5, 0)]
    copy = write_rows(tmp_path / "copy", "contacts", [contact(n) for n in range(5)], as_of=MARCH + DAY)
    assert [counts(tally) for tally in bring(workspace, copy)] == [(5, 0, 5, 0)]
    assert content_of(workspace) == before


def test_a_copy_in_the_same_folder_counts_as_duplicate(workspace: Workspace, tmp_path: Path) -> None:
    write_rows(tmp_path, "opens", [opened(1)])
    write_rows(tmp_path, "opens", [opened(1)], as_of=MARCH + 1)
    assert [counts(tally) for tally in bring(workspace, tmp_path)] == [(1, 1, 0, 0), (1, 0, 1, 0)]


def test_an_event_with_the_same_id_and_another_content_is_rejected_and_kept(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring(workspace, write_rows(tmp_path, "opens", [opened(1)]))
    [tally] = bring(workspace, write_rows(tmp_path, "opens", [opened(1, at=MARCH + 5)], as_of=MARCH + DAY))
    assert counts(tally) == (1, 0, 0, 1)
    assert [event["at"].timestamp() for event in events_of(workspace)] == [MARCH / 1e6]
    with book_of(workspace) as book:
        assert "another content" in book.database.execute("select reason from reject")[0][0]


def test_rows_without_id_count_as_often_as_the_file_has_them(workspace: Workspace, tmp_path: Path) -> None:
    nameless = {**opened(1), "key": ""}
    [tally] = bring(workspace, write_rows(tmp_path, "opens", [nameless, nameless, nameless]))
    assert counts(tally) == (3, 3, 0, 0)
    longer = write_rows(tmp_path, "opens", [nameless, nameless, nameless, nameless], as_of=MARCH + 1)
    assert [counts(tally) for tally in bring(workspace, longer)] == [(4, 1, 3, 0)]
    assert len(events_of(workspace)) == 4


def test_a_changed_snapshot_tells_what_changed_at_its_export(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, write_rows(tmp_path, "contacts", [contact(1), contact(2)]))
    later = [contact(1, status="working"), contact(2)]
    [tally] = bring(workspace, write_rows(tmp_path, "contacts", later, as_of=MARCH + DAY))
    assert counts(tally) == (2, 1, 1, 0)
    [change] = events_of(workspace)
    assert (change["kind"], change["field"], change["old"], change["new"]) == (
        "field.changed", "status", "new", "working")  # fmt: skip
    assert change["at"].timestamp() == (MARCH + DAY) / 1e6
    with book_of(workspace) as book:
        people = {one.attributes["status"]: one for one in book.entities("person")}
    assert people["working"].known_at["status"] == MARCH + DAY
    assert people["new"].known_at["status"] == MARCH


def test_an_older_snapshot_that_comes_later_never_overwrites(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, write_rows(tmp_path, "contacts", [contact(1, status="working")], as_of=MARCH + DAY))
    bring(workspace, write_rows(tmp_path, "contacts", [contact(1, status="new")]))
    with book_of(workspace) as book:
        [person] = book.entities("person")
    assert person.attributes["status"] == "working"
    assert [event["old"] for event in events_of(workspace)] == ["new"]


def test_the_order_of_imports_does_not_matter(workspace: Workspace, tmp_path: Path) -> None:
    chance = random.Random(20)
    files = []
    for week in range(5):
        rows = [contact(n, status=chance.choice(["new", "working", "won"])) for n in range(12)]
        closing = [{"kind": "form.submitted", "at": MARCH + week, "person": "fake:contact:3", "form": f"f{week}"}]
        rows[3]["events"] = closing
        files.append(write_rows(tmp_path, "contacts", rows, as_of=MARCH + week * DAY))
        files.append(write_rows(tmp_path, "opens", [opened(n) for n in range(week * 3, week * 3 + 6)], MARCH + week))
    contents = []
    for attempt in range(3):
        other = _another(workspace, tmp_path / f"again{attempt}")
        for file in files:
            bring(other, file)
        contents.append(content_of(other))
        chance.shuffle(files)
    assert contents[0] == contents[1] == contents[2]
    assert contents[0][0].events == 18 + 1


def _another(workspace: Workspace, root: Path) -> Workspace:
    """A second workspace; on PostgreSQL it starts over in the same database."""
    from dataclasses import replace

    from tests.store.books import workspace_at

    if workspace.database:
        with book_of(workspace) as book:
            tables = "source_file, source_row, event, entity, link, domain, reject, vault, vault_key, book_state"
            book.database.execute(f"truncate {tables} cascade")
    return replace(workspace_at(root), database=workspace.database)


def test_a_dry_run_tallies_the_same_and_writes_nothing(workspace: Workspace, tmp_path: Path) -> None:
    rows: list[Any] = [opened(1), opened(1), opened(2), opened(1, at=MARCH + 9), "{damaged", contact(1)]
    path = write_rows(tmp_path, "opens", rows)
    tried = bring(workspace, path, dry_run=True)
    with book_of(workspace) as book:
        assert book.files() == []
    assert tried == bring(workspace, path)
    assert counts(tried[0]) == (6, 3, 1, 2)


def test_an_event_of_tomorrow_week_is_held_until_it_is_due(workspace: Workspace, tmp_path: Path) -> None:
    [tally] = bring(workspace, write_rows(tmp_path, "opens", [opened(1), opened(2, at=MARCH + 8 * DAY)]))
    assert counts(tally) == (2, 2, 0, 0)
    assert "held until due" in tally.faults[0].message
    assert len(events_of(workspace)) == 1
    bring(workspace, write_rows(tmp_path, "opens", [opened(3)], as_of=MARCH + 8 * DAY))
    assert len(events_of(workspace)) == 3


def test_a_mended_mapping_reads_the_whole_file_anew(workspace: Workspace, tmp_path: Path) -> None:
    path = write_rows(tmp_path, "opens", [opened(1), opened(2, outcome="wrng")])
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    first.write_text("one"), second.write_text("two")
    bring(workspace, path, mapping=first)
    mended = RowsConnector({"wrng": "wrong"})
    tried = bring(workspace, path, mapping=second, connector=mended, dry_run=True)
    assert [counts(tally) for tally in tried] == [(2, 2, 0, 0)]
    assert bring(workspace, path, mapping=second, connector=mended) == tried
    assert sorted(event["outcome"] for event in events_of(workspace)) == ["", "wrong"]
    content_of(workspace)


def test_a_cell_that_no_database_can_hold_is_rejected_alone(workspace: Workspace, tmp_path: Path) -> None:
    rows = [opened(1), opened(2, outcome="a\x00b"), opened(3, outcome="\ud800")]
    [tally] = bring(workspace, write_rows(tmp_path, "opens", rows))
    assert counts(tally) == (3, 1, 0, 2)


def test_events_carry_everything_that_was_said(workspace: Workspace, tmp_path: Path) -> None:
    said = {"kind": "call.made", "at": MARCH, "whole_day": True, "account": "fake:account:1", "member": "fake:user:7",
            "automatic": True, "outcome": "connected", "amount": 5, "currency": "EUR", "seconds": 61}  # fmt: skip
    bring(workspace, write_rows(tmp_path, "calls", [{"key": "c", "mutable": False, "events": [said]}]))
    [event] = events_of(workspace)
    for name in set(said) - {"at", "account"}:
        assert event[name] == said[name], name
    assert (event["team"], event["direction"], event["channel"], event["rank"]) == ("sales", "out", "phone", 30)
    assert (event["tool"], event["file"], event["line"], event["person"]) == ("fake", 1, 2, None)
    assert len(event["account"]) == 16


def test_large_files_are_read_in_another_process_with_the_same_result(workspace: Workspace, tmp_path: Path) -> None:
    from tandem.operations import import_exports as module

    path = write_rows(tmp_path, "opens", [*[opened(n) for n in range(300)], "{damaged"])
    bring(workspace, path)
    here = content_of(workspace)
    other = _another(workspace, tmp_path / "other")
    small, module.SMALL = module.SMALL, 0
    try:
        [tally] = bring(other, path)
    finally:
        module.SMALL = small
    assert counts(tally) == (301, 300, 0, 1)
    assert content_of(other) == here


def test_a_batch_is_an_arrow_record_batch(workspace: Workspace, tmp_path: Path) -> None:
    from tandem.store.book import EVENT

    bring(workspace, write_rows(tmp_path, "opens", [opened(n) for n in range(3)]))
    with book_of(workspace) as book:
        table = pa.Table.from_batches(list(book.events()), EVENT)
    assert table.num_rows == 3


def test_the_charter_says_which_currency_and_own_fields_files_are_read_with(tmp_path: Path) -> None:
    from importlib import resources

    from tandem.operations.import_exports import context_of

    text = (resources.files("tandem") / "example" / "charter.yaml").read_text(encoding="utf-8")
    company = Workspace.create(tmp_path / "company", text, time_zone="Europe/Amsterdam")
    with company.open_book() as book:
        context = context_of(company, book)
        silent = context_of(Workspace.create(tmp_path / "empty", ""), book)
    assert (context.time_zone, context.currency) == ("Europe/Amsterdam", "EUR")
    assert "Budget_Confirmed__c" in context.fields
    assert silent.currency == ""

"""Exports as they really come: damaged, deleted, late, in pieces. Nothing is lost or told in clear."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.store.books import DAY, KEY, MARCH, book_of, workspace_at

from tandem.connectors.base import ReadContext
from tandem.operations.find_person import find_person
from tandem.operations.import_exports import ImportTally, import_exports
from tandem.operations.ingest import import_result
from tandem.operations.rejects import rejects_of, replay_rejects
from tandem.operations.workspace import KEY_FILE, BadSettings, Workspace
from tandem.store.book import Book
from tandem.store.database import NoDatabase, SqliteDatabase
from tandem.store.ledger import Interrupted, Ledger, Source
from tandem.store.vault import OtherKey

Bring = Callable[..., list[ImportTally]]
LEAD = "Id,Status,Email,CreatedDate\n"


@pytest.fixture
def company(tmp_path: Path) -> Workspace:
    return workspace_at(tmp_path / "company")


@pytest.fixture
def bring(company: Workspace, tmp_path: Path) -> Bring:
    """Import some files, given by name and content, as one folder."""

    def do(tool: str, files: dict[str, str | bytes], folder: str = "in", at: int = MARCH, **more: Any) -> list[Any]:
        place = tmp_path / folder
        place.mkdir(exist_ok=True)
        for name, content in files.items():
            (place / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return import_exports(company, tool, place, as_of=at, context=ReadContext(currency="EUR"), **more)

    return do


def now(company: Workspace, kind: str) -> list[dict[str, str]]:
    with book_of(company) as book:
        return [dict(one.attributes) for one in book.entities(kind)]


def told(company: Workspace, kind: str) -> list[tuple[str, str]]:
    with book_of(company) as book:
        rows = [row for batch in book.events() for row in batch.to_pylist()]
    return sorted((row["old"], row["new"]) for row in rows if row["kind"] == kind)


DEAL = "Id,Name,StageName,IsClosed,IsWon,Amount,CreatedDate,CloseDate,IsDeleted\n006000000000001,A,Won,true,true,100,"
DEAL += "2025-01-01T10:00:00Z,2025-02-01,"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_record_deleted_in_a_later_export_is_not_counted(company: Workspace, bring: Bring, order: list[int]) -> None:
    for n in order:
        bring("salesforce", {"Opportunity.csv": DEAL + ("true\n" if n else "false\n")}, f"in{n}", MARCH + n * DAY)
    assert now(company, "opportunity") == []
    bring("salesforce", {"Opportunity.csv": DEAL + "false\n\n"}, "in3", MARCH + 3 * DAY)
    assert [one["amount"] for one in now(company, "opportunity")] == ["10000"], "it is back: it was undeleted"


def test_a_placeholder_in_place_of_an_address_joins_nobody(company: Workspace, bring: Bring) -> None:
    bring("hubspot", {"contacts.csv": "Record ID,Email\n1,n/a\n2,N/A\n3,-\n4,@\n5,a@b.example; none\n"})
    with book_of(company) as book:
        assert book.links().num_rows == 1


def test_changes_of_one_minute_are_all_kept(company: Workspace, bring: Bring) -> None:
    head = "Opportunity ID,To Stage,Amount,Last Modified\n006000000000001,A,5,2026-01-01 10:00\n"
    bring("salesforce", {"OpportunityHistory.csv": head + "006000000000001,B,5,2026-01-01 10:05\n"
                         "006000000000001,C,5,2026-01-01 10:05\n"})  # fmt: skip
    assert told(company, "opportunity.stage_changed") == [("", "A"), ("A", "B"), ("B", "C")]


def test_details_that_come_later_are_joined_and_not_lost_again(company: Workspace, bring: Bring) -> None:
    deals = {"deal.csv": "deal_id,property_dealname,deal_pipeline_stage_id\n1,X,77\n"}
    stages = {"deal_pipeline_stage.csv": "stage_id,label,is_closed,closed_won\n77,Closed won,true,true\n"}
    bring("hubspot", deals, "alone")
    assert now(company, "opportunity")[0]["is_won"] == "", "the control: nobody said what 77 is"
    bring("hubspot", deals | stages, "together")
    assert now(company, "opportunity")[0]["is_won"] == "true"
    assert [tally.accepted for tally in bring("hubspot", deals, "alone")] == [0]
    assert now(company, "opportunity")[0]["stage"] == "Closed won"


def test_a_text_that_looks_like_an_escaped_nul_is_text(company: Workspace, bring: Bring) -> None:
    bring("salesforce", {"Campaign.csv": 'Id,Name,Type,Status\n701000000000001,"C:\\u0000dir",a,b\n'})
    assert now(company, "campaign")[0]["name"] == "C:\\u0000dir"


def test_a_reason_does_not_tell_in_clear_what_it_quotes(company: Workspace, bring: Bring) -> None:
    bring("salesforce", {"Lead.csv": LEAD + "00Q000000000001,New,,jane.doe@acme.example\n"})
    assert "'jane.doe@acme.example'" in rejects_of(company)[0].reason
    with book_of(company) as book:
        [(reason,)] = book.database.execute("select reason from reject")
    assert reason == "CreatedDate must be a time, not '…'. Write one like 2026-03-31 14:05."
    assert b"jane.doe" not in b"".join(one.read_bytes() for one in company.root.glob("book.sqlite3*"))


def test_an_address_within_a_path_is_not_kept(company: Workspace, bring: Bring) -> None:
    head, row = (
        "event_id,occurred_at,contact_id,page_url\n",
        "{},2026-01-01T00:00:00Z,5,https://x.example/out/{}/now?x=1\n",
    )
    rows = [row.format(n, who) for n, who in enumerate(("jane@acme.example", "j%40acme.example"))]
    [tally] = bring("hubspot", {"page_view.csv": head + "".join(rows)})
    assert tally.accepted == 2
    with book_of(company) as book:
        assert {row["path"] for batch in book.events() for row in batch.to_pylist()} == {"/out/*/now"}


def workbook(*sheets: list[list[str]]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.active)
    for sheet in sheets:
        page = book.create_sheet()
        for row in sheet:
            page.append(row)
    book.save(out)
    return out.getvalue()


def test_sheets_that_are_not_read_are_told(bring: Bring) -> None:
    rows = [["Id", "Status", "Email"], ["00Q000000000001", "New", "a@b.example"]]
    [tally] = bring("salesforce", {"Lead.xlsx": workbook([], rows, rows)})
    assert tally.accepted == 1
    assert "save the others ('Sheet2') as files of their own" in str(tally.faults[0])


def test_files_in_other_forms_are_told_not_passed_over(bring: Bring) -> None:
    tallies = bring("salesforce", {"Lead.csv": LEAD, "Contact.csv.gz": b"x", "README": "x", "none.csv": ""})
    assert [(tally.file, tally.object) for tally in tallies] == [
        ("Contact.csv.gz", ""), ("Lead.csv", "lead"), ("none.csv", "")]  # fmt: skip
    assert "it has no header" in str(tallies[2].faults[0])


def test_a_file_that_breaks_off_stops_no_other(company: Workspace, bring: Bring) -> None:
    table, out = pa.table({"Id": ["003000000000001"] * 50, "Email": ["a@b.example"] * 50}), io.BytesIO()
    pq.write_table(table, out, compression="zstd")
    broken = bytearray(out.getvalue())
    broken[20:60] = b"\xff" * 40
    lead = LEAD + "00Q000000000001,New,a@b.example,\n"
    first, second = bring("salesforce", {"Contact.parquet": bytes(broken), "Lead.csv": lead})
    assert (first.broken, second.broken, second.accepted) == (True, False, 1)
    assert "it is damaged" in str(first.faults[0])


def test_an_import_that_read_nothing_has_failed(company: Workspace, tmp_path: Path) -> None:
    (tmp_path / "odd.csv").write_text("a,b\n1,2\n")
    assert import_result(company, "salesforce", tmp_path / "odd.csv").failed


def test_a_lone_dot_before_three_digits_is_told(bring: Bring) -> None:
    text = "Id,StageName,Amount\n006000000000001,A,{}\n006000000000002,A,7\n"
    [tally] = bring("salesforce", {"Opportunity.csv": text.format("1.234")})
    assert "read as the decimal mark" in str(tally.faults[0])
    assert bring("salesforce", {"Opportunity.csv": text.format("1.23")}, "clear")[0].faults == ()


def test_the_order_of_dates_can_be_said_once_for_the_workspace(company: Workspace, tmp_path: Path) -> None:
    (tmp_path / "Lead.csv").write_text("Lead ID,Lead Status,Created Date\n00Q000000000001,New,3/4/2026 10:00\n")
    assert import_exports(company, "salesforce", tmp_path / "Lead.csv")[0].rejected == 1
    said = replace(company, date_order="day first")
    assert import_exports(said, "salesforce", tmp_path / "Lead.csv")[0].accepted == 1
    made = int(now(company, "person")[0]["created_at"])
    assert datetime.fromtimestamp(made / 1e6, UTC) == datetime(2026, 4, 3, 10, tzinfo=UTC)


def test_rejects_of_several_tools_are_replayed_each_by_its_own_reader(
    company: Workspace, bring: Bring, tmp_path: Path
) -> None:
    mapping = tmp_path / "map.yaml"
    mapping.write_text('tool: shop\nfiles:\n  "*.csv": {object: buyer, key: "{id}", person: {key: "{id}", '
                       'created_at: "{when}"}}\n')  # fmt: skip
    bring("salesforce", {"Lead.csv": LEAD + "00Q000000000001,New,,3/4/2026\n"}, "crm")
    bring("table", {"buyers.csv": "id,when\n1,3/4/2026\n"}, "shop", mapping=mapping)
    mapping.write_text(mapping.read_text().replace("tool: shop", "tool: shop\ndate_order: day first"))
    again = replay_rejects(company, MARCH, mapping=mapping, context=ReadContext(date_order="month first"))
    assert [(one.file, one.accepted) for one in again] == [("Lead.csv", 1), ("buyers.csv", 1)]


def test_a_short_id_names_the_same_person_as_the_long_one(company: Workspace, bring: Bring) -> None:
    from tandem.operations.build_lens import build_lens

    bring("salesforce", {"Lead.csv": LEAD + "00Q5g00000abcDE,New,a@b.example,\n"})
    build_lens(company)
    assert find_person(company, "00Q5g00000abcDE") == find_person(company, "00Q5g00000abcDEEAY")


@pytest.mark.parametrize("words", ["", "zz", "00ff", "11" * 31])
def test_half_a_key_is_no_key(company: Workspace, words: str) -> None:
    (company.root / KEY_FILE).write_text(words)
    with pytest.raises(BadSettings, match="64 hex digits"):
        Workspace.open(company.root)


def test_a_book_refuses_another_key(company: Workspace, bring: Bring) -> None:
    bring("salesforce", {"Lead.csv": LEAD})
    with pytest.raises(OtherKey):
        Book.open(company.book, bytes(reversed(KEY)))


@pytest.mark.parametrize("name", ['The "A" team', "back\\slash", "Zoë 👩‍💻"])
def test_a_workspace_may_have_any_name(tmp_path: Path, name: str) -> None:
    assert Workspace.create(tmp_path, "", name=name).name == name


def test_a_folder_of_zones_is_no_zone(company: Workspace) -> None:
    settings = company.root / "tandem.toml"
    settings.write_text(settings.read_text().replace('"UTC"', '"Europe"'))
    with pytest.raises(BadSettings, match="no IANA zone"):
        Workspace.open(company.root)


def test_two_processes_that_open_one_file_at_once_are_told_apart(company: Workspace) -> None:
    with book_of(company) as one, book_of(company) as other:
        source = Source(bytes(16), "fake", "lead", "lead.csv", "", "", b"")
        Ledger(one).open_file(source, "", MARCH)
        with pytest.raises(Interrupted):
            Ledger(other).open_file(source, "", MARCH)


def test_a_full_disk_is_one_sentence_and_what_was_committed_stays(company: Workspace) -> None:
    with book_of(company) as book:
        Ledger(book).open_file(Source(bytes(16), "fake", "lead", "lead.csv", "", "", b""), "", MARCH)
        assert isinstance(book.database, SqliteDatabase)
        [(pages,)] = book.database.execute("pragma page_count")
        book.database.execute(f"pragma max_page_count = {pages}")
        with pytest.raises(NoDatabase, match=r"full.*run the command again"), book.database.transaction():
            book.database.insert("domain", ("ref", "domain"), [(bytes([n]) * 16, "x" * 5000) for n in range(50)])
        assert len(book.files()) == 1
        assert sqlite3.connect(company.book).execute("select count(*) from domain").fetchone() == (0,)

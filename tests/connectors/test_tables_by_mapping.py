"""Any table by a mapping file: what it can express, and how its faults are told."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.connectors.exports import entities, events, links, read, sample

from tandem.connectors.base import MappingNeeded, NothingToRead, ReadContext, UnknownTool
from tandem.connectors.registry import open_connector
from tandem.connectors.table.reading_mapping import MappingFaults, parse_mapping
from tandem.timeline.records import Entity, Event

EXAMPLES = Path(__file__).parents[2] / "examples"

MAPPING = """
tool: fair
time_zone: Europe/Amsterdam
currency: EUR
date_order: day first
exported_at: 2026-06-30
files:
  "visit*.csv":
    object: visitor
    key: "{no}"
    replace: {hall: {Hal 1: Hall 1}}
    person:
      key: "{no}"
      email: "{mail}"
      company: "{firm}"
      hall: "{hall}"
      works_at: "{firm}"
    account: {key: "{firm}", name: "{firm}", domain: "{site}", parent: "{group}"}
    events:
      - {kind: form.submitted, at: "{day}", person: "email:{mail}", form: "booth {hall}", when: {kind: [form, both]}}
      - {kind: call.made, at: "{day} {hour}", person: "{no}", team: sales, seconds: "{seconds}"}
    links:
      - {kind: crm_link, left: "person:{no}", right: "salesforce:lead:{sf}"}
"""

VISITS = """no,mail,firm,site,group,hall,day,hour,kind,seconds,sf
1,A@acme.example,Acme,https://www.acme.example/x,Acme Group,Hal 1,03/04/2026,14:30,form,65,00Q1
2,,,,,Hall 2,04/04/2026,,call,,
"""


def visits(folder: Path, text: str = VISITS, mapping: str = MAPPING) -> dict[str, list[object]]:
    (folder / "map.yaml").write_text(mapping)
    (folder / "data").mkdir()
    return dict(read("table", folder / "data", {"visits.csv": text}, mapping=folder / "map.yaml"))


def test_a_mapping_makes_entities_events_and_links(tmp_path: Path) -> None:
    first, second = visits(tmp_path)["visits.csv"]
    person, account = entities([first])
    assert (person.key, person.attributes["hall"], person.personal) == (
        "fair:person:1",
        "Hall 1",
        {"email": "A@acme.example"},
    )
    assert (account.key, account.attributes["domain"]) == ("fair:account:Acme", "acme.example")
    form, call = events([first])
    assert (form.kind, form.person, form.form, form.whole_day) == (
        "form.submitted",
        "email:a@acme.example",
        "booth Hall 1",
        True,
    )
    assert (call.at, call.seconds, call.team) == (1_775_219_400_000_000, 65, "sales")  # 3 April 2026 12:30 UTC
    assert {(link.kind, link.right) for link in links([first])} == {
        ("email", "email:a@acme.example"),
        ("domain", "domain:acme.example"),
        ("parent", "fair:account:Acme Group"),
        ("works_at", "fair:account:Acme"),
        ("crm_link", "salesforce:lead:00Q1"),
    }
    assert [type(fact).__name__ for fact in second.facts] == ["Entity"]


def test_a_replaced_value_is_told(tmp_path: Path) -> None:
    first, second = visits(tmp_path)["visits.csv"]
    assert first.warnings == ("hall: 'Hal 1' was read as 'Hall 1'",)
    assert second.warnings == ()


def test_a_row_without_its_key_is_refused(tmp_path: Path) -> None:
    rows = visits(tmp_path, VISITS.replace("\n2,", "\n,"))["visits.csv"]
    assert [bool(row.fault) for row in rows] == [False, True]


FAULTS = """tool: fair
time_zone: Mars/Base
currency: euro
file: {}
files:
  a.csv:
    kee: "{no}"
    person: {email: "{mail"}
    events:
      - {kind: form.submited, person: "{no}"}
    links:
      - {kind: rol, left: "visitor {no}", right: "person:{no}"}
  b.csv: {object: nothing}
"""


def test_every_fault_is_told_at_its_place_all_at_once() -> None:
    mapping, faults = parse_mapping(FAULTS, "map.yaml")
    assert mapping is None
    told = {(fault.line, fault.message.split(" ")[0]) for fault in faults}
    assert told >= {
        (2, "'Mars/Base'"),
        (3, "currency"),
        (4, "a"),
        (7, "file"),
        (8, "person"),
        (8, "email"),
        (10, "kind"),
    }
    assert {(10, "an"), (12, "kind"), (12, "left"), (13, "b.csv")} <= told
    sentence = next(str(fault) for fault in faults if "submited" in fault.message)
    assert sentence == "map.yaml:10:16: kind cannot be 'form.submited'. Did you mean 'form.submitted'?"
    assert all(fault.line for fault in faults)


def test_a_column_that_the_file_lacks_is_told_where_the_map_names_it(tmp_path: Path) -> None:
    with pytest.raises(MappingFaults) as told:
        visits(tmp_path, VISITS.replace("mail", "e-mail", 1))
    assert "visits.csv has no column 'mail'. Did you mean 'e-mail'?" in str(told.value)
    assert {fault.line for fault in told.value.faults} == {14, 20}


@pytest.mark.parametrize(
    "text",
    ["", "a: [", "a: 1\na: 2", "- x", "tool: &a [*a]", "\t", "tool: x\nfiles: 3", "{{{", "!!python/object:os.x {}"],
)
def test_what_is_no_mapping_is_told(text: str) -> None:
    mapping, faults = parse_mapping(text, "map.yaml")
    assert mapping is None
    assert faults


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_damage_to_a_mapping_makes_the_reader_stumble(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(MAPPING)))
    cut = data.draw(st.integers(0, 12))
    put = data.draw(
        st.sampled_from(["", ":", "{", "}", "[", "]", "\n", "  ", "- ", "*a", "&a", '"', "null", "3", "#", "?"])
    )
    mapping, faults = parse_mapping(MAPPING[:at] + put + MAPPING[at + cut :], "map.yaml")
    assert (mapping is None) == bool(faults)


def test_a_workbook_and_a_parquet_file_say_the_same_as_the_csv(tmp_path: Path) -> None:
    import openpyxl
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = list(csv.reader(VISITS.splitlines()))
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([int(cell) if cell.isdigit() and cell != "00Q1" else cell for cell in row])
    mapping = tmp_path / "map.yaml"
    mapping.write_text(MAPPING.replace('"visit*.csv"', '"visit*"'))
    book.save(tmp_path / "visits.xlsx")
    columns = {name: [row[i] or None for row in rows[1:]] for i, name in enumerate(rows[0])}
    pq.write_table(pa.table(columns), tmp_path / "visits.parquet")
    (tmp_path / "visits.csv").write_text(VISITS)
    connector = open_connector("table", mapping)
    facts = {f.name: [r.facts for r in connector.read(f, ReadContext())] for f in connector.describe(tmp_path)}
    assert facts["visits.csv"] == facts["visits.xlsx"] == facts["visits.parquet"]


def test_files_that_no_entry_fits_are_told(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text(MAPPING)
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    (tmp_path / "visits.xlsx").write_bytes(b"no workbook")
    mapping = tmp_path / "map2.yaml"
    mapping.write_text(MAPPING.replace('"visit*.csv"', '"visit*"'))
    notes = {f.name: (f.object, f.note) for f in open_connector("table", mapping).describe(tmp_path)}
    assert notes["other.csv"] == ("", "no entry of map2.yaml fits this file's name")
    assert notes["visits.xlsx"][0] == ""
    assert "no XLSX workbook" in notes["visits.xlsx"][1]


def test_what_cannot_be_opened_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnknownTool, match="no connector 'hubspt'"):
        open_connector("hubspt")
    with pytest.raises(MappingNeeded):
        open_connector("table")
    with pytest.raises(NothingToRead):
        open_connector("hubspot").describe(tmp_path)


def test_an_export_is_as_old_as_its_map_its_newest_sync_or_its_file(tmp_path: Path) -> None:
    import os

    (tmp_path / "map.yaml").write_text(MAPPING)
    (tmp_path / "visits.csv").write_text(VISITS)
    mapped = open_connector("table", tmp_path / "map.yaml")
    assert mapped.as_of(mapped.describe(tmp_path)[0]) == 1_782_856_799_999_999  # the end of 30 June 2026 in Amsterdam
    folder = tmp_path / "hubspot"
    folder.mkdir()
    (folder / "team.csv").write_text("id,name,_fivetran_synced\n1,a,2026-01-02 3:00:00\n2,b,2026-01-01 3:00:00\n")
    (folder / "form.csv").write_text("guid,name\n1,a\n")
    os.utime(folder / "form.csv", (1_000, 1_000))
    hubspot = open_connector("hubspot")
    form, team = hubspot.describe(folder)
    assert (hubspot.as_of(form), hubspot.as_of(team)) == (1_000_000_000, 1_767_322_800_000_000)


def olist(name: str) -> list[dict[str, str]]:
    with (sample("olist_funnel") / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_olist_map_says_what_the_files_say() -> None:
    connector = open_connector("table", EXAMPLES / "olist" / "map.yaml")
    files = {f.object: f for f in connector.describe(sample("olist_funnel")) if f.object}
    leads = list(connector.read(files["lead"], ReadContext(as_of_micros=connector.as_of(files["lead"]))))
    deals = list(connector.read(files["deal"], ReadContext()))
    told, closed = olist("olist_marketing_qualified_leads_dataset.csv"), olist("olist_closed_deals_dataset.csv")
    assert not [row.fault for row in leads + deals if row.fault]
    assert Counter(e.attributes["source"] for e in entities(leads)) == Counter(row["origin"] for row in told)
    assert {e.person.split(":")[2] for e in events(leads)} == {row["mql_id"] for row in told}
    assert all(e.whole_day and e.new == "mql" for e in events(leads))
    won = [e for e in events(deals) if e.kind == "opportunity.closed"]
    assert Counter(e.member.split(":")[2] for e in won) == Counter(row["sr_id"] for row in closed)
    assert len({link.left for link in links(deals)}) == len({row["mql_id"] for row in closed})
    assert not any(e.whole_day for e in won)


def test_the_maven_map_says_what_the_files_say() -> None:
    folder = sample("maven_crm")
    connector = open_connector("table", EXAMPLES / "maven" / "map.yaml")
    files = {f.object: f for f in connector.describe(folder) if f.object}
    rows = list(connector.read(files["opportunity"], ReadContext()))
    with (folder / "sales_pipeline.csv").open(encoding="utf-8", newline="") as file:
        told = list(csv.DictReader(file))
    assert len(rows) == len(told)
    deals = [fact for row in rows for fact in row.facts if isinstance(fact, Entity)]
    assert len(deals) == len(told), "no opportunity is lost for want of an account"
    assert sum(int(d.attributes["amount"] or 0) for d in deals) == 100 * sum(int(r["close_value"] or 0) for r in told)
    spelled = [row for row in rows if row.warnings]
    assert len(spelled) == sum(row["product"] == "GTXPro" for row in told)
    assert "GTXPro" not in {d.attributes["product"] for d in deals}
    closed = [f for row in rows for f in row.facts if isinstance(f, Event) and f.kind == "opportunity.closed"]
    assert Counter(e.outcome for e in closed) == Counter(r["deal_stage"].lower() for r in told if r["close_date"])
    members = entities(list(connector.read(files["member"], ReadContext())))
    assert {m.attributes["manager"] for m in members} >= {"Dustin Brinkmann"}

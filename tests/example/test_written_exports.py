"""What the written files keep: the same bytes for the same seed, every row counted, readable by the connectors."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from tests.example.companies import exports

from tandem.charter.reading import read_charter
from tandem.connectors.base import ReadContext
from tandem.connectors.registry import open_connector
from tandem.example.csv_file import EXPORTED_AT
from tandem.example.generate import generate

ENCODINGS = {"contacts.csv": "utf-8-sig", "companies.csv": "cp1252", "Account.csv": "cp1252"}


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding=ENCODINGS.get(path.name, "utf-8"), newline="") as file:
        return list(csv.DictReader(file, delimiter=";" if path.name == "companies.csv" else ","))


def test_the_same_seed_writes_the_same_bytes_whatever_the_zone_and_hash_seed(tmp_path: Path) -> None:
    folder, _ = exports()
    code = (
        "from pathlib import Path; from tandem.example.generate import generate; "
        f"generate(Path({str(tmp_path)!r}), seed=3, people=900, months=12)"
    )
    environment = {**os.environ, "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "77", "LC_ALL": "C", "PYTHONPATH": "src"}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment, cwd=Path(__file__).parents[2])
    assert digests(tmp_path) == digests(folder)


def test_another_seed_writes_another_company(tmp_path: Path) -> None:
    folder, _ = exports()
    generate(tmp_path, seed=4, people=900, months=12)
    there, here = digests(tmp_path), digests(folder)
    assert there.keys() == here.keys()
    assert there["hubspot/contacts.csv"] != here["hubspot/contacts.csv"]


@pytest.mark.parametrize("tool", ["hubspot", "salesforce"])
def test_the_connectors_reject_exactly_the_rows_that_are_broken_on_purpose(tool: str) -> None:
    folder, truth = exports()
    connector, rejected = open_connector(tool, None), Counter[str]()
    for file in connector.describe(folder / tool):
        assert file.object, file.note
        for row in connector.read(file, ReadContext("Europe/Amsterdam", "EUR", EXPORTED_AT * 1_000_000)):
            rejected[f"{tool}/{file.name}"] += bool(row.fault)
    expected = {name: count for name, count in truth.broken.items() if name.startswith(tool)}
    assert {name: count for name, count in rejected.items() if count} == expected
    assert sum(expected.values()) >= 5


@pytest.mark.parametrize("healthy", [False, True])
def test_the_generated_charter_reads_without_faults(healthy: bool) -> None:
    folder, _ = exports(healthy=healthy)
    charter, faults = read_charter((folder / "charter.yaml").read_text(encoding="utf-8"), "charter.yaml")
    assert not faults and charter is not None
    sales = charter.teams["sales"].members
    assert len(sales) >= 6 and set(charter.quotas.by_member if charter.quotas else ()) == set(sales)
    assert len(charter.kpis) == (6 if healthy else 4)


def test_every_value_of_a_mapped_vocabulary_is_in_the_crosswalk_but_for_the_odd_reasons() -> None:
    from tandem.charter.crosswalk import word

    folder, truth = exports()
    charter, _ = read_charter((folder / "charter.yaml").read_text(encoding="utf-8"), "charter.yaml")
    assert charter is not None
    unmapped = Counter[str]()
    history = [
        (row["Field"], row["NewValue"]) for row in rows(folder / "salesforce/LeadHistory.csv") if row["NewValue"]
    ]
    vocabulary = {"Status": "lead_status", "Return_Reason__c": "return_reason", "Disposal_Reason__c": "disposal_reason"}
    for field, value in history:
        if field in vocabulary and word(charter.crosswalk, "salesforce", vocabulary[field], value) is None:
            unmapped[field] += 1
    for row in rows(folder / "hubspot/contacts.csv"):
        if "@" in (row["Email"] or ""):
            assert word(charter.crosswalk, "hubspot", "source", row["Original Source"]) is not None
            assert word(charter.crosswalk, "hubspot", "lifecycle_stage", row["Lifecycle Stage"]) is not None
    assert unmapped["Status"] == 0
    assert sum(unmapped.values()) == truth.signs["dirty_data"]["unmapped_reasons"] > 0


def test_every_id_points_at_a_record_that_is_there() -> None:
    folder, _ = exports()
    ids = {
        name: {row["Id"] for row in rows(folder / f"salesforce/{name}.csv")}
        for name in ("Lead", "Contact", "Account", "Opportunity", "Campaign", "User")
    }
    people = ids["Lead"] | ids["Contact"]
    for row in rows(folder / "salesforce/Opportunity.csv"):
        assert row["AccountId"] in ids["Account"] and row["OwnerId"] in ids["User"]
    for row in rows(folder / "salesforce/Lead.csv"):
        if row["IsConverted"] == "true":
            assert row["ConvertedContactId"] in ids["Contact"] and row["ConvertedOpportunityId"] in ids["Opportunity"]
            assert row["ConvertedAccountId"] in ids["Account"] and row["Status"] == "Closed - Converted"
    for name, column in (
        ("OpportunityContactRole", "ContactId"),
        ("Task", "WhoId"),
        ("Event", "WhoId"),
        ("CampaignMember", "LeadId"),
    ):
        assert all(row[column] in people for row in rows(folder / f"salesforce/{name}.csv") if row[column])
    assert all(len(identifier) == 18 for known in ids.values() for identifier in known if "zzzz" not in identifier)


def test_histories_begin_where_the_value_before_ended() -> None:
    folder, _ = exports()
    last: dict[tuple[str, str], str] = {}
    chained = 0
    for row in rows(folder / "salesforce/LeadHistory.csv"):
        if row["Field"] in ("Status", "Owner") and row["CreatedDate"]:
            key = (row["LeadId"], row["Field"])
            if key in last:
                assert row["OldValue"] == last[key]
                chained += 1
            last[key] = row["NewValue"]
    assert chained > 20
    statuses = {row["Id"]: row["Status"] for row in rows(folder / "salesforce/Lead.csv")}
    assert all(statuses[lead] == value for (lead, field), value in last.items() if field == "Status")


def test_no_address_could_be_somebodys() -> None:
    folder, _ = exports()
    for row in rows(folder / "hubspot/contacts.csv"):
        if row["Email"] and "@" in row["Email"]:
            local, domain = row["Email"].split("@")
            assert domain.endswith(".example") or local.endswith(".example")


def test_the_truth_on_disk_is_the_truth_returned() -> None:
    folder, truth = exports()
    assert json.loads((folder / "truth.json").read_text(encoding="utf-8")) == json.loads(json.dumps(truth.told()))

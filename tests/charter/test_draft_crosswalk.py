"""`tandem charter map` reads the values that the imports hold, with counts that an independent count confirms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.charter.charters import reads, shipped

from tandem.charter.model import Charter
from tandem.operations.draft_crosswalk import draft_crosswalk, found_values, unmapped_values
from tandem.operations.workspace import Workspace
from tandem.timeline.schema import BASE

CHARTER = shipped("starter").replace(
    "crosswalk: {}\n",
    "crosswalk:\n  crm:\n    lead_status: {New: mql}\n    budget: {field: Budget__c}\n",
)

ATTRIBUTES = [
    ("person", "status", "New", "crm"), ("person", "status", "New", "crm"), ("person", "status", "Parked", "crm"),
    ("person", "Budget__c", "Yes", "crm"), ("person", "budget", "ignored: the charter names another field", "crm"),
    ("person", "source", "Web", "crm"), ("person", "source", "", "crm"), ("person", "title", "Director", "crm"),
    ("account", "status", "Active", "crm"), ("person", "lifecycle_stage", "lead", "mail"),
    ("opportunity", "stage", "Closed Won", "crm"),
]  # fmt: skip
CHANGES = [(1, "status", "Parked"), (1, "status", "Parked"), (2, "status", "Working"), (3, "Status", "New")]
"""(event, field, new); event 1 stands twice, as it does for a person with two leads."""
DEALS = [("Closed Won", "Web", ""), ("Closed Won", "", ""), ("Demo", "", "Price")]


def rows(name: str, found: Iterable[dict[str, Any]]) -> pa.Table:
    schema = BASE[name]
    empty = {
        field.name: None if str(field.type) not in ("string",) and not pa.types.is_dictionary(field.type) else ""
        for field in schema
    }
    return pa.Table.from_pylist([{**empty, **row} for row in found], schema=schema)


@pytest.fixture()
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace.create(tmp_path / "company", CHARTER, key=bytes(32))
    tables = {
        "attribute": rows(
            "attribute", (dict(zip(("unit", "name", "value", "tool"), a, strict=True)) for a in ATTRIBUTES)
        ),
        "event": rows(
            "event",
            [
                {"event": bytes([n]) * 16, "kind": "field.changed", "tool": "crm", "field": field, "new": new}
                for n, field, new in CHANGES
            ]
            + [{"event": b"r" * 16, "kind": "sales.returned", "tool": "crm", "reason": "No budget"}],
        ),
        "opportunity": rows(
            "opportunity",
            ({"stage": stage, "source": source, "loss_reason": why, "tool": "crm"} for stage, source, why in DEALS),
        ),
    }
    for name, table in tables.items():
        (made.lens / "base" / name).mkdir(parents=True)
        pq.write_table(table, made.lens / "base" / name / "part.parquet")
    return made


def counted() -> dict[tuple[str, str, str], int]:
    """The same counts in plain Python."""
    vocabulary = {
        ("person", "status"): "lead_status",
        ("person", "source"): "source",
        ("person", "Budget__c"): "budget",
    }
    vocabulary[("person", "lifecycle_stage")] = "lifecycle_stage"
    found = Counter(
        (tool, vocabulary[unit, name], value)
        for unit, name, value, tool in ATTRIBUTES
        if (unit, name) in vocabulary and value
    )
    found.update(("crm", "lead_status", new) for _, _, new in set(CHANGES))
    for stage, source, why in DEALS:
        found.update(
            ("crm", v, x) for v, x in (("opportunity_stage", stage), ("source", source), ("loss_reason", why)) if x
        )
    found["crm", "return_reason", "No budget"] += 1
    return dict(found)


def test_every_value_is_found_with_its_rows(workspace: Workspace) -> None:
    found = {(row["tool"], row["vocabulary"], row["value"]): row["rows"] for row in found_values(workspace)}
    assert found == counted()


def test_found_values_say_the_word_that_the_charter_has_for_them(workspace: Workspace) -> None:
    said = {row["value"]: row["word"] for row in found_values(workspace) if row["vocabulary"] == "lead_status"}
    assert said == {"New": "mql", "Parked": "", "Working": ""}


def test_unmapped_values_are_those_of_listed_vocabularies_most_rows_first(workspace: Workspace) -> None:
    charter: Charter = reads(CHARTER)
    assert [(row["value"], row["rows"]) for row in unmapped_values(workspace, charter)] == [
        ("Parked", 2),
        ("Working", 1),
    ]


def test_the_draft_reads_keeps_what_was_agreed_and_asks_about_the_rest(workspace: Workspace) -> None:
    text = draft_crosswalk(workspace)
    charter = reads(shipped("starter").replace("crosswalk: {}\n", text))
    assert charter.crosswalk.words["crm"]["lead_status"] == {"New": "mql", "Working": "sal"}
    assert charter.crosswalk.fields["crm"]["budget"] == "Budget__c"
    assert "# ? Parked: ignore  # 2 rows" in text
    assert charter.crosswalk.words["crm"]["opportunity_stage"] == {"Closed Won": "won", "Demo": "open"}


def test_a_workspace_without_imports_has_nothing_to_map(tmp_path: Path) -> None:
    empty = Workspace.create(tmp_path / "new", shipped("starter"), key=bytes(32))
    assert found_values(empty) == []
    assert draft_crosswalk(empty) == "crosswalk: {}  # the imports hold no such values yet\n"

"""Every counted cell opens its records from the command line; what opens none says so."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.truth.diagnosed import Diagnosed


def tandem(*words: str, at: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "tandem"), *words, "-w", str(at), "-f", "json"]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.mark.parametrize(("measure", "count"), [("funnel", "reached"), ("win_loss", "won"), ("sla", "missed")])
def test_as_many_records_open_as_are_counted(companies, measure: str, count: str) -> None:  # type: ignore[no-untyped-def]
    company: Diagnosed = companies(1)
    rows = json.loads(tandem("show", measure, "--records", count, at=company.root / "workspace").stdout)["rows"]
    rows = [row for row in rows if row.get("promise") != "marketing.handoffs"]  # its cases are months, not leads
    assert any(row[count] for row in rows)
    assert [len(set(row["records"])) for row in rows] == [row[count] for row in rows]


def test_a_name_that_is_no_count_is_refused_with_the_counts_there_are(companies) -> None:  # type: ignore[no-untyped-def]
    done = tandem("show", "funnel", "--records", "rate", at=companies(1).root / "workspace")
    assert done.returncode == 2
    assert "reached" in done.stderr and "Traceback" not in done.stderr

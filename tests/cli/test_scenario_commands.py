"""Scenarios and the practised charter from the command line: what is missed is told, and nobody is given away."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from tests.cli.terminal import run

MISSED = """scenario: Nobody is handed over
given:
  - {at: "2026-03-03 11:00", event: form.submitted, form: demo}
expect:
  - {no_move: any}
"""
FAULTY = MISSED.replace("no_move: any", "no_mov: any")


PERSONAL = ("email", "firstname", "lastname", "recordid", "company")


def personal(demo: Path) -> set[str]:
    """Every name, address, company and id in the exports, but for the charter's own words and short ones."""
    told: set[str] = set()
    for file in (demo / "exports").glob("*/*.csv"):
        with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
            for row in csv.DictReader(lines):
                for name, value in row.items():
                    key = (name or "").casefold().replace(" ", "").replace("_", "")
                    if value and (key in ("id", "phone") or any(word in key for word in PERSONAL)):
                        told.add(str(value).strip().casefold())
    charter = set(re.findall(r"\w+", (demo / "charter.yaml").read_text("utf-8").casefold()))
    return {word for word in told if len(word) > 3} - charter


def leads(demo: Path, moved: int) -> list[str]:
    """Some leads with so many decided moves."""
    import duckdb

    move = next(demo.glob("lens/cut/*/move/*.parquet"))
    found = duckdb.sql(
        f"select hex(lead) from '{move}' where track = 'decided' group by lead having count(*) >= {moved} order by 1"
    ).fetchall()
    return [row[0].lower() for row in found[:8]]


def test_check_plays_the_scenarios_beside_the_charter(copy: Path) -> None:
    before = run("check", "-w", copy, "-f", "json").document
    (copy / "scenarios" / "new.yaml").write_text(MISSED, encoding="utf-8")
    after = run("check", "-w", copy, "-f", "json").document
    new = [row for row in after["rows"] if row not in before["rows"]]
    assert [(Path(row["file"]).name, row["line"]) for row in new] == [("new.yaml", 5)]
    assert "hand_raise from lead to mql at 2026-03-03 11:00" in new[0]["fault"]


def test_run_tells_each_expectation_and_fails_only_where_one_is_missed(copy: Path) -> None:
    good = run("scenario", "run", "-w", copy, "-f", "json")
    assert good.code == 0 and len(good.document["rows"]) > 20
    file = copy / "mine.yaml"
    file.write_text(MISSED, encoding="utf-8")
    bad = run("scenario", "run", file, "-w", copy, "-f", "json")
    assert bad.code == 1 and [row["ok"] for row in bad.document["rows"]] == [False]
    file.write_text(FAULTY, encoding="utf-8")
    faulty = run("scenario", "run", file, "-w", copy)
    assert faulty.code == 1 and "no_move" in faulty.out


def test_without_scenarios_the_command_says_how_to_begin(tmp_path: Path, demo: Path) -> None:
    (tmp_path / "charter.yaml").write_text((demo / "charter.yaml").read_text("utf-8"), encoding="utf-8")
    empty = run("scenario", "run", "-w", tmp_path)
    assert empty.code == 2 and "tandem scenario record" in empty.err
    assert run("scenario", "run", tmp_path / "none.yaml", "-w", tmp_path).code == 2


def test_a_real_story_is_recorded_without_the_person_and_plays(demo: Path, tmp_path: Path) -> None:
    words = personal(demo)
    assert len(words) > 500
    for number, lead in enumerate(leads(demo, 3)):
        file = tmp_path / f"{number}.yaml"
        made = run("scenario", "record", lead, "--write", file, "-w", demo)
        assert made.code == 0, made.err
        text = file.read_text(encoding="utf-8")
        assert lead[:8] not in text
        spoken = {word.strip('",{}[]').casefold() for word in text.split()} | set(text.casefold().splitlines())
        assert not words & spoken, words & spoken
        assert not [word for word in words if len(word) > 9 and word in text.casefold()]
        assert run("scenario", "run", file, "-w", demo).code == 0


def test_nobody_has_no_story(demo: Path) -> None:
    assert run("scenario", "record", "nobody@nowhere.example", "-w", demo).code == 1


def test_the_practised_charter_is_written_with_its_evidence_and_can_be_checked(copy: Path) -> None:
    file = copy / "practised.yaml"
    made = run("charter", "practised", "--write", file, "-w", copy, "-f", "json")
    assert made.code == 0, made.err
    rows = {row["what"]: row for row in made.document["rows"]}
    assert {"bar of qualify", "sales.first_response", "marketing.handoffs"} <= set(rows)
    assert all(row["evidence"] for row in rows.values())
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# Practised from ") and "# Northwind's agreement" in text
    again = copy / "again.yaml"
    assert run("charter", "practised", "--write", again, "-w", copy).code == 0
    assert again.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("words", [("charter", "practised", "--months", "0"), ("scenario", "record")])
def test_wrong_usage_is_exit_2(words: tuple[str, ...]) -> None:
    assert run(*words).code == 2

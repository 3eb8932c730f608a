"""`tandem diff`, `tandem charter schema` and `tandem charter new`, as people and programs use them."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from tests.charter.charters import ROOT, shipped
from tests.cli.terminal import run


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """The example's charter, and one with a higher bar."""
    was, now = tmp_path / "was.yaml", tmp_path / "now.yaml"
    was.write_text(shipped("example"), encoding="utf-8")
    now.write_text(shipped("example").replace('activity >= 30"}', 'activity >= 40"}', 1), encoding="utf-8")
    return was, now


def test_diff_tells_people_and_programs_what_changes(two: tuple[Path, Path]) -> None:
    table, answer, text = (run("diff", *two, "-f", form) for form in ("table", "json", "csv"))
    assert (table.code, answer.code, text.code) == (0, 0, 0)
    assert "The bar for MQL rises from activity 30 to 40 (`qualify`)." in table.out and "1 change." in table.out
    assert "for sales: Fewer leads come to you as MQL" in table.out
    (row,) = answer.document["rows"]
    assert (row["part"], row["name"], row["kind"]) == ("lifecycle.moves", "qualify", "changed")
    assert row["line_before"] == row["line_after"] > 0
    assert text.out.startswith("part,name,kind,change,for_marketing,for_sales,before,after")


def test_diff_from_the_charter_in_force(tmp_path: Path, two: tuple[Path, Path]) -> None:
    assert run("init", tmp_path / "ws", "--charter", two[0]).code == 0
    one, other = run("diff", two[1], "-w", tmp_path / "ws"), run("diff", "in-force", two[1], "-w", tmp_path / "ws")
    assert one.code == 0 and one.out == other.out and "1 change." in one.out
    assert "Both say the same." in run("diff", two[0], "in-force", "-w", tmp_path / "ws").out


def test_diff_lists_the_faults_of_both_files_and_asks_for_files_that_are_there(two: tuple[Path, Path]) -> None:
    for path in two:
        path.write_text(path.read_text("utf-8").replace("points: 20}", "points: forty}"), encoding="utf-8")
    ran = run("diff", *two)
    assert ran.code == 1 and "was.yaml:48:" in ran.err and "now.yaml:48:" in ran.err
    missing = run("diff", two[0], two[0].with_name("no.yaml"))
    assert missing.code == 2 and missing.err.endswith("no.yaml: there is no such file.\n")


def test_the_schema_is_printed_written_and_lies_in_a_new_workspace(tmp_path: Path) -> None:
    published = (ROOT / "docs/charter.schema.json").read_text(encoding="utf-8")
    assert run("charter", "schema").out == published
    assert run("charter", "schema", "--write", tmp_path / "s.json").code == 0
    assert (tmp_path / "s.json").read_text("utf-8") == published
    assert run("init", tmp_path / "ws").code == 0
    first = (tmp_path / "ws/charter.yaml").read_text("utf-8").splitlines()[0]
    named = first.partition("$schema=")[2]
    assert json.loads((tmp_path / "ws" / named).read_text("utf-8"))["title"] == "Tandem charter"


def test_a_first_charter_is_written_once_whole_and_passes_check(tmp_path: Path) -> None:
    file = tmp_path / "charter.yaml"
    assert run("charter", "new", file, "--yes").code == 0
    assert run("check", file).code == 0
    again = run("charter", "new", file, "--yes")
    assert again.code == 2 and "is there already" in again.err
    answers = tmp_path / "answers.yaml"
    answers.write_text("name: Ours\nactivity: 40\n", encoding="utf-8")
    assert run("charter", "new", file, "--answers", answers, "--force").code == 0
    assert "charter: Ours\n" in file.read_text("utf-8") and 'activity >= 40"' in file.read_text("utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answers.yaml", "charter.schema.json", "charter.yaml"]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ("currency: euro\nfit: fifty\n", "answers.yaml:1:11: `currency` must be an ISO 4217 currency code"),
        ("fit: 900\n", "out of reach"),
        ("sales: ['Ada, 5 per week']\n", "marketing promises 100"),
    ],
)
def test_answers_that_do_not_hold_write_nothing(tmp_path: Path, answers: str, said: str) -> None:
    (tmp_path / "answers.yaml").write_text(answers, encoding="utf-8")
    ran = run("charter", "new", tmp_path / "c.yaml", "--answers", tmp_path / "answers.yaml")
    assert ran.code == 1 and said in ran.err and "nothing was" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["answers.yaml"]


def test_without_a_terminal_nobody_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    ran = run("charter", "new", tmp_path / "c.yaml")
    assert ran.code == 2 and "--answers" in ran.err


def test_on_a_terminal_a_wrong_answer_is_asked_again_at_once(tmp_path: Path) -> None:
    typed = ["My firm", "Berlin", "Europe/Berlin", "", "", "", "", "Ada Example <ada@x.example>, 5 per week", ""]
    typed += ["", "", "", "", "", "", "", "saels", "handoffs", "20"]
    ours, theirs = pty.openpty()
    os.write(ours, ("\n".join(typed) + "\n").encode())
    command = [Path(sys.executable).parent / "tandem", "charter", "new", tmp_path / "c.yaml"]
    done = subprocess.run(command, stdin=theirs, capture_output=True, text=True, timeout=120)
    os.close(ours)
    os.close(theirs)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "`time_zone` must be an IANA time zone, not 'Berlin'." in done.stdout
    assert "marketing promises 100" in done.stdout and "there is no question `saels`" in done.stdout
    text = (tmp_path / "c.yaml").read_text("utf-8")
    assert "charter: My firm\n" in text and "time_zone: Europe/Berlin" in text and "at_least: 20" in text

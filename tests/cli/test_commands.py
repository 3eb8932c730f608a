"""Every command in every format; wrong usage is exit 2 and one sentence; faults are exit 1."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
from collections.abc import Container, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.cli.terminal import Ran, run

from tandem.analytics.registry import MEASURES

QUICK = ["show funnel --by source", "show sla", "diagnose", "check", "rescue", "charter map", "data coverage"]
LONG = [
    *(f"show {name}" for name in sorted(MEASURES) if name != "sla"),
    "show stage_time --by source --at 30,60",
    "show funnel --track decided",
    "show sla --since 2025-09-01 --until 2026-01-01",
    "show win_loss --by industry",
    "replay",
    "doctor",
    "data rejects",
    "data identities",
]
MONEY = {"sales_velocity", "win_loss"}
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def someone(demo: Path) -> str:
    """Tandem's id of a person with records in both tools."""
    rows = run("diagnose", "-w", demo, "-f", "json").document["rows"]
    return str(next(row["records"][0] for row in rows if row["sign"] == "split_tools"))


def quick(names: Iterable[str], kept: Container[str]) -> list[Any]:
    """All names as cases; those not kept are for the full run."""
    return [name if name in kept else pytest.param(name, marks=pytest.mark.full) for name in names]


@pytest.mark.parametrize("command", quick([*QUICK, *LONG], QUICK))
def test_a_command_answers_in_every_format_and_stands_on_a_charter_and_data(demo: Path, command: str) -> None:
    words = command.split()
    table, answer, text = (run(*words, "-w", demo, "-f", form) for form in ("table", "json", "csv"))
    code = 1 if command == "check" else 0  # the example's data hold values that its crosswalk does not know
    assert (table.code, answer.code, text.code) == (code, code, code), (table.err, answer.err, text.err)
    document = answer.document
    kind = "measure" if words[0] == "show" else "command"
    name = words[1] if kind == "measure" else " ".join(words)
    assert document[kind] == name
    assert set(document["charter"]) == {"name", "version", "sha256"}
    assert set(document["data"]) == {"from", "through", "events", "sha256"}
    assert STAMP.fullmatch(document["data"]["from"])
    assert STAMP.fullmatch(document["data"]["through"])
    assert re.fullmatch("[0-9a-f]{64}", document["data"]["sha256"])
    read = list(csv.DictReader(io.StringIO(text.out)))
    assert len(read) == len(document["rows"])
    for told, row in zip(read, document["rows"], strict=True):
        assert set(told) >= set(row)
    assert table.out.strip()


@pytest.mark.parametrize("name", quick(sorted(MEASURES), MONEY))
def test_money_is_a_decimal_string_in_major_units_beside_its_currency(demo: Path, name: str) -> None:
    money = [c.name for c in MEASURES[name].extra["columns"](_ask()) if c.kind == "money"]
    for row in run("show", name, "-w", demo, "-f", "json").document["rows"]:
        for column in money:
            if row[column] is not None:
                assert Decimal(row[column]).as_tuple().exponent == -2, row
                assert row["currency"] == "EUR"


def _ask() -> object:
    from tandem.analytics.measure import Ask

    return Ask()


def test_a_story_and_its_reasons_are_told_of_one_person(demo: Path) -> None:
    person = someone(demo)
    for command in ("story", "why"):
        rows = run(command, person, "-w", demo, "-f", "json").document["rows"]
        assert rows, command
        assert run(command, person, "-w", demo).out.strip()


def test_the_points_of_why_add_up_to_the_score(demo: Path) -> None:
    rows = run("why", someone(demo), "-w", demo, "-f", "json").document["rows"]
    for lead in {row["lead"] for row in rows}:
        own = [row for row in rows if row["lead"] == lead and row["points"] is not None]
        score = sum(row["points"] for row in own if row["part"] == "score")
        assert score == pytest.approx(sum(row["points"] for row in own if row["part"] in ("fit", "activity")), abs=1e-4)


def test_each_record_of_a_sign_opens_as_a_story_or_belongs_to_nobody(demo: Path) -> None:
    """A deal that nobody is joined to is exactly what `unjoined_results` finds."""
    for row in run("diagnose", "-w", demo, "-f", "json").document["rows"]:
        if row["records"] and row["sign"] != "unjoined_results":
            assert run("story", row["records"][0], "-w", demo, "-f", "csv").code == 0, row["sign"]


def test_the_same_command_gives_the_same_bytes_twice(demo: Path) -> None:
    for command in ("show funnel --by source", "diagnose"):
        for form in ("table", "json", "csv"):
            first, second = (run(*command.split(), "-w", demo, "-f", form) for _ in range(2))
            assert first == second


def test_importing_again_accepts_nothing_and_loses_nothing(copy: Path) -> None:
    for row in run("import", "hubspot", copy / "exports" / "hubspot", "-w", copy, "-f", "json").document["rows"]:
        assert row["accepted"] == 0, row
        assert row["read"] == row["accepted"] + row["duplicate"] + row["rejected"], row


def test_the_loader_file_holds_every_lead_that_the_crm_knows(demo: Path, tmp_path: Path) -> None:
    rows = run("rescue", "--csv", tmp_path / "rescue.csv", "-w", demo, "-f", "json").document["rows"]
    with (tmp_path / "rescue.csv").open(newline="", encoding="utf-8") as file:
        loaded = list(csv.DictReader(file))
    assert [task["WhoId"] for task in loaded] == [row["crm_id"] for row in rows if row["crm_id"]]


def test_a_second_init_changes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / 'odd "name" \\ here'
    first = run("init", folder)
    held = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and "sqlite" not in path.name}
    second = run("init", folder)
    assert (first.code, second.code) == (0, 0), first.err + second.err
    assert "nothing was changed" in second.out
    assert held == {name: (folder / name).read_bytes() for name in held}


WRONG = [
    ("nonsense", "nonsense"),
    ("show funel", "Did you mean `funnel`?"),
    ("show funnel --by nonsense", "in this data"),
    ("show funnel --track nonsense", "recorded"),
    ("show stage_time --at soon", "30,60,90"),
    ("show stage_time --at 0", "30,60,90"),
    ("show stage_time --at 30,,60", "30,60,90"),
    ("show funnel --since yesterday", "--since"),
    ("show funnel --since 2026-01-01 --until 2025-01-01", "before"),
    ("show funnel --horizon 0", "--horizon"),
    ("show funnel --format xml", "--format"),
    ("report --for nobody", "--for"),
    ("report --out /nowhere/report.html", "/nowhere/report.html"),
    ("rescue --tool nonsense", "salesforce, hubspot"),
    ("rescue --csv /nowhere/rescue.csv", "/nowhere/rescue.csv"),
    ("diagnose --charter /nowhere.yaml", "/nowhere.yaml"),
    ("check /nowhere.yaml", "/nowhere.yaml"),
    ("import nonsense .", "nonsense"),
    ("import hubspot /nowhere", "/nowhere"),
    ("import table .", "--map"),
    ("import hubspot . --as-of yesterday", "--as-of"),
    ("data rejects --replay --map /nowhere.yaml", "/nowhere.yaml"),
    ("charter map --write /nowhere/map.yaml", "/nowhere/map.yaml"),
    ("charter map --write pyproject.toml", "--force"),
    ("charter practised --write pyproject.toml", "--force"),
    ("scenario record nobody --write pyproject.toml", "--force"),
    ("plan pyproject.toml --from x", "--from"),
]


def one_sentence(ran: Ran) -> str:
    """What was complained about, without the frame that the terminal draws; it is never a traceback."""
    assert "Traceback" not in ran.err
    assert ran.out == ""
    return " ".join(re.sub(r"[│╭╮╰╯─]", " ", ran.err).split())


@pytest.mark.parametrize(("command", "said"), WRONG, ids=[command for command, _ in WRONG])
def test_wrong_usage_is_one_sentence_and_exit_two(demo: Path, command: str, said: str) -> None:
    workspace = [] if command == "nonsense" else ["-w", demo]
    ran = run(*command.split(), *workspace)
    assert ran.code == 2, ran.err
    assert said in one_sentence(ran)


@pytest.mark.parametrize("command", ["diagnose", "report", "doctor", "rescue", "check", "data coverage", "story x"])
def test_a_folder_that_is_no_workspace_says_how_to_make_one(tmp_path: Path, command: str) -> None:
    ran = run(*command.split(), "-w", tmp_path)
    assert ran.code == 2
    assert "tandem init" in one_sentence(ran)


@pytest.mark.parametrize("command", ["diagnose", "report", "rescue", "replay", "show funnel", "why x"])
def test_an_empty_book_says_what_to_import(tmp_path: Path, command: str) -> None:
    assert run("init", tmp_path / "new").code == 0
    ran = run(*command.split(), "-w", tmp_path / "new")
    assert ran.code == 1
    assert "tandem import" in one_sentence(ran)


@pytest.mark.parametrize("text", ["nobody@nowhere.example", "", "00", "'; drop table person"])
def test_nobody_by_this_name_is_said_and_is_exit_one(demo: Path, text: str) -> None:
    for command in ("story", "why"):
        ran = run(command, text, "-w", demo)
        assert ran.code == 1
        assert "Nobody in the book is known as" in one_sentence(ran)


def test_a_zone_that_is_none_makes_no_workspace(tmp_path: Path) -> None:
    ran = run("init", tmp_path / "new", "--time-zone", "Nonsense/Place")
    assert ran.code == 2
    assert "Europe/Amsterdam" in one_sentence(ran)
    assert not (tmp_path / "new").exists()


def test_a_file_in_the_way_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for command in ("init", "demo"):
        ran = run(command, tmp_path / "file")
        assert ran.code == 2
        assert str(tmp_path / "file") in one_sentence(ran)


DAMAGE = [
    (r"points: \d+", "points: forty"),
    (r"mql", "mqll"),
    (r"time_zone: .*", "time_zone: Mars/Phobos"),
    (r"currency: EUR", "currency: EURO"),
    (r"version: .*", "version: ["),
    (r"^(\w+):", r"\1x:"),
    (r":", ";"),
    (r"(?s)^.*$", ""),
]


@pytest.mark.parametrize(("pattern", "written"), DAMAGE, ids=[pattern for pattern, _ in DAMAGE])
def test_a_damaged_charter_names_its_faults_at_their_places(
    demo: Path, tmp_path: Path, pattern: str, written: str
) -> None:
    charter = tmp_path / "charter.yaml"
    text = (demo / "charter.yaml").read_text(encoding="utf-8")
    charter.write_text(re.sub(pattern, written, text, count=1, flags=re.M), encoding="utf-8")
    checked = run("check", charter, "-w", demo, "-f", "json")
    assert checked.code == 1
    assert checked.document["rows"]
    assert all(row["fault"] and row["file"] == str(charter) for row in checked.document["rows"])
    ran = run("diagnose", "--charter", charter, "-w", demo)
    assert ran.code == 1
    assert re.search(r"charter\.yaml:\d+:\d+: ", one_sentence(ran))


@pytest.mark.parametrize(
    ("file", "text"),
    [("book.sqlite3", "garbage"), ("tandem.key", "zz"), ("tandem.toml", "["), ("charter.yaml", None)],
)
def test_a_broken_workspace_names_the_broken_file(copy: Path, file: str, text: str | None) -> None:
    (copy / file).unlink()
    if text is not None:
        (copy / file).write_text(text, encoding="utf-8")
    ran = run("diagnose", "-w", copy)
    assert ran.code in (1, 2)
    assert file in one_sentence(ran) or "database" in ran.err


def test_a_broken_lens_is_rebuilt(copy: Path) -> None:
    before = run("show", "funnel", "-w", copy, "-f", "json")
    (copy / "lens" / "base" / "manifest.json").write_text("{", encoding="utf-8")
    assert run("show", "funnel", "-w", copy, "-f", "json") == before


def test_a_closed_pipe_is_no_error(demo: Path) -> None:
    command = [sys.executable, "-c", "from tandem.cli import main; main()", "diagnose", "-w", str(demo), "-f", "json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        errors = process.stderr.read().decode()
    assert "Traceback" not in errors


@pytest.mark.full
@pytest.mark.parametrize(
    "surrounding", [{"TZ": "Asia/Kolkata"}, {"PYTHONHASHSEED": "7"}, {"LC_ALL": "C", "COLUMNS": "60"}]
)
def test_a_report_is_the_same_bytes_anywhere(demo: Path, tmp_path: Path, surrounding: dict[str, str]) -> None:
    out = tmp_path / "report.html"
    command = [
        sys.executable,
        "-c",
        "from tandem.cli import main; main()",
        "report",
        "--out",
        str(out),
        "-w",
        str(demo),
    ]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, **surrounding})
    assert out.read_bytes() == (demo / "report-executives.html").read_bytes()


def test_nothing_imported_is_one_sentence_of_whatever_needs_data(tmp_path: Path) -> None:
    assert run("init", tmp_path / "new").code == 0
    draft = f"plan {tmp_path / 'new' / 'charter.yaml'}"
    for words in ("decide", "replay", "route", "suppress", "charter practised", draft):
        answer = run(*words.split(), "-w", tmp_path / "new")
        assert (answer.code, "is empty. Import both teams' exports first" in answer.err) == (1, True), words


def test_decide_says_which_charter_decides(copy: Path) -> None:
    """A draft in charter.yaml decides nothing once a version is in force; without one it decides everything."""
    assert run("decide", "-w", copy, "-f", "json").document["charter"]["version"] == "1"
    text = (copy / "charter.yaml").read_text()
    (copy / "charter.yaml").write_text(text.replace('version: "1"', 'version: "9"'))
    assert run("decide", "-w", copy, "-f", "json").document["charter"]["version"] == "9"

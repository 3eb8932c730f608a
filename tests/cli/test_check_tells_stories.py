"""`tandem check` as people and programs read it: stories, what was checked, and nothing heavy on the way."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench.check_time import charter as sixty_rules
from tests.charter.charters import SHIPPED, shipped
from tests.cli.terminal import run


def damaged(folder: Path) -> Path:
    file = folder / "charter.yaml"
    lines = [line for line in shipped("example").split("\n") if not line.strip().startswith("cool_down")]
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_a_failed_proof_is_told_with_who_what_which_line_and_what_to_change(tmp_path: Path) -> None:
    file = damaged(tmp_path)
    told = run("check", file)
    assert told.code == 1
    page = " ".join(told.out.split())
    line = next(n for n, text in enumerate(file.read_text("utf-8").split("\n"), 1) if "requalify" in text)
    assert f"Endless ping-pong · {file}:{line}:" in page
    assert "Story Eva works at a company of 200 people" in page
    assert f"{line} │ requalify:" in page
    assert "Change Add to `cool_down`: nurture -> mql: 30 days." in page
    assert page.endswith(f"{file}: 1 fault.")


def test_programs_get_the_same_with_the_witness_as_values(tmp_path: Path) -> None:
    told = run("check", damaged(tmp_path), "-f", "json")
    [row] = told.document["rows"]
    assert (told.code, row["proof"]) == (1, "no endless ping-pong")
    assert row["witness"]["stages"] == ["mql", "nurture"]
    assert row["witness"]["values"]["fit"] == 50
    assert [rule["text"].partition(":")[0] for rule in row["rules"]] == ["give_back", "requalify"]
    table = run("check", damaged(tmp_path), "-f", "csv")
    assert "story" in table.out.split("\n")[0]


def test_a_good_charter_says_what_was_proved() -> None:
    told = run("check", SHIPPED["example"])
    assert told.code == 0
    spanned = "48 situations (2 of `account_has_open_deal` × 3 of `consent` × 8 of `stage`)"
    assert f"checked: rules of engagement: {spanned} × 10 kinds of message of the two teams." in told.out
    assert "(`qualify`) is reached at the fastest by one `demo_form`" in told.out
    assert told.out.rstrip().endswith("no faults, and all 8 proofs hold.")


def test_a_charter_of_sixty_rules_is_proved_without_django_or_a_compiler(tmp_path: Path) -> None:
    file = tmp_path / "charter.yaml"
    file.write_text(sixty_rules(), encoding="utf-8")
    code = (
        f"import sys; sys.argv = ['tandem', 'check', {str(file)!r}]\n"
        "from tandem.cli import main\n"
        "try:\n    main()\nexcept SystemExit as ended:\n    assert not ended.code\n"
        "heavy = {'django', 'duckdb', 'pyarrow', 'numpy', 'scipy', 'numba', 'sklearn'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "all 8 proofs hold" in done.stdout

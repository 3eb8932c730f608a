"""From a draft to a charter in force, as both teams type it; secrets come by standard input, never as arguments."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from tests.cli.terminal import Ran, run
from tests.store.office import PASSPHRASE, agreed, plan_of


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An empty workspace with a charter, a plan of it, and a passphrase that nobody guesses."""
    root = tmp_path / "company"
    draft = tmp_path / "draft.yaml"
    draft.write_bytes(agreed())
    (tmp_path / "plan.json").write_bytes(plan_of(agreed("0"), agreed()))
    assert run("init", root, "--charter", draft).code == 0
    return root


def typed(secrets: list[str], *words: object) -> Ran:
    """A command whose questions are answered from standard input."""
    with patch.object(sys, "stdin", io.StringIO("".join(f"{secret}\n" for secret in secrets))):
        return run(*words)


def rows(answer: Ran) -> list[dict[str, Any]]:
    assert answer.code == 0, answer.err
    return list(json.loads(answer.out)["rows"])


def test_both_teams_agree_from_the_command_line(place: Path) -> None:
    here, draft, plan, key = (
        ("-w", place),
        place.parent / "draft.yaml",
        place.parent / "plan.json",
        place.parent / "mia.pem",
    )
    (proposed,) = rows(run("propose", draft, "--plan", plan, "--as", "mia", *here, "-f", "json"))
    assert typed([PASSPHRASE], "member", "key", "mia", "--out", key, *here).code == 0
    signed = typed([PASSPHRASE], "sign", "1", "--as", "mia", "--key", key, "--read", draft, "--read", plan, *here)
    assert "sales must still sign" in signed.out, signed.err
    early = run("adopt", "1", "--as", "mia", *here)
    assert (early.code, "Nobody of sales has signed" in early.err) == (1, True)
    (made,) = rows(run("member", "code", "anna", "--for", proposed["proposal"][:8], *here, "-f", "json"))
    wrong = typed(["0000-0000"], "sign", "1", "--as", "anna", "--code", *here)
    assert (wrong.code, "4 more tries" in wrong.err) == (1, True)
    assert "both teams have signed" in typed([made["code"]], "sign", "1", "--as", "anna", "--code", *here).out
    assert "is adopted, and in force from 2026-01-01" in run("adopt", "1", "--as", "anna", *here).out
    assert run("charter", "show", *here).out.encode() == agreed()
    assert run("charter", "show", "1", "--plan", *here).out.encode() == plan.read_bytes()
    told = rows(run("charter", "history", *here, "-f", "json"))
    assert [row["what"] for row in told] == ["proposed", "credential", "signed", "credential", "signed", "adopted"]
    verified = run("charter", "history", "--verify", "--seal", told[-1]["seal"], *here)
    assert (verified.code, "all as they were entered" in verified.out) == (0, True)
    cut = run("charter", "history", "--verify", "--seal", "00" * 32, *here)
    assert (cut.code, "gone or changed" in cut.out) == (1, True)


def test_a_withdrawn_proposal_is_listed_with_its_reason(place: Path) -> None:
    run("propose", place.parent / "draft.yaml", "--as", "mia", "-w", place)
    assert run("withdraw", "1", "--as", "anna", "--reason", "Not before summer.", "-w", place).code == 0
    assert "Not before summer." in run("charter", "history", "-w", place).out
    again = run("propose", place.parent / "draft.yaml", "--as", "mia", "-w", place)
    assert (again.code, "An edited file is a new proposal" in again.err) == (1, True)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("sign", "1", "--as", "mia"), "sign with --key FILE, or with --code"),
        (("sign", "1", "--as", "mia", "--code"), "No proposal is called '1'"),
        (("sign", "1", "--as", "mia", "--key", "nowhere.pem"), "there is no such file"),
        (("propose", "nowhere.yaml", "--as", "mia"), "there is no such file"),
        (("charter", "show"), "No version is adopted yet"),
        (("charter", "show", "abc"), "No proposal is called 'abc'"),
        (("charter", "history", "--seal", "6e1f"), "'6e1f' is no seal: a seal has 64 digits"),
        (("propose", ".", "--as", "mia"), "this is a folder, not a file"),
    ],
)
def test_wrong_usage_is_one_sentence(place: Path, words: tuple[str, ...], sentence: str) -> None:
    answer = typed(["", ""], *words, "-w", place)
    assert answer.code in (1, 2)
    assert sentence in answer.err.replace("\n", " ")
    assert "Traceback" not in answer.err


def test_a_file_that_is_no_plan_is_called_by_its_name(place: Path) -> None:
    notes = place.parent / "notes.txt"
    notes.write_text("not JSON")
    answer = run("propose", place.parent / "draft.yaml", "--plan", notes, "--as", "mia", "-w", place)
    assert (answer.code, answer.err.startswith("notes.txt is not readable as JSON.")) == (1, True), answer.err


def test_no_code_is_no_try(place: Path) -> None:
    here = ("-w", place)
    run("propose", place.parent / "draft.yaml", "--plan", place.parent / "plan.json", "--as", "mia", *here)
    run("member", "code", "anna", "--for", "1", *here)
    nothing = typed([" "], "sign", "1", "--as", "anna", "--code", *here)
    assert (nothing.code, "No code was typed in" in nothing.err) == (2, True), nothing.err
    wrong = typed(["0000-0000"], "sign", "1", "--as", "anna", "--code", *here)
    assert "4 more tries" in wrong.err


def test_a_version_of_a_later_day_is_not_shown_as_what_is_in_force(place: Path) -> None:
    here, draft, plan, key = ("-w", place), *(place.parent / name for name in ("later.yaml", "later.json", "mia.pem"))
    later = re.sub(rb"in_force_from: \S+", b"in_force_from: 2999-01-01", agreed())
    draft.write_bytes(later)
    plan.write_bytes(plan_of(agreed("0"), later))
    (proposed,) = rows(run("propose", draft, "--plan", plan, "--as", "mia", *here, "-f", "json"))
    typed([PASSPHRASE], "member", "key", "mia", "--out", key, *here)
    typed([PASSPHRASE], "sign", "1", "--as", "mia", "--key", key, *here)
    (made,) = rows(run("member", "code", "anna", "--for", proposed["proposal"][:8], *here, "-f", "json"))
    typed([made["code"]], "sign", "1", "--as", "anna", "--code", *here)
    assert "is adopted, and in force from 2999-01-01" in run("adopt", "1", "--as", "anna", *here).out
    shown = run("charter", "show", *here)
    assert (shown.code, shown.out) == (1, "")
    assert "Nothing is in force yet: version 1 begins on 2999-01-01" in shown.err
    assert run("charter", "show", "1", *here).out.encode() == later


def test_a_new_passphrase_is_asked_for_twice_on_a_terminal(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = iter([PASSPHRASE, f"{PASSPHRASE}?", PASSPHRASE, PASSPHRASE])
    monkeypatch.setattr("getpass.getpass", lambda _: next(told))
    monkeypatch.setattr("tandem.cli.adopt.sys.stdin.isatty", lambda: True)
    key = place.parent / "mia.pem"
    answer = run("member", "key", "mia", "--out", key, "-w", place)
    assert (answer.code, key.exists(), "differ" in answer.err) == (2, False, True)
    assert run("member", "key", "mia", "--out", key, "-w", place).code == 0
    assert key.exists()


def test_no_secret_is_an_argument() -> None:
    """A passphrase or a code on the command line would stand in the shell's history and in every process list."""
    for command in (("sign",), ("member", "key"), ("member", "code")):
        text = run(*command, "--help").out
        assert "--passphrase" not in text
        assert "--code CODE" not in text

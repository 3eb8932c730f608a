"""From a draft to a charter in force, as both teams type it; secrets come by standard input, never as arguments."""

from __future__ import annotations

import io
import json
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
    cut = run("charter", "history", "--verify", "--seal", "00", *here)
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
    ],
)
def test_wrong_usage_is_one_sentence(place: Path, words: tuple[str, ...], sentence: str) -> None:
    answer = typed(["", ""], *words, "-w", place)
    assert answer.code in (1, 2)
    assert sentence in answer.err.replace("\n", " ")
    assert "Traceback" not in answer.err


def test_no_secret_is_an_argument() -> None:
    """A passphrase or a code on the command line would stand in the shell's history and in every process list."""
    for command in (("sign",), ("member", "key"), ("member", "code")):
        text = run(*command, "--help").out
        assert "--passphrase" not in text
        assert "--code CODE" not in text

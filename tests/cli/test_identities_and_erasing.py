"""At the command line: who is who, confirmed and taken back; and a person who wants to be forgotten."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.operations.lens_world import KEY, workspace

from tandem.cli import main
from tandem.operations.workspace import Workspace
from tandem.store.vault import Vault

ADA, EVE = "ada.lovelace@acme.example", "eve.short@acme.example"
CONTACTS = f"""\
Record ID,First Name,Last Name,Email,Company name,Create Date,Lifecycle Stage
501,Ada,Lovelace,{ADA},Acme,2026-01-05 10:00,lead
502,Ada,Lovelace,ada.lovelave@acme.example,Acme,2026-01-06 10:00,lead
503,Eve,Short,{EVE},Acme,2026-01-07 10:00,lead
504,Eve,Short,{ADA},Acme,at noon,lead
"""


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "contacts.csv").write_text(CONTACTS, encoding="utf-8")
    space = workspace(tmp_path / "w")
    assert run("import", "hubspot", exports, "--as-of", "2026-02-01", "-w", space.root) == 1, "one row is rejected"
    return space


def run(*words: object) -> int:
    """Run a command as a shell would; its exit code."""
    with pytest.MonkeyPatch.context() as patch, pytest.raises(SystemExit) as ended:
        patch.setattr("sys.argv", ["tandem", *map(str, words)])
        main()
    return int(ended.value.code or 0)


def rows(capsys: pytest.CaptureFixture[str], *words: object) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert run(*words, "--format", "json") == 0
    return list(json.loads(capsys.readouterr().out)["rows"])


def readable(space: Workspace) -> bytes:
    """All that the workspace tells to somebody who holds its key: files, Parquet cells, and the opened vault."""
    return b"\n".join(piece.lower() for piece in _pieces(space))


def _pieces(space: Workspace) -> Iterator[bytes]:
    for path in sorted(path for path in space.root.rglob("*") if path.is_file()):
        yield path.read_bytes()
        if path.suffix == ".parquet":
            yield repr(duckdb.sql(f"select * from '{path}'").fetchall()).encode()
    with space.open_book() as book:
        subjects = [bytes(subject) for (subject,) in book.database.execute("select distinct subject from vault")]
        items = [bytes(item) for (item,) in book.database.execute("select distinct item from vault")]
        vault = Vault(book.database, KEY)
        yield from (secret.words for secret in vault.of_subjects(subjects, "ref", "person"))
        yield from (secret.words for secret in vault.of_items(items))


def test_a_likeness_is_suggested_with_its_reasons_confirmed_and_taken_back(
    space: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    here = ("-w", space.root)
    (found,) = rows(capsys, "data", "identities", *here)
    assert {found["left_name"], found["right_name"]} >= {f"Ada Lovelace <{ADA}>"}
    assert "names: ada lovelace" in found["reasons"]
    (made,) = rows(capsys, "data", "identities", "--confirm", *found["confirm"].split(), "--by", "mia", *here)
    assert rows(capsys, "data", "identities", *here) == [], "who is one person is not suggested again"
    (join,) = [row for row in rows(capsys, "data", "identities", ADA, *here) if row["link"] == made["link"]]
    assert (join["reason"], join["holds"]) == ("a member confirmed that they are the same (mia)", True)
    rows(capsys, "data", "identities", "--revoke", join["revoke"], *here)
    assert len(rows(capsys, "data", "identities", *here)) == 1
    rows(capsys, "data", "identities", "--restore", join["revoke"], *here)
    assert rows(capsys, "data", "identities", *here) == []


def test_a_link_that_nobody_knows_is_told(space: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("data", "identities", "--revoke", "ffffffff", "-w", space.root) == 2
    assert "No link's id begins with 'ffffffff'" in capsys.readouterr().err


def test_nobody_is_erased_by_a_slip(space: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("data", "erase", ADA, "-w", space.root) == 2
    assert "Nothing was erased. If you mean it, say so with --yes." in capsys.readouterr().err
    assert ADA.encode() in readable(space)


def test_an_erased_persons_address_is_in_no_file_of_the_workspace(
    space: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    run("story", ADA, "-w", space.root)
    assert ADA.encode() in readable(space), "the control: before, whoever holds the key reads it"
    (told,) = rows(capsys, "data", "erase", ADA.upper(), "--yes", "-w", space.root)
    assert told["rejects"] == 1, "the rejected row that names the person loses its bytes too"
    run("data", "coverage", "-w", space.root)
    after = readable(space)
    assert ADA.encode() not in after
    assert EVE.encode() in after and b"ada.lovelave@acme.example" in after, "others are kept"


def test_an_export_that_comes_later_does_not_bring_the_address_back(space: Workspace, tmp_path: Path) -> None:
    run("data", "erase", ADA, "--yes", "-w", space.root)
    path = tmp_path / "later" / "contacts.csv"
    path.parent.mkdir()
    path.write_text(CONTACTS.partition("504")[0].replace("501,Ada", "501,Augusta"), encoding="utf-8")
    run("import", "hubspot", path, "--as-of", "2026-03-01", "-w", space.root)
    after = readable(space)
    assert b"augusta" not in after and ADA.encode() not in after

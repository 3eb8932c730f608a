"""The history of the agreement is kept for ever: the database refuses to change it, and what is changed is found."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.store.books import book_of
from tests.store.office import NOW, Office, agreed, words

from tandem.charter.adoption.acts import Adopted, Entry
from tandem.operations.adopt import withdraw_result
from tandem.operations.charter_history import history_result
from tandem.operations.setting import open_setting
from tandem.operations.workspace import Workspace
from tandem.store.agreements import AgreementBook, Tampered
from tandem.store.database import Database

TABLES = ("agreement", "agreement_text")


@pytest.fixture
def office(workspace: Workspace, tmp_path: Path) -> Office:
    """Version 1 adopted, signed by mia's key and bram's code; another proposal withdrawn, a third open."""
    made = Office(workspace, tmp_path)
    made.key("mia")
    first = made.propose(agreed())
    made.sign(first, "mia")
    made.sign(first, "bram", made.code("bram", first))
    made.adopt(first)
    second = made.propose(agreed("2", "2026-07-01"))
    withdraw_result(workspace, second, "anna", "Summer is a bad time.", made.now)
    made.propose(agreed("2", "2026-09-01"))
    return made


@pytest.mark.parametrize("statement", ["update {} set {} = {}", "delete from {}"])
@pytest.mark.parametrize(("table", "column"), [("agreement", "at"), ("agreement_text", "sha256")])
def test_the_database_refuses_to_change_or_remove_what_was_entered(
    office: Office, table: str, column: str, statement: str
) -> None:
    before = words(office.workspace)
    with book_of(office.workspace) as book, pytest.raises(Exception, match="kept for ever"):
        book.database.execute(statement.format(table, column, column))
    assert words(office.workspace) == before


def unguarded(database: Database, workspace: Workspace) -> None:
    """What somebody does who owns the database: the triggers go."""
    for table in TABLES:
        if workspace.database:
            database.execute(f"drop trigger {table}_keeps on {table}")
        else:
            for act in ("update", "delete"):
                database.execute(f"drop trigger {table}_keeps_{act}")


def faults(workspace: Workspace) -> list[str]:
    return [str(row["wrong"]) for row in history_result(workspace, verify=True).rows]


def altered(text: str) -> str:
    """A body in which one value is another one."""
    body = json.loads(text)
    name = sorted(body)[0]
    body[name] = "tom" if isinstance(body[name], str) else body[name] + 1
    return json.dumps(body, sort_keys=True, separators=(",", ":"))


CHANGES: dict[str, Callable[[Any], Any]] = {
    "kind": lambda kind: "withdrawn" if kind != "withdrawn" else "adopted",
    "at": lambda at: at - 1,
    "body": altered,
    "seal": lambda seal: bytes(seal)[::-1],
}


def test_a_history_that_nobody_touched_is_sound(office: Office) -> None:
    assert faults(office.workspace) == []
    assert not history_result(office.workspace, verify=True).failed


@pytest.mark.parametrize("column", CHANGES)
def test_a_changed_entry_is_found_wherever_it_is(office: Office, column: str) -> None:
    with book_of(office.workspace) as book:
        unguarded(book.database, office.workspace)
        rows = book.database.execute(f"select number, {column} from agreement order by number")
        for number, value in rows:
            book.database.execute(
                f"update agreement set {column} = ? where number = ?", [CHANGES[column](value), number]
            )
            assert any(f"history:{number}:" in fault for fault in faults(office.workspace)), number
            book.database.execute(f"update agreement set {column} = ? where number = ?", [value, number])
    assert faults(office.workspace) == []


def test_a_removed_entry_is_found_unless_it_is_the_last_and_then_by_its_seal(office: Office) -> None:
    noted = office_seal(office.workspace)
    with book_of(office.workspace) as book:
        unguarded(book.database, office.workspace)
        rows = book.database.execute("select number, kind, at, body, seal from agreement order by number")
        for row in rows[:-1]:
            book.database.execute("delete from agreement where number = ?", [row[0]])
            assert faults(office.workspace), row[0]
            book.database.insert("agreement", ("number", "kind", "at", "body", "seal"), [row])
        book.database.execute("delete from agreement where number = ?", [rows[-1][0]])
    assert faults(office.workspace) == [], "a shorter history is whole: this is why seals are noted"
    assert history_result(office.workspace, seal=noted).failed


def office_seal(workspace: Workspace) -> str:
    with book_of(workspace) as book:
        return AgreementBook(book).history().head.hex()


def test_a_changed_charter_or_plan_is_found_and_nothing_is_answered_by_it(office: Office) -> None:
    with book_of(office.workspace) as book:
        unguarded(book.database, office.workspace)
        for digest, content in book.database.execute("select sha256, content from agreement_text order by sha256"):
            changed = bytes(content).replace(b"Made-up", b"Made-in")
            book.database.execute("update agreement_text set content = ? where sha256 = ?", [changed, digest])
            assert any("is not what was entered" in fault for fault in faults(office.workspace))
            with pytest.raises(Tampered, match="changed the agreement's history"):
                open_setting(office.workspace)
            book.database.execute("update agreement_text set content = ? where sha256 = ?", [content, digest])
    assert faults(office.workspace) == []


def test_who_holds_the_workspaces_key_can_seal_but_not_sign(office: Office) -> None:
    """An entry with a right seal and no right behind it: an adoption that one team did not sign."""
    open_one = next(id for id, one in office.read().proposals.items() if not one.ended)
    office.sign(open_one, "mia")
    with book_of(office.workspace) as book:
        forged = AgreementBook(book)
        history = forged.history()
        history.agreement.admit = lambda entry: None  # type: ignore[method-assign]
        forged.add(history, Adopted(open_one, "mia"), NOW)
    (fault,) = faults(office.workspace)
    assert "could not have been made: Nobody of sales has signed this" in fault


def test_a_signature_moved_to_another_proposal_or_name_does_not_hold(office: Office) -> None:
    from dataclasses import replace

    agreement = office.read()
    (version,) = agreement.versions
    signed, at = version.signatures["mia"]
    waiting = next(id for id, one in agreement.proposals.items() if not one.ended)
    for wrong in (
        replace(signed, proposal=waiting),
        replace(signed, proposal=waiting, member="tom"),
        replace(signed, proposal=waiting, member="anna", team="sales"),
    ):
        with pytest.raises(Exception, match="not the key by which"):
            agreement.admit(Entry(99, at, wrong))


def test_what_was_signed_in_one_book_counts_nothing_in_another(office: Office) -> None:
    from tandem.charter.adoption.agreement import Agreement

    with book_of(office.workspace) as book:
        agreements = AgreementBook(book)
        entries = agreements.sound().entries
        other = Agreement(agreements.text, "another book")
        for entry in entries[:2]:
            other.admit(entry)
        with pytest.raises(Exception, match="not the key by which 'mia' signs"):
            other.admit(entries[2])


def test_the_history_says_who_did_what_when_and_by_what(office: Office) -> None:
    rows = history_result(office.workspace).rows
    told = [(row["what"], row["version"], row["who"], row["by"].split(" ")[0]) for row in rows]  # type: ignore[attr-defined]
    assert told == [
        ("credential", "", "mia", "key"),
        ("proposed", "1", "mia", "with"),
        ("signed", "1", "mia", "key"),
        ("credential", "1", "bram", "code"),
        ("signed", "1", "bram", "code"),
        ("adopted", "1", "anna", ""),
        ("proposed", "2", "mia", "with"),
        ("withdrawn", "2", "anna", "Summer"),
        ("proposed", "2", "mia", "with"),
    ]
    assert {row["at"] for row in rows} == {"2026-03-01T09:00:00Z"}

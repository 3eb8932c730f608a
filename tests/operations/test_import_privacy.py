"""Clear personal data is nowhere but sealed; what is erased cannot be read by anybody again."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from tests.store.books import KEY, MARCH, RowsConnector, book_of, contact, opened, write_rows

from tandem.operations.import_exports import import_exports
from tandem.operations.privacy import erase, names_of, ref_of
from tandem.operations.rejects import rejects_of
from tandem.operations.workspace import Workspace
from tandem.store.vault import Vault

CLEAR = ("Ada1", "Lovelace1", "p1@buyer.example", "fake:contact:1", "size 1", "p1@", "secret note")


def fill(workspace: Workspace, folder: Path) -> None:
    write_rows(folder, "contacts", [contact(n) for n in (1, 2)])
    changed = {"kind": "field.changed", "at": MARCH, "person": "fake:contact:1", "field": "phone", "new": "+31 6 1"}
    told = {"kind": "sales.returned", "at": MARCH, "person": "fake:contact:1", "reason": "p1@buyer.example bounced"}
    write_rows(folder, "history", [{"key": "h", "mutable": False, "events": [changed, told]}])
    write_rows(folder, "opens", [opened(1), opened(2), "damaged about email:p1@buyer.example secret note",
                                 "damaged, of P1@buyer.example too", "damaged, of p2@buyer.example"])  # fmt: skip
    import_exports(workspace, "fake", folder, connector=RowsConnector())


def bytes_of(workspace: Workspace) -> bytes:
    """All bytes of the database: its files, or every row of every table."""
    if not workspace.database:
        return b"".join(path.read_bytes() for path in sorted(workspace.root.glob("book.sqlite3*")))
    with book_of(workspace) as book:
        tables = [name for (name,) in book.database.execute(
            "select table_name from information_schema.tables where table_schema = 'public'")]  # fmt: skip
        rows = [value for table in tables for row in book.database.execute(f"select * from {table}") for value in row]
    return b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in rows)


def test_clear_personal_data_is_never_in_the_database(workspace: Workspace, tmp_path: Path) -> None:
    fill(workspace, tmp_path / "in")
    found = bytes_of(workspace)
    assert b"fake:campaign:1" in found, "the control: what is not personal is found"
    assert [word for word in CLEAR if word.encode() in found] == []


def test_names_are_joined_for_showing(workspace: Workspace, tmp_path: Path) -> None:
    fill(workspace, tmp_path / "in")
    person, address = ref_of(workspace, "fake:contact:1"), ref_of(workspace, "email:P1@buyer.example")
    names = names_of(workspace, [person, address, bytes(16)])
    assert (names[person].shown, names[person].email) == ("Ada1 Lovelace1", "p1@buyer.example")
    assert names[address].shown == "p1@buyer.example"
    assert len(names) == 2


def test_the_newest_export_says_how_a_person_is_called(workspace: Workspace, tmp_path: Path) -> None:
    renamed = contact(1)
    renamed["entities"][0]["personal"]["last_name"] = "Byron"
    newer = write_rows(tmp_path, "contacts", [renamed], as_of=MARCH + 1)
    for path in (newer, write_rows(tmp_path, "contacts", [contact(1)])):
        import_exports(workspace, "fake", path, connector=RowsConnector())
    person = ref_of(workspace, "fake:contact:1")
    assert names_of(workspace, [person])[person].name == "Ada1 Byron"


def test_erasing_a_person_destroys_the_keys_and_leaves_the_sums(workspace: Workspace, tmp_path: Path) -> None:
    fill(workspace, tmp_path / "in")
    refs = [ref_of(workspace, "fake:contact:1"), ref_of(workspace, "email:p1@buyer.example")]
    with book_of(workspace) as book:
        before = book.position()
        wrapped = [key for (key,) in book.database.matching("select wrapped from vault_key where subject in", refs)]
        boxes = [box for (box,) in book.database.matching("select sealed from vault where subject in", refs)]
    assert len(wrapped) == 2
    assert all(key in bytes_of(workspace) for key in wrapped), "the control: keys are there before"
    done = erase(workspace, refs, MARCH)
    assert (done.keys, done.rejects) == (2, 2)
    assert names_of(workspace, refs) == {}
    assert [secret for secret in (*wrapped, *boxes) if secret in bytes_of(workspace)] == []
    with book_of(workspace) as book:
        assert book.position() == before
    raws = [reject.raw for reject in rejects_of(workspace, raw=True)]
    assert raws == [b"", b"", b"damaged, of p2@buyer.example\n"]
    other = ref_of(workspace, "fake:contact:2")
    assert names_of(workspace, [other])[other].name == "Ada2 Lovelace2"


def test_a_later_export_does_not_bring_an_erased_person_back(workspace: Workspace, tmp_path: Path) -> None:
    fill(workspace, tmp_path / "in")
    refs = [ref_of(workspace, "fake:contact:1"), ref_of(workspace, "email:p1@buyer.example")]
    erase(workspace, refs, MARCH)
    later = write_rows(tmp_path, "contacts", [contact(1, status="working")], as_of=MARCH + 1)
    [tally] = import_exports(workspace, "fake", later, connector=RowsConnector())
    assert (tally.accepted, tally.warnings) == (1, 4)
    assert names_of(workspace, refs) == {}


def test_a_later_reject_that_names_an_erased_person_keeps_no_bytes(workspace: Workspace, tmp_path: Path) -> None:
    fill(workspace, tmp_path / "in")
    erase(workspace, [ref_of(workspace, "fake:contact:1"), ref_of(workspace, "email:p1@buyer.example")], MARCH)
    damaged = ["damaged later, of P1@Buyer.example", "damaged later, of p2@buyer.example"]
    later = write_rows(tmp_path, "opens", damaged, as_of=MARCH + 1)
    [tally] = import_exports(workspace, "fake", later, connector=RowsConnector())
    assert tally.rejected == 2
    raws = [reject.raw for reject in rejects_of(workspace, raw=True)]
    assert [raw for raw in raws if b"later" in raw] == [b"damaged later, of p2@buyer.example\n"], "the other is kept"


def test_another_key_opens_nothing(workspace: Workspace, tmp_path: Path) -> None:
    fill(workspace, tmp_path / "in")
    person = ref_of(workspace, "fake:contact:1")
    with book_of(workspace) as book:
        assert list(Vault(book.database, KEY).of_subjects([person], "person"))
        with pytest.raises(InvalidTag):
            list(Vault(book.database, KEY[::-1]).of_subjects([person], "person"))

"""SIGKILL at any named point of an import: nothing is lost, nothing is double, and the next import goes on."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
from pathlib import Path
from typing import Any

import pytest
from tests.store import books
from tests.store.books import DAY, MARCH, RowsConnector, book_of, contact, opened, recounted, write_rows

from tandem.operations import import_exports as module
from tandem.operations.import_exports import import_exports
from tandem.operations.workspace import Workspace
from tandem.store import ledger
from tandem.store.ledger import COMMIT_POINTS


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    """Snapshots that change, events, rows without id, duplicates and rejects: 97 rows in batches of seven."""
    chance = random.Random(7)
    folder = tmp_path / "exports"
    write_rows(folder, "contacts", [contact(n) for n in range(20)])
    write_rows(folder, "contacts", [contact(n, status=chance.choice("ab")) for n in range(20)], as_of=MARCH + DAY)
    rows: list[Any] = [opened(n) for n in range(30)] + [{**opened(3), "key": ""}] * 20
    rows += [
        opened(4),
        "{damaged",
        opened(5, at=MARCH + 5),
        "about email:p1@buyer.example",
        opened(6),
        opened(6),
        "{}x",
    ]
    chance.shuffle(rows)
    write_rows(folder, "opens", rows)
    return folder


def run_killed(workspace: Workspace, exports: Path, point: str, number: int, wrong: bool = False) -> bool:
    """Import in a process of its own that kills itself at the `number`-th `point`; False when it never came there.

    `wrong` commits the position before the rows: the control that must lose rows.
    """
    left = number

    def kill(reached: str) -> None:
        nonlocal left
        left -= reached == point
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def work() -> None:
        module.ROWS_PER_TRANSACTION = 7
        if wrong:
            ledger.Ledger.write = position_first  # type: ignore[method-assign]
        import_exports(workspace, "fake", exports, connector=RowsConnector(), commit_point=kill)

    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0


def position_first(self: Any, file: Any, batch: Any) -> Any:
    """The wrong order: first the position, then, in a transaction of its own, the rows."""
    with self._database.transaction():
        outcome = ledger.judge(self._database, file, batch.entries, {})
        after = ledger._after(file, batch, outcome, 0)
        self._move(file, after)
    with self._database.transaction():
        self._enter(file, batch, outcome)
    return after


def state_of(workspace: Workspace) -> tuple[Any, ...]:
    """Digest, counts and the number of records in each table."""
    tables = ("source_row", "event", "entity", "link", "domain", "reject", "vault", "vault_key")
    with book_of(workspace) as book:
        assert book.digest() == recounted(book)
        counted = [book.database.execute(f"select count(*) from {table}")[0][0] for table in tables]
        return book.position(), book.files(), counted


@pytest.fixture
def unkilled(tmp_path: Path, exports: Path) -> tuple[Any, ...]:
    """The state after an import that nobody killed (SQLite, one process)."""
    calm = books.workspace_at(tmp_path / "calm")
    import_exports(calm, "fake", exports, connector=RowsConnector())
    return state_of(calm)


def kill_and_go_on(workspace: Workspace, exports: Path, kills: list[tuple[str, int]]) -> int:
    """Kill one import after the other, then let one end; how many were killed."""
    killed = sum(run_killed(workspace, exports, point, number) for point, number in kills)
    import_exports(workspace, "fake", exports, connector=RowsConnector())
    return killed


@pytest.mark.parametrize("point", COMMIT_POINTS)
def test_an_import_killed_at_any_commit_point_ends_like_an_unkilled_one(
    workspace: Workspace, exports: Path, unkilled: tuple[Any, ...], point: str
) -> None:
    assert kill_and_go_on(workspace, exports, [(point, 1), (point, 2), (point, 3)]) >= 2
    assert state_of(workspace) == unkilled


@pytest.mark.full
@pytest.mark.parametrize("seed", range(17))
def test_many_kills_at_random_points_change_nothing(
    workspace: Workspace, exports: Path, unkilled: tuple[Any, ...], seed: int
) -> None:
    chance = random.Random(seed)
    kills = [(chance.choice(COMMIT_POINTS), chance.randint(1, 4)) for _ in range(6)]
    assert kill_and_go_on(workspace, exports, kills)
    assert state_of(workspace) == unkilled


def test_the_control_that_commits_the_position_first_loses_rows(
    workspace: Workspace, exports: Path, unkilled: tuple[Any, ...]
) -> None:
    assert run_killed(workspace, exports, "rows written", 3, wrong=True)
    import_exports(workspace, "fake", exports, connector=RowsConnector())
    assert state_of(workspace) != unkilled

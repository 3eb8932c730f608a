"""How fast an import is, against a bare `executemany` of the same rows into the same tables.

Both write SQLite with the same settings, in transactions of the same size, in the same run. The import starts from CSV
and does everything: reading, keying, sealing, looking for duplicates, accounting.
"""

from __future__ import annotations

import random
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from bench.line import Line
from tandem.operations.import_exports import ROWS_PER_TRANSACTION, import_exports
from tandem.operations.workspace import Workspace
from tandem.store.book import Book
from tandem.store.database import SqliteDatabase

TABLES = ("source_file", "source_row", "event", "entity", "link", "domain", "reject", "vault", "vault_key")
TARGET = 0.40
ROWS, FEW = 200_000, 20_000


def write_mail_events(path: Path, rows: int, seed: int = 1) -> None:
    """A warehouse's HubSpot e-mail events: ids, times, campaigns, recipients (one person per twenty rows)."""
    chance = random.Random(seed)
    header = (
        "id,_fivetran_synced,app_id,caused_by_created,caused_by_id,created,email_campaign_id,portal_id,"
        "sent_by_created,sent_by_id,type,filtered_event,recipient\n"
    )
    with path.open("w", encoding="utf-8") as stream:
        stream.write(header)
        for _ in range(rows):
            number, day, second = chance.getrandbits(64), chance.randrange(28) + 1, chance.randrange(60)
            at = f"2026-0{chance.randrange(6) + 1}-{day:02} {chance.randrange(24):02}:{second:02}:{second:02}.357"
            kind = chance.choice(("SENT", "DELIVERED", "OPEN", "CLICK"))
            person, campaign = f"p{chance.randrange(rows // 20 + 1)}@buyer.example", chance.randrange(40)
            stream.write(
                f"{number:016x},2026-07-01 00:00:00,2286,,,{at},{campaign},4727653,{at},{number:x},{kind},false,"
                f"{person}\n"
            )


def measure(quick: bool = False) -> list[Line]:
    """The import's rate as a share of the bare one: by the clock, which counts, and by the processor.

    By the processor, the import is as fast as the busier of its two processes (reading, writing).
    """
    rows = FEW if quick else ROWS
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        path = root / "email_event_data.csv"
        write_mail_events(path, rows)
        workspace = Workspace.create(root / "company", "", key=bytes(range(32)))
        Book.open(workspace.book, workspace.key).close()
        imported = _spent(lambda: _import(workspace, path, rows))
        bare = _bare(workspace.book, root / "bare.sqlite3")
    busier = max(imported.here, imported.beside) / rows * 1e6
    return [
        Line(
            "import, share of a bare executemany", bare.seconds / imported.seconds, "", TARGET, at_least=True,
            beside=f"{rows / imported.seconds:,.0f} of {rows / bare.seconds:,.0f} rows a second; {rows:,} rows",
        ),
        Line(
            "… by the processor", bare.here / max(imported.here, imported.beside), "", beside=
            f"busier process {busier:.1f} µs a row, bare {bare.here / rows * 1e6:.1f} µs",
        ),
    ]  # fmt: skip


class Spent(NamedTuple):
    """Seconds by the clock, and of the processor: of this process, and of those that it waited for."""

    seconds: float
    here: float
    beside: float


def _spent(work: Callable[[], None]) -> Spent:
    start, (here, beside) = time.perf_counter(), _processor()
    work()
    after = _processor()
    return Spent(time.perf_counter() - start, after[0] - here, after[1] - beside)


def _import(workspace: Workspace, path: Path, rows: int) -> None:
    [tally] = import_exports(workspace, "hubspot", path)
    assert tally.accepted == rows, tally


def _bare(source: Path, target: Path) -> Spent:
    """What it takes to write all rows of one book's tables into an empty one, doing nothing else."""
    Book.open(target, bytes(32)).close()
    book, bare = SqliteDatabase(source), SqliteDatabase(target)
    [[rows]] = book.execute("select count(*) from source_row")
    transactions = -(-rows // ROWS_PER_TRANSACTION)
    work = []
    for table in TABLES:
        content = book.execute(f"select * from {table}")
        names = [column[1] for column in book.execute(f"pragma table_info({table})")]
        places = ", ".join("?" * len(names))
        sql = f"insert into {table} ({', '.join(map(_quoted, names))}) values ({places})"
        size = -(-len(content) // transactions) or 1
        work.append((sql, [content[start : start + size] for start in range(0, len(content), size)]))

    def write() -> None:
        for step in range(transactions):
            with bare.transaction():
                for sql, parts in work:
                    if step < len(parts):
                        bare.many(sql, parts[step])

    spent = _spent(write)
    book.close()
    bare.close()
    return spent


def _processor() -> tuple[float, float]:
    """Processor seconds of this process, and of those that it waited for."""
    here, beside = (sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return here, beside


def _quoted(name: str) -> str:
    return f'"{name}"'

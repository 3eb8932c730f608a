"""How fast an import is, against a bare `executemany` of the same rows into the same tables.

Both write SQLite with the same settings, in transactions of the same size, in the same run. The import starts from CSV
and does everything: reading, keying, sealing, looking for duplicates, accounting. Run: `python -m bench.import_rate`.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from tandem.operations.import_exports import ROWS_PER_TRANSACTION, import_exports
from tandem.operations.workspace import Workspace
from tandem.store.book import Book
from tandem.store.database import SqliteDatabase

TABLES = ("source_file", "source_row", "event", "entity", "link", "domain", "reject", "vault", "vault_key")
TARGET = 0.40


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


def measure(rows: int = 200_000) -> dict[str, float]:
    """Rates in rows a second, and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        path = root / "email_event_data.csv"
        write_mail_events(path, rows)
        workspace = Workspace.create(root / "company", "", key=bytes(range(32)))
        Book.open(workspace.book, workspace.key).close()
        start, used = time.perf_counter(), _processor()
        [tally] = import_exports(workspace, "hubspot", path)
        seconds, used = time.perf_counter() - start, _processor() - used
        assert tally.accepted == rows, tally
        bare = _bare(workspace.book, root / "bare.sqlite3", rows)
    return {
        "rows": rows,
        "import_rows_per_second": round(rows / seconds),
        "bare_rows_per_second": round(rows / bare),
        "ratio": round(bare / seconds, 3),
        "import_processor_microseconds_per_row": round(used / rows * 1e6, 1),
        "target": TARGET,
    }


def _bare(source: Path, target: Path, rows: int) -> float:
    """Seconds to write all rows of one book's tables into an empty one, doing nothing else."""
    Book.open(target, bytes(32)).close()
    book, bare = SqliteDatabase(source), SqliteDatabase(target)
    transactions = -(-rows // ROWS_PER_TRANSACTION)
    work = []
    for table in TABLES:
        content = book.execute(f"select * from {table}")
        names = [column[1] for column in book.execute(f"pragma table_info({table})")]
        places = ", ".join("?" * len(names))
        sql = f"insert into {table} ({', '.join(map(_quoted, names))}) values ({places})"
        size = -(-len(content) // transactions) or 1
        work.append((sql, [content[start : start + size] for start in range(0, len(content), size)]))
    start = time.perf_counter()
    for step in range(transactions):
        with bare.transaction():
            for sql, parts in work:
                if step < len(parts):
                    bare.many(sql, parts[step])
    seconds = time.perf_counter() - start
    book.close()
    bare.close()
    return seconds


def _processor() -> float:
    """Processor seconds of this process and those that it waited for."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def _quoted(name: str) -> str:
    return f'"{name}"'


if __name__ == "__main__":
    result = measure(*(int(argument) for argument in sys.argv[1:]))
    print(json.dumps(result))
    sys.exit(result["ratio"] < TARGET)

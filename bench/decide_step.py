"""One step over a lens of `bench.touches` in a process of its own: `python -m bench.decide_step NAME FOLDER` → JSON."""

from __future__ import annotations

import json
import resource
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.peers import example
from tandem.charter.model import Charter
from tandem.charter.reading import read_charter
from tandem.operations.workspace import Workspace
from tandem.store.lens_writer import read_manifest

NEEDED = (
    "lead", "at", "whole_day", "kind", "tool", "team", "automatic", "bot", "member", "campaign", "form", "path",
    "field", "new", "outcome", "reason", "purpose",
)  # fmt: skip
"""The columns of the relation `event` that the fold cannot do without; what it also reads (ids, old values, assets) is
left out, which makes the floor lower."""
BARS = range(20, 100, 5)
"""The bars of activity of a sweep of sixteen charters."""


def floor(space: Workspace) -> int:
    """DuckDB reads the needed columns and sorts them by lead and time, into a table."""
    import duckdb

    scratch = str(space.root / "scratch")
    columns = ", ".join(f'"{name}"' for name in NEEDED)
    files = str(space.lens / "base" / "event" / "*.parquet")
    with duckdb.connect(config={"threads": 2, "memory_limit": "3GB", "temp_directory": scratch}) as connection:
        connection.execute(
            f'create temp table sorted as select {columns} from read_parquet(?) order by "lead", "at"', [files]
        )
        return int(connection.execute("select count(*) from sorted").fetchall()[0][0])


def columns(space: Workspace) -> int:
    """The lens → history as arrays, and nothing more."""
    return sum(_of_parts(space, lambda history: len(history.events.at)))


def decide(space: Workspace) -> int:
    """The lens → decisions as Parquet, as a command does it."""
    from tandem.operations.decide import decide as decided

    manifest = read_manifest(decided(space, example())) or {}
    relations: Any = manifest["relations"]
    return int(relations["moves"])


def fold(space: Workspace) -> int:
    """Only the kernel: charter → arrays → decisions in words, over histories that are there; its events a second of
    processor. The compiled code is loaded before."""
    from tandem.lifecycle.kernel.deciding import decide as decided

    charter, found = example(), list[int]()

    def timed(history: Any) -> float:
        if not found:
            decided(charter, history, threads=1)
        began = time.process_time()
        decided(charter, history, threads=1)
        found.append(len(history.events.at))
        return time.process_time() - began

    spent = sum(_of_parts(space, timed, threads=1))
    return round(sum(found) / spent)


def one(space: Workspace) -> int:
    """A sweep of one charter."""
    return _sweep(space, [example()])


def sweep(space: Workspace) -> int:
    """A sweep of sixteen charters."""
    return _sweep(space, [_with_bar(bar) for bar in BARS])


def _sweep(space: Workspace, charters: list[Charter]) -> int:
    from tandem.lifecycle.kernel.deciding import decide as decided

    def handoffs(history: Any) -> int:
        return sum(len(decided(charter, history, threads=1).handoffs) for charter in charters)

    return sum(_of_parts(space, handoffs))


def _with_bar(bar: int) -> Charter:
    from importlib import resources

    text = (resources.files("tandem") / "example" / "charter.yaml").read_text(encoding="utf-8")
    charter, _ = read_charter(text.replace("and activity >= 30", f"and activity >= {bar}"), "charter.yaml")
    assert charter is not None
    return charter


def _of_parts(space: Workspace, make: Callable[[Any], Any], threads: int = 2) -> list[Any]:
    from tandem.operations.past import Parts

    return list(Parts(space).each(make, threads))


STEPS: dict[str, Callable[[Workspace], int]] = {
    "floor": floor, "columns": columns, "decide": decide, "fold": fold, "one": one, "sweep": sweep,
}  # fmt: skip


def main() -> None:
    """Run the step; seconds, what it tells, processor's seconds and the peak of resident memory to standard output."""
    name, folder = sys.argv[1], Path(sys.argv[2])
    space = Workspace.open(folder)
    shutil.rmtree(space.lens / "decided", ignore_errors=True)
    began = time.perf_counter()
    told = STEPS[name](space)
    took = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_SELF)
    answer = {
        "seconds": took,
        "told": told,
        "processor": used.ru_utime + used.ru_stime,
        "mebibytes": used.ru_maxrss / 1024,
    }
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()

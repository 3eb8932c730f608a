"""How long `tandem --help` takes, a new process each time; the best of some runs, beside a bare interpreter."""

from __future__ import annotations

import subprocess
import sys
import time

from bench.line import Line

BUDGET = 0.5
RUNS = 5


def measure(quick: bool = False) -> list[Line]:
    """Wall seconds."""
    runs = 2 if quick else RUNS
    bare = min(_seconds("pass") for _ in range(runs))
    told = min(_seconds("from tandem.cli import main; main()", "--help") for _ in range(runs))
    return [Line("`tandem --help`", told, "s", BUDGET, beside=f"a bare interpreter: {bare:.2f} s")]


def _seconds(program: str, *arguments: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", program, *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start

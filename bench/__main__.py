"""All benchmarks, one table: `python -m bench [--quick] [--big | --huge] [--write] [NAME …]`.

The exit code is 1 when a budget is passed.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from bench import check_time, decide_rate, demo_steps, engine, help_time, import_rate
from bench.line import Line

BENCHMARKS: dict[str, Callable[[bool], list[Line]]] = {
    "help": help_time.measure,
    "check": check_time.measure,
    "engine": engine.measure,
    "decide": decide_rate.measure,
    "import": import_rate.measure,
    "demo": demo_steps.measure,
}
SIZES = {"big": decide_rate.BIG, "huge": decide_rate.HUGE}
README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- measured -->\n", "<!-- end -->\n"
HEADER = ("what", "measured", "budget", "beside", "ok")


def main() -> None:
    """Run what is asked for, print the table; `--write` keeps it in bench/README.md."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; default: all")
    parser.add_argument("--quick", action="store_true", help="small sizes: shows that it runs, proves no budget")
    for name, size in SIZES.items():
        parser.add_argument(f"--{name}", action="store_true", help=f"decide over {size:,} touches")
    parser.add_argument("--write", action="store_true", help="write the table into bench/README.md")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(BENCHMARKS):
        parser.error(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    if asked.write and (asked.quick or asked.names):
        parser.error("--write keeps whole runs only: leave --quick and the names out")
    sized = next((size for name, size in SIZES.items() if getattr(asked, name)), decide_rate.SOME)
    benchmarks = {**BENCHMARKS, "decide": partial(decide_rate.measure, touches=sized)}
    load = os.getloadavg()[0]
    lines: list[Line] = []
    for name in asked.names or BENCHMARKS:
        sys.stderr.write(f"{name} …\n")
        lines += benchmarks[name](asked.quick)
    text = table(lines, load)
    sys.stdout.write(text)
    if asked.write:
        _keep(text)
    sys.exit(not all(line.ok for line in lines))


def table(lines: Sequence[Line], load: float) -> str:
    """A Markdown table, its columns aligned, under the machine it was measured on and its load before."""
    cores, python = os.cpu_count(), platform.python_version()
    rows = [HEADER, *(line.cells() for line in lines)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEADER))]
    told = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    told.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    machine = f"{platform.machine()}, {cores} cores, Python {python}; other work before: {load:.1f} processes"
    return f"{machine}\n\n" + "\n".join(told) + "\n"


def _keep(text: str) -> None:
    before, rest = README.read_text(encoding="utf-8").split(BEGIN)
    README.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()

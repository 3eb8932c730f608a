"""How an answer looks: a table for people on a terminal, JSON and CSV for programs."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tandem.operations.answers import Result

NUMBERS = ("count", "share", "days", "minutes", "money", "score", "number")
AMOUNT = re.compile(r"-?\d+(\.\d+)?")
LONGEST_LIST = 48
WIDTH = 100
MOST_COLUMNS = 10
NEEDED = ("value", "rate")
INTERVAL = "95 % interval"
Advance = Callable[[str, int, int | None], None]


class Format(StrEnum):
    """What --format takes."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def show(result: Result, form: Format) -> None:
    """Print an answer; notes and faults of a table go below it, never into the rows."""
    if form is Format.JSON:
        import orjson

        sys.stdout.write(orjson.dumps(result.document(), option=orjson.OPT_INDENT_2).decode() + "\n")
    elif form is Format.CSV:
        sys.stdout.write(as_csv([result.outward(row) for row in result.rows], [c.name for c in result.columns]))
    else:
        _print_table(result)


def as_csv(rows: list[dict[str, object]], names: list[str]) -> str:
    """CSV with a header; text that a spreadsheet would run as a formula is disarmed, amounts are not."""
    from tandem.operations.answers import disarm

    def cell(value: object) -> str:
        text = _text(value)
        return disarm(text) if isinstance(value, str) and not AMOUNT.fullmatch(text) else text

    out = io.StringIO()
    header = names or (list(rows[0]) if rows else [])
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([cell(row.get(name)) for name in header])
    return out.getvalue()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        import orjson

        return orjson.dumps(value).decode()
    return str(value)


def _print_table(result: Result) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console() if sys.stdout.isatty() else Console(width=WIDTH)
    rows = [result.outward(row) for row in result.rows]
    for paragraph in result.told:
        console.print(Text(paragraph), soft_wrap=True)
    if rows and not result.told:
        kinds: dict[str, str] = {column.name: column.kind for column in result.columns}
        names = list(result.shown or kinds or named(rows))
        same, grid = _compact(names, rows, kinds)
        if result.title:
            console.print(Text(", ".join([result.title, *same])), style="bold")
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
        for name in grid:
            right = kinds.get(name) in NUMBERS or all(isinstance(row.get(name), int | float) for row in rows)
            widest = max(map(len, grid[name]))
            table.add_column(
                name.replace("_", " "),
                justify="right" if right or name == INTERVAL else "left",
                overflow="fold",
                min_width=max(widest, *map(len, name.split("_"))) if right or name == INTERVAL else min(widest, 22),
            )
        for cells in zip(*grid.values(), strict=True):
            table.add_row(*[Text(cell) for cell in cells])
        needed = sum(column.min_width or 0 for column in table.columns) + 2 * len(table.columns)
        console.print(table, width=max(console.width, needed), crop=False, no_wrap=needed > console.width)
    for note in result.notes:
        console.print(Text(f"· {note}"), style="dim", soft_wrap=not sys.stdout.isatty())
    for fault, count in result.faults.items():
        console.print(Text(f"▲ {count:,} × {fault.replace('_', ' ')}"))
    if result.done:
        console.print(Text(result.done), style="bold", soft_wrap=True)


def _compact(
    names: list[str], rows: list[dict[str, object]], kinds: Mapping[str, str]
) -> tuple[list[str], dict[str, list[str]]]:
    """Fit a terminal: an interval stands in one column, and of many columns the ones that never change go to the title.

    Returns the sentences for the title and, per column left, its cells as text.
    """
    grid = {name: [_cell(row.get(name), kinds.get(name, "")) for row in rows] for name in names}
    grid = {
        name: cells for name, cells in grid.items() if name in NEEDED or any(cell not in ("", "–") for cell in cells)
    }
    if "low" in grid and "high" in grid:
        pairs = zip(grid.pop("low"), grid.pop("high"), strict=True)
        grid[INTERVAL] = ["–" if low == "–" else f"{low} – {high}" for low, high in pairs]
    same: list[str] = []
    if len(grid) > MOST_COLUMNS and len(rows) > 1:
        for name in [n for n, cells in grid.items() if kinds.get(n) == "text" and len(set(cells)) == 1]:
            if (cell := grid.pop(name)[0]) not in ("(all)", "–"):
                same.append(f"{name.replace('_', ' ')} {cell}")
    return same, grid


def _cell(value: object, kind: str) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if kind == "share" and isinstance(value, int | float):
        return f"{100 * value:.1f} %"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.1f}"
    text = _text(value)
    listed = isinstance(value, list | dict)
    return text[: LONGEST_LIST - 1] + "…" if listed and len(text) > LONGEST_LIST else text


@contextmanager
def progress(quiet: bool = False) -> Iterator[Advance]:
    """A bar per step with rate and remaining time, on standard error and only on a terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda step, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        steps: dict[str, int] = {}

        def advance(step: str, done: int, total: int | None) -> None:
            if step not in steps:
                steps[step] = int(bar.add_task(step, total=total))
            bar.update(steps[step], completed=done, total=total)  # type: ignore[arg-type]

        yield advance


def complain(sentence: str) -> None:
    """One sentence on standard error."""
    sys.stderr.write(sentence.rstrip() + "\n")


def named(rows: Sequence[Mapping[str, object]]) -> list[str]:
    """The keys of rows in order of first appearance."""
    return list(dict.fromkeys(key for row in rows for key in row))

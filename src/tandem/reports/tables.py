"""Tables as the page shows them: columns that say something, an interval in one, a currency in the caption."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tandem.analytics.measure import Column
from tandem.reports.wording import cell

NUMBERS: Final = ("count", "share", "days", "minutes", "money", "score", "number")
SHARES: Final = ("share", "allowed", "rate", "win_rate", "promised", "growth a year")
INTERVAL: Final = "95 % interval"
LONG: Final = 12
"""More rows than this are folded away until a reader opens them."""
WIDE: Final = 9
"""More columns than this, of one row, are shown as lines."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One column on the page: its head, what it means, whether its cells are numbers, and the cells as text."""

    head: str
    means: str
    number: bool
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """What the page's table macro takes."""

    caption: str
    columns: tuple[Shown, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()

    @property
    def long(self) -> bool:
        """Whether the table is folded away until a reader opens it."""
        return len(self.rows) > LONG and self.columns[0].head != ""


def table(
    caption: str, columns: Sequence[Column], rows: Sequence[Mapping[str, Any]], notes: Sequence[str] = ()
) -> Table:
    """The rows of a measure: every row, exact money, percent with one decimal."""
    shown = {
        column.name: Shown(
            column.name.replace("_", " "),
            column.means,
            column.kind in NUMBERS,
            tuple(cell(row.get(column.name), column, str(row.get("currency") or "")) for row in rows),
        )
        for column in columns
    }
    return _table(caption, shown, notes)


def plain_table(caption: str, rows: Sequence[Mapping[str, Any]]) -> Table | None:
    """A table of loose rows (a finding's parts): columns are the keys, numbers to three significant digits."""
    if not rows:
        return None
    names = list(dict.fromkeys(name for row in rows for name in row))
    percent = {*SHARES, *(("low", "high") if "share" in names else ())}
    shown = {
        name: Shown(
            name.replace("_", " "),
            "",
            all(isinstance(row.get(name), int | float | None) for row in rows),
            tuple(_loose(row.get(name), name, name in percent) for row in rows),
        )
        for name in names
    }
    return _table(caption, shown)


def _table(caption: str, shown: dict[str, Shown], notes: Sequence[str] = ()) -> Table:
    if "currency" in shown and len(only := set(shown["currency"].cells)) == 1 and only != {""}:
        caption = f"{caption}, {only.pop()}"
        del shown["currency"]
    if "low" in shown and "high" in shown:
        ends = zip(shown["low"].cells, shown.pop("high").cells, strict=True)
        cells = tuple("–" if low == "–" else f"{low} to {high}" for low, high in ends)
        shown["low"] = Shown(INTERVAL, "where the true value lies, in 95 of 100 such cases", number=True, cells=cells)
    columns = tuple(column for name, column in shown.items() if _tells(name, column.cells))
    if len(columns) > WIDE and all(len(column.cells) == 1 for column in columns):
        columns = _turned(columns)
    rows = tuple(zip(*(column.cells for column in columns), strict=True))
    return Table(caption, columns, rows, tuple(notes))


def _turned(columns: Sequence[Shown]) -> tuple[Shown, ...]:
    """A single wide row reads better downwards."""
    heads, values = tuple(one.head for one in columns), tuple(one.cells[0] for one in columns)
    means = tuple(one.means for one in columns)
    return (
        Shown("", "", number=False, cells=heads),
        Shown("value", "", number=True, cells=values),
        Shown("what it is", "", number=False, cells=means),
    )


def _tells(name: str, cells: Sequence[str]) -> bool:
    """Whether a column says anything: not only blanks, not the one slice of everything, not a count of no faults."""
    said = set(cells)
    return not (said <= {"–", ""} or said == {"(all)"} or (name == "faults" and said == {"0"}))


def _loose(value: Any, name: str, percent: bool) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        if name == "p":
            return "< 0.001" if value < 0.001 else f"{value:.3f}"
        if percent:
            return f"{100 * value:.1f} %"
        return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    return str(value)

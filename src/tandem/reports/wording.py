"""How numbers read: money to three significant digits in prose and exact in tables, shares as percent, n beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from tandem.analytics.measure import Column
from tandem.vocabulary import MINOR_DIGITS, major_units

MARKS = {"flagged": "▲", "watch": "◆", "fine": "●", "not enough data": "○", "cannot be judged": "–"}
NUMBERS = ("count", "share", "days", "minutes", "money", "score", "number")
MOST_ROWS = 40


def prose_money(minor: int, currency: str) -> str:
    """Three significant digits: 123456789 cents of EUR → "EUR 1.23 million"."""
    major = minor / 10 ** MINOR_DIGITS.get(currency, 2)
    rounded = float(f"{major:.3g}")
    if abs(rounded) >= 1_000_000:
        return f"{currency} {rounded / 1_000_000:g} million"
    return f"{currency} {rounded:,.0f}"


def money_range(low: int, high: int, currency: str) -> str:
    """A range in prose; one figure when both ends read the same."""
    first, last = prose_money(low, currency), prose_money(high, currency)
    return first if first == last else f"{first} to {last.removeprefix(currency + ' ')}"


def quantity(value: float, unit: str) -> str:
    """A number with its unit: shares as percent (a "share a year" too), the rest to three significant digits."""
    if unit.startswith("share"):
        return f"{100 * value:.1f} %{unit.removeprefix('share')}"
    text = f"{value:,.0f}" if float(value).is_integer() or abs(value) >= 1000 else f"{value:.3g}"
    return f"{text} {unit}".strip()


def cell(value: Any, column: Column, currency: str) -> str:
    """One table cell as text; exact money, percent with one decimal, '–' for what is not known."""
    if value is None:
        return "–"
    if column.kind == "money":
        return f"{float(major_units(round(value), currency)):,.2f}"
    if column.kind == "share":
        return f"{100 * value:.1f} %"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.1f}"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def table(
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[Mapping[str, Any]],
    notes: Sequence[str] = (),
    most: int = MOST_ROWS,
) -> dict[str, Any]:
    """What the page's table macro takes; long tables are cut and say how to get the rest."""
    shown = rows[:most]
    more = f"{len(rows) - most} more rows: tandem show has them all." if len(rows) > most else ""
    return {
        "caption": caption,
        "columns": [
            {"head": column.name.replace("_", " "), "means": column.means, "number": column.kind in NUMBERS}
            for column in columns
        ],
        "rows": [[cell(row.get(c.name), c, str(row.get("currency") or "")) for c in columns] for row in shown],
        "notes": list(notes),
        "more": more,
    }


def plain_table(caption: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """A table of loose rows (a finding's parts): columns are the keys, numbers to three significant digits."""
    if not rows:
        return None
    names = list(dict.fromkeys(name for row in rows for name in row))
    numeric = {n: all(isinstance(row.get(n), int | float | None) for row in rows) for n in names}
    return {
        "caption": caption,
        "columns": [{"head": n.replace("_", " "), "means": "", "number": numeric[n]} for n in names],
        "rows": [[_loose(row.get(n)) for n in names] for row in rows],
        "notes": [],
        "more": "",
    }


def _loose(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return str(value)

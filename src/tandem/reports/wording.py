"""How numbers read: money to three significant digits in prose and exact in tables, shares as percent, n beside."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tandem.analytics.measure import Column
from tandem.vocabulary import MINOR_DIGITS, major_units

MARKS = {"flagged": "▲", "watch": "◆", "fine": "●", "not enough data": "○", "cannot be judged": "–"}


def prose_money(minor: int, currency: str) -> str:
    """Three significant digits: 123456789 cents of EUR → "EUR 1.23 million"."""
    major = minor / 10 ** MINOR_DIGITS.get(currency, 2)
    rounded = float(f"{major:.3g}")
    if abs(rounded) >= 1_000_000:
        return f"{currency} {rounded / 1_000_000:g} million"
    return f"{currency} {rounded:,.0f}"


def money_range(low: int, high: int, currency: str) -> str:
    """A range in prose; one figure when both ends read the same, "up to" when it may be nothing."""
    first, last = prose_money(low, currency), prose_money(high, currency)
    if low <= 0 < high:
        return f"up to {last}"
    return first if first == last else f"{first} to {last.removeprefix(currency + ' ')}"


def quantity(value: float, unit: str) -> str:
    """A number with its unit: shares as percent (a "share a year" too), the rest to three significant digits."""
    if unit.startswith("share"):
        return f"{100 * value:.1f} %{unit.removeprefix('share')}"
    text = f"{value:,.0f}" if float(value).is_integer() or abs(value) >= 1000 else f"{value:.3g}"
    return f"{text} {unit}".strip()


def bare(value: float, unit: str) -> str:
    """A number beside another one whose unit is told already; shares keep their percent sign."""
    return quantity(value, "share" if unit.startswith("share") else "")


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

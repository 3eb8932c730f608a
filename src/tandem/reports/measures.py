"""The measures in a report: each a finding as its title, a chart where one helps, and its table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from tandem.analytics.measure import Value
from tandem.reports import charts
from tandem.reports.pack import Pack, Part
from tandem.reports.wording import plain_table, table

LEAST: Final = 30
"""Fewest cases that a headline speaks of."""
QUALITY: Final = ("data_quality", "bridge")
Rows = list[Mapping[str, Value]]


def sections(pack: Pack) -> list[dict[str, Any]]:
    """One section per measure that has rows."""
    return [_section(part) for part in pack.parts if part.name not in QUALITY and part.answer.rows]


def quality(pack: Pack) -> list[dict[str, Any]]:
    """The tables about the data itself, and the oddities that measures counted."""
    tables = [
        table(part.title, part.answer.columns, part.answer.rows, part.answer.notes)
        for part in pack.parts
        if part.name in QUALITY and part.answer.rows
    ]
    odd = [{"measure": p.name, "oddity": n, "count": c} for p in pack.parts for n, c in p.answer.faults.items() if c]
    counted = plain_table("Oddities that measures counted and set aside", odd)
    return [*tables, counted] if counted else tables


def _section(part: Part) -> dict[str, Any]:
    headline, chart = DRAWN.get(part.name, _plain)(part)
    return {
        "name": part.name if not part.by else f"{part.name}-{part.by}",
        "headline": headline,
        "means": part.means,
        "chart": chart,
        "table": table(part.title + (f", by {part.by}" if part.by else ""), part.answer.columns, part.answer.rows,
                       part.answer.notes),
    }  # fmt: skip


def _plain(part: Part) -> tuple[str, str]:
    return part.title, ""


def _times(part: Part) -> tuple[str, str]:
    """The slowest and the fastest slice of the longest way, with quartile bars."""
    rows = [r for r in part.answer.rows if _count(r, "converted") >= LEAST and r.get("median_days") is not None]
    if not rows:
        return _plain(part)
    way = max(
        {(str(r["from"]), str(r["to"])) for r in rows}, key=lambda w: sum((r["from"], r["to"]) == w for r in rows)
    )
    rows = sorted((r for r in rows if (r["from"], r["to"]) == way), key=lambda r: _number(r, "median_days"))
    first, last = rows[0], rows[-1]
    if len(rows) == 1:
        return f"From {way[0]} to {way[1]}: {_number(first, 'median_days'):.0f} days in the median", ""
    name = part.by or "source"
    headline = (
        f"{first[name]}: {_number(first, 'median_days'):.0f} days from {way[0]} to {way[1]}; "
        f"{last[name]}: {_number(last, 'median_days'):.0f}"
    )
    dots = [{name: f"{r[name]} (n = {_count(r, 'converted'):,})", "value": r["median_days"], "low": r["low"],
             "high": r["high"]} for r in rows[:20]]  # fmt: skip
    return headline, charts.svg(charts.intervals(dots, name, "median days among those who convert"), headline)


def _rates(part: Part, value: str, n: str, what: str) -> tuple[str, str]:
    rows = [r for r in part.answer.rows if _count(r, n) >= LEAST and r.get(value) is not None]
    if "stage" in (part.answer.rows[0] if part.answer.rows else {}):
        stages = [str(r["stage"]) for r in part.answer.rows]
        rows = [r for r in rows if r["stage"] == stages[-1]]
    rows = sorted(rows, key=lambda r: -_number(r, value))
    name = next(iter(part.answer.rows[0]))
    if len(rows) < 2:
        return _plain(part)
    best, least = rows[0], rows[-1]
    headline = f"{what}: {best[name]} {_number(best, value):.1%}, {least[name]} {_number(least, value):.1%}"
    dots = [{name: f"{r[name]} (n = {_count(r, n):,})", "value": r[value], "low": r["low"], "high": r["high"]}
            for r in rows[:20]]  # fmt: skip
    return headline, charts.svg(charts.intervals(dots, name, what.lower(), percent=True), headline)


def _number(row: Mapping[str, Value], name: str) -> float:
    value = row.get(name)
    return float(value) if isinstance(value, int | float) else 0.0


def _count(row: Mapping[str, Value], name: str) -> int:
    return int(_number(row, name))


DRAWN: Final[dict[str, Callable[[Part], tuple[str, str]]]] = {
    "funnel": lambda part: _rates(part, "rate", "mature", "Cycles that became customers"),
    "stage_time": _times,
    "win_loss": lambda part: _rates(part, "win_rate", "opportunities", "Win rate"),
}

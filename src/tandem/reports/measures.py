"""The measures in a report: each a finding as its title, a chart where one helps, and its table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from tandem.reports import charts
from tandem.reports.headlines import LEAST, Row, contrast, count, headline, number
from tandem.reports.pack import Pack, Part
from tandem.reports.tables import Table, plain_table, table

MOST_DOTS: Final = 20
QUALITY: Final = ("data_quality", "bridge")


def sections(pack: Pack) -> list[dict[str, Any]]:
    """One section per measure that has rows."""
    return [_section(part) for part in pack.parts if part.name not in QUALITY and part.answer.rows]


def quality(pack: Pack) -> list[Table]:
    """The tables about the data itself, and the oddities that measures counted."""
    tables = [
        table(part.title, part.answer.columns, part.answer.rows, part.answer.notes)
        for part in pack.parts
        if part.name in QUALITY and part.answer.rows
    ]
    odd = [
        {"measure": part.title, "oddity": name.replace("_", " "), "count": n}
        for part in pack.parts
        for name, n in part.answer.faults.items()
        if n
    ]
    counted = plain_table("Oddities that measures counted and set aside", odd)
    return [*tables, counted] if counted else tables


def _section(part: Part) -> dict[str, Any]:
    said, chart = _DRAWN[part.name](part) if part.name in _DRAWN else (headline(part), "")
    return {
        "name": part.name if not part.by else f"{part.name}-{part.by}",
        "headline": said,
        "means": part.means,
        "chart": chart,
        "table": table(part.title + (f" by {part.by}" if part.by else ""), part.answer.columns, part.answer.rows,
                       part.answer.notes),
    }  # fmt: skip


def _times(part: Part) -> tuple[str, str]:
    """Median days of the way that most slices tell, the longest where several do, fastest slice first."""
    rows = [r for r in part.answer.rows if count(r, "converted") >= LEAST and r.get("median_days") is not None]
    if not rows:
        return part.title, ""
    told = Counter((str(r["from"]), str(r["to"])) for r in rows)
    way = max(reversed(told), key=lambda one: told[one])
    rows = sorted((r for r in rows if (r["from"], r["to"]) == way), key=lambda r: number(r, "median_days"))
    what = f"Median days from {way[0]} to {way[1]}"
    return _compared(part, what, rows, "median_days", "converted", "days")


def _funnel(part: Part) -> tuple[str, str]:
    """The share of mature cycles that reached the last stage, the highest slice first."""
    last = part.answer.rows[-1]["stage"]
    what = f"Cycles that reached {last}" + (f" within {part.within_days} days" if part.within_days else "")
    rows = [row for row in part.answer.rows if row["stage"] == last]
    return _rates(part, what, rows, "rate", "mature")


def _win_rates(part: Part) -> tuple[str, str]:
    """Win rate among decided deals, the highest slice first."""
    rows = [{**row, "decided": count(row, "won") + count(row, "lost")} for row in part.answer.rows]
    return _rates(part, "Win rate", rows, "win_rate", "decided")


def _rates(part: Part, what: str, rows: Sequence[Row], value: str, n: str) -> tuple[str, str]:
    rows = [row for row in rows if count(row, n) >= LEAST and row.get(value) is not None]
    return _compared(part, what, sorted(rows, key=lambda row: -number(row, value)), value, n, "share")


def _compared(part: Part, what: str, rows: list[Row], value: str, n: str, unit: str) -> tuple[str, str]:
    if len(rows) < 2:
        return part.title, ""
    name = part.by or next(iter(rows[0]))
    dots = [_dot(row, name, value, n) for row in rows[:MOST_DOTS]]
    said = contrast(what, rows, name, value, unit)
    words = what + ": " + ", ".join(f"{dot[name]} {number(dot, 'value'):.3g}" for dot in dots)
    return said, charts.svg(charts.intervals(dots, name, what, percent=unit == "share"), words)


def _dot(row: Row, name: str, value: str, n: str) -> Mapping[str, Any]:
    return {name: f"{row[name]} (n = {count(row, n):,})", "value": row[value], "low": row["low"], "high": row["high"]}


_DRAWN: Final[Mapping[str, Callable[[Part], tuple[str, str]]]] = {
    "funnel": _funnel,
    "stage_time": _times,
    "win_loss": _win_rates,
}

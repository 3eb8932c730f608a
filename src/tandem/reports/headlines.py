"""The finding of a measure in one sentence; None where its rows say none, then the measure's title stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from tandem.analytics.measure import Value
from tandem.reports.pack import Part
from tandem.reports.wording import prose_money, quantity

LEAST: Final = 30
"""Fewest cases that a headline speaks of."""
Row = Mapping[str, Value]


def contrast(what: str, rows: list[Row], name: str, value: str, unit: str) -> str:
    """The two ends of sorted slices; it names them only when their intervals do not overlap."""
    first, last = rows[0], rows[-1]
    ends = f"{quantity(number(first, value), unit)} to {quantity(number(last, value), unit)}"
    apart = max(number(first, "low"), number(last, "low")) > min(number(first, "high"), number(last, "high"))
    if not apart:
        return f"{what}: {ends}; the intervals overlap, so no {name} clearly differs"
    return f"{what}: {_told(first, name, value, unit)}, {_told(last, name, value, unit)}"


def _told(row: Row, name: str, value: str, unit: str) -> str:
    return f"{row[name]} {quantity(number(row, value), unit)}"


def number(row: Row, name: str) -> float:
    """A cell as a number; nought where it is none."""
    value = row.get(name)
    return float(value) if isinstance(value, int | float) else 0.0


def count(row: Row, name: str) -> int:
    """A cell as a count."""
    return int(number(row, name))


def headline(part: Part) -> str:
    """The measure's finding, or its title."""
    said = _FINDINGS[part.name](list(part.answer.rows)) if part.name in _FINDINGS else None
    return said or part.title


def _promises(rows: list[Row]) -> str | None:
    rows = [row for row in rows if row.get("promised") is not None and count(row, "due") >= LEAST]
    if not rows:
        return None
    gap, worst = max(((number(r, "promised") - number(r, "share"), i) for i, r in enumerate(rows)), key=lambda x: x[0])
    if gap <= 0:
        return "Every promise is kept as often as promised, over the whole time"
    row = rows[worst]
    team, promise = str(row["team"]), str(row["promise"]).partition(".")[2].replace("_", " ")
    return (
        f"Furthest from what was promised, over the whole time: {promise} ({team}), "
        f"{number(row, 'share'):.0%} kept, {number(row, 'promised'):.0%} promised"
    )


def _response(rows: list[Row]) -> str | None:
    told = [
        f"{str(row['kind']).replace('_', '-')}s {quantity(number(row, 'median_minutes'), 'business minutes')}"
        for row in rows
        if count(row, "answered") >= LEAST
    ]
    return f"Median time to the first response, of those answered: {', '.join(told)}" if told else None


def _verdicts(rows: list[Row]) -> str | None:
    if len(rows) != 1 or count(rows[0], "handoffs") < LEAST:
        return None
    row = rows[0]
    return (
        f"Of {count(row, 'handoffs'):,} handoffs sales accepted {count(row, 'accepted'):,}, "
        f"returned {count(row, 'returned'):,}, and has not decided on {count(row, 'undecided'):,}"
    )


def _revenue(rows: list[Row]) -> str | None:
    if len({row["currency"] for row in rows}) != 1 or sum(count(row, "won") for row in rows) < LEAST:
        return None
    currency = str(rows[0]["currency"])
    known = [row for row in rows if row.get("source") not in (None, "(none)")]
    nobody = sum(count(row, "amount_won") for row in rows if row.get("source") == "(none)")
    if not known:
        return None
    best = max(known, key=lambda row: number(row, "amount_won"))
    rest = f"; {prose_money(nobody, currency)} joins to no source" if nobody else ""
    return f"{best['source']} brought the most revenue, {prose_money(count(best, 'amount_won'), currency)}{rest}"


def _sourced(rows: list[Row]) -> str | None:
    found = {str(row["kind"]): row for row in rows}
    if set(found) != {"all", "influenced", "sourced"} or count(found["all"], "won") < LEAST:
        return None
    every, own = found["all"], found["sourced"]
    currency = str(every["currency"])
    return (
        f"Marketing sourced {prose_money(count(own, 'amount_won'), currency)} "
        f"of {prose_money(count(every, 'amount_won'), currency)} won"
    )


def _cycle(rows: list[Row]) -> str | None:
    if len(rows) != 1 or count(rows[0], "won") < LEAST or rows[0].get("median_days") is None:
        return None
    quota = rows[0].get("quota_days")
    beside = f"; the quota period is {number(rows[0], 'quota_days'):.0f} days" if quota is not None else ""
    return f"Half of the won deals took {number(rows[0], 'median_days'):.0f} days or less{beside}"


_FINDINGS: Final[Mapping[str, Callable[[list[Row]], str | None]]] = {
    "sla": _promises,
    "first_response": _response,
    "acceptance": _verdicts,
    "closed_loop": _revenue,
    "sourced_influenced": _sourced,
    "buying_cycle": _cycle,
}

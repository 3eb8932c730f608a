"""How much comes: stages entered a month, leads of each member against their capacity, messages that are forbidden."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from tandem.planning.history import Ints, micros
from tandem.zones import EPOCH_ORDINAL, zone

if TYPE_CHECKING:
    from tandem.charter.model import Charter
    from tandem.lifecycle.routing.assignments import Assignment

Told = dict[str, Any]
Window = tuple[int, int]


def inside(at: Ints, window: Window) -> Any:
    """Which instants lie in [from, to)."""
    return (at >= window[0]) & (at < window[1])


def stages_by_month(charter: Charter, moves: pa.Table, window: Window) -> dict[tuple[str, str], int]:
    """(stage, month in the charter's zone) → moves into it."""
    at = micros(moves, "at")
    here = inside(at, window)
    if not here.any():
        return {}
    starts, names = _months(charter.time_zone, int(at[here].min()), int(at[here].max()))
    month = np.searchsorted(starts, at[here], side="right") - 1
    stages: Any = moves["to_stage"].cast(pa.string()).filter(pa.array(here))
    found = Counter(zip(stages.to_pylist(), month.tolist(), strict=True))
    return {(stage, names[number]): count for (stage, number), count in found.items()}


def _months(time_zone: str, first: int, last: int) -> tuple[Ints, list[str]]:
    """When each month begins in the zone (UTC µs), from the one that holds `first` to that of `last`; their names."""
    where = zone(time_zone)
    day = date.fromordinal(where.day(first) + EPOCH_ORDINAL).replace(day=1)
    end = date.fromordinal(where.day(last) + EPOCH_ORDINAL)
    days = []
    while day <= end:
        days.append(day)
        day = (day + timedelta(days=31)).replace(day=1)
    starts = np.array([where.midnight(d.toordinal() - EPOCH_ORDINAL) for d in days], dtype=np.int64)
    return starts, [f"{d:%Y-%m}" for d in days]


def volume_rows(stages: Iterable[str], now: Mapping[Any, int], then: Mapping[Any, int]) -> list[Told]:
    """One row per stage and month that either charter fills."""
    months = sorted({month for _, month in [*now, *then]})
    return [
        {"stage": stage, "month": month, "current": now.get((stage, month), 0), "proposed": then.get((stage, month), 0)}
        for stage in stages
        for month in months
        if (stage, month) in now or (stage, month) in then
    ]


def member_weeks(charter: Charter, assignments: Iterable[Assignment], window: Window) -> dict[tuple[str, str], int]:
    """(member, Monday of the week in the charter's zone) → leads newly theirs; '' = leads that came to wait."""
    found: Counter[tuple[str, str]] = Counter()
    last: dict[tuple[bytes, int], str] = {}
    where = zone(charter.time_zone)
    for one in sorted(assignments, key=lambda a: (a.at, a.lead, a.number)):
        key = (one.lead, one.number)
        if last.get(key) != one.member and window[0] <= one.at < window[1]:
            found[one.member, monday(where.day(one.at)).isoformat()] += 1
        last[key] = one.member
    return found


def monday(day: int) -> date:
    """The Monday of the week of a day (days since 1970)."""
    there = date.fromordinal(day + EPOCH_ORDINAL)
    return there - timedelta(days=there.weekday())


def capacity_rows(now: Charter, then: Charter, weeks: Mapping[str, Mapping[tuple[str, str], int]]) -> list[Told]:
    """One row per member of sales, and '' for leads that nobody could take; `weeks[side]` as of `member_weeks`.

    `over`: leads beyond a week's capacity, added up over the weeks; None where the charter says no capacity.
    """
    members = sorted({member for side in weeks.values() for member, _ in side} | {*_staff(now), *_staff(then)})
    rows = []
    for member in members:
        row: Told = {"member": member}
        for side, charter in (("current", now), ("proposed", then)):
            loads = [count for (who, _), count in weeks[side].items() if who == member]
            capacity = _staff(charter).get(member)
            over = None if capacity is None else sum(max(load - capacity, 0) for load in loads)
            row[side] = {"capacity": capacity, "leads": sum(loads), "busiest": max(loads, default=0), "over": over}
        rows.append(row)
    return rows


def _staff(charter: Charter) -> dict[str, int | None]:
    sales = charter.teams.get("sales")
    return {key: member.per_week for key, member in sales.members.items()} if sales else {}


def message_rows(now: pa.Table, then: pa.Table, window: Window) -> list[Told]:
    """Marketing's messages that each charter forbids, by rule and purpose."""
    counts = {"current": _forbidden(now, window), "proposed": _forbidden(then, window)}
    return [
        {"rule": rule, "purpose": purpose, **{side: counts[side][rule, purpose] for side in counts}}
        for rule, purpose in sorted({*counts["current"], *counts["proposed"]})
    ]


def _forbidden(suppressed: pa.Table, window: Window) -> Counter[tuple[str, str]]:
    here = suppressed.filter(pa.array(inside(micros(suppressed, "at"), window)))
    rules: list[Any] = here["rule"].to_pylist()
    purposes: list[Any] = here["purpose"].to_pylist()
    return Counter(zip(rules, purposes, strict=True))

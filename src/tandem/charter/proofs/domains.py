"""The values that tell rules apart: each field's domain cut into cells, one value standing for each.

Conditions compare a field with constants only, so that between two neighbouring constants all values are alike.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from tandem.charter.conditions import Leaf
from tandem.charter.fields import ALWAYS_KNOWN, BANT, WHOLE
from tandem.charter.model import FieldType

_NICE: Final = (200, 50, 10, 3, 20, 100, 500, 1000, 2000, 5000, 10000, 1, 2, 5, 0, -10, -50, 100000)
_SOME_DAY: Final = date(2026, 6, 15)
_USUAL: Final[Mapping[str, object]] = {
    "consent": "given", "account_kind": "prospect", "days_in_stage": 3, "days_since_two_way": None,
    "nurture_track": None, "activity": 10, "account_activity": 10, "account_people_active": 1, "fit": 0,
    **dict.fromkeys(BANT),
}  # fmt: skip


def cells(field: FieldType, leaves: Iterable[Leaf]) -> tuple[object, ...]:
    """One value for each cell of the field's domain, the most usual first; None = unknown. Texts have none."""
    found = list(leaves)
    if field.kind == "boolean":
        asked = any(leaf.op == "is unknown" for leaf in found)
        return (False, True, None) if asked and field.name not in ALWAYS_KNOWN else (False, True)
    known: list[object]
    if field.kind == "enum":
        known = list(field.values)
    elif field.kind == "date":
        known = _days({w for leaf in found for w in leaf.wanted if isinstance(w, date)})
    else:
        bars = {float(w) for leaf in found for w in leaf.wanted if isinstance(w, int | float)}
        known = _numbers(field, sorted(bars))
    if field.name not in ALWAYS_KNOWN and not (field.name == "grade" and known):
        known.append(None)
    usual = _USUAL.get(field.name, known[0])
    return tuple(sorted(known, key=lambda value: value != usual)) if usual in known else tuple(known)


def _numbers(field: FieldType, bars: list[float]) -> list[object]:
    low = -math.inf if field.at_least is None else field.at_least
    high = math.inf if field.at_most is None else field.at_most
    usual = _USUAL.get(field.name)
    whole = field.name in WHOLE
    edges = [low, *bars, high]
    found: list[object] = [_as_number(bar) for bar in bars if low <= bar <= high]
    for left, right in pairwise(edges):
        inner = _between(left, right, left == low and left not in bars, right == high and right not in bars, whole)
        if inner is not None:
            found.append(inner)
    if isinstance(usual, int | float):
        near = next((i for i, v in enumerate(found) if isinstance(v, int | float) and _alike(v, usual, bars)), None)
        if near is not None and low <= usual <= high:
            found[near] = usual
    return sorted(found, key=lambda v: (v not in bars, _NICE.index(v) if v in _NICE else len(_NICE)))


def _alike(one: float, other: float, bars: list[float]) -> bool:
    return all((one < bar) == (other < bar) and (one > bar) == (other > bar) for bar in bars)


def _between(left: float, right: float, take_left: bool, take_right: bool, whole: bool) -> object | None:
    """A natural number strictly between two bounds (or on those that may be taken); None: there is none."""

    def inside(value: float) -> bool:
        return (left < value or (take_left and left == value)) and (value < right or (take_right and value == right))

    tries: list[float] = [*_NICE]
    if math.isfinite(left):
        tries += [left + 1, math.floor(left) + 1, left]
    if math.isfinite(right):
        tries += [right - 1, math.ceil(right) - 1, right]
    if math.isfinite(left) and math.isfinite(right):
        tries.append((left + right) / 2)
    fits = (value for value in tries if inside(value) and (not whole or float(value).is_integer()))
    found = next(fits, None)
    return None if found is None else _as_number(found)


def _as_number(value: float) -> float | int:
    return int(value) if float(value).is_integer() else value


def _days(bars: set[date]) -> list[object]:
    ordered = sorted(bars)
    if not ordered:
        return [_SOME_DAY]
    one = timedelta(days=1)
    found: list[object] = [*ordered]
    found += [ordered[-1] + one] if ordered[-1] < date.max else []
    found += [ordered[0] - one] if ordered[0] > date.min else []
    found += [a + one for a, b in pairwise(ordered) if b - a > one]
    return found

"""Dials: one number of a charter, turned over a range ("qualify.activity=20:60:5"), everything else as it is.

A dial names a move and a score ("qualify.activity", several moves with +: "qualify+requalify.fit"), the half-life
("scoring.half_life", in days), or the points of an activity or fit rule ("activity.demo_form", "fit.director").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import product
from typing import Final

from tandem.charter.conditions import AllOf, AnyOf, Condition, Leaf, Not
from tandem.charter.expressions import Expression
from tandem.charter.model import Charter, Duration, Move
from tandem.vocabulary import TandemError

MOST: Final = 64
"""Charters that one sweep compares at most."""
_RANGE: Final = re.compile(r"\s*([\w+.]+)\s*=\s*(-?\d{1,9}):(-?\d{1,9}):(\d{1,9})\s*")
_BARS: Final = (">=", ">")


class BadSweep(TandemError):
    """A sweep that cannot be made."""

    exit_code = 2

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} Write a sweep like: --sweep qualify.activity=20:60:5")


@dataclass(frozen=True, slots=True)
class Dial:
    """A number of a charter and the values that it takes, lowest first."""

    name: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Turned:
    """A charter with its dials turned. `values`: dial → value; `label`: as a chart names it."""

    charter: Charter
    values: dict[str, int]

    @property
    def label(self) -> str:
        """The values, in the dials' order."""
        return ", ".join(map(str, self.values.values()))


def read_dial(text: str) -> Dial:
    """A dial as written on the command line. Raises `BadSweep`."""
    match = _RANGE.fullmatch(text)
    if match is None:
        raise BadSweep(f"'{text}' is no sweep: a dial, =, and from:to:step in whole numbers.")
    low, high, step = (int(match[n]) for n in (2, 3, 4))
    if step < 1 or high < low:
        raise BadSweep(f"'{text}' has no values: it must go upwards by at least 1.")
    if (count := (high - low) // step + 1) > MOST:
        raise BadSweep(f"'{text}' compares {count:,} charters; {MOST} is the most.")
    return Dial(match[1], tuple(range(low, high + 1, step)))


def turned(charter: Charter, dials: Sequence[Dial]) -> list[Turned]:
    """The charter with every combination of the dials' values, in order. Raises `BadSweep`."""
    combinations = list(product(*(dial.values for dial in dials)))
    if len(combinations) > MOST:
        raise BadSweep(f"The sweep compares {len(combinations):,} charters; {MOST} is the most.")
    found = []
    for values in combinations:
        one = charter
        for dial, value in zip(dials, values, strict=True):
            one = _turn(one, dial.name, value)
        named = {dial.name: value for dial, value in zip(dials, values, strict=True)}
        digest = sha256(f"{charter.sha256} {named}".encode()).hexdigest()
        found.append(Turned(replace(one, sha256=digest), named))
    return found


def stands_at(charter: Charter, dials: Sequence[Dial]) -> dict[str, int] | None:
    """The values with which turning the dials changes nothing; None where no values of theirs do."""
    return next((one.values for one in turned(charter, dials) if _same(one.charter, charter)), None)


def _same(one: Charter, other: Charter) -> bool:
    conditions = [[move.when.condition if move.when else None for move in c.moves] for c in (one, other)]
    return conditions[0] == conditions[1] and one.scoring == other.scoring


def _turn(charter: Charter, dial: str, value: int) -> Charter:
    part, _, name = dial.rpartition(".")
    if (part, name) == ("scoring", "half_life"):
        if value < 1:
            raise BadSweep("A half-life has at least one day.")
        return replace(charter, scoring=replace(charter.scoring, half_life=Duration(value, "days")))
    if part in ("activity", "fit"):
        return _turn_points(charter, part, name, value)
    if name not in ("activity", "fit"):
        raise BadSweep(f"'{dial}' is no dial: it ends in .activity, .fit or .half_life, or names a rule's points.")
    moves = {move.name: move for move in charter.moves}
    for move in part.split("+"):
        if move not in moves:
            raise BadSweep(f"The charter has no move '{move}'; it has {', '.join(moves)}.")
        moves[move] = _turn_bar(moves[move], name, value)
    return replace(charter, moves=tuple(moves.values()))


def _turn_points(charter: Charter, part: str, name: str, value: int) -> Charter:
    rules: Sequence[object] = getattr(charter.scoring, part)
    names = [rule.name for rule in rules]  # type: ignore[attr-defined]
    if name not in names:
        raise BadSweep(f"Scoring has no {part} rule '{name}'; it has {', '.join(names)}.")
    changed = tuple(
        replace(rule, points=value) if rule.name == name else rule  # type: ignore[type-var, attr-defined]
        for rule in rules
    )
    return replace(charter, scoring=replace(charter.scoring, **{part: changed}))  # type: ignore[arg-type]


def _turn_bar(move: Move, score: str, value: int) -> Move:
    found: list[Leaf] = []

    def moved(leaf: Leaf) -> Leaf:
        if leaf.field != score or leaf.op not in _BARS:
            return leaf
        found.append(leaf)
        return replace(leaf, wanted=(value,))

    condition = _mapped(move.when.condition, moved) if move.when else None
    if move.when is None or condition is None or not found:
        raise BadSweep(f"The move '{move.name}' has no bar on {score} (… {score} >= 30 …).")
    text = re.sub(rf"({score}\s*>=?\s*)-?[\d.]+", rf"\g<1>{value}", move.when.text)
    return replace(move, when=Expression(text, move.when.place, condition))


def _mapped(condition: Condition, change: Callable[[Leaf], Leaf]) -> Condition:
    if isinstance(condition, Leaf):
        return change(condition)
    if isinstance(condition, Not):
        return Not(_mapped(condition.part, change))
    if isinstance(condition, AllOf | AnyOf):
        return type(condition)(tuple(_all(condition.parts, change)))
    return condition


def _all(parts: Iterable[Condition], change: Callable[[Leaf], Leaf]) -> Iterable[Condition]:
    return (_mapped(part, change) for part in parts)

"""What two conditions have to do with each other, found by cases and exact.

A condition reads a field through finitely many comparisons. So the field's values fall into finitely many classes that
no comparison tells apart, and one value of each class, and *unknown*, stand for all. The conditions are walked field by
field, each time reduced to what is still open: a decision diagram with many-valued nodes (Srinivasan, Ham, Malik and
Brayton, "Algorithms for discrete function manipulation", ICCAD 1990).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations, islice, pairwise, product
from typing import Final, Literal

from tandem.charter.conditions import AllOf, Always, AnyOf, Condition, Leaf, Not
from tandem.charter.fields import ALWAYS_KNOWN, WHOLE
from tandem.charter.model import FieldType

Relation = Literal["same", "stricter", "looser", "other"]
Fields = Mapping[str, FieldType]

MOST_STEPS: Final = 5_000
"""Reductions before the comparison is given up; human conditions need some dozens."""
_BETWEEN: Final = "\0"
"""A character that no pattern holds: it keeps a made-up text's parts apart."""


class TooEntangled(Exception):
    """The conditions have too many cases to be compared."""


def relation(a: Condition, b: Condition, fields: Fields) -> Relation:
    """How `b` differs from `a`: it holds in the same cases, in fewer (stricter), in more (looser), or in others.

    `fields`: the types of all fields read. Conditions with too many cases, and those that read one field as two kinds,
    are the same only if they are written the same.
    """
    if a == b:
        return "same"
    try:
        found = outcomes(a, b, fields)
    except TooEntangled:
        return "other"
    lost, gained = (True, False) in found, (False, True) in found
    return "other" if lost and gained else "stricter" if lost else "looser" if gained else "same"


def overlap(a: Condition, b: Condition, fields: Fields) -> bool:
    """Whether both can hold at once; True also where that cannot be found out."""
    try:
        return (True, True) in outcomes(a, b, fields)
    except TooEntangled:
        return True


def outcomes(a: Condition, b: Condition, fields: Fields) -> frozenset[tuple[bool, bool]]:
    """Every pair of answers that the two conditions can give to one case. Raises `TooEntangled`."""
    leaves = [*a.leaves(), *b.leaves()]
    if len({(leaf.field, leaf.kind) for leaf in leaves}) > len({leaf.field for leaf in leaves}):
        raise TooEntangled
    order = list(dict.fromkeys(leaf.field for leaf in leaves))
    open_pairs = {(a, b)}
    steps = 0
    for name in order:
        of_field = [leaf for leaf in leaves if leaf.field == name]
        found = classes(of_field, fields.get(name, FieldType(name, of_field[0].kind)))
        known = list(islice(found, MOST_STEPS + 1))
        steps += len(open_pairs) * len(known)
        if steps > MOST_STEPS:
            raise TooEntangled
        open_pairs = {(given(x, name, value), given(y, name, value)) for x, y in open_pairs for value in known}
    return frozenset((x.value, y.value) for x, y in open_pairs if isinstance(x, Always) and isinstance(y, Always))


def given(condition: Condition, field: str, value: object) -> Condition:
    """What is still open of a condition once one field's value is known (None = unknown)."""
    if isinstance(condition, Leaf):
        return Always(condition.test()({field: value})) if condition.field == field else condition
    if isinstance(condition, Always):
        return condition
    if isinstance(condition, Not):
        part = given(condition.part, field, value)
        return Always(not part.value) if isinstance(part, Always) else Not(part)
    every = isinstance(condition, AllOf)
    parts = dict.fromkeys(given(part, field, value) for part in condition.parts)
    if Always(not every) in parts:
        return Always(not every)
    left = tuple(part for part in parts if not isinstance(part, Always))
    return Always(every) if not left else left[0] if len(left) == 1 else AllOf(left) if every else AnyOf(left)


def classes(leaves: Sequence[Leaf], field: FieldType) -> Iterator[object]:
    """One value of each class that the comparisons of one field tell apart; None stands for unknown."""
    wanted = list(dict.fromkeys(value for leaf in leaves for value in leaf.wanted))
    if field.name not in ALWAYS_KNOWN:
        yield None
    if leaves[0].kind == "boolean":
        yield from (True, False)
    elif leaves[0].kind == "enum":
        yield from wanted
        yield from [value for value in field.values if value not in wanted][:1]
    elif leaves[0].kind == "text":
        yield from _texts(leaves)
    elif leaves[0].kind == "date":
        days = [day for day in wanted if isinstance(day, date)]
        yield from dict.fromkeys(day + timedelta(step) for day in days or [date(2000, 1, 1)] for step in (-1, 0, 1))
    else:
        yield from _numbers([float(n) for n in wanted if isinstance(n, int | float)], field)


def _numbers(bars: Iterable[float], field: FieldType) -> Iterator[float]:
    low = -math.inf if field.at_least is None else field.at_least
    high = math.inf if field.at_most is None else field.at_most
    ordered = sorted({*bars, *(end for end in (low, high) if math.isfinite(end))}) or [0.0]
    if field.name in WHOLE:
        found = {float(math.floor(bar) + step) for bar in ordered for step in (-1, 0, 1)}
    else:
        between = {(one + other) / 2 for one, other in pairwise(ordered)}
        found = {ordered[0] - 1, *ordered, *between, ordered[-1] + 1}
    return (number for number in sorted(found) if low <= number <= high)


def _texts(leaves: Sequence[Leaf]) -> Iterator[str]:
    """The words compared with; and for every way in which patterns can match together, a text that does so.

    A text is told apart by the longest beginning and the longest end that it matches and by the words inside it:
    joined by a character that no pattern holds, these make a text that matches the same patterns and no others.
    """
    patterns = [str(leaf.wanted[0]) for leaf in leaves if leaf.op == "like"]
    inside = [p[1:-1] for p in patterns if p[0] == p[-1] == "%"]
    heads = ["", *(p[:-1] for p in patterns if p[0] != "%")]
    tails = ["", *(p[1:] for p in patterns if p[-1] != "%")]
    middles = (_BETWEEN.join(some) for n in range(len(inside) + 1) for some in combinations(inside, n))
    yield from (str(word) for leaf in leaves if leaf.op != "like" for word in leaf.wanted)
    yield from (_BETWEEN.join((head, some, tail)) for some in middles for head, tail in product(heads, tails))

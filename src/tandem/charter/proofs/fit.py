"""Fit as a sum of points: its bars as truths that z3 can choose, and the best and worst lead there can be.

Points that share no field do not hinder each other: so the best sum is that of the best of each group.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from tandem.charter.conditions import Leaf
from tandem.charter.model import FitRule

if TYPE_CHECKING:
    from tandem.charter.proofs.situations import Situations

MOST_TRIED: Final = 5000


class Fit:
    """The points of fit in all situations."""

    def __init__(self, situations: Situations) -> None:
        self._in, self._rules = situations, [rule for rule in situations.charter.scoring.fit if rule.points]
        self._z3, self._bars = situations.z3, dict[int, Any]()

    @cached_property
    def best(self) -> dict[str, object]:
        """The facts of a lead with the highest sum there can be."""
        return {name: value for group in self._groups() for name, value in self._highest(group, 1).items()}

    @cached_property
    def _bounds(self) -> tuple[int, int]:
        worst = {name: value for group in self._groups() for name, value in self._highest(group, -1).items()}
        return self._sum(self._rules, worst), self._sum(self._rules, self.best)

    def at_least(self, bar: int) -> Any:
        """That the fit's points reach a bar."""
        if bar not in self._bars:
            z3 = self._z3
            self._bars[bar] = reached = z3.Bool(f"fit >= {bar}")
            low, high = self._bounds
            enough = z3.BoolVal(bar <= low) if bar <= low or bar > high else self._reached(self._rules, bar)
            self._in.law(z3.Or(z3.Not(self._in.tied), reached == enough))
            for other, term in self._bars.items():
                lower, higher = (term, reached) if other < bar else (reached, term)
                self._in.law(z3.Or(z3.Not(higher), lower))
        return self._bars[bar]

    def compared(self, leaf: Leaf) -> Any:
        """A comparison of the sum."""
        if leaf.op == "is unknown":
            return self._z3.BoolVal(False)
        wanted = [float(w) for w in leaf.wanted if isinstance(w, int | float)]
        low, no, bar = wanted[0], self._z3.Not, self.at_least
        if leaf.op in (">=", "<"):
            return bar(math.ceil(low)) if leaf.op == ">=" else no(bar(math.ceil(low)))
        if leaf.op in (">", "<="):
            return bar(math.floor(low) + 1) if leaf.op == ">" else no(bar(math.floor(low) + 1))
        if leaf.op == "between":
            return self._z3.And(bar(math.ceil(low)), no(bar(math.floor(wanted[1]) + 1)))
        whole = [int(w) for w in wanted if w.is_integer()]
        same = self._z3.Or(*[self._z3.And(bar(w), no(bar(w + 1))) for w in whole])
        return no(same) if leaf.op == "<>" else same

    def graded(self, leaf: Leaf) -> Any:
        """A comparison of the grade."""
        grades = self._in.charter.scoring.fit_grades
        met, above, test = [], self._z3.BoolVal(False), leaf.test()
        for letter, bar in grades:
            here = self._z3.BoolVal(True) if bar is None else self.at_least(bar)
            if test({"grade": letter}):
                met.append(self._z3.And(here, self._z3.Not(above)))
            above = self._z3.Or(above, here)
        if test({}):
            met.append(self._z3.Not(above))
        return self._z3.Or(*met)

    def _reached(self, rules: Sequence[FitRule], bar: int, sign: int = 1) -> Any:
        """That these points, or their opposites, add up to a bar."""
        pairs = [(self._in.true(rule.when), sign * rule.points) for rule in rules]
        need = bar + sum(-points for _, points in pairs if points < 0)
        terms = [(self._z3.Not(term), -points) if points < 0 else (term, points) for term, points in pairs]
        return self._z3.PbGe(terms, need) if terms else self._z3.BoolVal(bar <= 0)

    def _groups(self) -> Iterator[list[FitRule]]:
        """The rules, those together that share a field or are joined by others."""
        groups: list[tuple[set[str], list[FitRule]]] = []
        for rule in self._rules:
            joined = [group for group in groups if group[0] & rule.when.fields]
            groups = [group for group in groups if group not in joined]
            names = set(rule.when.fields).union(*(group[0] for group in joined))
            groups.append((names, [*(r for group in joined for r in group[1]), rule]))
        yield from (rules for _, rules in groups)

    def _highest(self, rules: list[FitRule], sign: int) -> dict[str, object]:
        """The facts with which these points, or their opposites, add up to the most."""
        names = sorted({name for rule in rules for name in rule.when.fields})
        texts = any(self._in.fields[name].kind == "text" for name in names)
        if not texts and self._in.size(names) <= MOST_TRIED:
            every = (dict(zip(names, values, strict=True)) for values in product(*map(self._in.alternatives, names)))
            return max(every, key=lambda values: sign * self._sum(rules, values))
        best: dict[str, object] = {}
        bar = -sum(abs(rule.points) for rule in rules)
        while (model := self._in.find(self._reached(rules, bar, sign), scores=False)) is not None:
            best = self._climb(rules, self._in.values(model, names), sign)
            bar = sign * self._sum(rules, best) + 1
        return best

    def _climb(self, rules: list[FitRule], values: dict[str, object], sign: int) -> dict[str, object]:
        """Facts at least as good: each in turn at its best, as long as that helps."""
        before = None
        while before != (before := sign * self._sum(rules, values)):
            for name in values:
                others = ({**values, name: value} for value in self._in.alternatives(name))
                values = max([values, *others], key=lambda trial: sign * self._sum(rules, trial))
        return values

    def _sum(self, rules: Sequence[FitRule], values: dict[str, object]) -> int:
        return sum(rule.points for rule in rules if rule.when.evaluate(values))

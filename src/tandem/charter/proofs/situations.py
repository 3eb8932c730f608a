"""Every situation that a charter can meet: facts as truths that z3 can choose, and witnesses in plain values.

What a comparison means is asked of the interpreter: a cell of a field's domain meets it if its value does. So a
witness that z3 finds is one that the interpreter confirms. Fit is the sum of the points whose rules hold, grade follows
fit, and activity stays within what its caps allow, unless a question leaves scores free.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final, TypeAlias

from tandem.charter.conditions import AllOf, Always, AnyOf, Condition, Leaf, Not
from tandem.charter.expressions import Expression
from tandem.charter.fields import EVENT_FIELDS, scope
from tandem.charter.model import Charter, FieldType
from tandem.charter.proofs.domains import cells
from tandem.charter.proofs.fading import most_activity
from tandem.charter.proofs.fit import Fit
from tandem.charter.proofs.texts import Atom, atoms, laws, samples, text_of

Values: TypeAlias = dict[str, object]
Holds: TypeAlias = Callable[[Values], bool]
DERIVED: Final = ("fit", "grade")


class Situations:
    """The facts that a charter's rules read, in one solver."""

    def __init__(self, charter: Charter) -> None:
        import z3

        self.z3: Any = z3
        self.charter = charter
        letters = [letter for letter, _ in charter.scoring.fit_grades]
        facts = scope(charter.stages, charter.fields, letters, [track.name for track in charter.nurture])
        self.fields: Mapping[str, FieldType] = {**facts.fields, **EVENT_FIELDS}
        self._leaves: dict[str, list[Leaf]] = {}
        for expression in conditions(charter):
            for leaf in expression.condition.leaves():
                self._leaves.setdefault(leaf.field, []).append(leaf)
        self._cells: dict[str, tuple[object, ...]] = {}
        self._chosen: dict[str, list[Any]] = {}
        self._atoms: dict[str, dict[Atom, Any]] = {}
        self._known: dict[str, Any] = {}
        self._terms: dict[int, tuple[Condition, Any]] = {}
        self.tied: Any = z3.Bool("scores follow from facts")
        self._solver: Any = z3.SolverFor("QF_FD")
        self.fit = Fit(self)

    # what can be

    def true(self, condition: Condition | Expression | None) -> Any:
        """The condition as a z3 term; None always holds."""
        if condition is None:
            return self.z3.BoolVal(True)
        part = condition.condition if isinstance(condition, Expression) else condition
        if id(part) not in self._terms:
            self._terms[id(part)] = part, self._true(part)
        return self._terms[id(part)][1]

    def given(self, condition: Condition | Expression | None, facts: Values) -> Any:
        """The condition where some facts are settled; the others are the lead's own."""
        part = condition.condition if isinstance(condition, Expression) else condition
        if isinstance(part, Leaf) and part.field in facts:
            return self.z3.BoolVal(part.test()(facts))
        if isinstance(part, Not):
            return self.z3.Not(self.given(part.part, facts))
        if isinstance(part, AllOf | AnyOf):
            join = self.z3.And if isinstance(part, AllOf) else self.z3.Or
            return join(*[self.given(inner, facts) for inner in part.parts])
        return self.true(part)

    def fact(self, name: str, *values: object) -> Any:
        """That a field has one of these values (for texts: equals one of these words; None: unknown)."""
        if self.fields[name].kind == "text":
            self._text(name)
            found = self._atoms[name]
            equal = [found[atom] for atom in (Atom("=", str(v)) for v in values) if atom in found]
            return self.z3.Or(*equal, *([self.z3.Not(self._known[name])] if None in values else []))
        self._enumerate(name)
        return self.z3.Or(*[c for v, c in zip(self._cells[name], self._chosen[name], strict=True) if v in values])

    def law(self, *terms: Any) -> None:
        """What holds in every situation."""
        self._solver.add(*terms)

    def find(self, *terms: Any, scores: bool = True) -> Any | None:
        """A model in which all terms hold; None: there is none. `scores` False: fit and activity are free of points."""
        self._solver.push()
        self._solver.add(*terms)
        found = self._solver.check(self.tied if scores else self.z3.Not(self.tied)) == self.z3.sat
        model = self._solver.model() if found else None
        self._solver.pop()
        return model

    # from truths to values

    def values(self, model: Any, names: Iterable[str]) -> Values:
        """The model's situation in plain values; fit and grade as the interpreter reckons them."""
        wanted = set(names)
        read = self._with_points(wanted)
        found = {name: self._value(model, name) for name in sorted(read) if name not in DERIVED}
        return self.complete(found, wanted)

    def complete(self, values: Mapping[str, object], names: Iterable[str]) -> Values:
        """The values with fit and grade as their points make them, where they are asked for."""
        found = dict(values)
        if set(names) & set(DERIVED):
            fit = sum(rule.points for rule in self.charter.scoring.fit if rule.when.evaluate(found))
            grade = next((g for g, bar in self.charter.scoring.fit_grades if bar is None or fit >= bar), None)
            found["fit"], found["grade"] = fit, grade
        return found

    def plain(
        self, values: Values, holds: Holds, names: Iterable[str], fixed: Iterable[str] = (), term: Any = None
    ) -> tuple[Values, tuple[str, ...]]:
        """The most usual values that still hold, and the facts that matter: with another value it would not hold.

        `term` says the same as `holds`: facts are added until all leads who share them, and `fixed`, are hit."""
        wanted, kept = set(names), {*fixed, *DERIVED}
        free = [name for name in sorted(values) if name not in kept]

        def still(trial: Values) -> bool:
            return holds(self.complete(trial, wanted))

        for name in free:
            for usual in self.alternatives(name):
                if usual == values[name] or still({**values, name: usual}):
                    values = {**values, name: usual}
                    break
        telling = [n for n in free if not all(still({**values, n: other}) for other in self.alternatives(n))]
        found = self.complete(values, wanted)
        if term is not None:
            telling = self._enough(found, telling, [*(n for n in fixed if n in found)], free, term)
        if set(telling) & self._points_read or not telling:
            telling += [name for name in DERIVED if name in wanted and name not in telling]
        return found, tuple(telling)

    def _enough(self, found: Values, telling: list[str], fixed: list[str], free: list[str], term: Any) -> list[str]:
        """The facts that matter, and as few others as make the term hold for everybody who shares them."""

        def enough(told: Iterable[str]) -> bool:
            facts = [self.same(name, found[name]) for name in (*told, *fixed)]
            return self.find(*facts, self.z3.Not(term)) is None

        scores = [name for name in DERIVED if name in found]
        if enough(telling):
            return telling
        if scores and enough([*telling, *scores]):
            return [*telling, *scores]
        told = list(free)
        for name in (name for name in free if name not in telling):
            fewer = [other for other in told if other != name]
            told = fewer if enough(fewer) else told
        return told

    def same(self, name: str, value: object) -> Any:
        """That a field has this value, or one that no rule tells apart from it."""
        if name == "fit" and isinstance(value, int):
            return self.z3.And(self.fit.at_least(value), self.z3.Not(self.fit.at_least(value + 1)))
        if name == "grade":
            known = Leaf("grade", "enum", "=", (str(value),))
            return self.fit.graded(Leaf("grade", "enum", "is unknown", ()) if value is None else known)
        if self.fields[name].kind != "text" or value is None:
            return self.fact(name, value)
        self._text(name)
        met = [truth if atom.holds(str(value)) else self.z3.Not(truth) for atom, truth in self._atoms[name].items()]
        return self.z3.And(self._known[name], *met)

    def alternatives(self, name: str) -> tuple[object, ...]:
        """Values of a field that rules can tell apart, the most usual first."""
        if self.fields[name].kind == "text":
            self._text(name)
            return (*samples(name, list(self._atoms[name])), None)
        return self._all_cells(name)

    def size(self, names: Iterable[str]) -> int:
        """How many situations these facts span."""
        return math.prod(number for _, number in self.spanning(names))

    def spanning(self, names: Iterable[str]) -> list[tuple[str, int]]:
        """The facts that the rules tell apart, and into how many values."""
        return [(n, len(self.alternatives(n))) for n in sorted(self._with_points(set(names)) - set(DERIVED))]

    # how facts become truths

    @cached_property
    def _points_read(self) -> frozenset[str]:
        return frozenset(name for rule in self.charter.scoring.fit for name in rule.when.fields)

    def _with_points(self, names: set[str]) -> set[str]:
        return names | self._points_read if names & set(DERIVED) else names

    def _true(self, part: Condition) -> Any:
        if isinstance(part, Always):
            return self.z3.BoolVal(part.value)
        if isinstance(part, Not):
            return self.z3.Not(self.true(part.part))
        if isinstance(part, AllOf | AnyOf):
            join = self.z3.And if isinstance(part, AllOf) else self.z3.Or
            return join(*[self.true(inner) for inner in part.parts])
        if part.field == "fit":
            return self.fit.compared(part)
        if part.field == "grade":
            return self.fit.graded(part)
        return self._of_text(part) if self.fields[part.field].kind == "text" else self._of_cells(part)

    def _of_cells(self, leaf: Leaf) -> Any:
        self._enumerate(leaf.field)
        test = leaf.test()
        pairs = zip(self._cells[leaf.field], self._chosen[leaf.field], strict=True)
        return self.z3.Or(*[chosen for value, chosen in pairs if test({leaf.field: value})])

    def _all_cells(self, name: str) -> tuple[object, ...]:
        if name not in self._cells:
            leaves = list(self._leaves.get(name, ()))
            most = most_activity(self.charter.scoring)
            if name == "activity":
                edges = (0.0,) if math.isinf(most) else (0.0, most)
                leaves += [Leaf("activity", "number", ">=", (edge,)) for edge in edges]
            self._cells[name] = cells(self.fields[name], leaves)
        return self._cells[name]

    def _enumerate(self, name: str) -> None:
        if name in self._chosen:
            return
        values = self._all_cells(name)
        self._chosen[name] = chosen = [self.z3.Bool(f"{name} {number}") for number in range(len(values))]
        self._solver.add(self.z3.Or(*chosen), self.z3.AtMost(*chosen, 1))
        if name == "activity":
            most = most_activity(self.charter.scoring)
            least = min((rule.points for rule in self.charter.scoring.activity), default=0)
            for value, cell in zip(values, chosen, strict=True):
                number = float(value) if isinstance(value, int | float) else 0.0
                if number > most or (number == most > 0) or (number < 0 <= least):
                    self._solver.add(self.z3.Or(self.z3.Not(self.tied), self.z3.Not(cell)))

    def _text(self, name: str) -> None:
        if name in self._atoms:
            return
        asked = {atom for leaf in self._leaves.get(name, ()) for atom in atoms(leaf)}
        if name == "outcome":
            asked |= {Atom("=", word) for word in ("won", "lost", *self.charter.stages)}
        ordered = sorted(asked)
        known = self._known[name] = self.z3.Bool(f"{name} known")
        found = {atom: self.z3.Bool(f"{name} {atom.shape} {atom.word}") for atom in ordered}
        self._atoms[name] = found
        no = self.z3.Not
        self._solver.add(*[self.z3.Or(no(truth), known) for truth in found.values()])
        self._solver.add(*[
            self.z3.Or(no(found[a]), found[b] if implied else no(found[b])) for a, b, implied in laws(ordered)
        ])  # fmt: skip

    def _of_text(self, leaf: Leaf) -> Any:
        self._text(leaf.field)
        known, found = self._known[leaf.field], self._atoms[leaf.field]
        if leaf.op == "is unknown":
            return self.z3.Not(known)
        any_of = self.z3.Or(*[found[atom] for atom in atoms(leaf)])
        return self.z3.And(known, self.z3.Not(any_of)) if leaf.op == "<>" else any_of

    def _value(self, model: Any, name: str) -> object:
        is_true = self.z3.is_true
        if self.fields[name].kind == "text":
            self._text(name)
            if not is_true(model.eval(self._known[name], model_completion=True)):
                return None
            found = self._atoms[name]
            met = [atom for atom, truth in found.items() if is_true(model.eval(truth, model_completion=True))]
            return text_of(name, met, list(found))
        if name not in self._chosen:
            return self._all_cells(name)[0]
        pairs = zip(self._cells[name], self._chosen[name], strict=True)
        usual = self._cells[name][0]
        return next((value for value, cell in pairs if is_true(model.eval(cell, model_completion=True))), usual)


def conditions(charter: Charter) -> Iterator[Expression]:
    """Every condition of the charter."""
    for rules in (charter.scoring.fit, charter.scoring.activity, charter.moves, charter.routing, charter.engagement):
        yield from (rule.when for rule in rules if rule.when)
    for track in charter.nurture:
        yield from (when for when in (track.enter, track.leave) if when)
    yield from (never.when for never in charter.never)

"""No endless ping-pong: no lead runs in a circle that only rules turn.

A move by itself (without `on`) takes no time. So a circle of stages is endless if a lead can run it with the same
facts: each move by itself in it holds at once (`days_in_stage` 0) and no cool-down holds it back, and what else is in
the circle are only verdicts of sales. A buyer's own act, a deal, a cool-down or days to wait stop it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from tandem.charter.expressions import Expression
from tandem.charter.model import Charter, Move
from tandem.charter.proofs.case import Case
from tandem.charter.proofs.situations import Values
from tandem.charter.proofs.story import counted, portrait, quoted

VERDICTS = ("sales.accepted", "sales.returned", "sales.disposed")


class Step(NamedTuple):
    """One move along a circle."""

    source: str
    to: str
    move: Move


def prove(case: Case) -> None:
    """One failure for each move by itself from which a circle comes back."""
    steps = [
        Step(source, to, move)
        for move in case.charter.moves if not move.on or move.on in VERDICTS
        for source in move.source if source not in case.charter.final
        for to in move.to if not cooled_on(case.charter, move, source, to)
    ]  # fmt: skip
    ways = _Ways(case, steps)
    told: set[frozenset[Step]] = set()
    for first in ways.turning():
        found = ways.circle(first, told)
        if found is not None:
            told.add(frozenset(found[0]))
            _tell(case, *found)
    circles = "no circle" if not told else counted(len(told), "circle")
    case.covered.append(f"ping-pong: {counted(len(steps), 'way')} that need neither buyer nor wait make {circles}")


def cooled_on(charter: Charter, move: Move, source: str, to: str) -> bool:
    """Whether a cool-down holds this move on this way."""
    return any((c.source, c.to) == (source, to) and move.name not in c.unless for c in charter.cool_downs)


class _Ways:
    """The ways from stage to stage as truths that z3 can choose: those chosen make circles, all with the same facts."""

    def __init__(self, case: Case, steps: list[Step]) -> None:
        z3 = case.situations.z3
        self.case, self.z3 = case, z3
        self.taken = {step: z3.Bool(f"way {number}") for number, step in enumerate(steps)}
        self.laws = [z3.Or(z3.Not(way), t) for step, way in self.taken.items() for t in _together(case, [step])]
        for stage in case.charter.stages:
            comes = [way for step, way in self.taken.items() if step.to == stage]
            goes = [way for step, way in self.taken.items() if step.source == stage]
            self.laws.append(z3.Or(*comes) == z3.Or(*goes))
            self.laws += [z3.AtMost(*some, 1) for some in (comes, goes) if some]

    def turning(self) -> list[Step]:
        """The moves by themselves, if any circle has one."""
        own = {step: way for step, way in self.taken.items() if not step.move.on}
        return list(own) if own and self._find(self.z3.Or(*own.values())) is not None else []

    def circle(self, first: Step, told: set[frozenset[Step]]) -> tuple[list[Step], Any] | None:
        """The shortest circle through a step, but for those that are told."""
        z3 = self.z3
        terms = [self.taken[first], *(z3.Not(z3.And(*[self.taken[step] for step in circle])) for circle in told)]
        if self._find(*terms) is None:
            return None
        lengths = range(1, len(self.case.charter.stages) + 1)
        shorter = (self._find(*terms, z3.AtMost(*self.taken.values(), length)) for length in lengths)
        model = next(model for model in shorter if model is not None)
        onward = {step.source: step for step, way in self.taken.items() if z3.is_true(model.eval(way))}
        circle = [first]
        while circle[-1].to != first.source:
            circle.append(onward[circle[-1].to])
        return circle, model

    def _find(self, *terms: Any) -> Any | None:
        return self.case.situations.find(*self.laws, *terms)


def _together(case: Case, path: list[Step]) -> list[Any]:
    """The moves by themselves of a path hold with the same facts, each in its stage, no day having passed there."""
    z3, found = case.situations.z3, []
    for step in (step for step in path if not step.move.on):
        earlier = [_at(case, move.when, step.source) for move in rivals(case.charter, step)]
        found += [_at(case, step.move.when, step.source), z3.Not(z3.Or(*earlier))]
    return found


def rivals(charter: Charter, step: Step) -> list[Move]:
    """The moves by themselves that stand before this one in its stage, and that no cool-down holds back."""
    before = charter.moves[: charter.moves.index(step.move)]
    return [
        m for m in before
        if not m.on and step.source in m.source and not cooled_on(charter, m, step.source, m.to[0])
    ]  # fmt: skip


def _at(case: Case, when: Expression | None, stage: str) -> Any:
    """A condition with the stage fixed and no day spent in it; the other facts are the lead's own."""
    return case.situations.given(when, {"stage": stage, "days_in_stage": 0})


def holds(charter: Charter, circle: list[Step], values: Values) -> bool:
    """Whether each move by itself of the circle is taken at once with these facts."""
    return all(
        _true(step.move, step, values) and not any(_true(rival, step, values) for rival in rivals(charter, step))
        for step in circle if not step.move.on
    )  # fmt: skip


def _true(move: Move, step: Step, values: Values) -> bool:
    return move.when is None or move.when.evaluate({**values, "stage": step.source, "days_in_stage": 0})


def _tell(case: Case, circle: list[Step], model: Any) -> None:
    who, z3 = case.lead, case.situations.z3
    own = [step for step in circle if not step.move.on]
    tried = [move for step in own for move in (step.move, *rivals(case.charter, step))]
    names = {name for move in tried if move.when for name in move.when.fields} - {"stage", "days_in_stage"}
    values = case.situations.values(model, names)
    values, told = case.situations.plain(
        values, lambda trial: holds(case.charter, circle, trial), names, term=z3.And(*_together(case, circle))
    )
    turned = next((n for n, step in enumerate(circle) if step.move.on), 0)
    ordered = [*circle[turned:], *circle[:turned]]
    says = ", and ".join(_does(step, who.name) for step in ordered)
    facts = f"{portrait(who, case.situations.fields, values, told)} " if told else ""
    story = (
        f"{facts}{who.name} stands in `{ordered[0].source}`. {says[:1].upper()}{says[1:]}: {who.name} is back where "
        f"{who.she} was, with nothing new said or done by the buyer, and it begins again. It can go on for ever, and "
        "each round lands on somebody's desk."
    )
    way = f"{own[-1].source} -> {own[-1].to}"
    excepted = [c for c in case.charter.cool_downs if (c.source, c.to) == (own[-1].source, own[-1].to)]
    mend = (
        f"Take {quoted(sorted({s.move.name for s in own}))} out of `except` of the cool-down {way}." if excepted
        else f"Add to `cool_down`: {way}: 30 days."
    )  # fmt: skip
    case.fail(
        "no endless ping-pong", own[0].move.place,
        "a lead can run in a circle without end: "
        f"{' → '.join([s.source for s in ordered] + [ordered[0].source])}.", mend,
        story, quotes=case.quotes([*(step.move for step in ordered), *excepted]),
        rules=tuple(step.move.name for step in ordered), values=values, told=told,
        stages=tuple(step.source for step in ordered),
    )  # fmt: skip


def _does(step: Step, name: str) -> str:
    if step.move.on == "sales.accepted":
        return f"sales accepts {name}, who goes to `{step.to}` (`{step.move.name}`)"
    if step.move.on == "sales.returned":
        return f"sales gives {name} back to `{step.to}` (`{step.move.name}`)"
    if step.move.on:
        return f"sales closes {name} as `{step.to}` (`{step.move.name}`)"
    return f"the same second `{step.move.name}` moves {name} to `{step.to}`, for its condition still holds"

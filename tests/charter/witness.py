"""A failure's witness held to the interpreter: the same rules, asked without the proofs' own code."""

from __future__ import annotations

from itertools import product
from typing import Any

from tests.charter import scenario_grid as grid
from tests.lifecycle.stories import at

from tandem.charter.model import Charter, Member
from tandem.charter.proofs import Failure
from tandem.lifecycle.business_time import calendar
from tandem.lifecycle.engagement import forbidding
from tandem.lifecycle.rulebook import RuleBook
from tandem.zones import MINUTE

SALES_WORK = {"mql": ("acceptance", "first_response", "attempts"), "sal": ("disposition", "first_response", "attempts")}


def confirmed(charter: Charter, failure: Failure) -> bool:
    """Whether the interpreter shows what the failure says."""
    return _CHECKS[failure.proof](charter, failure)


def _coverage(charter: Charter, failure: Failure) -> bool:
    values, book = dict(failure.values), RuleBook(charter)
    if failure.event:
        moves = book.moves_on.get(failure.event, {}).get(failure.stages[0], ())
        outcome = values.get("outcome")
        return not any(
            (len(m.to) == 1 or outcome in m.to) and (m.when is None or m.when.evaluate(values)) for m in moves
        )
    if failure.team:
        return grid.silent(charter, values)
    return book.route({**values, "stage": "mql", "days_in_stage": 0}) == ""


def _one_answer(charter: Charter, failure: Failure) -> bool:
    return frozenset(failure.rules) in grid.clashes(charter, dict(failure.values))


def _never(charter: Charter, failure: Failure) -> bool:
    values = dict(failure.values)
    sentences = [n.when for n in charter.never if n.text in failure.fault.message]
    said = all(when.evaluate(values) for when in sentences) if sentences else values["consent"] == "withdrawn"
    return said and not forbidding(charter.engagement, values, failure.team, failure.purpose, owns=True)


def _dead(charter: Charter, failure: Failure) -> bool:
    """On the grid the rule is never heard, taken or met; people and cool-downs are counted."""
    name, every = failure.rules[0], everything(charter, failure.rules[0])
    if "cool-down" in failure.fault.message:
        return _structural(charter, failure, name, every)
    rules = {r.name: r for r in charter.engagement}
    if (
        name in rules and "rule of engagement" in failure.fault.message + failure.story
    ) or "never speaks" in failure.fault.message:
        return not any(rules[name] in grid.speaking(charter, values) for values in every)
    moves = [m for m in charter.moves if m.name == name]
    if "move" in failure.fault.message and moves:
        return not any(
            _taken(charter, name, {**values, "stage": s}) for values in every for s in _stages(failure, moves[0])
        )
    if "route" in failure.fault.message and any(r.name == name for r in charter.routing):
        book = RuleBook(charter)
        return not any(book.route({**values, "stage": "mql", "days_in_stage": 0}) == name for values in every)
    if "points" in failure.fault.message:
        lines = [r for r in (*charter.scoring.fit, *charter.scoring.activity) if r.name == name]
        return not any(_gives(line, values) for line in lines for values in every)
    return _structural(charter, failure, name, every)


def _structural(charter: Charter, failure: Failure, name: str, every: list[dict[str, Any]]) -> bool:
    if "cool-down" in failure.fault.message:
        way = [m for m in charter.moves if failure.stages[0] in m.source and failure.stages[1] in m.to]
        return all(m.name in c.unless for c in charter.cool_downs for m in way)
    if "no route leads to" in failure.fault.message:
        return not _reached(charter, charter.teams["sales"].members[name])
    if "covers nobody" in failure.fault.message:
        return not any(m.on == "form.submitted" and "mql" in m.to for m in charter.moves)
    track = next(t for t in charter.nurture if t.name == name)
    runs = [v for v in every if track.enter.evaluate(v) and not (track.leave and track.leave.evaluate(v))]
    if "end of the nurture track" in failure.fault.message:
        return not any(track.leave and track.leave.evaluate(v) for v in every)
    return not any(grid.may_send(charter, v, "marketing", "nurture") for v in runs)


def _reached(charter: Charter, member: Member) -> bool:
    """Whether some lead of the grid is routed to where this member is."""
    book, leads = RuleBook(charter), everything(charter, charter.routing[0].name)
    taken = {book.route({**values, "stage": "mql", "days_in_stage": 0}) for values in leads}
    to = {route.to for route in charter.routing if route.name in taken}
    return bool(to & {f"member {member.key}", f"territory {member.territory}", "team", "team sales"})


def _stages(failure: Failure, move: Any) -> tuple[str, ...]:
    return failure.stages or move.source


def _taken(charter: Charter, name: str, values: dict[str, Any]) -> bool:
    """Whether this is the first move of its kind and stage that holds; an answer with several targets names one."""
    move = next(m for m in charter.moves if m.name == name)
    rivals = [m for m in charter.moves if m.on == move.on and values["stage"] in m.source]
    if move.on == "opportunity.closed" and values.get("outcome") not in ("won", "lost"):
        return False
    for rival in rivals:
        cooled = any(
            (c.source, c.to) == (values["stage"], rival.to[0]) and rival.name not in c.unless
            for c in charter.cool_downs
        )
        if rival.name == name:
            return rival.when is None or rival.when.evaluate(values)
        if not cooled and (rival.when is None or rival.when.evaluate(values)):
            return False
    return False


def _gives(line: Any, values: dict[str, Any]) -> bool:
    on = getattr(line, "on", "")
    if on in ("task.created", "note.logged"):
        return False
    if on in ("page.viewed", "email.clicked"):
        values = {**values, "form": None}
    return line.when is None or line.when.evaluate(values)


def everything(charter: Charter, about: str) -> list[dict[str, Any]]:
    """A grid of the facts that the rule of this name and those of its part read."""
    parts = (charter.scoring.fit, charter.scoring.activity, charter.moves, charter.routing, charter.engagement)
    part = next((p for p in parts if any(rule.name == about for rule in p)), ())
    if part is charter.moves:
        on = next(move.on for move in part if move.name == about)
        part = tuple(move for move in part if move.on == on)
    expressions = [rule.when for rule in part if rule.when]
    if not part:
        expressions = [w for t in charter.nurture for w in (t.enter, t.leave) if w] + [
            r.when for r in charter.engagement
        ]
    read = {name for when in expressions for name in when.fields}
    if read & {"fit", "grade"}:
        expressions += [rule.when for rule in charter.scoring.fit]
    read |= {name for when in expressions for name in when.fields} | {"stage"}
    domains = {n: _domain(charter, n, expressions) for n in sorted(read - {"fit", "grade"})}
    return [grid.with_scores(charter, dict(zip(domains, values, strict=True))) for values in product(*domains.values())]


def _domain(charter: Charter, name: str, expressions: list[Any]) -> list[Any]:
    wanted = {w for when in expressions for leaf in when.condition.leaves() if leaf.field == name for w in leaf.wanted}
    if name == "stage":
        return list(charter.stages)
    if name in charter.fields and charter.fields[name].kind == "enum":
        return [None, *charter.fields[name].values]
    numbers = sorted(float(w) for w in wanted if isinstance(w, int | float) and not isinstance(w, bool))
    if numbers:
        return [None, *numbers, *(n + 1 for n in numbers), *(n - 1 for n in numbers if n > 1)]
    words = sorted(str(w).strip("%") for w in wanted if isinstance(w, str))
    known = {"consent": ["given", "withdrawn"], "account_has_open_deal": [False, True], "free_mail": [False, True]}
    return [None, "~", *words] if name not in known else [*known[name], *([None] if name == "consent" else [])]


def _bars(charter: Charter, failure: Failure) -> bool:
    """No lead of the grid gets there."""
    every = everything(charter, charter.scoring.fit[0].name) if charter.scoring.fit else []
    best = max((grid.with_scores(charter, values)["fit"] for values in every), default=0)
    if "fit" in failure.values and failure.values["fit"] != best:
        return False
    name = failure.rules[0].removeprefix("grade ")
    bars = {letter: bar for letter, bar in charter.scoring.fit_grades if bar is not None}
    if name in bars:
        return best < bars[name] or "no sum of points" in failure.fault.message
    moves = [m.when for m in charter.moves if m.name == name and m.when]
    return bool(moves) and all(best < min(when.bars("fit")) for when in moves)


def _rests(charter: Charter, failure: Failure) -> bool:
    if not failure.stages:
        return _owed(charter, failure)
    [stage] = failure.stages
    promised = {p.key.partition(".")[2] for p in charter.promises} & set(SALES_WORK.get(stage, ()))
    entered = [
        t for t in charter.nurture if any(t.enter.evaluate({"stage": stage, "consent": c}) for c in (None, "given"))
    ]
    if "nobody owns" in failure.fault.message:
        return not promised and not entered and stage not in {kpi.stage for kpi in charter.kpis}
    return not promised and stage not in {late.stage for late in charter.late} and not any(t.every for t in entered)


def _owed(charter: Charter, failure: Failure) -> bool:
    name = failure.rules[0]
    if name.startswith("sales."):
        return name not in {promise.key for promise in charter.promises}
    route = next(r for r in charter.routing if r.name == name)
    people = [
        m for m in charter.teams["sales"].members.values()
        if route.to in (f"member {m.key}", f"territory {m.territory}", "team", "team sales")
    ]  # fmt: skip
    return all(m.per_week == 0 or m.until is not None for m in people)


def _ping_pong(charter: Charter, failure: Failure) -> bool:
    """Each move by itself of the circle is the first that holds in its stage, with the same facts, on the first day."""
    moves = {m.name: m for m in charter.moves}
    stages = (*failure.stages, failure.stages[0])
    for source, to, name in zip(stages, stages[1:], failure.rules, strict=False):
        move = moves[name]
        held = any((c.source, c.to) == (source, to) and name not in c.unless for c in charter.cool_downs)
        if held or source not in move.source or to not in move.to:
            return False
        if not move.on and not _taken(charter, name, {**failure.values, "stage": source, "days_in_stage": 0}):
            return False
    return any(not moves[name].on for name in failure.rules)


def _promises(charter: Charter, failure: Failure) -> bool:
    """Clocks fall due on real calendars, from a Monday's opening; room and open hours are counted anew."""
    sales = charter.teams["sales"].hours or charter.hours
    if "room" in failure.values:
        people = [m for m in charter.teams["sales"].members.values() if not m.until and _reached(charter, m)]
        assert charter.handoffs is not None and charter.handoffs.per == "months"
        return sum(m.per_week or 0 for m in people) * 366 / 84 < charter.handoffs.at_least
    if "share" in failure.values:
        promise = next(p for p in charter.promises if p.key == failure.rules[0])
        return _kept(sales, promise.within) < promise.share
    if "due" not in failure.values:
        sides = {"marketing": charter.handoffs is not None, "sales": bool(charter.promises)}
        return failure.stages != () or list(sides.values()).count(True) == 1
    hours = calendar(sales.__class__(sales.days, sales.opens, sales.closes), "Etc/UTC")
    start = at("2026-03-02 00:00") + sales.opens * MINUTE
    clocks = {p.key: p.within for p in charter.promises} | {f"late.{late.stage}": late.after for late in charter.late}
    first, *others = (hours.due(start, clocks[rule]) - start for rule in failure.rules)
    return first > sum(others) if not failure.rules[0].startswith("late") else first < others[0]


def _kept(sales: Any, within: Any) -> float:
    """Minute by minute through a week: the share from which an open minute comes in time."""
    hours = calendar(sales.__class__(sales.days, sales.opens, sales.closes), "Etc/UTC")
    monday, week = at("2026-03-02 00:00"), 7 * 24 * 60
    minutes = round(within.count * {"minutes": 1, "hours": 60, "days": 1440}[within.unit])
    starts = range(0, week, 7)
    open_in_time = [hours.minutes_between(monday + m * MINUTE, monday + (m + minutes) * MINUTE) > 0 for m in starts]
    return sum(open_in_time) / len(starts)


_CHECKS = {
    "coverage": _coverage, "one answer": _one_answer, "no dead rule": _dead, "nobody rests with nobody": _rests,
    "no endless ping-pong": _ping_pong, "reachable bars": _bars, "never": _never, "promises fit": _promises,
}  # fmt: skip

"""Nobody rests with nobody: in each stage that leads can leave somebody owns them, and a clock runs.

An owner is named by a KPI, by a promise whose clock runs in the stage, by a nurture track (marketing), or is the owner
of the deal. A clock is a promise, `late`, a nurture track with `every`, a move that waits for days, marketing's
promised number of handoffs, or the deal's own end. A track and a waiting move count for those leads that meet them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tandem.charter.expressions import Expression
from tandem.charter.model import Charter, Move
from tandem.charter.proofs.case import Case
from tandem.charter.proofs.situations import Values
from tandem.charter.proofs.story import counted, portrait, quoted, stage_kind

RUNS_IN = {
    "sales.acceptance": ("mql",), "sales.first_response": ("mql", "sal"), "sales.hand_raises": (),
    "sales.attempts": ("mql", "sal"), "sales.disposition": ("sal",),
}  # fmt: skip
"""Promise → the stages in which a lead is guarded by its clock. Hand-raises are some leads only."""
TIMED = frozenset({"days_in_stage", "days_since_two_way"})


def prove(case: Case) -> None:
    """One failure for each stage without owner, or without clock."""
    charter = case.charter
    if not (charter.kpis or charter.promises or charter.late):
        case.note(
            "nobody has agreed who owns which stage: there are neither KPIs nor promises.", "Add `kpis` and `sla`."
        )
        return
    open_stages = [stage for stage in charter.stages if stage not in charter.final]
    for stage in open_stages:
        _owned(case, stage)
        _clocked(case, stage)
    _escalates_to_somebody(case)
    case.covered.append(
        f"resting: an owner and a clock for each of {counted(len(open_stages), 'stage')} that leads can leave"
    )


def _escalates_to_somebody(case: Case) -> None:
    """Who is late is reported to a manager; a team may be too small to have one."""
    members = case.charter.teams["sales"].members.values()
    escalating = [late for late in case.charter.late if late.then == "escalate"]
    if escalating and members and not any(member.manager for member in members):
        message = "late leads are escalated, and no member of sales names a manager who is told."
        case.note(message, "Add `manager` to members, or let late leads be reassigned.", escalating[0].place)


def _owned(case: Case, stage: str) -> None:
    """Somebody owns each lead in this stage."""
    charter = case.charter
    kept = any(kpi.stage == stage for kpi in charter.kpis) or _promised(charter, stage) or _has_deal(charter, stage)
    rest = None if kept else _gap(case, stage, [track.enter for track in charter.nurture])
    if rest is not None:
        _tell_unowned(case, stage, *rest)


def _clocked(case: Case, stage: str) -> None:
    """A clock runs for each lead in this stage."""
    charter, leaving = case.charter, [move for move in case.charter.moves if stage in move.source]
    meeting = charter.handoffs.meeting if charter.handoffs else ""
    if (
        _promised(charter, stage) or _has_deal(charter, stage)
        or any(late.stage == stage for late in charter.late) or any(move.name == meeting for move in leaving)
    ):  # fmt: skip
        return
    tracks = {track.name: track.enter for track in charter.nurture if track.every}
    waits = {move.name: move.when for move in leaving if not move.on and move.when and move.when.fields & TIMED}
    some = {name: when for name, when in (tracks | waits).items() if _can_hold(case, stage, when)}
    rest = _gap(case, stage, list(some.values()))
    if rest is not None and not _all_pass(case, stage, leaving):
        _tell_no_clock(case, stage, *rest, list(some))


def _all_pass(case: Case, stage: str, leaving: Sequence[Move]) -> bool:
    """Whether each lead in this stage meets a move by itself, and so passes through or waits for a cool-down only."""
    z3, own = case.situations.z3, [case.situations.true(move.when) for move in leaving if not move.on]
    return case.situations.find(case.situations.fact("stage", stage), *_long_after(case), z3.Not(z3.Or(*own))) is None


def _promised(charter: Charter, stage: str) -> bool:
    return any(stage in RUNS_IN.get(promise.key, ()) for promise in charter.promises)


def _has_deal(charter: Charter, stage: str) -> bool:
    """Whether a lead is in this stage because a deal is open, and leaves it when the deal ends."""
    opened = any(move.on == "opportunity.opened" and stage in move.to for move in charter.moves)
    return opened and any(move.on == "opportunity.closed" and stage in move.source for move in charter.moves)


def _can_hold(case: Case, stage: str, when: Expression) -> bool:
    return case.situations.find(case.situations.true(when), case.situations.fact("stage", stage)) is not None


def _gap(case: Case, stage: str, conditions: Sequence[Expression]) -> tuple[Values, tuple[str, ...]] | None:
    """A lead that has been in this stage for long and meets none of the conditions, with the facts that matter."""
    situations, z3 = case.situations, case.situations.z3
    held = z3.Or(*[situations.true(when) for when in conditions])
    model = situations.find(situations.fact("stage", stage), *_long_after(case), z3.Not(held))
    if model is None:
        return None
    names = {"stage", *(name for when in conditions for name in when.fields)}
    return situations.plain(
        situations.values(model, names),
        lambda trial: not any(when.evaluate(trial) for when in conditions),
        names,
        ["stage", *TIMED],
        z3.Not(held),
    )


def _long_after(case: Case) -> list[Any]:
    """So many days have passed that more make no difference."""
    found = []
    for name in sorted(TIMED):
        days = [value for value in case.situations.alternatives(name) if isinstance(value, int | float)]
        unknown = [None] if name == "days_since_two_way" else []
        found.append(case.situations.fact(name, max(days), *unknown))
    return found


def _tell_unowned(case: Case, stage: str, values: Values, told: tuple[str, ...]) -> None:
    who, moves = case.lead, [m for m in case.charter.moves if stage in m.to]
    owner, other = ("marketing", "sales") if stage in ("lead", "mql", "nurture") else ("sales", "marketing")
    story = (
        f"{_who(case, values, told)}{who.name} comes to {stage_kind(case.charter, stage)}. From here on nobody answers "
        f"for {who.name}: marketing thinks {who.she} is with sales, sales thinks {who.she} is with marketing, and no "
        f"KPI of either team counts {who.her} stage."
    )
    case.fail(
        "nobody rests with nobody", case.place_of("kpis"), f"nobody owns a lead in the stage `{stage}`.",
        f"Add to `kpis`: {stage}: {{owner: {owner}, measure: conversion}} (or {other}, or both).", story,
        quotes=case.quotes(moves), rules=tuple(m.name for m in moves), values=values, told=told, stages=(stage,),
    )  # fmt: skip


def _tell_no_clock(case: Case, stage: str, values: Values, told: tuple[str, ...], some: list[str]) -> None:
    who, moves = case.lead, case.around(stage)
    others = f" ({quoted(some)} {'is' if len(some) == 1 else 'are'} not for leads like {who.name})" if some else ""
    story = (
        f"{_who(case, values, told)}{who.name} comes to {stage_kind(case.charter, stage)}, and is forgotten. No "
        "promise has a clock in this stage, nothing there is ever late, and no nurture track writes to "
        f"{who.name}{others}: {who.she} can rest there for years, and nobody is told."
    )
    shown = f"for ever: no clock runs there{' for some leads' if some else ''}"
    case.fail(
        "nobody rests with nobody", moves[0].place if moves else case.place_of("lifecycle"),
        f"a lead can rest in the stage `{stage}` {shown}.",
        f"Add to `late`: {stage}: {{after: 20 business days, then: escalate}}, or a promise or nurture track.", story,
        quotes=case.quotes(moves), rules=tuple(m.name for m in moves), values=values, told=told, stages=(stage,),
    )  # fmt: skip


def _who(case: Case, values: Values, told: tuple[str, ...]) -> str:
    facts = [name for name in told if name not in TIMED]
    return f"{portrait(case.lead, case.situations.fields, values, facts)} " if facts else ""

"""Nobody rests with nobody: in each stage that leads can leave somebody owns them, and a clock runs.

An owner is named by a KPI, by a promise whose clock runs in the stage, by a nurture track (marketing), or is the owner
of the deal. A clock is a promise, `late`, a nurture track with `every`, a move that waits for days, marketing's
promised number of handoffs, or the deal's own end.
"""

from __future__ import annotations

from tandem.charter.model import Charter, NurtureTrack
from tandem.charter.proofs.case import Case
from tandem.charter.proofs.story import stage_kind

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
        if not owners(case, stage):
            _tell_unowned(case, stage)
        if not clocks(case, stage):
            _tell_no_clock(case, stage)
    _escalates_to_somebody(case)
    case.covered.append(f"resting: an owner and a clock for each of {len(open_stages)} stages that leads can leave")


def _escalates_to_somebody(case: Case) -> None:
    """Who is late is reported to a manager; a team may be too small to have one."""
    members = case.charter.teams["sales"].members.values()
    escalating = [late for late in case.charter.late if late.then == "escalate"]
    if escalating and members and not any(member.manager for member in members):
        message = "late leads are escalated, and no member of sales names a manager who is told."
        case.note(message, "Add `manager` to members, or let late leads be reassigned.", escalating[0].place)


def owners(case: Case, stage: str) -> list[str]:
    """Who owns a lead in this stage."""
    charter = case.charter
    found = [kpi.owner for kpi in charter.kpis if kpi.stage == stage]
    found += [p.team for p in charter.promises if stage in RUNS_IN.get(p.key, ())]
    found += ["marketing" for track in charter.nurture if _enters(case, track, stage)]
    return [*found, "the deal's owner"] if _has_deal(charter, stage) else found


def clocks(case: Case, stage: str) -> list[str]:
    """What keeps a lead from being forgotten in this stage."""
    charter = case.charter
    found = [p.key for p in charter.promises if stage in RUNS_IN.get(p.key, ())]
    found += [f"late.{late.stage}" for late in charter.late if late.stage == stage]
    found += [track.name for track in charter.nurture if track.every and _enters(case, track, stage)]
    for move in (m for m in charter.moves if stage in m.source):
        timed = not move.on and move.when is not None and bool(move.when.fields & TIMED)
        promised = charter.handoffs is not None and charter.handoffs.meeting == move.name
        found += [move.name] if timed or promised else []
    return [*found, "the deal's end"] if _has_deal(charter, stage) else found


def _has_deal(charter: Charter, stage: str) -> bool:
    """Whether a lead is in this stage because a deal is open, and leaves it when the deal ends."""
    opened = any(move.on == "opportunity.opened" and stage in move.to for move in charter.moves)
    return opened and any(move.on == "opportunity.closed" and stage in move.source for move in charter.moves)


def _enters(case: Case, track: NurtureTrack, stage: str) -> bool:
    return case.scenarios.find(case.scenarios.true(track.enter), case.scenarios.fact("stage", stage)) is not None


def _tell_unowned(case: Case, stage: str) -> None:
    who, moves = case.lead, [m for m in case.charter.moves if stage in m.to]
    owner, other = ("marketing", "sales") if stage in ("lead", "mql", "nurture") else ("sales", "marketing")
    story = (
        f"{who.name} comes to {stage_kind(case.charter, stage)}. From here on nobody answers for {who.name}: marketing "
        f"thinks {who.she} is with sales, sales thinks {who.she} is with marketing, and no KPI of either team "
        f"counts {who.her} "
        "stage."
    )
    case.fail(
        "nobody rests with nobody", case.place_of("kpis"), f"nobody owns a lead in the stage `{stage}`.",
        f"Add to `kpis`: {stage}: {{owner: {owner}, measure: conversion}} (or {other}, or both).", story,
        quotes=case.quotes(moves), rules=tuple(m.name for m in moves), values={"stage": stage}, told=("stage",),
        stages=(stage,),
    )  # fmt: skip


def _tell_no_clock(case: Case, stage: str) -> None:
    who, moves = case.lead, case.around(stage)
    story = (
        f"{who.name} comes to {stage_kind(case.charter, stage)}, and is forgotten. No promise has a clock in "
        "this stage, "
        f"nothing there is ever late, and no nurture track writes to {who.name}: {who.she} can rest there for "
        "years, and "
        "nobody is told."
    )
    case.fail(
        "nobody rests with nobody", moves[0].place if moves else case.place_of("lifecycle"),
        f"a lead can rest in the stage `{stage}` for ever: no clock runs there.",
        f"Add to `late`: {stage}: {{after: 20 business days, then: escalate}}, or a promise or nurture track.", story,
        quotes=case.quotes(moves), rules=tuple(m.name for m in moves), values={"stage": stage}, told=("stage",),
        stages=(stage,),
    )  # fmt: skip

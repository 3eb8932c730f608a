"""What a charter that reads well can still get wrong: rules that cannot work, and gaps worth a talk.

These checks look at one rule, or at the graph of stages; what must hold in every scenario is proved in `proofs`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from tandem.charter.expressions import Expression
from tandem.charter.fields import ROUTING_FACTS
from tandem.charter.model import Charter, Place
from tandem.charter.suggestion import did_you_mean
from tandem.vocabulary import Fault

STAGES: Final[Place] = (0, -1)
"""Where the stages stand."""
KPIS: Final[Place] = (0, -2)
"""Where the KPIs stand."""

Findings = Iterator[tuple[Place, str, str]]


def check(charter: Charter, text: str = "") -> list[Fault]:
    """Everything in the charter that cannot work, at its place. `text`: the charter's file, to find the stages in."""
    return _told(charter, _FAULTS, text)


def notes(charter: Charter, text: str = "") -> list[Fault]:
    """Gaps that the teams may have meant: stages without a KPI, leads that rest."""
    return _told(charter, _NOTES, text)


def _told(charter: Charter, checks: tuple[Callable[[Charter], Findings], ...], text: str) -> list[Fault]:
    at = {STAGES: _place_of(text, "stages", inside="lifecycle"), KPIS: _place_of(text, "kpis")}
    found = {
        Fault(charter.file, *at.get(place, place), message, mend)
        for each in checks for place, message, mend in each(charter)
    }  # fmt: skip
    return sorted(found)


def _place_of(text: str, key: str, inside: str = "") -> Place:
    """Where a key of the charter, or of one of its parts, stands in the file; (0, 0): nowhere to be seen."""
    part = ""
    for number, line in enumerate(text.splitlines(), 1):
        part = line.partition(":")[0] if line[:1].strip() else part
        if part == (inside or key) and line.strip().startswith(f"{key}:"):
            return number, line.index(key) + 1
    return 0, 0


def _final_stages_are_final(charter: Charter) -> Findings:
    for move in charter.moves:
        for stage in (s for s in move.source if s in charter.final):
            mend = "Take it out of `from`, or out of `final`."
            yield move.place, f"`{move.name}` leaves `{stage}`, which is final.", mend
    for late in (late for late in charter.late if late.stage in charter.final):
        yield late.place, f"`{late.stage}` is final: no lead can be late in it.", "Remove it from `late`."


def _every_stage_is_reached(charter: Charter) -> Findings:
    if not charter.moves:
        return
    first = charter.stages[0]
    reached = _reached_from(charter, first)
    lost = [stage for stage in charter.stages if stage not in reached]
    while lost:
        root = max(lost, key=lambda stage: len(_reached_from(charter, stage) & set(lost)))
        others = tuple(s for s in lost if s != root and s in _reached_from(charter, root))
        rest = f", and so none to {_list(others)}" if others else ""
        mend = f"Add a move to `{root}`, or take it out of `stages`."
        yield STAGES, f"no way leads from `{first}` to the stage `{root}`{rest}.", mend
        lost = [stage for stage in lost if stage != root and stage not in others]


def _reached_from(charter: Charter, stage: str) -> set[str]:
    reached, news = {stage}, [stage]
    while news:
        source = news.pop()
        fresh = {to for move in charter.moves if source in move.source for to in move.to} - reached
        reached |= fresh
        news += sorted(fresh)
    return reached


def _moves_go_somewhere(charter: Charter) -> Findings:
    for move in charter.moves:
        for stage in (s for s in move.source if s in move.to):
            yield move.place, f"`{move.name}` goes from `{stage}` to itself.", "Take it out of `from` or `to`."


def _handoffs_are_made_by_a_move(charter: Charter) -> Findings:
    promise = charter.handoffs
    if promise is None or not promise.meeting:
        return
    names = [move.name for move in charter.moves]
    if promise.meeting not in names:
        yield promise.place, f"there is no move `{promise.meeting}`.", did_you_mean(promise.meeting, names)
    elif "mql" in charter.stages:
        move = next(m for m in charter.moves if m.name == promise.meeting)
        if "mql" not in move.to:
            message = f"`{move.name}` leads to {_list(move.to)}, and a handoff is a move to `mql`."
            yield promise.place, message, "Name a move to mql."


def _exceptions_of_cool_downs_fit(charter: Charter) -> Findings:
    for cool in charter.cool_downs:
        waited = [move for move in charter.moves if cool.source in move.source and cool.to in move.to]
        way = f"{cool.source} -> {cool.to}"
        if not waited:
            yield cool.place, f"no move goes {way}: there is nothing to cool down.", "Add the move, or remove it."
    names = {name for cool in charter.cool_downs for name in cool.unless}
    for name in sorted(names):
        goes = [m for m in charter.moves if m.name == name]
        if not any(c.source in m.source and c.to in m.to for c in charter.cool_downs for m in goes):
            place = charter.cool_downs[0].place
            yield place, f"the move `{name}` needs no exception: it never goes that way.", "Remove it from `except`."


def _scores_and_moves_leave_routing_alone(charter: Charter) -> Findings:
    for name, when in _conditions(charter):
        for field in sorted(when.fields & set(ROUTING_FACTS)):
            message = f"`{name}` reads `{field}`, which only routing knows."
            yield when.place, message, "Use it in rules of engagement, not in scores or moves."


def _conditions(charter: Charter) -> Iterator[tuple[str, Expression]]:
    yield from ((rule.name, rule.when) for rule in charter.scoring.fit)
    yield from ((rule.name, rule.when) for rule in charter.scoring.activity if rule.when)
    yield from ((move.name, move.when) for move in charter.moves if move.when)


def _words_fit_their_team(charter: Charter) -> Findings:
    for rule in charter.engagement:
        for team, said, word in (
            ("marketing", rule.marketing, "owner_only"), ("sales", rule.sales, "event_if_owner_agrees")
        ):  # fmt: skip
            if word in said:
                message = f"`{rule.name}` says `{word}` of {team}, and a lead's owner is a member of sales."
                yield rule.place, message, "Name the kinds of message that it may send, any, or none."


def _stages_have_kpis(charter: Charter) -> Findings:
    owned = {kpi.stage for kpi in charter.kpis}
    for stage in (s for s in charter.stages if owned and s not in owned):
        yield KPIS, f"nobody owns the stage `{stage}`: it has no KPI.", f"Add to `kpis`: {stage}: {_KPI}."


def _stages_can_be_left(charter: Charter) -> Findings:
    left = {stage for move in charter.moves for stage in move.source}
    for stage in (s for s in charter.stages if charter.moves and s not in left and s not in charter.final):
        yield STAGES, f"no move leaves `{stage}`: a lead rests there.", "Add a move, or list it in `final`."


def _list(words: tuple[str, ...]) -> str:
    return ", ".join(f"`{word}`" for word in words)


_KPI: Final = "{owner: sales, measure: conversion}"
_FAULTS: Final = (
    _final_stages_are_final,
    _every_stage_is_reached,
    _moves_go_somewhere,
    _handoffs_are_made_by_a_move,
    _exceptions_of_cool_downs_fit,
    _scores_and_moves_leave_routing_alone,
    _words_fit_their_team,
)
_NOTES: Final = (_stages_have_kpis, _stages_can_be_left)

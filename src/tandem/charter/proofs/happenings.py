"""What an event can carry: the facts that a rule with `on:` may meet when an event of that kind happens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from tandem.charter.model import Move
from tandem.charter.proofs.case import Case

DEAL_ENDS: Final = ("won", "lost")
_WITHOUT: Final = {
    "page.viewed": ("form", "outcome"),
    "email.clicked": ("form", "outcome"),
    "form.submitted": ("outcome",),
    "opportunity.opened": ("form", "outcome"),
    "opportunity.closed": ("form",),
    **dict.fromkeys(
        ("meeting.booked", "meeting.held", "meeting.missed", "call.made", "call.received", "email.replied"),
        ("form", "path"),
    ),
    "sales.accepted": ("form", "path"),
    "sales.returned": ("form", "path"),
    "sales.disposed": ("form", "path"),
}
"""Kind → facts that it never has."""


def during(case: Case, kind: str, outcomes: Iterable[str] = ()) -> list[Any]:
    """What holds of the facts of an event of this kind; `outcomes`: those that a disposal can name."""
    found = [case.situations.fact(name, None) for name in _WITHOUT.get(kind, ())]
    if kind == "opportunity.closed":
        found.append(case.situations.fact("outcome", *DEAL_ENDS))
    elif kind == "sales.disposed" and outcomes:
        found.append(case.situations.fact("outcome", *outcomes))
    return found


def standing(case: Case, move: Move) -> Iterator[tuple[str, list[Any]]]:
    """Each stage from which a move can be tried, with what holds then."""
    for stage in (s for s in move.source if s not in case.charter.final):
        outcomes = move.to if len(move.to) > 1 else ()
        yield stage, [case.situations.fact("stage", stage), *during(case, move.on, outcomes)]


def taking(case: Case, move: Move) -> Any:
    """That a move's condition holds, and for one of several targets that the answer names one of them."""
    held = case.situations.true(move.when)
    return case.situations.z3.And(held, case.situations.fact("outcome", *move.to)) if len(move.to) > 1 else held


def cooled(case: Case, move: Move, stage: str) -> bool:
    """Whether a cool-down can hold this move back in this stage."""
    return any(c.source == stage and c.to in move.to and move.name not in c.unless for c in case.charter.cool_downs)


def outcome_of(kind: str, stages: Iterable[str]) -> tuple[str, ...]:
    """The outcomes that must lead somewhere: of a deal's end, and of sales' word on a lead that they worked."""
    if kind == "opportunity.closed":
        return DEAL_ENDS
    return tuple(s for s in ("sql", "nurture", "disqualified") if s in set(stages)) if kind == "sales.disposed" else ()

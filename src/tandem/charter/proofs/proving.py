"""All proofs of one charter, one after the other."""

from __future__ import annotations

from typing import Final

from tandem.charter.model import Charter
from tandem.charter.proofs import cycles, engagement, journey, owed, points, promises, resting, routes
from tandem.charter.proofs.case import Case
from tandem.charter.proofs.failure import PROOFS, Proved
from tandem.charter.proofs.situations import Situations

_PROOFS: Final = (
    engagement.prove,
    points.prove,
    journey.prove,
    routes.prove,
    resting.prove,
    owed.prove,
    cycles.prove,
    promises.prove,
)


def prove_all(charter: Charter, text: str = "") -> Proved:
    """Failures in the order of the proofs, then of the file."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if text else []
    case = Case(charter, lines, Situations(charter))
    if "mql" not in charter.stages and (charter.routing or charter.promises or charter.handoffs):
        case.note(
            "no stage is called `mql`: what begins with a handoff (routing, the clocks and answers of sales) is not "
            "checked.",
            "Call the stage `mql`, and say in the `glossary` what it means.",
            case.place_of("lifecycle", "stages"),
        )
    for prove in _PROOFS:
        prove(case)
    rank = {proof: number for number, proof in enumerate(PROOFS)}
    ordered = sorted(case.failures, key=lambda failure: (rank[failure.proof], failure.fault))
    return Proved(tuple(ordered), tuple(case.covered), tuple(sorted(set(case.notes))))

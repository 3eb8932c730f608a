"""What sales owes a lead at each step: a promise with a clock, or leads wait and no promise is broken."""

from __future__ import annotations

from typing import Final, NamedTuple

from tandem.charter.model import Charter, Move
from tandem.charter.proofs.case import Case


class Owed(NamedTuple):
    """A promise that a charter with such moves needs. `story`: what happens to {0} without it."""

    key: str
    mend: str
    story: str


OWED: Final = (
    Owed(
        "acceptance",
        "acceptance: {within: 2 business days, for: 95%}",
        "{0} is handed over. Sales may accept {0} or give {0} back, but nobody promised how soon: {0} can lie in the "
        "list for weeks, and no promise is broken.",
    ),
    Owed(
        "first_response",
        "first_response: {within: 4 business hours, for: 90%}",
        "{0} is handed over, and a member of sales gets the lead. Nobody promised how soon {0} gets a first answer: it "
        "may come next month, and no promise is broken.",
    ),
    Owed(
        "hand_raises",
        "hand_raises: {within: 30 business minutes, for: 90%}",
        "{0} asks to talk to sales, today. No promise of its own covers those who ask: {0} waits in the same line as "
        "everybody who only read a page.",
    ),
    Owed(
        "attempts",
        "attempts: {at_least: 5, within: 10 business days, for: 90%}",
        "{0} was accepted by sales. A member calls once, nobody picks up, and {0} is given up. Nobody promised how "
        "often sales tries before that.",
    ),
    Owed(
        "disposition",
        "disposition: {within: 15 business days, for: 90%}",
        "{0} was accepted by sales. Nobody promised when sales says how it ended: {0} may stay open for ever, and as "
        "long as sales has the lead, marketing does not write.",
    ),
)


def prove(case: Case) -> None:
    """One failure for each promise that the moves call for and nobody gives."""
    if not case.charter.promises:
        return
    given = {promise.key for promise in case.charter.promises}
    for owed in OWED:
        moves = _calling(case.charter, owed.key)
        if moves and f"sales.{owed.key}" not in given:
            case.fail(
                "nobody rests with nobody",
                case.place_of("sla"),
                f"nobody promises `{owed.key}`, and leads wait for it.",
                f"Add under `sla: sales:` a line such as {owed.mend}.",
                owed.story.format(case.lead.name),
                quotes=case.quotes(moves),
                rules=(f"sales.{owed.key}", *(move.name for move in moves)),
            )
    _covers_somebody(case)


def _covers_somebody(case: Case) -> None:
    """A promise for those who ask to talk is for somebody: a form can hand a lead over."""
    promise = next((p for p in case.charter.promises if p.only_hand_raises), None)
    if promise is None or _calling(case.charter, "hand_raises") or "mql" not in case.charter.stages:
        return
    who = case.lead
    case.fail(
        "no dead rule",
        promise.place,
        "the promise `hand_raises` covers nobody: no form hands a lead over.",
        "Add a move such as hand_raise: {from: lead, to: mql, on: form.submitted, when: \"form = 'contact'\"}.",
        f"{who.name} sends a form and asks to be called. No move hands {who.name} over for that, so the promise to "
        f"answer fast never begins to count: {who.name} waits until {who.her} score is high enough.",
        quotes=case.quotes([promise]),
        rules=(promise.key,),
    )


def _calling(charter: Charter, key: str) -> list[Move]:
    """The moves for which a promise is owed: verdicts, hand-raises, ends of sales' work that give a lead up."""
    if key in ("acceptance", "first_response"):
        return [move for move in charter.moves if move.on in ("sales.accepted", "sales.returned")]
    if key == "hand_raises":
        return [move for move in charter.moves if move.on == "form.submitted" and "mql" in move.to]
    given_up = {"nurture", "disqualified"}
    return [move for move in charter.moves if move.on == "sales.disposed" and set(move.to) & given_up]

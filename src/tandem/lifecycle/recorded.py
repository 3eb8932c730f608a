"""The recorded track: stages as the tools' words say them through the crosswalk, and the answers these words imply.

Recorded MQL → SAL (or past it) is *accepted*; MQL → nurture, disqualified or back to before MQL is *returned*; an
accepted lead's next word past SAL is its *disposition*. A deal of the lead moves it to opportunity and customer; while
it is there, words of the earlier path are echoes and say nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from tandem.charter.crosswalk import IGNORE, word
from tandem.lifecycle import handoffs, stages
from tandem.lifecycle.rulebook import CUSTOMER, MQL, NURTURE, OPPORTUNITY, SAL, SIDE

if TYPE_CHECKING:
    from tandem.lifecycle.ledger import Ledger
    from tandem.lifecycle.rulebook import RuleBook
    from tandem.lifecycle.state import Lead

STATUS: Final = {"status": "lead_status", "lifecycle_stage": "lifecycle_stage"}
"""Field of `field.changed` → the crosswalk's vocabulary."""


class Answer(NamedTuple):
    """What sales answered to a handoff: `kind` is sales.accepted | sales.returned | sales.disposed."""

    kind: str
    outcome: str
    reason: str


class Word(NamedTuple):
    """A recorded stage change to be made."""

    stage: str
    at: int
    whole_day: bool = False
    rule: str = ""
    reason: str = ""
    event: bytes | None = None
    backdated: bool = False
    tool: str = ""


def stage_said(ledger: Ledger, book: RuleBook, tool: str, field: str, value: str) -> str:
    """The stage that a tool's value means; '' where it says nothing, is not believed, or is unmapped (counted)."""
    said = word(book.charter.crosswalk, tool, STATUS[field], value)
    if said is None or (said and said != IGNORE and said not in book.stages):
        ledger.unmapped[tool, field, value] += 1
        return ""
    if said == IGNORE or book.charter.crosswalk.believe.get(said, tool) not in ("", tool):
        return ""
    return said


def record(ledger: Ledger, book: RuleBook, version: int, lead: Lead, said: Word) -> list[Answer]:
    """Move the lead to what a tool said; the answers to its handoff that this implies."""
    track, to = lead.recorded, said.stage
    if to == MQL and said.tool:
        lead.mql_words.append((said.at, track.handoff is not None))
    if to == track.stage or (said.tool and _is_echo(book, track.stage, to)):
        return []
    answers = _answers(book, lead, said)
    stages.change(
        ledger, book, version, lead, track, to, said.at, whole_day=said.whole_day, rule=said.rule,
        reason=answers[-1].reason if answers else said.reason, event=said.event, backdated=said.backdated,
    )  # fmt: skip
    track.said_by = said.tool
    return answers


def _is_echo(book: RuleBook, stage: str, to: str) -> bool:
    if stage == CUSTOMER:
        return True
    return stage == OPPORTUNITY and to not in SIDE and book.rank[to] < book.rank[OPPORTUNITY]


def _answers(book: RuleBook, lead: Lead, said: Word) -> list[Answer]:
    track, to = lead.recorded, said.stage
    handoff = track.handoff
    if handoff is None or to == MQL:
        return []
    if to not in SIDE and book.rank[to] > book.rank[MQL]:
        return _went_on(book, lead, said)
    reason = said.reason or handoffs.nearest_reason(lead, said.at)
    if handoff.verdict:
        handoffs.dispose(track, said.at, to, reason)
        return [Answer("sales.disposed", to, reason)]
    handoffs.give_back(track, said.at, reason)
    return [Answer("sales.returned", to, reason)]


def _went_on(book: RuleBook, lead: Lead, said: Word) -> list[Answer]:
    track, to = lead.recorded, said.stage
    answers = []
    if track.handoff is not None and not track.handoff.verdict:
        handoffs.accept(track, said.at)
        answers.append(Answer("sales.accepted", to, said.reason))
    if to != SAL:
        reason = said.reason or handoffs.nearest_reason(lead, said.at)
        handoffs.dispose(track, said.at, to, reason)
        answers.append(Answer("sales.disposed", to, reason))
    return answers


def deal_stage(book: RuleBook, stage: str, step: str, others_open: bool) -> str:
    """Where a deal's step (opened | won | lost) moves a lead that stands in `stage`; '' = nowhere."""
    if step == "won":
        return CUSTOMER if CUSTOMER in book.stages and stage != CUSTOMER else ""
    if step == "lost":
        return NURTURE if stage == OPPORTUNITY and not others_open and NURTURE in book.stages else ""
    if OPPORTUNITY not in book.stages or stage == CUSTOMER:
        return ""
    return OPPORTUNITY if stage in SIDE or book.rank.get(stage, -1) < book.rank[OPPORTUNITY] else ""


def verdict_stage(book: RuleBook, kind: str, outcome: str) -> str:
    """The stage that an explicit answer of sales means in this charter; '' where it has none."""
    if kind == "sales.accepted":
        return SAL if SAL in book.stages else ""
    if kind == "sales.disposed":
        return outcome if outcome in book.stages else ""
    return outcome if outcome in book.stages else NURTURE if NURTURE in book.stages else book.stages[0]

"""Deals: when each was opened, won or lost, who belongs to it, and what marketing had to do with it.

A deal's own events tell its times where a tool keeps them, else its snapshot does. An open deal's close date is a
plan and says nothing. *Sourced*: the first qualifying response of its people precedes any touch of sales and the
opening. *Influenced*: one of them gave at least one response, no bot's, within the charter's window before the opening.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tandem.charter.crosswalk import IGNORE, word
from tandem.lifecycle.business_time import elapsed
from tandem.lifecycle.rulebook import CUSTOMER, OPPORTUNITY
from tandem.lifecycle.touches import is_sales_touch, is_two_way
from tandem.zones import DAY

if TYPE_CHECKING:
    from tandem.charter.model import Attribution
    from tandem.lifecycle.inputs import Act, DealRecord, Role, World
    from tandem.lifecycle.ledger import Ledger
    from tandem.lifecycle.rulebook import RuleBook
    from tandem.lifecycle.state import Lead


class Step(NamedTuple):
    """`step`: opened | won | lost."""

    at: int
    whole_day: bool
    step: str
    event: bytes | None


class Deal(NamedTuple):
    """A deal with its history resolved; `outcome`: open | won | lost."""

    record: DealRecord
    outcome: str
    opened: Step | None
    closed: Step | None
    lost_stage: str

    @property
    def steps(self) -> list[Step]:
        """Opening and closing, as far as they are known, in time order (an opening goes first)."""
        return [step for step in (self.opened, self.closed) if step is not None]


def resolve(ledger: Ledger, book: RuleBook, record: DealRecord, acts: Iterable[Act]) -> Deal:
    """Join a deal's snapshot with its own events (`acts`, in time order)."""
    opened = closed = None
    stage = ""
    for act in acts:
        if act.kind == "opportunity.opened" and opened is None:
            opened = Step(act.at, act.whole_day, "opened", act.event)
        outcome = _said_outcome(ledger, book, act)
        if outcome == "open":
            closed, stage = None, act.new
        elif outcome:
            closed = Step(act.at, act.whole_day, outcome, act.event)
            stage = act.old if act.old and _stage_word(ledger, book, act.tool, act.old) == "open" else stage
    outcome = _outcome(ledger, book, record) or (closed.step if closed else "open")
    if opened is None and record.opened_at is not None:
        opened = Step(record.opened_at, record.opened_whole_day, "opened", None)
    if outcome == "open":
        closed = None
    elif closed is None or closed.step != outcome:
        at = record.closed_at
        closed = None if at is None else Step(at, record.closed_whole_day, outcome, None)
    return Deal(record, outcome, opened, closed, stage if outcome == "lost" else "")


def _said_outcome(ledger: Ledger, book: RuleBook, act: Act) -> str:
    if act.kind == "opportunity.closed" and act.outcome in ("won", "lost"):
        return act.outcome
    if act.kind in ("opportunity.closed", "opportunity.stage_changed") and act.new:
        return _stage_word(ledger, book, act.tool, act.new)
    return ""


def _outcome(ledger: Ledger, book: RuleBook, record: DealRecord) -> str:
    """open | won | lost by the snapshot; '' where it does not tell."""
    said = _stage_word(ledger, book, record.tool, record.stage) if record.stage else ""
    if record.is_won:
        return "won"
    if record.is_closed:
        return "lost"
    return "open" if record.is_closed is False else said


def _stage_word(ledger: Ledger, book: RuleBook, tool: str, stage: str) -> str:
    said = word(book.charter.crosswalk, tool, "opportunity_stage", stage)
    if said is None:
        ledger.unmapped[tool, "opportunity_stage", stage] += 1
    if said in ("open", "won", "lost"):
        return said
    listed = "opportunity_stage" in book.charter.crosswalk.words.get(tool, {})
    return "" if listed or said == IGNORE else _plain(stage)


def _plain(stage: str) -> str:
    """A stage's name that no crosswalk lists, where it says won or lost by itself."""
    name = stage.casefold().replace(" ", "").replace("_", "")
    return {"closedwon": "won", "won": "won", "closedlost": "lost", "lost": "lost"}.get(name, "open")


def primary(roles: Sequence[Role]) -> Role | None:
    """The buyer who stands for a deal: the converted one, else the earliest to get a role, else the lowest id."""
    return min(roles, key=lambda r: (r.how != "converted", r.at is None, r.at or 0, r.lead), default=None)


class Part(NamedTuple):
    """What deals need of one lead's acts: when it gave qualifying responses, and when sales first touched it."""

    responses: list[int]
    sales_touch: int | None


def parts(attribution: Attribution, acts: Iterable[Act], leads: frozenset[bytes]) -> dict[bytes, Part]:
    """Each of the leads' part, from the account's acts in time order."""
    qualifying = frozenset(attribution.qualifying)
    found = {lead: Part([], None) for lead in leads}
    for act in acts:
        if act.lead not in leads:
            continue
        part = found[act.lead]
        if part.sales_touch is None and (is_sales_touch(act) or (act.team == "sales" and is_two_way(act))):
            part = found[act.lead] = Part(part.responses, act.at)
        if act.kind in qualifying and not act.bot and not (act.kind == "meeting.held" and act.team == "sales"):
            part.responses.append(act.at)
    return found


def campaign(deal: Deal, lead: Lead | None, world: World) -> str:
    """The name of the deal's campaign, its buyer's at the opening where the deal itself has none."""
    own = deal.record.campaign
    if own:
        return world.campaigns.get(own, ("", ""))[1] or own
    anchor = deal.opened or deal.closed
    return lead.campaign(anchor.at if anchor else world.through) if lead else ""


def write(
    ledger: Ledger, book: RuleBook, world: World, deal: Deal, parts_of: dict[bytes, Part], lead: Lead | None
) -> str:  # fmt: skip
    """One row of `deal`, and the stages that it reached; its source, the buyer's where the deal itself has none."""
    record = deal.record
    buyer = primary(record.roles)
    group = [parts_of[role.lead] for role in record.roles if role.lead in parts_of]
    anchor = deal.opened or deal.closed
    response = min((part.responses[0] for part in group if part.responses), default=None)
    sold = min((part.sales_touch for part in group if part.sales_touch is not None), default=None)
    touched = min((at for at in (response, sold) if at is not None), default=None)
    sourced = influenced = None
    if record.roles and anchor is not None:
        sourced = response is not None and response < anchor.at and (sold is None or response < sold)
        window = elapsed(0, book.charter.attribution.window, book.zone)
        influenced = any(anchor.at - window <= at <= anchor.at for part in group for at in part.responses)
    opened, closed = deal.opened, deal.closed
    source = charter_word(ledger, book, record.tool, "source", record.source) or (lead.source if lead else "")
    loss_reason = charter_word(ledger, book, record.tool, "loss_reason", record.loss_reason)
    ledger.add("deal", (
        record.opportunity, record.account, buyer.lead if buyer else None, buyer.person if buyer else None,
        deal.outcome, record.stage, record.amount, record.currency,
        opened and opened.at, bool(opened and opened.whole_day), ledger.day(opened and opened.at),
        closed and closed.at, bool(closed and closed.whole_day), ledger.day(closed and closed.at),
        _lag_days(ledger, deal), record.owner, source, campaign(deal, lead, world), loss_reason,
        record.competitor, deal.lost_stage, sourced, influenced, touched,
    ))  # fmt: skip
    _reached(ledger, book, deal)
    return source


def charter_word(ledger: Ledger, book: RuleBook, tool: str, vocabulary: str, value: str) -> str:
    """A tool's value in the charter's words: unmapped ones are counted and kept, ignored ones are ''."""
    said = word(book.charter.crosswalk, tool, vocabulary, value)
    if said is None:
        ledger.unmapped[tool, vocabulary, value] += 1
        return value
    return "" if said == IGNORE else said


def _lag_days(ledger: Ledger, deal: Deal) -> float | None:
    if deal.opened is None or deal.closed is None:
        return None
    if deal.opened.whole_day or deal.closed.whole_day:
        return float(ledger.zone.day(deal.closed.at) - ledger.zone.day(deal.opened.at))
    return (deal.closed.at - deal.opened.at) / DAY


def _reached(ledger: Ledger, book: RuleBook, deal: Deal) -> None:
    """A deal reaches `opportunity` when it opens and `customer` when it is won, on both tracks."""
    steps = ((OPPORTUNITY, deal.opened), (CUSTOMER, deal.closed if deal.outcome == "won" else None))
    for track in ("recorded", "decided"):
        for stage, step in steps:
            if step is not None and stage in book.stages:
                ledger.add("reach", (
                    track, "opportunity", deal.record.opportunity, stage, step.at, step.whole_day,
                    ledger.day(step.at), False,
                ))  # fmt: skip

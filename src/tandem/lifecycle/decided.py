"""The decided track: the charter's moves, tested at events and at the wake-ups that the fold schedules for itself.

A move with `on` is tested when such an act happens; a move without is tested whenever anything it reads may have
changed: at events, when fading crosses a bar, when a cool-down ends, when days pass. The first that holds, in
the charter's order, is taken; what the new stage then allows is tested at once, each move at most once an instant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from tandem.charter.fields import EVENT_FIELDS
from tandem.lifecycle import handoffs, scoring, stages
from tandem.lifecycle.business_time import elapsed
from tandem.lifecycle.fading import POINT
from tandem.zones import DAY

if TYPE_CHECKING:
    from tandem.charter.model import Move
    from tandem.lifecycle.account import AccountState
    from tandem.lifecycle.ledger import Ledger
    from tandem.lifecycle.recorded import Answer
    from tandem.lifecycle.rulebook import RuleBook
    from tandem.lifecycle.state import Lead

_SILENT: Final = dict.fromkeys(EVENT_FIELDS, "")


def prompted(
    ledger: Ledger, book: RuleBook, version: int, account: AccountState, lead: Lead, kind: str, at: int,
    whole_day: bool, event: bytes | None, outcome: str = "", reason: str = "",
) -> bool:  # fmt: skip
    """Take the first move that this kind of act fires in the lead's stage; whether one was taken."""
    moves = book.moves_on.get(kind, {}).get(lead.decided.stage)
    if not moves:
        return False
    refresh(book, version, account, lead, at)
    for move in moves:
        to = move.to[0] if len(move.to) == 1 else outcome if outcome in move.to else ""
        if to and _holds(book, lead, move, to, at):
            _take(ledger, book, version, lead, move, to, at, whole_day, event, reason)
            return True
    return False


def unprompted(
    ledger: Ledger, book: RuleBook, version: int, account: AccountState, lead: Lead, at: int, whole_day: bool,
    event: bytes | None,
) -> None:  # fmt: skip
    """Take the moves that hold by themselves, stage after stage."""
    taken: set[str] = set()
    while move := _first(book, version, account, lead, at, taken):
        taken.add(move.name)
        _take(ledger, book, version, lead, move, move.to[0], at, whole_day, event, "")
    lead.dirty = False


def answer(
    ledger: Ledger, book: RuleBook, version: int, account: AccountState, lead: Lead, said: Answer, at: int,
    whole_day: bool, event: bytes | None,
) -> None:  # fmt: skip
    """What sales answered, on this track: it counts only if the handoff that it answers is open here (semantics 8)."""
    handoff = lead.decided.handoff
    if handoff is None or (said.kind == "sales.disposed") != bool(handoff.verdict):
        ledger.set_aside["verdict"] += 1
        return
    if said.kind == "sales.accepted":
        handoffs.accept(lead.decided, at)
    elif said.kind == "sales.returned":
        handoffs.give_back(lead.decided, at, said.reason)
    else:
        handoffs.dispose(lead.decided, at, said.outcome, said.reason)
    hear(lead, said.outcome, said.reason)
    prompted(ledger, book, version, account, lead, said.kind, at, whole_day, event, said.outcome, said.reason)


def hear(lead: Lead, outcome: str, reason: str = "") -> None:
    """Let rules read what was said, and nothing of an earlier act."""
    lead.values.update(_SILENT)
    lead.values["outcome"], lead.values["reason"] = outcome, reason


def next_wake(book: RuleBook, version: int, lead: Lead, at: int) -> int | None:
    """When, after `at`, time alone can change what the lead's unprompted moves answer; None: never."""
    moves = book.moves_when.get(lead.decided.stage)
    if not moves:
        return None
    times = [*_passing_days(book, lead), *_cooling(book, lead, moves)]
    if lead.raised_at is not None and "hand_raise" in book.move_fields:
        times.append(lead.raised_at + handoffs.RAISE_LASTS)
    if "activity" in book.move_fields or "grade" in book.move_fields:
        crossing = scoring.next_crossing(book, lead.scores[version], lead.decided.stage, at)
        if crossing is not None:
            times.append(crossing)
    return min((t for t in times if t > at), default=None)


def refresh(book: RuleBook, version: int, account: AccountState, lead: Lead, at: int) -> None:
    """Bring the values that time moves up to this instant; only those that the charter's rules read."""
    values, score, wanted = lead.values, lead.scores[version], book.read
    values["activity"] = scoring.activity(book, score, at) / POINT
    if "days_in_stage" in wanted:
        values["days_in_stage"] = (at - lead.decided.since) // DAY
    if "days_since_two_way" in wanted:
        values["days_since_two_way"] = None if lead.two_way_at is None else (at - lead.two_way_at) // DAY
    if "hand_raise" in wanted:
        raised = lead.raised_at
        values["hand_raise"] = raised is not None and at - raised < handoffs.RAISE_LASTS
    if "sequence_active" in wanted:
        values["sequence_active"] = lead.in_sequence(at)
    if "account_activity" in wanted:
        values["account_activity"] = account.activity(book, version, at) / POINT
    if "account_people_active" in wanted:
        values["account_people_active"] = account.people_active(book, version, at)
    if book.fit_moves:
        score.fit = scoring.fit(book, values)
    values["fit"] = score.fit
    if "grade" in wanted:
        values["grade"] = book.grade(score.fit)


def facts(book: RuleBook, version: int, account: AccountState, lead: Lead, at: int) -> dict[str, object]:
    """What rules read of the lead at this instant, as a copy: to look changes nothing."""
    score = lead.scores[version]
    values, fit = lead.values, score.fit
    lead.values = dict(values)
    refresh(book, version, account, lead, at)
    lead.values, score.fit, seen = values, fit, lead.values
    return seen


def _first(book: RuleBook, version: int, account: AccountState, lead: Lead, at: int, taken: set[str]) -> Move | None:
    moves = book.moves_when.get(lead.decided.stage)
    if not moves:
        return None
    refresh(book, version, account, lead, at)
    return next((m for m in moves if m.name not in taken and _holds(book, lead, m, m.to[0], at)), None)


def _holds(book: RuleBook, lead: Lead, move: Move, to: str, at: int) -> bool:
    if move.when is not None and not move.when.compiled(lead.values):
        return False
    free = _free_from(book, lead, move, to)
    return free is None or at >= free


def _free_from(book: RuleBook, lead: Lead, move: Move, to: str) -> int | None:
    """When the cool-down that holds this move ends; None: none holds it."""
    rule = book.cool_downs.get((lead.decided.stage, to))
    if rule is None or move.name in rule.unless:
        return None
    entered = lead.decided.entered.get(rule.source, lead.decided.since)
    return (
        book.calendar_of("").due(entered, rule.wait) if rule.wait.business else elapsed(entered, rule.wait, book.zone)
    )


def _cooling(book: RuleBook, lead: Lead, moves: Iterable[Move]) -> Iterator[int]:
    if book.cool_downs:
        for move in moves:
            free = _free_from(book, lead, move, move.to[0])
            if free is not None:
                yield free


def _passing_days(book: RuleBook, lead: Lead) -> Iterator[int]:
    stage = lead.decided.stage
    yield from (lead.decided.since + days * DAY for days in book.day_bars.get(stage, ()))
    if lead.two_way_at is not None:
        yield from (lead.two_way_at + days * DAY for days in book.silence_bars.get(stage, ()))


def _take(
    ledger: Ledger, book: RuleBook, version: int, lead: Lead, move: Move, to: str, at: int, whole_day: bool,
    event: bytes | None, reason: str,
) -> None:  # fmt: skip
    reads = move.when.fields if move.when else frozenset()
    reads |= book.fit_fields if reads & {"fit", "grade"} else frozenset()
    backdated = any(lead.known[name] > at for name in reads if name in lead.known)
    handoff = lead.decided.handoff
    stages.change(
        ledger, book, version, lead, lead.decided, to, at, whole_day=whole_day, rule=move.name, reason=reason,
        event=event, backdated=backdated,
    )  # fmt: skip
    lead.values["stage"], lead.dirty = to, True
    if handoff is not None and lead.decided.handoff is handoff:
        _leave_handoff(lead, to, at)


def _leave_handoff(lead: Lead, to: str, at: int) -> None:
    """A move that no answer of sales made took the lead on, past or out of its handoff."""
    handoff = lead.decided.handoff
    if handoff is None or to in ("mql", "sal"):
        return
    if to in stages.PAST_SQL:
        handoffs.accept(lead.decided, at)
        handoffs.dispose(lead.decided, at, to, "")
    else:
        handoff.ended_at = at
        lead.decided.handoff = None

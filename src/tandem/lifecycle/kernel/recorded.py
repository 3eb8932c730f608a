"""The recorded track as far as the decided one hears of it, compiled: the twin of `recorded` and of `Fold.say`."""

from __future__ import annotations

from tandem.lifecycle.kernel.asking import NO_EVENT
from tandem.lifecycle.kernel.changed import change
from tandem.lifecycle.kernel.history import KINDS
from tandem.lifecycle.kernel.jit import inner
from tandem.lifecycle.kernel.moved import ACCEPTS, DISPOSES, RETURNS, answer, prompted
from tandem.lifecycle.kernel.state import (
    AT_STAGE,
    ENTERED,
    FIRST_LEAD,
    RECORDED,
    RECORDED_OPEN,
    RECORDED_VERDICT,
    SAID_OUTCOME,
    SAID_REASON,
    STEPS_DONE,
    Rows,
    Scratch,
    ints_of,
)
from tandem.lifecycle.kernel.tape import (
    DEALS_ROLE,
    DEALS_ROLE_START,
    DEALS_START,
    DEALS_STEP,
    DEALS_STEP_AT,
    DEALS_STEP_DEAL,
    DEALS_STEP_START,
    DEALS_STEP_WHOLE,
    MOVES_RANK,
    STAGES_CUSTOMER,
    STAGES_DISQUALIFIED,
    STAGES_FIRST,
    STAGES_MQL,
    STAGES_NURTURE,
    STAGES_OPPORTUNITY,
    STAGES_SAL,
    WORDS_LOST_OUTCOME,
    WORDS_NOTED,
    WORDS_NOTED_AT,
    WORDS_NOTED_START,
    WORDS_REASON_ORDER,
    WORDS_STAGE_OUTCOME,
    WORDS_WON_OUTCOME,
    Tape,
    look,
)
from tandem.zones import DAY

ACCEPTED_KIND, RETURNED_KIND, DISPOSED_KIND = (
    KINDS.index(kind) for kind in ("sales.accepted", "sales.returned", "sales.disposed")
)
OPENED_KIND, CLOSED_KIND = (KINDS.index("opportunity.opened"), KINDS.index("opportunity.closed"))
OPENED, WON, LOST = range(3)
"A deal's steps."


@inner
def say(
    p: Tape,
    s: Scratch,
    r: Rows,
    account: int,
    lead: int,
    to: int,
    at: int,
    whole: int,
    cause: int,
    reason: int,
    tooled: int,
) -> None:
    """A tool says a stage; deals from before the lead's first word follow it."""
    new = ints_of(s, lead)[RECORDED] == 0
    _say(p, s, r, lead, to, at, whole, cause, reason, tooled)
    if new:
        catch_up_deals(p, s, r, account, lead)


@inner
def catch_up_deals(p: Tape, s: Scratch, r: Rows, account: int, lead: int) -> None:
    """The steps that the lead's deals took before anything was said of it."""
    low = look(p, DEALS_STEP_START, account)
    for step in range(low, low + s.account[STEPS_DONE]):
        deal = look(p, DEALS_STEP_DEAL, step)
        for role in range(look(p, DEALS_ROLE_START, deal), look(p, DEALS_ROLE_START, deal + 1)):
            if look(p, DEALS_ROLE, role) == lead + s.account[FIRST_LEAD]:
                deal_moves(p, s, r, account, lead, step, -1)


@inner
def deal_moves(p: Tape, s: Scratch, r: Rows, account: int, lead: int, step: int, cause: int) -> None:
    """What a step of a deal makes of one of its people."""
    at, whole, did = (look(p, DEALS_STEP_AT, step), int(look(p, DEALS_STEP_WHOLE, step)), look(p, DEALS_STEP, step))
    to = _deal_stage(p, s, account, lead, step)
    if to:
        _say(p, s, r, lead, to, at, whole, cause, 0, 0)
    if ints_of(s, lead)[AT_STAGE] == 0:
        return
    kind, outcome = (OPENED_KIND, 0) if did == OPENED else (CLOSED_KIND, look(p, WORDS_WON_OUTCOME, 0))
    if did == LOST:
        outcome = look(p, WORDS_LOST_OUTCOME, 0)
    ints_of(s, lead)[SAID_OUTCOME], ints_of(s, lead)[SAID_REASON] = (outcome, 0)
    prompted(p, s, r, lead, kind, at, whole, NO_EVENT, cause, outcome)


@inner
def _deal_stage(p: Tape, s: Scratch, account: int, lead: int, step: int) -> int:
    """Where a step moves the lead on the recorded track; 0 = nowhere."""
    stage, did = (ints_of(s, lead)[RECORDED], look(p, DEALS_STEP, step))
    if did == WON:
        return look(p, STAGES_CUSTOMER, 0) if stage != look(p, STAGES_CUSTOMER, 0) else 0
    if did == LOST:
        if (
            stage == 0
            or stage != look(p, STAGES_OPPORTUNITY, 0)
            or _has_another(p, s, account, lead, look(p, DEALS_STEP_DEAL, step))
        ):
            return 0
        return look(p, STAGES_NURTURE, 0)
    if look(p, STAGES_OPPORTUNITY, 0) == 0 or (stage != 0 and stage == look(p, STAGES_CUSTOMER, 0)):
        return 0
    return (
        look(p, STAGES_OPPORTUNITY, 0)
        if _is_side(p, stage) or look(p, MOVES_RANK, stage) < look(p, MOVES_RANK, look(p, STAGES_OPPORTUNITY, 0))
        else 0
    )


@inner
def _has_another(p: Tape, s: Scratch, account: int, lead: int, deal: int) -> bool:
    """Whether the lead belongs to another open deal."""
    low = look(p, DEALS_START, account)
    for other in range(low, look(p, DEALS_START, account + 1)):
        if other != deal and s.open[other - low]:
            for role in range(look(p, DEALS_ROLE_START, other), look(p, DEALS_ROLE_START, other + 1)):
                if look(p, DEALS_ROLE, role) == lead + s.account[FIRST_LEAD]:
                    return True
    return False


@inner
def _is_side(p: Tape, stage: int) -> bool:
    return stage != 0 and (stage == look(p, STAGES_NURTURE, 0) or stage == look(p, STAGES_DISQUALIFIED, 0))


@inner
def _say(
    p: Tape, s: Scratch, r: Rows, lead: int, to: int, at: int, whole: int, cause: int, reason: int, tooled: int
) -> None:
    ints = ints_of(s, lead)
    new = ints[RECORDED] == 0
    if to == ints[RECORDED] or (tooled and _is_echo(p, ints[RECORDED], to)):
        return
    first, second, why = _answers(p, s, lead, to, at, reason)
    ints[RECORDED] = to
    if to == look(p, STAGES_MQL, 0) and ints[RECORDED_OPEN] == 0:
        ints[RECORDED_OPEN], ints[RECORDED_VERDICT] = (1, 0)
    outcome = look(p, WORDS_STAGE_OUTCOME, to)
    if first == ACCEPTS:
        answer(p, s, r, lead, ACCEPTS, ACCEPTED_KIND, outcome, reason, at, whole, cause)
    elif first == RETURNS:
        answer(p, s, r, lead, RETURNS, RETURNED_KIND, outcome, why, at, whole, cause)
    if second == DISPOSES:
        answer(p, s, r, lead, DISPOSES, DISPOSED_KIND, outcome, why, at, whole, cause)
    if new and ints[AT_STAGE] == 0:
        change(p, s, r, lead, look(p, STAGES_FIRST, 0), at, whole, ENTERED, cause)


@inner
def _is_echo(p: Tape, stage: int, to: int) -> bool:
    if stage == 0:
        return False
    if stage == look(p, STAGES_CUSTOMER, 0):
        return True
    return (
        stage == look(p, STAGES_OPPORTUNITY, 0)
        and (not _is_side(p, to))
        and (look(p, MOVES_RANK, to) < look(p, MOVES_RANK, stage))
    )


@inner
def _answers(p: Tape, s: Scratch, lead: int, to: int, at: int, reason: int) -> tuple[int, int, int]:
    """What the word answers: accepted or returned, then disposed (−1 = not), and the reason of the last of them."""
    ints = ints_of(s, lead)
    if ints[RECORDED_OPEN] == 0 or to == look(p, STAGES_MQL, 0):
        return (-1, -1, 0)
    why = reason if reason else nearest_reason(p, s, lead, at)
    if not _is_side(p, to) and look(p, MOVES_RANK, to) > look(p, MOVES_RANK, look(p, STAGES_MQL, 0)):
        first = -1 if ints[RECORDED_VERDICT] else ACCEPTS
        ints[RECORDED_VERDICT] = 1
        if to == look(p, STAGES_SAL, 0):
            return (first, -1, why)
        ints[RECORDED_OPEN] = 0
        return (first, DISPOSES, why)
    ints[RECORDED_OPEN] = 0
    return (-1, DISPOSES, why) if ints[RECORDED_VERDICT] else (RETURNS, -1, why)


@inner
def nearest_reason(p: Tape, s: Scratch, lead: int, at: int) -> int:
    """The reason written down nearest to an instant, at most a day away, as `handoffs.nearest_reason`; 0 if none."""
    row = lead + s.account[FIRST_LEAD]
    low, high = (look(p, WORDS_NOTED_START, row), look(p, WORDS_NOTED_START, row + 1))
    place = low
    while place < high and look(p, WORDS_NOTED_AT, place) < at:
        place += 1
    found, away = (0, DAY + 1)
    for near in range(max(place - 1, low), min(place + 2, high)):
        said, span = (look(p, WORDS_NOTED, near), abs(look(p, WORDS_NOTED_AT, near) - at))
        if span < away or (span == away and look(p, WORDS_REASON_ORDER, said) < look(p, WORDS_REASON_ORDER, found)):
            found, away = (said, span)
    return found

"""Scoring, compiled: fit, activity, daily caps, and the facts that time moves. The twin of `scoring` and of
`decided.refresh`, which tell the meaning."""

from __future__ import annotations

import numpy as np

from tandem.lifecycle.kernel.asking import NO_EVENT, holds
from tandem.lifecycle.kernel.jit import inner
from tandem.lifecycle.kernel.program import (
    ACCOUNT_ACTIVITY,
    ACTIVITY,
    DAYS_IN_STAGE,
    DAYS_SINCE_TWO_WAY,
    FIT,
    GRADE,
    HAND_RAISE,
    PEOPLE_ACTIVE,
)
from tandem.lifecycle.kernel.remembered import counter
from tandem.lifecycle.kernel.state import (
    DIRTY,
    FIT_POINTS,
    LEADS,
    MICRO,
    NONE,
    RAISED_AT,
    SECOND,
    SINCE,
    TWO_WAY_AT,
    Scratch,
    ints_of,
    slots_of,
)
from tandem.lifecycle.kernel.tape import (
    READS_ACCOUNT_ACTIVITY,
    READS_DAYS_IN_STAGE,
    READS_DAYS_SINCE_TWO_WAY,
    READS_FIT_MOVES,
    READS_GRADE,
    READS_HAND_RAISE,
    READS_PEOPLE_ACTIVE,
    SCORES_CAP,
    SCORES_COUNTER,
    SCORES_FIT_POINTS,
    SCORES_FIT_TEST,
    SCORES_GRADE_BAR,
    SCORES_KIND_START,
    SCORES_MICRO,
    SCORES_TEST,
    Tape,
    look,
    size,
)
from tandem.lifecycle.kernel.time_passing import SECOND_LONG, faded, local_day
from tandem.zones import DAY


@inner
def activity(p: Tape, s: Scratch, lead: int, at: int) -> int:
    """The lead's activity in micro-points."""
    micro = ints_of(s, lead)[MICRO]
    return faded(p, micro, at // SECOND_LONG - ints_of(s, lead)[SECOND]) if micro != 0 else 0


@inner
def refit(p: Tape, s: Scratch, lead: int) -> None:
    """Reckon the fit anew."""
    points = 0
    for rule in range(size(p, SCORES_FIT_TEST)):
        if holds(p, slots_of(s, lead), NO_EVENT, 0, 0, look(p, SCORES_FIT_TEST, rule)):
            points += look(p, SCORES_FIT_POINTS, rule)
    ints_of(s, lead)[FIT_POINTS] = points


@inner
def changed(p: Tape, s: Scratch, lead: int) -> None:
    """A fact of the lead changed."""
    refit(p, s, lead)
    ints_of(s, lead)[DIRTY] = 1


@inner
def refresh(p: Tape, s: Scratch, lead: int, at: int) -> None:
    """Bring what time moves up to an instant; only what rules read."""
    slots, ints = (slots_of(s, lead), ints_of(s, lead))
    slots[ACTIVITY] = activity(p, s, lead, at) / SECOND_LONG
    if look(p, READS_DAYS_IN_STAGE, 0):
        slots[DAYS_IN_STAGE] = (at - ints[SINCE]) // DAY
    if look(p, READS_DAYS_SINCE_TWO_WAY, 0):
        talked = ints[TWO_WAY_AT]
        slots[DAYS_SINCE_TWO_WAY] = np.nan if talked == NONE else float((at - talked) // DAY)
    if look(p, READS_HAND_RAISE, 0):
        raised = ints[RAISED_AT]
        slots[HAND_RAISE] = 1.0 if raised != NONE and at - raised < DAY else 0.0
    if look(p, READS_ACCOUNT_ACTIVITY, 0) or look(p, READS_PEOPLE_ACTIVE, 0):
        _sum_account(p, s, lead, at)
    if look(p, READS_FIT_MOVES, 0):
        refit(p, s, lead)
    slots[FIT] = ints[FIT_POINTS]
    if look(p, READS_GRADE, 0):
        slots[GRADE] = _grade(p, ints[FIT_POINTS])


@inner
def _sum_account(p: Tape, s: Scratch, lead: int, at: int) -> None:
    total, people = (0, 0)
    for other in range(s.account[LEADS]):
        micro = activity(p, s, other, at)
        total += micro
        people += micro >= SECOND_LONG
    if look(p, READS_ACCOUNT_ACTIVITY, 0):
        slots_of(s, lead)[ACCOUNT_ACTIVITY] = total / SECOND_LONG
    if look(p, READS_PEOPLE_ACTIVE, 0):
        slots_of(s, lead)[PEOPLE_ACTIVE] = people


@inner
def _grade(p: Tape, fit: int) -> int:
    for grade in range(size(p, SCORES_GRADE_BAR)):
        if fit >= look(p, SCORES_GRADE_BAR, grade):
            return grade + 1
    return 0


@inner
def gain(p: Tape, s: Scratch, lead: int, kind: int, event: int, at: int) -> None:
    """Give an event's points."""
    gained = 0
    for rule in range(look(p, SCORES_KIND_START, kind), look(p, SCORES_KIND_START, kind + 1)):
        if holds(p, slots_of(s, lead), event, 0, 0, look(p, SCORES_TEST, rule)):
            micro = look(p, SCORES_MICRO, rule)
            gained += micro if look(p, SCORES_CAP, rule) < 0 else _within_cap(p, s, lead, rule, micro, at)
    if gained != 0:
        ints = ints_of(s, lead)
        second = at // SECOND_LONG
        ints[MICRO] = faded(p, ints[MICRO], second - ints[SECOND]) + gained
        ints[SECOND] = max(second, ints[SECOND])
        ints[DIRTY] = 1


@inner
def _within_cap(p: Tape, s: Scratch, lead: int, rule: int, micro: int, at: int) -> int:
    used = counter(p, s, lead, look(p, SCORES_COUNTER, rule))
    day, cap = (local_day(p, at), look(p, SCORES_CAP, rule))
    if used[0] != day:
        used[0], used[1] = (day, 0)
    given = min(micro, cap - used[1]) if micro > 0 else max(micro, -cap - used[1])
    used[1] += given
    return int(given)

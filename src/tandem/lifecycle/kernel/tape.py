"""A program on two tapes, whole numbers and doubles: the form in which compiled functions are handed it.

Handing a hundred arrays from function to function takes minutes to compile; two take seconds. The whole numbers begin
with the directory: where each table begins. A number by itself is a table of one.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from tandem.lifecycle.kernel.addresses import pointer
from tandem.lifecycle.kernel.history import Events
from tandem.lifecycle.kernel.jit import inner
from tandem.lifecycle.kernel.program import Bits, Codes, Ints, Numbers, Program

(
    CONDITIONS_CODE, FADE_SHIFT, FADE_HALF_LIFE, SCORES_FIT_TEST, SCORES_FIT_POINTS, SCORES_KIND_START, SCORES_TEST,
    SCORES_MICRO, SCORES_CAP, SCORES_COUNTER, SCORES_GRADE_BAR, SCORES_COUNTERS, READS_DAYS_IN_STAGE,
    READS_DAYS_SINCE_TWO_WAY, READS_HAND_RAISE, READS_ACCOUNT_ACTIVITY, READS_PEOPLE_ACTIVE, READS_GRADE,
    READS_FIT_MOVES, READS_ACTIVITY_MOVES, READS_ENGAGEMENT_MOVES, READS_WATCHES_LEADS, READS_COUPLED, READS_FADES,
    READS_RAISE_ENDS, MOVES_TEST, MOVES_TO_START, MOVES_TO, MOVES_WHEN_START, MOVES_WHEN, MOVES_ON_KIND,
    MOVES_ON_START, MOVES_ON, MOVES_RAISE_TEST, MOVES_RANK, MOVES_COOL, MOVES_COOL_SOURCE, MOVES_COOL_UNLESS,
    MOVES_COOL_HOW, MOVES_COOL_WAIT, MOVES_BAR_START, MOVES_BARS, MOVES_DAYS_START, MOVES_DAYS, MOVES_SILENCE_START,
    MOVES_SILENCE, MOVES_ROUTE_TEST, STAGES_FIRST, STAGES_MQL, STAGES_SAL, STAGES_SQL, STAGES_OPPORTUNITY,
    STAGES_CUSTOMER, STAGES_NURTURE, STAGES_DISQUALIFIED, CALENDARS_CHANGES, CALENDARS_OFFSETS, CALENDARS_STARTS,
    CALENDARS_ENDS, CALENDARS_BEFORE, CALENDARS_DAYS, CALENDARS_CLOSES, CALENDARS_OPEN, ENGAGED_TEST, ENGAGED_OVER,
    ENGAGED_FORBIDS, ENGAGED_GRACE, WORDS_IS_STATUS, WORDS_STAGE, WORDS_TOOLED, WORDS_RETYPES, WORDS_SET_START,
    WORDS_SET_SLOT, WORDS_REASON, WORDS_PURPOSE, WORDS_OWNER, WORDS_OUTCOME_STAGE, WORDS_STAGE_OUTCOME,
    WORDS_WON_OUTCOME, WORDS_LOST_OUTCOME, WORDS_REASON_ORDER, WORDS_NOTED_START, WORDS_NOTED_AT, WORDS_NOTED,
    DEALS_START, DEALS_ROLE_START, DEALS_ROLE, DEALS_STEP_START, DEALS_STEP_AT, DEALS_STEP_KEY, DEALS_STEP_WHOLE,
    DEALS_STEP, DEALS_STEP_DEAL, RANKS, IDLE, THROUGH, HYPOTHETICAL,
) = range(97)  # fmt: skip
"""The tables of whole numbers, in the order of `program.Program` and its parts."""
(
    CONDITIONS_BOUNDS, FADE_FINE, FADE_COARSE, FADE_HALVINGS, WORDS_SET_VALUE,
) = range(98, 103)  # fmt: skip
"""The tables of doubles."""


class Tape(NamedTuple):
    """`ints` begins with the directory; `masks` are `Conditions.masks`."""

    ints: Ints
    numbers: Numbers
    masks: Bits
    texts: Codes
    """`Events.texts`: what rules may read of events."""
    events: int


def taped(program: Program, events: Events) -> Tape:
    """A program's tables one after the other, and the texts of the events that it is run over."""
    whole: list[np.ndarray] = []
    doubles: list[np.ndarray] = []
    parts = [program.conditions[:2], *program[1:]]
    for part in parts:
        for table in part if isinstance(part, tuple) else (part,):
            values = np.atleast_1d(table).ravel()
            if values.dtype == np.float64:
                doubles.append(values)
            else:
                whole.append(values.astype(np.int64))
    starts = np.cumsum([0, *(len(values) for values in whole)]) + 103
    return Tape(
        np.concatenate([starts, np.cumsum([0, *(len(values) for values in doubles[:-1])]), *whole]),
        np.concatenate(doubles), program.conditions.masks, events.texts, len(events.at),
    )  # fmt: skip


@inner
def pointed(p: Tape) -> Tape:
    """The same, as it is handed on inside the kernel."""
    return Tape(pointer(p.ints), pointer(p.numbers), pointer(p.masks), pointer(p.texts), p.events)


@inner
def said_in(p: Tape, column: int, event: int) -> int:
    """The code of a text of an event."""
    return wide(p.texts[column * p.events + event])


@inner
def wide(code: Any) -> int:
    """A small whole number as an int64, lest compiled functions be made for every size."""
    return np.int64(code)  # type: ignore[return-value]


@inner
def look(p: Tape, table: int, place: int) -> int:
    """An entry of a table of whole numbers."""
    return int(p.ints[p.ints[table] + place])


@inner
def number(p: Tape, table: int, place: int) -> float:
    """An entry of a table of doubles."""
    return float(p.numbers[p.ints[table] + place])


@inner
def size(p: Tape, table: int) -> int:
    """How many entries a table of whole numbers has."""
    return int(p.ints[table + 1] - p.ints[table])

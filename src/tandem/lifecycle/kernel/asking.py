"""Asking a condition: a walk over its comparisons, from one to the next that still matters."""

from __future__ import annotations

from tandem.lifecycle.kernel.jit import inner
from tandem.lifecycle.kernel.program import DIFFERS, TEXT, WITHIN, WORD, YES, Numbers
from tandem.lifecycle.kernel.tape import CONDITIONS_BOUNDS, CONDITIONS_CODE, Tape, said_in

OUTCOME_COLUMN, REASON_COLUMN = 2, 5
"""The columns of `history.TEXTS` that an answer of sales fills by itself."""
NO_EVENT = -1


@inner
def holds(p: Tape, slots: Numbers, event: int, outcome: int, reason: int, test: int) -> bool:
    """Whether a test holds for a lead's slots; without an event only an outcome and a reason were said."""
    code, bounds = p.ints[CONDITIONS_CODE], p.ints[CONDITIONS_BOUNDS]
    while test >= 0:
        does, where, mask = p.ints[code + test * 5], p.ints[code + test * 5 + 1], p.ints[code + test * 5 + 2]
        if does == TEXT:
            said = 0
            if event != NO_EVENT:
                said = said_in(p, where, event)
            elif where == OUTCOME_COLUMN:
                said = outcome
            elif where == REASON_COLUMN:
                said = reason
            held = p.masks[mask + said] != 0
        elif does == WITHIN:
            value = slots[where]
            held = p.numbers[bounds + test * 2] <= value and value <= p.numbers[bounds + test * 2 + 1]
        elif does == WORD:
            held = p.masks[mask + int(slots[where])] != 0
        elif does == DIFFERS:
            value = slots[where]
            held = value == value and value != p.numbers[bounds + test * 2]
        else:
            value = slots[where]
            held = value != value
        test = p.ints[code + test * 5 + 3] if held else p.ints[code + test * 5 + 4]
    return test == YES

"""What each kind of event does, compiled: the twin of the fold's handlers."""

from __future__ import annotations

from tandem.lifecycle.kernel.asking import OUTCOME_COLUMN, REASON_COLUMN
from tandem.lifecycle.kernel.changed import change, give
from tandem.lifecycle.kernel.engaged import judge
from tandem.lifecycle.kernel.history import GIVEN, HARD, KINDS, MAIL, TALK, TOUCH, WHOLE_DAY, WITHDRAWN, Events
from tandem.lifecycle.kernel.jit import inner
from tandem.lifecycle.kernel.moved import ACCEPTS, DISPOSES, answer
from tandem.lifecycle.kernel.program import CONSENT, CONSENTED, HAS_OWNER, OPTED_OUT
from tandem.lifecycle.kernel.recorded import ACCEPTED_KIND, DISPOSED_KIND, RETURNED_KIND, say
from tandem.lifecycle.kernel.remembered import consents, remember
from tandem.lifecycle.kernel.scored import changed
from tandem.lifecycle.kernel.state import (
    ASSIGNED_AT,
    ASSIGNMENTS,
    AT_STAGE,
    ATTEMPTS,
    BEGUN_AT,
    CONSENTS,
    DIRTY,
    FIRST_EVENT,
    FIRST_SINCE,
    FIRST_TOUCH,
    INVALID_AT,
    MEMBER,
    NONE,
    OPEN,
    OPTED_OUT_AT,
    OWNER,
    RECORDED,
    RECORDED_OPEN,
    RECORDED_VERDICT,
    TALKED_AT,
    TRIED,
    TWO_WAY_AT,
    Rows,
    Scratch,
    ints_of,
    slots_of,
)
from tandem.lifecycle.kernel.tape import (
    HYPOTHETICAL,
    STAGES_FIRST,
    STAGES_MQL,
    STAGES_NURTURE,
    STAGES_SAL,
    WORDS_IS_STATUS,
    WORDS_OUTCOME_STAGE,
    WORDS_OWNER,
    WORDS_REASON,
    WORDS_RETYPES,
    WORDS_SET_SLOT,
    WORDS_SET_START,
    WORDS_SET_VALUE,
    WORDS_STAGE,
    WORDS_TOOLED,
    Tape,
    look,
    number,
    said_in,
    wide,
)

FIELD_CHANGED, OWNER_ASSIGNED, BOUNCED, SENT, FIRST_SEEN = (
    KINDS.index(kind) for kind in ("field.changed", "owner.assigned", "email.bounced", "email.sent", "lead.entered")
)


@inner
def happen(p: Tape, v: Events, s: Scratch, r: Rows, account: int, lead: int, event: int, kind: int) -> None:
    """What an event says of a record, before it scores or moves anything."""
    flags, at, ints = (wide(v.flags[event]), v.at[event], ints_of(s, lead))
    whole = int(flags & WHOLE_DAY)
    if kind == FIELD_CHANGED:
        _field_changed(p, v, s, r, account, lead, event, whole)
    elif kind == OWNER_ASSIGNED:
        _assign(p, s, r, lead, look(p, WORDS_OWNER, wide(v.said[event])), at)
    elif ACCEPTED_KIND <= kind <= DISPOSED_KIND:
        _verdict(p, v, s, r, account, lead, event, kind, whole)
    elif kind == FIRST_SEEN:
        if ints[RECORDED] == 0 and look(p, STAGES_FIRST, 0) != look(p, STAGES_MQL, 0):
            say(p, s, r, account, lead, look(p, STAGES_FIRST, 0), at, whole, -1, 0, 0)
    elif flags & (GIVEN | WITHDRAWN):
        _consent(p, s, r, lead, flags, at)
    elif flags & MAIL:
        if ints[AT_STAGE]:
            forbidden = judge(p, s, r, lead, event, wide(v.said[event]), at)
            if look(p, HYPOTHETICAL, 0):
                s.forbidden[event - s.account[FIRST_EVENT]] = forbidden
    elif flags & (TOUCH | TALK):
        _reach(s, r, lead, flags, at)
    elif flags & HARD and ints[OPEN] and (ints[INVALID_AT] == NONE):
        ints[INVALID_AT] = at


@inner
def _field_changed(p: Tape, v: Events, s: Scratch, r: Rows, account: int, lead: int, event: int, whole: int) -> None:
    said, at = (wide(v.said[event]), v.at[event])
    if look(p, WORDS_IS_STATUS, said):
        to = look(p, WORDS_STAGE, said)
        if to:
            say(p, s, r, account, lead, to, at, whole, event, _own_reason(p, event), look(p, WORDS_TOOLED, said))
        return
    if look(p, WORDS_RETYPES, said):
        for place in range(look(p, WORDS_SET_START, said), look(p, WORDS_SET_START, said + 1)):
            slots_of(s, lead)[look(p, WORDS_SET_SLOT, place)] = number(p, WORDS_SET_VALUE, place)
        changed(p, s, lead)
    if v.flags[event] & (GIVEN | WITHDRAWN):
        _consent(p, s, r, lead, wide(v.flags[event]), at)


@inner
def _own_reason(p: Tape, event: int) -> int:
    """The reason that an event gives in its tool's words."""
    return said_in(p, REASON_COLUMN, event)


@inner
def _consent(p: Tape, s: Scratch, r: Rows, lead: int, flags: int, at: int) -> None:
    said, ints = (CONSENTED if flags & GIVEN else OPTED_OUT, ints_of(s, lead))
    was = slots_of(s, lead)[CONSENT]
    if was != said:
        remember(p, s, r, consents(p, s, lead), ints[CONSENTS], at, int(was))
        ints[CONSENTS] += 1
        slots_of(s, lead)[CONSENT] = said
        changed(p, s, lead)
    if said == OPTED_OUT and ints[OPEN] and (ints[OPTED_OUT_AT] == NONE):
        ints[OPTED_OUT_AT] = at


@inner
def _assign(p: Tape, s: Scratch, r: Rows, lead: int, owner: int, at: int) -> None:
    """The record got an owner, or (0) a queue; what is handed over and queued at once was never the old one's."""
    ints = ints_of(s, lead)
    slots_of(s, lead)[HAS_OWNER] = owner != 0
    if owner and ints[RECORDED_OPEN] and (not ints[OPEN]):
        r.counts[ASSIGNMENTS] += 1
    ints[OWNER] = owner
    if ints[OPEN]:
        if ints[BEGUN_AT] == at == ints[ASSIGNED_AT]:
            ints[ASSIGNED_AT], ints[FIRST_SINCE], ints[MEMBER] = (NONE, NONE, 0)
        if owner:
            give(s, lead, owner, at)


@inner
def _reach(s: Scratch, r: Rows, lead: int, flags: int, at: int) -> None:
    """Sales reached out, or both talked."""
    ints = ints_of(s, lead)
    if flags & TOUCH:
        if ints[OPEN]:
            ints[ATTEMPTS] += 1
            if not flags & WHOLE_DAY:
                if ints[FIRST_TOUCH] == NONE:
                    ints[FIRST_TOUCH] = at
                if ints[FIRST_SINCE] == NONE and ints[ASSIGNED_AT] != NONE:
                    ints[FIRST_SINCE] = at
        elif ints[RECORDED_OPEN]:
            r.counts[TRIED] += 1
    if flags & TALK:
        ints[TWO_WAY_AT], ints[DIRTY] = (at, 1)
        if ints[OPEN] and ints[TALKED_AT] == NONE:
            ints[TALKED_AT] = at


@inner
def _verdict(
    p: Tape, v: Events, s: Scratch, r: Rows, account: int, lead: int, event: int, kind: int, whole: int
) -> None:
    """Sales answered in so many words."""
    ints, at, said = (ints_of(s, lead), v.at[event], wide(v.said[event]))
    outcome, reason = (said_in(p, OUTCOME_COLUMN, event), look(p, WORDS_REASON, said))
    to = look(p, WORDS_OUTCOME_STAGE, outcome)
    if kind == ACCEPTED_KIND:
        to = look(p, STAGES_SAL, 0)
    elif kind == RETURNED_KIND and to == 0:
        to = look(p, STAGES_NURTURE, 0) if look(p, STAGES_NURTURE, 0) else look(p, STAGES_FIRST, 0)
    if to:
        say(p, s, r, account, lead, to, at, whole, event, reason, look(p, WORDS_TOOLED, said))
    elif kind == ACCEPTED_KIND:
        ints[RECORDED_VERDICT] = ints[RECORDED_OPEN]
        answer(p, s, r, lead, ACCEPTS, kind, 0, reason, at, whole, event)
    else:
        ints[RECORDED_OPEN] = 0
        answer(p, s, r, lead, DISPOSES, kind, outcome, reason, at, whole, event)


@inner
def enter(p: Tape, s: Scratch, r: Rows, lead: int, at: int, whole: int, cause: int) -> None:
    """Everyone starts at the first stage; nobody is handed over by existing."""
    if look(p, STAGES_FIRST, 0) != look(p, STAGES_MQL, 0):
        change(p, s, r, lead, look(p, STAGES_FIRST, 0), at, whole, ENTERS, cause)


ENTERS = -1

"""Rules of engagement, compiled: the twin of `engagement`, for marketing's messages on the decided track."""

from __future__ import annotations

from tandem.lifecycle.kernel.addresses import row
from tandem.lifecycle.kernel.asking import NO_EVENT, holds
from tandem.lifecycle.kernel.jit import inner
from tandem.lifecycle.kernel.program import CONSENT, DAYS_IN_STAGE, HAS_OPEN_DEAL, STAGE, Ints
from tandem.lifecycle.kernel.remembered import changes, consents, openings
from tandem.lifecycle.kernel.scored import refresh
from tandem.lifecycle.kernel.state import (
    AT_STAGE,
    CHANGES,
    CONSENTS,
    FIRST_LEAD,
    OPENINGS,
    RING,
    SHORT,
    SHORT_SUPPRESSED,
    SINCE,
    SUPPRESSED,
    SUPPRESSED_ROOM,
    SUPPRESSED_WIDTH,
    Rows,
    Scratch,
    ints_of,
    slots_of,
)
from tandem.lifecycle.kernel.tape import (
    ENGAGED_FORBIDS,
    ENGAGED_GRACE,
    ENGAGED_OVER,
    ENGAGED_TEST,
    READS_ENGAGEMENT_MOVES,
    WORDS_PURPOSE,
    Tape,
    look,
    size,
)
from tandem.zones import DAY


@inner
def judge(p: Tape, s: Scratch, r: Rows, lead: int, event: int, said: int, at: int) -> bool:
    """Write a message down if the rules forbid it now and did all through the grace; whether they do."""
    if look(p, READS_ENGAGEMENT_MOVES, 0):
        refresh(p, s, lead, at)
    ints, slots, purpose = (ints_of(s, lead), slots_of(s, lead), look(p, WORDS_PURPOSE, said))
    days = slots[DAYS_IN_STAGE]
    slots[DAYS_IN_STAGE] = (at - ints[SINCE]) // DAY
    rule = _forbidding(p, s, lead, purpose)
    crossed = rule >= 0 and (not _allowed_lately(p, s, lead, purpose, at))
    slots[DAYS_IN_STAGE] = days
    if crossed:
        place = r.counts[SUPPRESSED]
        if place >= r.counts[SUPPRESSED_ROOM]:
            r.counts[SHORT] |= SHORT_SUPPRESSED
            return crossed
        out = row(r.suppressed, place * SUPPRESSED_WIDTH)
        out[0], out[1], out[2] = (lead + s.account[FIRST_LEAD], event, at)
        out[3], out[4], out[5] = (purpose, rule, ints[AT_STAGE])
        r.counts[SUPPRESSED] = place + 1
    return crossed


@inner
def _forbidding(p: Tape, s: Scratch, lead: int, purpose: int) -> int:
    """The first rule that holds, is not beaten by another that holds, and forbids the purpose; −1 = allowed."""
    rules = size(p, ENGAGED_TEST)
    for rule in range(rules):
        if look(p, ENGAGED_FORBIDS, purpose * size(p, ENGAGED_TEST) + rule) and _binds(p, s, lead, rule):
            beaten = False
            for other in range(rules):
                if look(p, ENGAGED_OVER, other * size(p, ENGAGED_TEST) + rule) and _binds(p, s, lead, other):
                    beaten = True
                    break
            if not beaten:
                return rule
    return -1


@inner
def _binds(p: Tape, s: Scratch, lead: int, rule: int) -> bool:
    return holds(p, slots_of(s, lead), NO_EVENT, 0, 0, look(p, ENGAGED_TEST, rule))


@inner
def _allowed_lately(p: Tape, s: Scratch, lead: int, purpose: int, at: int) -> bool:
    """Whether the rules allowed it just before some change within the grace."""
    ints, since = (ints_of(s, lead), at - look(p, ENGAGED_GRACE, 0))
    if _allowed_before(p, s, lead, purpose, changes(p, s, lead), ints[CHANGES], since):
        return True
    if _allowed_before(p, s, lead, purpose, consents(p, s, lead), ints[CONSENTS], since):
        return True
    return _allowed_before(p, s, lead, purpose, openings(s), s.account[OPENINGS], since)


@inner
def _allowed_before(p: Tape, s: Scratch, lead: int, purpose: int, ring: Ints, count: int, since: int) -> bool:
    size = s.account[RING]
    for place in range(max(count - size, 0), count):
        moment = ring[(place & size - 1) * 2]
        if moment > since and _allowed_then(p, s, lead, purpose, moment):
            return True
    return False


@inner
def _allowed_then(p: Tape, s: Scratch, lead: int, purpose: int, moment: int) -> bool:
    ints, slots = (ints_of(s, lead), slots_of(s, lead))
    stage, consent, opened = (slots[STAGE], slots[CONSENT], slots[HAS_OPEN_DEAL])
    slots[STAGE] = _before(changes(p, s, lead), ints[CHANGES], s.account[RING], moment, stage)
    slots[CONSENT] = _before(consents(p, s, lead), ints[CONSENTS], s.account[RING], moment, consent)
    slots[HAS_OPEN_DEAL] = _before(openings(s), s.account[OPENINGS], s.account[RING], moment, opened)
    allowed = _forbidding(p, s, lead, purpose) < 0
    slots[STAGE], slots[CONSENT], slots[HAS_OPEN_DEAL] = (stage, consent, opened)
    return allowed


@inner
def _before(ring: Ints, count: int, size: int, moment: int, now: float) -> float:
    """What a fact was just before a moment."""
    for place in range(max(count - size, 0), count):
        if ring[(place & size - 1) * 2] >= moment:
            return float(ring[(place & size - 1) * 2 + 1])
    return now

"""What each team promises the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tandem.charter.model import HandoffPromise, Promise
from tandem.charter.reading import values
from tandem.charter.reading.part import Part

UNTIL: Final = ("two_way", "disposed", "opted_out", "invalid")
STARTS: Final = ("handoff", "assignment", "acceptance", "hand_raise")
CARRIES: Final = ("story", "score_reasons")
MARKETING_KEYS: Final = (), ("handoffs", "carries")
HANDOFF_KEYS: Final = ("at_least", "per", "accepted"), ("meeting",)
PROMISE_KEYS: Final = ("within",), ("of", "for")
ATTEMPT_KEYS: Final = ("within", "at_least"), ("of", "for", "over", "until")
CLOCK_UNITS: Final = ("minutes", "hours", "days", "weeks")

OF: Final = {
    "acceptance": "handoff",
    "first_response": "assignment",
    "hand_raises": "assignment",
    "attempts": "assignment",
    "disposition": "acceptance",
}
"""The promises that sales can make → where their clocks start unless the charter says `of:`."""


@dataclass(frozen=True, slots=True)
class Promises:
    """Both directions."""

    handoffs: HandoffPromise | None = None
    sales: tuple[Promise, ...] = ()


def sla(part: Part | None, moves: Sequence[str]) -> Promises:
    """{marketing: {handoffs: …, carries: […]}, sales: {acceptance: …, first_response: …, …}}."""
    sides = part.keys((), ("marketing", "sales")) if part else {}
    keys = {team: side for team, side in sides.items() if not side.is_empty}
    handoffs = _handoffs(keys["marketing"], moves) if "marketing" in keys else None
    entries = keys["sales"].keys((), OF) if "sales" in keys else {}
    found = [_promise(entries[key]) for key in OF if key in entries]
    return Promises(handoffs, tuple(promise for promise in found if promise is not None))


def _handoffs(part: Part, moves: Sequence[str]) -> HandoffPromise | None:
    both = part.keys(*MARKETING_KEYS)
    carries = both["carries"].words(CARRIES, "thing to carry") if "carries" in both else ()
    if "handoffs" not in both:
        return None
    keys = both["handoffs"].keys(*HANDOFF_KEYS)
    at_least = values.whole_number(keys["at_least"], 1, 10_000_000) if "at_least" in keys else None
    per = values.unit(keys["per"]) if "per" in keys else None
    accepted = values.share(keys["accepted"]) if "accepted" in keys else None
    meeting = keys["meeting"].one_of(moves, "move") if "meeting" in keys else ""
    if at_least is None or per is None or accepted is None:
        return None
    return HandoffPromise(at_least, per, meeting or "", accepted, carries, both["handoffs"].place)


def _promise(part: Part) -> Promise | None:
    attempts = part.key == "attempts"
    keys = part.keys(*(ATTEMPT_KEYS if attempts else PROMISE_KEYS))
    within = values.duration(keys["within"], CLOCK_UNITS) if "within" in keys else None
    of = keys["of"].one_of(STARTS, "start of a clock") if "of" in keys else OF[part.key]
    share = values.share(keys["for"]) if "for" in keys else 1.0
    at_least = values.whole_number(keys["at_least"], 1, 100) if "at_least" in keys else 0
    channels = _channels(keys["over"]) if "over" in keys else 0
    until = keys["until"].words(UNTIL, "end of attempts") if "until" in keys else ()
    if within is None or of is None or share is None or at_least is None or channels is None:
        return None
    if at_least and channels > at_least:
        keys["over"].must(f"be at most the {at_least} attempts", f"Write {at_least} channels?")
    only = part.key == "hand_raises"
    return Promise(f"sales.{part.key}", "sales", within, of, share, only, at_least, channels, until, part.place)


def _channels(part: Part) -> int | None:
    match = re.fullmatch(r"([0-9]{1,2})( channels?)?", part.scalar or "")
    if match is None or int(match[1]) == 0:
        part.must("be a number of channels", "Write it like 2 channels.")
        return None
    return int(match[1])

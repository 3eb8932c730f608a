"""What the charter promises to buyers who ask to be called."""

from __future__ import annotations

from tandem.charter.model import Charter, Promise


def hand_raise_promise(charter: Charter) -> Promise | None:
    """The charter's promise on hand-raises, the strictest when there are several."""
    promises = [p for p in charter.promises if p.team == "sales" and (p.only_hand_raises or p.of == "hand_raise")]
    return max(promises, key=lambda promise: promise.share, default=None)


def time_in_words(promise: Promise | None) -> str:
    """The promised time, or the hour of business time that stands in for one."""
    if promise is None:
        return "one hour of business time"
    unit = promise.within.unit if promise.within.count != 1 else promise.within.unit.removesuffix("s")
    return f"{promise.within.count:g} {'business ' if promise.within.business else ''}{unit}"

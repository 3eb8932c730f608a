"""Event kinds as rules name them."""

from __future__ import annotations

from tandem.charter.reading.part import Part
from tandem.vocabulary import EVENT_KINDS


def event_kind(part: Part) -> str | None:
    """One of the event kinds, "form.submitted"."""
    return part.one_of(EVENT_KINDS, "kind of event")


def event_kinds(part: Part) -> tuple[str, ...]:
    """A list of event kinds."""
    return part.words(EVENT_KINDS, "kind of event")

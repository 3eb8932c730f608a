"""Salesforce's ids as references: the first three characters of an id say which object it is."""

from __future__ import annotations

from typing import Final

from tandem.connectors.reading.record_ids import long_id
from tandem.timeline.records import Ref

_OBJECTS: Final = {
    "00Q": "lead",
    "003": "contact",
    "001": "account",
    "006": "opportunity",
    "005": "user",
    "00G": "queue",
    "701": "campaign",
}
"""Key prefixes of standard objects (Salesforce Help, "Standard Field Record ID Prefix Decoder")."""


def ref(object_name: str, text: str) -> Ref:
    """`salesforce:lead:00Q…` with the id in its 18-character form; '' for an empty cell."""
    return f"salesforce:{object_name}:{long_id(text)}" if text else ""


def ref_of(text: str, otherwise: str) -> Ref:
    """A reference whose object the id itself tells, else `otherwise`; '' for an empty cell."""
    return ref(_OBJECTS.get(text[:3], otherwise), text) if is_id(text) else ref(otherwise, text)


def is_id(text: str) -> bool:
    """True for a text that has the form of a record id."""
    return len(text) in (15, 18) and text.isascii() and text.isalnum() and text[:3] in _OBJECTS


def owner_ref(text: str) -> Ref:
    """A user's or a queue's reference, from its id or, in reports, its full name."""
    return ref_of(text, "user")

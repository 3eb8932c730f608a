"""Salesforce's record ids: 15 characters whose case matters, or 18 that may be folded."""

from __future__ import annotations

from typing import Final

_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def long_id(text: str) -> str:
    """The 18-character form of a 15-character id; anything else as it is.

    The three last characters say which of the fifteen are capitals: five bits each, least significant first
    (Salesforce Help, "15- and 18-character record ids").
    """
    if len(text) != 15 or not text.isascii() or not text.isalnum():
        return text
    suffix = ""
    for start in (0, 5, 10):
        bits = sum(1 << i for i, char in enumerate(text[start : start + 5]) if "A" <= char <= "Z")
        suffix += _ALPHABET[bits]
    return text + suffix

"""Ids of what the engine makes: 16-byte content hashes, never sequences (semantics 20)."""

from __future__ import annotations

from hashlib import blake2b


def made_id(kind: str, track: str, unit: bytes, ordinal: int) -> bytes:
    """The id of the `ordinal`-th thing of a kind that one unit has on one track."""
    return blake2b(b"%s\0%s\0%d\0%s" % (kind.encode(), track.encode(), ordinal, unit), digest_size=16).digest()

"""Keyed hashes: every id and reference in the book is 16 bytes of BLAKE2b under the workspace's key."""

from __future__ import annotations

from hashlib import blake2b

MOST_REMEMBERED = 400_000


class Keys:
    """Makes ids. The same key and content give the same id on any machine; without the key nothing can be guessed."""

    def __init__(self, secret: bytes) -> None:
        self._empty = blake2b(key=secret, digest_size=16)
        self._refs: dict[str, bytes] = {}

    def id(self, content: bytes) -> bytes:
        """The id of some content, 16 bytes."""
        hashed = self._empty.copy()
        hashed.update(content)
        return hashed.digest()

    def ref(self, ref: str) -> bytes:
        """The id of a reference of `timeline.records` ("salesforce:lead:00Q…", "email:a@b.example")."""
        known = self._refs.get(ref)
        if known is None:
            if len(self._refs) >= MOST_REMEMBERED:
                self._refs.clear()
            known = self._refs[ref] = self.id(ref.encode())
        return known

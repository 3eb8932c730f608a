"""Which column of a header means what, whatever spelling the tool used."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

Aliases = Mapping[str, tuple[str, ...]]
"""Canonical name → the tool's names of it; the first that a header has is taken."""

_PREFIX: Final = re.compile(r"^(property_|properties[._])")
_CUSTOM: Final = re.compile(r"_+c$")


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """A column's name without what differs between a tool's label, API name and warehouse name.

    `Deal Stage`, `dealstage`, `property_dealstage` and `deal_stage` fold to one; `Budget__c` and `budget_c` too.
    """
    name = _PREFIX.sub("", name.strip().lower())
    return "".join(char for char in _CUSTOM.sub("", name) if char.isalnum())


class Columns:
    """The columns of one header: `index[canonical]`, and those that no alias names."""

    def __init__(self, header: Sequence[str], aliases: Aliases) -> None:
        where: dict[str, int] = {}
        for number, name in enumerate(header):
            where.setdefault(folded(name), number)
        self.header = tuple(header)
        self.index: dict[str, int] = {}
        for canonical, names in aliases.items():
            for name in (canonical, *names):
                if folded(name) in where:
                    self.index[canonical] = where[folded(name)]
                    break
        known = set(self.index.values()) | {
            where[folded(name)] for names in aliases.values() for name in names if folded(name) in where
        }
        self.unknown = tuple((i, name) for i, name in enumerate(header) if i not in known)

    def __contains__(self, canonical: str) -> bool:
        return canonical in self.index


def in_labels(header: Sequence[str]) -> bool:
    """True for an export from a tool's screens (labels for people, times in the account's zone), not its API (UTC)."""
    return any(" " in name.strip() for name in header)

"""What a cycle or a deal can be sliced by: what is known of itself, its person, its account and its owner."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tandem.charter.model import Charter
    from tandem.lifecycle.inputs import Attribute, World

NOT_SLICES: Final = frozenset({
    "created_at", "created_whole_day", "closed_at", "closed_whole_day", "amount", "is_closed", "is_won", "status",
    "lifecycle_stage", "stage", "owner", "source", "campaign", "loss_reason", "competitor", "consent", "bounced",
    "title", "name", "company", "domain", "website", "account", "parent",
})  # fmt: skip
"""Attributes that are the measures' own matter, or as many as there are units."""
OWN: Final = ("source", "campaign", "owner", "manager", "region", "segment")
"""Slices that every unit has."""


class Slices:
    """The dimensions of one data set under one charter; every unit of a kind has all of them, '' where unknown."""

    def __init__(self, charter: Charter, world: World) -> None:
        self._world = world
        self._segment = charter.segment
        declared = [name for name in charter.fields if name not in NOT_SLICES]
        self.names = {
            unit: tuple(dict.fromkeys([*OWN, *declared, *self._raw("person"), *self._raw("account"), *own]))
            for unit, own in (("cycle", ()), ("opportunity", self._raw("opportunity")))
        }

    def _raw(self, unit: str) -> list[str]:
        return [name for name in self._world.names.get(unit, ()) if name not in NOT_SLICES]

    def values(
        self, unit: str, own: Mapping[str, str], facts: Mapping[str, object], attributes: Iterable[Attribute]
    ) -> list[tuple[str, str]]:
        """(dimension, value) pairs in the order of `names`. `own`: source, campaign, owner."""
        said = {a.name: a.value for a in sorted(attributes, key=lambda a: (a.wins, a.name, a.tool)) if a.value}
        typed = {name: as_text(value) for name, value in facts.items() if value is not None}
        staff = self._world.members.get(own.get("owner", ""))
        known = {**said, **typed, **own}
        if staff is not None:
            known["manager"], known["region"] = staff.manager, staff.region
        known["segment"] = known.get(self._segment, "") if self._segment else said.get("segment", "")
        return [(name, known.get(name, "")) for name in self.names[unit]]


def as_text(value: object) -> str:
    """A typed value as a slice shows it."""
    return str(value).lower() if isinstance(value, bool) else str(value)

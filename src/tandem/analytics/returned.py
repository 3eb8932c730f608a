"""What returned leads had in common, held against those that sales accepted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from tandem.analytics.measure import Ask, Setting
from tandem.analytics.records import Statement
from tandem.analytics.statistics import LEVEL, newcombe
from tandem.analytics.weighing import grouped, totals

TRAITS: Final = ("source", "grade", "band", "segment")
LEAST: Final = 10
"""Leads of each verdict below which nothing is said."""
MOST: Final = 3
"""Traits named, the widest difference first."""


@dataclass(frozen=True, slots=True)
class Trait:
    """A value that is more frequent among returned leads than among accepted ones; `low`, `high` of the difference."""

    trait: str
    value: str
    returned: int
    of_returned: int
    accepted: int
    of_accepted: int
    low: float
    high: float

    @property
    def difference(self) -> float:
        """Share among the returned less share among the accepted."""
        return self.returned / self.of_returned - self.accepted / self.of_accepted

    def __str__(self) -> str:
        return (
            f"Returned leads more often have {self.trait} {self.value}: "
            f"{self.returned} of {self.of_returned} returned, {self.accepted} of {self.of_accepted} accepted "
            f"(difference {self.difference:.0%}, at least {self.low:.0%})."
        )


def in_common(setting: Setting, ask: Ask, statement: Statement) -> list[Trait]:
    """The traits whose whole interval lies above no difference, at 95 % over all values together (Bonferroni).

    `statement` is acceptance's: the counts of both verdicts per value of a trait.
    """
    counted = [entry for trait in TRAITS for entry in _counts(setting, replace(ask, by=trait), statement)]
    found = []
    for trait, value, returned, accepted, of_returned, of_accepted in counted:
        interval = newcombe(returned, of_returned, accepted, of_accepted, 1 - (1 - LEVEL) / len(counted))
        if min(of_returned, of_accepted) >= LEAST and interval and interval[0] > 0:
            found.append(Trait(trait, value, returned, of_returned, accepted, of_accepted, *interval))
    return sorted(found, key=lambda t: (-t.difference, t.trait, t.value))[:MOST]


def _counts(setting: Setting, ask: Ask, statement: Statement) -> Iterator[tuple[str, str, int, int, int, int]]:
    cells = statement.cells(setting, ask)
    of = totals(cells, ("returned", "accepted"))
    for (value,), group in grouped(cells, "slice"):
        mine = totals(group, ("returned", "accepted"))
        yield ask.by, str(value), mine["returned"], mine["accepted"], of["returned"], of["accepted"]

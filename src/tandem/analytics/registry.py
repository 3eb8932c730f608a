"""All measures by name. A measure's module is imported when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Final

from tandem.analytics.measure import Measure

NAMES: Final = (
    "acceptance",
    "bridge",
    "buying_cycle",
    "closed_loop",
    "data_quality",
    "first_response",
    "funnel",
    "quota_attainment",
    "sales_velocity",
    "sla",
    "sourced_influenced",
    "stage_time",
    "win_loss",
)


class _Registry(Mapping[str, Measure]):
    """Name → measure; the names are known without loading anything."""

    def __getitem__(self, name: str) -> Measure:
        if name not in NAMES:
            raise KeyError(name)
        measure: Measure = import_module(f"tandem.analytics.{name}").MEASURE
        return measure

    def __iter__(self) -> Iterator[str]:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)


MEASURES: Final[Mapping[str, Measure]] = _Registry()

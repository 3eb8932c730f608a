"""The plan of a simulated company: its size, its span, and how far each sign of misalignment is planted.

A planted size is the *population* value that an estimate should find; 0 means that the sign is not planted and only
the background of a sound company remains.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tandem.vocabulary import TandemError
from tandem.zones import zone_info

ZONE: Final = "Europe/Amsterdam"
LAST_DAY: Final = date(2026, 6, 30)
END: Final = int(datetime(2026, 6, 30, 22, 0, tzinfo=UTC).timestamp())
"""The instant (UTC seconds) at which both tools were exported: local midnight after `LAST_DAY`."""

DAY: Final = 86_400
HOUR: Final = 3_600
MINUTE: Final = 60

PLANTED: Final[dict[str, float]] = {
    "crossed_messages": 0.06,
    "broken_sla": 0.30,
    "unworked_leads": 0.30,
    "unanswered_hand_raises": 0.35,
    "silent_sales": 0.30,
    "no_lead_process": 0.15,
    "slow_sources": 1.8,
    "mql_as_success": 0.4,
    "top_of_funnel_kpis": 1.0,
    "unjoined_results": 0.35,
    "split_tools": 0.12,
    "dirty_data": 0.09,
    "quota_against_cycle": 2.2,
}
"""Sign → default size. What each size means:

crossed_messages: share of handed-over leads whose nurture is not stopped. broken_sla: share of answered leads answered
after the promise. unworked_leads: share of handed-over leads that nobody tries to reach. unanswered_hand_raises: share
of hand-raises without a human answer within the promise. silent_sales: share of returns and disposals without reason.
no_lead_process: share of accepted leads on which nothing is ever decided. slow_sources: ratio of the slow source's
times to all others'. mql_as_success: growth of handoffs a year while wins stand still.
top_of_funnel_kpis: 1 = the charter measures volume only. unjoined_results: share of deals without any person.
split_tools: share of handed-over people with another owner in each tool. dirty_data: share of records that are doubled
or miss a required field. quota_against_cycle: ratio of the slow segment's deal times to the others'."""

BACKGROUND: Final[dict[str, float]] = {
    "crossed_messages": 0.0,
    "broken_sla": 0.01,
    "unworked_leads": 0.01,
    "unanswered_hand_raises": 0.03,
    "silent_sales": 0.0,
    "no_lead_process": 0.01,
    "slow_sources": 1.0,
    "mql_as_success": 0.0,
    "top_of_funnel_kpis": 0.0,
    "unjoined_results": 0.04,
    "split_tools": 0.01,
    "dirty_data": 0.01,
    "quota_against_cycle": 1.0,
}
"""What remains of each sign in a sound company."""


class UnknownSign(TandemError):
    """A size was given for a sign that the example company cannot plant."""

    exit_code = 2

    def __init__(self, name: str) -> None:
        super().__init__(f"The example company cannot plant '{name}'. It can plant: {', '.join(PLANTED)}.")


@dataclass(frozen=True, slots=True)
class Plan:
    """Size, span and sizes of the signs. `sizes` holds every sign: its planted size, or its background."""

    seed: int
    people: int
    months: int
    planted: Mapping[str, float]
    sizes: Mapping[str, float] = field(default_factory=dict)
    handed_over: float = 0.27
    """Share of people that marketing's practised bar passes (the base, before the bar is lowered)."""
    slow_source: str = "event"
    slow_segment: str = "manufacturing"

    @property
    def start(self) -> int:
        """The first instant, UTC seconds: local midnight of the first month."""
        return int(self.month_starts()[0])

    def month_starts(self) -> NDArray[np.int64]:
        """Local midnight (UTC seconds) of each month's first day, and of the day after the last."""
        first = LAST_DAY.year * 12 + LAST_DAY.month - self.months
        days = [datetime(n // 12, n % 12 + 1, 1, tzinfo=zone_info(ZONE)) for n in range(first, first + self.months + 1)]
        return np.array([int(day.timestamp()) for day in days], dtype=np.int64)

    def draw(self, purpose: str) -> np.random.Generator:
        """A generator of its own for each purpose: planting one sign does not reshuffle the others."""
        return np.random.default_rng([self.seed, zlib.crc32(purpose.encode())])


def plan_for(
    seed: int, people: int, months: int, healthy: bool = False, planted: Mapping[str, float] | None = None
) -> Plan:
    """The plan of a company with the default signs, or none (`healthy`); `planted` overrides. Raises `UnknownSign`."""
    for name in planted or {}:
        if name not in PLANTED:
            raise UnknownSign(name)
    sizes = {**({} if healthy else PLANTED), **(planted or {})}
    chosen = {name: float(sizes[name]) for name in PLANTED if sizes.get(name)}
    return Plan(seed, people, months, chosen, {**BACKGROUND, **chosen})

"""What a sign is: facts counted or estimates with intervals, a state, a cost, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from tandem.analytics.measure import Setting

Kind = Literal["fact", "estimate"]
State = Literal["flagged", "watch", "fine", "not enough data", "cannot be judged"]


@dataclass(frozen=True, slots=True)
class Cost:
    """A range in minor units; `upper_bound` when people chose the records (reps pick the better leads)."""

    low: int
    high: int
    currency: str
    upper_bound: bool = True
    records: tuple[str, ...] = ()
    """Opportunities or leads the money stands on: each counts once across signs."""
    matched: float = 1.0
    """The share of such leads that found their like, and that the comparison therefore rests on."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one sign found. `value`, `low`, `high` in `unit`; a fact has neither low nor high.

    `p`: one-sided p-value of an estimate against its threshold (the diagnosis applies Benjamini–Hochberg).
    `trend`: (month 'YYYY-MM', value or None, n), six months, oldest first. `records`: hex ids of the evidence.
    `parts`: sub-rows (per promise, per source, per tool) with the same figures, for the report.
    """

    sign: str
    kind: Kind
    state: State
    value: float | None
    unit: str
    threshold: float | None
    n: int
    low: float | None = None
    high: float | None = None
    p: float | None = None
    cost: Cost | None = None
    trend: tuple[tuple[str, float | None, int], ...] = ()
    records: tuple[str, ...] = ()
    sentence: Mapping[str, str] = field(default_factory=dict)
    """Reader (sales | marketing | executives) → one sentence with the numbers in that team's words."""
    missing: str = ""
    """For 'cannot be judged': the feed and how to switch it on; for 'not enough data': "n = 7, needs 30"."""
    parts: tuple[Mapping[str, object], ...] = ()
    notes: tuple[str, ...] = ()
    trend_unit: str = ""
    """The unit of `trend` where it is not `unit`: then the bar says nothing about it."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One entry of the registry. `judge` measures and classifies; `least` is the stated n."""

    name: str
    title: str
    looks_for: str
    kind: Kind
    needs: tuple[str, ...]
    unit: str
    threshold: float
    least: int
    prescription: Mapping[str, str]
    """Reader → what to do, beginning with a verb."""
    owner: str
    judge: Callable[[Setting], Finding]
    any_of: tuple[str, ...] = ()
    """Feeds of which one is enough, beside `needs`."""

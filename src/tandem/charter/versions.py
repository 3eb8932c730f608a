"""Dated versions: the one in force at a time decides what happens then."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.charter.model import Charter
from tandem.zones import EPOCH_ORDINAL, zone


def begins(charter: Charter) -> int | None:
    """The first instant (UTC µs) of a version's first day, in its own zone; None for a version without a date."""
    day = charter.in_force_from
    return None if day is None else zone(charter.time_zone).midnight(day.toordinal() - EPOCH_ORDINAL)


def in_force(begun: Sequence[int | None], at: int) -> int | None:
    """Which version decides at an instant, by their number: the latest to begin by then; None before the first.

    `begun`: what `begins` gives for each version, in the order of their adoption: of two that begin at one instant,
    the later adopted wins. A version without a date is a proposal and never in force.
    """
    found = [(start, number) for number, start in enumerate(begun) if start is not None and start <= at]
    return max(found)[1] if found else None

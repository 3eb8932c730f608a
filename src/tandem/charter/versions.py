"""Dated versions: the one in force at a time decides what happens then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tandem.charter.model import Charter


def in_force(charters: Sequence[Charter], at: date) -> Charter | None:
    """The version in force on a day of the charter's zone: the latest that began by then; None before the first.

    A version without a date is a proposal and never in force. Of two that begin on one day the later
    in `charters` wins.
    """
    begun = [(c.in_force_from, n) for n, c in enumerate(charters) if c.in_force_from and c.in_force_from <= at]
    return charters[max(begun)[1]] if begun else None

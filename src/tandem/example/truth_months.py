"""Counts by month, and the days by which promises are due: what the truth is told in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tandem.example.columns import Ints
from tandem.example.simulate import Company


def month_names(company: Company) -> tuple[str, ...]:
    """The months of the history, "2024-07" first."""
    starts = company.plan.month_starts()[:-1] + 43_200
    return tuple(str(name) for name in np.datetime_as_string(starts.astype("datetime64[s]"), unit="M"))


def by_month(company: Company, at: Ints, **columns: Any) -> Mapping[str, list[Any]]:
    """For each named column (flags or numbers, aligned with `at`), its sum in each month."""
    starts = company.plan.month_starts()
    place = np.searchsorted(starts, at, side="right") - 1
    inside = (place >= 0) & (place < len(starts) - 1)
    return {name: _sums(place[inside], np.asarray(column)[inside], len(starts) - 1) for name, column in columns.items()}


def _sums(place: Ints, column: Any, months: int) -> list[Any]:
    sums = np.bincount(place, weights=column.astype(np.float64), minlength=months)
    whole = column.dtype.kind in "bi"
    return [round(value) if whole else round(float(value), 6) for value in sums]

"""Instants → the local day in a zone, by the pinned `tzdata` package alone (semantics 15)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

DAY = 86_400_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STEP = 7 * 86_400


@cache
def pinned_zone(name: str) -> ZoneInfo:
    """The IANA zone as the `tzdata` package has it, whatever the machine has. Raises `FileNotFoundError`."""
    with resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


def local_days(at: NDArray[np.int64], zone: str) -> NDArray[np.int32]:
    """UTC microseconds → days since 1970-01-01 in the zone."""
    if not at.size:
        return np.zeros(0, np.int32)
    starts, offsets = _offsets(zone, int(at.min()) // 1_000_000, int(at.max()) // 1_000_000)
    offset = offsets[np.searchsorted(starts, at, side="right") - 1]
    return ((at + offset) // DAY).astype(np.int32)


def _offsets(zone: str, first: int, last: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The instants (µs) from which an offset (µs) holds, covering `first` … `last` (seconds).

    Weekly samples, then halving between two that differ: no zone changes twice within a week.
    """
    tz = pinned_zone(zone)

    def offset(second: int) -> int:
        moment = (_EPOCH + timedelta(seconds=second)).astimezone(tz)
        return round((moment.utcoffset() or timedelta()).total_seconds())

    found = [(first, offset(first))]
    for low in range(first, last + 1, _STEP):
        high = low + _STEP
        before, after = offset(low), offset(high)
        while before != after and high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if offset(middle) == before else (low, middle)
        if before != after:
            found.append((high, after))
    starts, offsets = zip(*found, strict=True)
    return np.array(starts, np.int64) * 1_000_000, np.array(offsets, np.int64) * 1_000_000

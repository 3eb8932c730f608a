"""Instants → the local day in a zone, for whole arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tandem.zones import DAY, zone


def local_days(at: NDArray[np.int64], zone_name: str) -> NDArray[np.int32]:
    """UTC microseconds → days since 1970-01-01 in the zone. Raises `UnknownZone`."""
    table = zone(zone_name)
    offsets = np.array(table.offsets, np.int64)
    since = np.searchsorted(np.array(table.changes, np.int64), at, side="right") - 1
    return ((at + offsets[np.maximum(since, 0)]) // DAY).astype(np.int32)

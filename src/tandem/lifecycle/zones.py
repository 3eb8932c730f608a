"""Local days of an IANA zone, from the pinned `tzdata` alone (semantics 15), by table instead of by `datetime`."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

MICROS = 1_000_000
MINUTE = 60 * MICROS
DAY = 86_400 * MICROS
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_ORDINAL = EPOCH.toordinal()
_LAST_YEAR = 2100
_STEP = 10 * 86_400


class Zone:
    """The UTC offsets of one zone from 1970 to 2100; before and after, the nearest one known.

    `changes[i]` is the instant (UTC µs) from which `offsets[i]` (µs) holds.
    """

    __slots__ = ("changes", "name", "offsets")

    def __init__(self, name: str) -> None:
        self.name = name
        self.changes, self.offsets = _offsets(name)

    def offset(self, at: int) -> int:
        """Local time minus UTC at this instant, in µs."""
        return self.offsets[max(bisect_right(self.changes, at) - 1, 0)]

    def day(self, at: int) -> int:
        """The local date as days since 1970-01-01."""
        return (at + self.offset(at)) // DAY

    def month(self, at: int) -> str:
        """The local month, 'YYYY-MM'."""
        return f"{datetime.fromordinal(self.day(at) + EPOCH_ORDINAL):%Y-%m}"

    def midnight(self, day: int) -> int:
        """The first instant of a local date given as days since 1970-01-01."""
        return self.pieces(day, 0, 1440)[0][0]

    def pieces(self, day: int, opens: int, closes: int) -> list[tuple[int, int]]:
        """The instants [start, end) of a local day whose local time is in [opens, closes) minutes.

        Two pieces where the clock is set back inside these hours; none where it jumps over them.
        """
        low, high = day * DAY + opens * MINUTE, day * DAY + closes * MINUTE
        first = max(bisect_right(self.changes, low - DAY) - 1, 0)
        found = []
        for i in range(first, len(self.changes)):
            since = self.changes[i]
            if since > high + DAY:
                break
            start = max(low - self.offsets[i], since if i else low - self.offsets[i])
            end = high - self.offsets[i]
            if i + 1 < len(self.changes):
                end = min(end, self.changes[i + 1])
            if start < end:
                found.append((start, end))
        return found


@lru_cache(maxsize=1024)
def zone(name: str) -> Zone:
    """The zone's table, built once."""
    return Zone(name)


@lru_cache(maxsize=1024)
def zone_info(name: str) -> ZoneInfo:
    """The zone from the `tzdata` package, never from the machine's own files. Raises OSError for an unknown name."""
    place = resources.files("tzdata") / "zoneinfo"
    for part in name.split("/"):
        place = place / part
    with place.open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


def _offsets(name: str) -> tuple[list[int], list[int]]:
    """Walk the years in steps that no pair of changes fits into, and bisect each change to the second."""
    info = zone_info(name)

    def offset(second: int) -> timedelta:
        return datetime.fromtimestamp(second, info).utcoffset() or timedelta()

    end = int((datetime(_LAST_YEAR, 1, 1, tzinfo=UTC) - EPOCH).total_seconds())
    changes, offsets = [0], [offset(0)]
    for second in range(0, end, _STEP):
        if offset(second + _STEP) != offsets[-1]:
            low, high = second, second + _STEP
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(middle) == offsets[-1] else (low, middle)
            changes.append(high * MICROS)
            offsets.append(offset(high))
    return changes, [found // timedelta(microseconds=1) for found in offsets]

"""Time zones from the pinned `tzdata` package alone, whatever the machine has (semantics 15), and their local days."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from tandem.vocabulary import TandemError

MICROS = 1_000_000
MINUTE = 60 * MICROS
DAY = 86_400 * MICROS
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_ORDINAL = EPOCH.toordinal()
_LAST_YEAR = 2100
_STEP = 10 * 86_400


class UnknownZone(TandemError):
    """A name that is no IANA time zone."""

    exit_code = 2

    def __init__(self, name: str) -> None:
        super().__init__(f"'{name}' is no IANA time zone. Write one like Europe/Amsterdam.")


@cache
def zone_names() -> frozenset[str]:
    """The names of all zones."""
    return frozenset((resources.files("tzdata") / "zones").read_text(encoding="utf-8").split())


@cache
def zone_info(name: str) -> ZoneInfo:
    """The zone for `datetime`. Raises `UnknownZone`."""
    if name not in zone_names():
        raise UnknownZone(name)
    with resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


@cache
def zone(name: str) -> Zone:
    """The zone's table, built once. Raises `UnknownZone`."""
    return Zone(name)


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
        """The first instant of a local date given as days since 1970-01-01; of the next, where the zone skipped it."""
        return (self.pieces(day, 0, 1440) or self.pieces(day + 1, 0, 1440))[0][0]

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

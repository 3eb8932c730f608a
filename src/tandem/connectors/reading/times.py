"""Every spelling of a time that exports use → microseconds since 1970 UTC.

ISO 8601 with and without zone or fraction, ``YYYY.MM.DD HH:MM``, ``D/M/YYYY`` and ``M/D/YYYY`` with 12 or 24 hours
(which of the two is decided for the whole column, never for a cell), seconds and milliseconds since 1970.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from tandem.connectors.reading.faults import BadCell
from tandem.zones import zone_info

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
NAIVE_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001
DAY_FIRST, MONTH_FIRST = "day first", "month first"
ORDERS: Final = (DAY_FIRST, MONTH_FIRST)
EARLIEST, LATEST = 1900, 2199
MOST_REMEMBERED = 50_000

_CLOCK = (
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?"
    r"\s*(?:([AaPp])\.?[Mm]\.?)?\s*(Z|z|UTC|GMT|[+-]\d{2}:?(?:\d{2})?)?"
)
_ISO = re.compile(rf"(\d{{4}})([-./])(\d{{1,2}})\2(\d{{1,2}})(?:,?[T ]+{_CLOCK})?")
_SLASHED = re.compile(rf"(\d{{1,2}})([/.-])(\d{{1,2}})\2(\d{{4}})(?:,?[T ]+{_CLOCK})?")


class Moment(NamedTuple):
    """An instant. `whole_day`: the text named a day only, and `at` is that local day's last microsecond."""

    at: int
    whole_day: bool = False
    note: str = ""


class Times:
    """Reads the times of one column.

    `zone_name`: of times without zone. `order`: 'day first', 'month first' or ''; with '' the first slashed date asks
    `column` for all texts of the column and lets them decide.
    """

    def __init__(self, zone_name: str, order: str = "", column: Callable[[], Iterable[str]] | None = None) -> None:
        self._zone = zone_info(zone_name)
        self._utc = zone_name in ("UTC", "Etc/UTC")
        self._order = order
        self._column = column
        self._known: dict[str, Moment] = {}

    def read(self, text: str) -> Moment:
        """The instant a text names. Raises `BadCell` (also for a time that the zone's clocks skipped)."""
        moment = self._known.get(text)
        if moment is None:
            moment = self._read(text)
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            self._known[text] = moment
        return moment

    def _read(self, text: str) -> Moment:
        if len(text) >= 19 and text[4] == "-":
            try:
                stamp = datetime.fromisoformat(text)
            except ValueError:
                pass
            else:
                return self._moment(stamp)
        bare = text.strip()
        match = _ISO.fullmatch(bare)
        if match:
            year, _, month, day, *rest = match.groups()
            return self._build(text, year, month, day, rest)
        match = _SLASHED.fullmatch(bare)
        if match:
            first, mark, second, year, *rest = match.groups()
            order = DAY_FIRST if mark == "." else self._decided_order(text)
            day, month = (first, second) if order == DAY_FIRST else (second, first)
            return self._build(text, year, month, day, rest)
        return _since_1970(bare)

    def _build(self, text: str, year: str, month: str, day: str, rest: list[str | None]) -> Moment:
        hour, minute, second, fraction, half, offset = rest
        try:
            if hour is None or minute is None:
                return self._whole_day(date(int(year), int(month), int(day)))
            hours = int(hour)
            if half:
                if not 1 <= hours <= 12:
                    raise ValueError("no such hour")
                hours = hours % 12 + (12 if half in "Pp" else 0)
            micros = int((fraction or "0").ljust(6, "0")[:6])
            stamp = datetime(int(year), int(month), int(day), hours, int(minute), int(second or 0), micros)  # noqa: DTZ001
        except ValueError as why:
            raise BadCell(f"must be a time, not '{text}': there is no such day or hour.") from why
        return self._moment(stamp if offset is None else stamp.replace(tzinfo=_offset(offset)))

    def _moment(self, stamp: datetime) -> Moment:
        if not EARLIEST <= stamp.year <= LATEST:
            raise BadCell(f"must be a time from {EARLIEST} to {LATEST}, not in {stamp.year}.")
        if stamp.tzinfo is not None:
            return Moment(_micros(stamp - EPOCH))
        if self._utc:
            return Moment(_micros(stamp - NAIVE_EPOCH))
        return _local(stamp, self._zone)

    def _whole_day(self, day: date) -> Moment:
        if not EARLIEST <= day.year <= LATEST:
            raise BadCell(f"must be a day from {EARLIEST} to {LATEST}, not in {day.year}.")
        return Moment(last_microsecond(day, self._zone), whole_day=True)

    def _decided_order(self, text: str) -> str:
        if not self._order:
            self._order = order_of(self._column()) if self._column else ""
        if self._order not in ORDERS:
            raise BadCell(
                f"'{text}' may be day first or month first, and the column does not tell. "
                "Say date_order in tandem.toml or in the mapping."
            )
        return self._order


def order_of(texts: Iterable[str]) -> str:
    """'day first' or 'month first' when some date of a column can only be one of them, '' when none or both can."""
    seen = set()
    for text in texts:
        match = _SLASHED.fullmatch(text.strip())
        if match and match[2] != ".":
            first, second = int(match[1]), int(match[3])
            if first > 12 >= second:
                seen.add(DAY_FIRST)
            elif second > 12 >= first:
                seen.add(MONTH_FIRST)
    return seen.pop() if len(seen) == 1 else ""


def last_microsecond(day: date, where: ZoneInfo) -> int:
    """The end of a local day: one microsecond before the next day's first instant."""
    midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=where)
    return _micros(midnight.astimezone(UTC) - EPOCH) - 1


def _local(stamp: datetime, where: ZoneInfo) -> Moment:
    """A time without zone: refused in the spring gap, the earlier one in the autumn fold (PEP 495)."""
    first = stamp.replace(tzinfo=where)
    instant = first.astimezone(UTC)
    if first.utcoffset() == stamp.replace(tzinfo=where, fold=1).utcoffset():
        return Moment(_micros(instant - EPOCH))
    if instant.astimezone(where).replace(tzinfo=None) != stamp:
        raise BadCell(f"{stamp} did not exist in {where.key}: the clocks were put forward over it.")
    return Moment(_micros(instant - EPOCH), note=f"{stamp} was twice in {where.key}; the earlier one is taken")


def _since_1970(text: str) -> Moment:
    """Seconds (9 or 10 digits) or milliseconds (12 or 13 digits) since 1970 UTC."""
    if text.isascii() and text.isdigit():
        if len(text) in (9, 10):
            return Moment(int(text) * 1_000_000)
        if len(text) in (12, 13):
            return Moment(int(text) * 1_000)
    raise BadCell(f"must be a time, not '{text}'. Write one like 2026-03-31 14:05.")


def _offset(text: str) -> timezone:
    if text.upper() in ("Z", "UTC", "GMT"):
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    if minutes >= 24 * 60:
        raise BadCell(f"must be a time, not one {text} away from UTC.")
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _micros(span: timedelta) -> int:
    return (span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds

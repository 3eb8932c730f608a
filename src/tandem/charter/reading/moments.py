"""Times of a scenario: local to the charter's zone, or told from the entry before."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final

from tandem.charter.reading import values
from tandem.charter.reading.part import Part
from tandem.charter.scenario import Moment
from tandem.zones import EPOCH, EPOCH_ORDINAL, MICROS, MINUTE, zone, zone_info, zone_names

EARLIEST, LATEST = 1970, 2099
_TIME: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?)?")
_LIKE: Final = 'Write it like "2026-03-02 09:00", or "+2 business days" after the entry before.'


def moment(part: Part, time_zone: str) -> Moment | None:
    """ "2026-03-02 09:00", "2026-03-02" (at its end), or "+2 business days"."""
    text = part.text("be a time") or ""
    if text.startswith("+"):
        return _after(part, text)
    match = _TIME.fullmatch(text)
    if match is None:
        if text:
            part.must("be a time", _LIKE)
        return None
    try:
        return _at(part, match, time_zone)
    except ValueError:
        part.must("be a day and hour that exist", _LIKE)
        return None


def _after(part: Part, text: str) -> Moment | None:
    duration = values.duration_of(part, text.removeprefix("+").strip())
    return None if duration is None else Moment(text, after=duration)


def _at(part: Part, match: re.Match[str], time_zone: str) -> Moment | None:
    year, month, day = (int(match[i]) for i in (1, 2, 3))
    if not EARLIEST <= year <= LATEST:
        part.must(f"be a time from {EARLIEST} to {LATEST}", _LIKE)
        return None
    known = time_zone if time_zone in zone_names() else "UTC"
    if match[4] is None:
        whole = date(year, month, day)
        ordinal = whole.toordinal() - EPOCH_ORDINAL
        begins, ends = (zone(known).midnight(d) for d in (ordinal, ordinal + 1))
        return Moment(match[0], ends - 1, None, ends - begins, whole)
    micros = int((match[7] or "0").ljust(6, "0"))
    stamp = datetime(year, month, day, int(match[4]), int(match[5]), int(match[6] or 0), micros)  # noqa: DTZ001
    local = stamp.replace(tzinfo=zone_info(known))
    instant = local.astimezone(UTC)
    if instant.astimezone(zone_info(known)).replace(tzinfo=None) != stamp:
        part.fault(f"{part.label}: {match[0]} did not exist in {known}.", "The clocks were put forward over it.")
        return None
    span = MINUTE if match[6] is None else MICROS if match[7] is None else 10 ** (6 - len(match[7]))
    return Moment(match[0], (instant - EPOCH) // timedelta(microseconds=1), None, span)

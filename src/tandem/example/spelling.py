"""How the tools spell things: ids, instants, days, for whole arrays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.example.columns import NEVER, Ints
from tandem.example.plan import DAY, END, ZONE
from tandem.zones import zone_info

Text = NDArray[Any]
_BASE36 = np.frombuffer(b"0123456789abcdefghijklmnopqrstuvwxyz", dtype=np.uint8)
_SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def salesforce_id(prefix: str, numbers: Ints) -> Text:
    """18-character ids: object prefix, instance, number in base 36, and the suffix that tells the capitals' places."""
    head = f"{prefix}5g00000"
    digits = np.empty((len(numbers), 5), dtype=np.uint8)
    rest = np.asarray(numbers, dtype=np.int64)
    for place in range(4, -1, -1):
        rest, digit = np.divmod(rest, 36)
        digits[:, place] = _BASE36[digit]
    body = digits.view("S5").ravel().astype("U5").astype(object) if len(numbers) else np.empty(0, dtype=object)
    return head + body + _capitals(head + "00000")


def _capitals(id15: str) -> str:
    """Salesforce's check suffix: one character for each five, one bit for each capital."""
    chunks = (id15[n : n + 5] for n in (0, 5, 10))
    return "".join(_SUFFIX[sum(1 << n for n, letter in enumerate(chunk) if letter.isupper())] for chunk in chunks)


def event_id(numbers: Ints, salt: int) -> Text:
    """Hexadecimal ids as different as hashes: a bijection of 64-bit numbers (odd multiplier, modulo 2^64)."""
    mixed = (np.asarray(numbers, dtype=np.uint64) + np.uint64(salt << 40)) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    text = mixed.astype(">u8").tobytes().hex().encode()
    return np.frombuffer(text, dtype="S16").astype("U16").astype(object) if len(numbers) else np.empty(0, dtype=object)


def _stamps(at: Ints) -> NDArray[Any]:
    return np.asarray(at, dtype="datetime64[s]")


def iso_utc(at: Ints) -> Text:
    """`2026-03-01T09:30:00Z`; '' for `NEVER`."""
    return _known(at, np.datetime_as_string(_stamps(at), unit="s").astype(object) + "Z")


def salesforce_time(at: Ints) -> Text:
    """`2026-03-01T09:30:00.000+0000`; '' for `NEVER`."""
    return _known(at, np.datetime_as_string(_stamps(at), unit="s").astype(object) + ".000+0000")


def local_day(at: Ints) -> Text:
    """`2026-03-01` in the company's zone; '' for `NEVER`."""
    return _known(at, np.datetime_as_string(_stamps(_local(at)), unit="D").astype(object))


def local_minute(at: Ints) -> Text:
    """`2026-03-01 10:30` in the company's zone, as HubSpot's screens export it; '' for `NEVER`."""
    day = np.datetime_as_string(_stamps(_local(at)), unit="m").astype(object)
    return _known(at, np.array([text.replace("T", " ") for text in day], dtype=object))


def _known(at: Ints, text: Text) -> Text:
    return np.where(np.asarray(at) == NEVER, "", text)


def _local(at: Ints) -> Ints:
    changes, offsets = _offsets()
    return at + offsets[np.searchsorted(changes, at, side="right")]


@lru_cache(maxsize=1)
def _offsets() -> tuple[Ints, Ints]:
    """The zone's changes (UTC seconds) since 2019, and the offset (seconds) before, between and after them."""
    zone, hour = zone_info(ZONE), timedelta(hours=1)
    moment, end = datetime(2019, 1, 1, tzinfo=UTC), datetime.fromtimestamp(END + 400 * DAY, UTC)
    before = moment.astimezone(zone).utcoffset() or timedelta()
    changes, offsets = [], [int(before.total_seconds())]
    while moment < end:
        moment += hour
        now = moment.astimezone(zone).utcoffset() or timedelta()
        if now != before:
            changes.append(int(moment.timestamp()))
            offsets.append(int(now.total_seconds()))
            before = now
    return np.array(changes, dtype=np.int64), np.array(offsets, dtype=np.int64)

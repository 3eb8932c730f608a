"""Plain values of a charter: numbers, shares, durations, times of day, days, zones, countries, currencies."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from tandem.charter.model import Duration, Place, Unit
from tandem.charter.reading.part import Part
from tandem.charter.suggestion import did_you_mean, nearest
from tandem.zones import zone_names

UNITS: Final[dict[str, Unit]] = {
    "minute": "minutes", "hour": "hours", "day": "days", "week": "weeks", "month": "months", "quarter": "quarters",
    "year": "years",
}  # fmt: skip
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FULL_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CODES: Final = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF "
    "CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD "
    "HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD "
    "MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN "
    "PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY "
    "TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG"
)
CURRENCIES: Final = frozenset(_CODES.split())
WHOLE: Final = re.compile(r"[+-]?[0-9]{1,15}")
NUMBER: Final = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?")
_DURATION: Final = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?) +(business +)?([a-z]+)")
_VOLUME: Final = re.compile(r"([0-9]{1,9}) +per +([a-z]+)")
_TIME: Final = re.compile(r"([0-9]{1,2}):([0-9]{2})")
DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_ONES: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety"
_SPOKEN: Final = {
    **{word: number for number, word in enumerate(_ONES.split())},
    **{word: 10 * number for number, word in enumerate(_TENS.split(), 2)},
}


def _spoken(text: str) -> str:
    """ "forty" → "Write 40?", else ''."""
    words = re.split(r"[ -]+", text.lower())
    near = [nearest(word, _SPOKEN) for word in words]
    if text and all(near):
        return f"Write {sum(_SPOKEN[word] for word in near)}?"
    return ""


def whole_number(part: Part, low: int, high: int) -> int | None:
    """A whole number from `low` to `high`."""
    text = part.scalar or ""
    if WHOLE.fullmatch(text) and low <= int(text) <= high:
        return int(text)
    part.must(f"be a whole number from {low} to {high}", _spoken(text))
    return None


def number(part: Part) -> float | None:
    """A number; 3.5 or -2."""
    text = part.scalar or ""
    if NUMBER.fullmatch(text):
        return float(text)
    part.must("be a number", _spoken(text))
    return None


def share(part: Part) -> float | None:
    """ "95%" → 0.95."""
    text = (part.scalar or "").replace(" ", "")
    if text.endswith("%") and NUMBER.fullmatch(text[:-1]) and 0 <= float(text[:-1]) <= 100:
        return float(text[:-1]) / 100
    bare = float(text) if NUMBER.fullmatch(text) else math.nan
    mend = f"Write {bare * 100:g}%?" if 0 < bare <= 1 else f"Write {bare:g}%?" if 1 < bare <= 100 else ""
    part.must("be a share from 0% to 100%", mend)
    return None


def _unit(word: str) -> Unit | None:
    return UNITS.get(word.removesuffix("s"))


def unit(part: Part) -> Unit | None:
    """ "month" → "months"."""
    word = part.text("be a period such as month") or ""
    found = _unit(word.lower())
    if word and found is None:
        part.must("be a period", did_you_mean(word, UNITS))
    return found


def duration(part: Part, units: Iterable[str] = UNITS.values()) -> Duration | None:
    """ "2 business days", "14 days", "15 business minutes"; more than nothing."""
    return duration_of(part, part.scalar or "", units)


def duration_of(part: Part, text: str, units: Iterable[str] = UNITS.values()) -> Duration | None:
    """The same, of a text that is a piece of this value."""
    text = text.lower()
    match = _DURATION.fullmatch(text)
    found = _unit(match[3]) if match else None
    if match is None or found is None or float(match[1]) == 0:
        part.must("be a duration such as 14 days or 2 business hours", _duration_mend(text))
        return None
    if match[2] and found not in ("minutes", "hours", "days"):
        part.must("be in business minutes, hours or days", "Business time has no other units.")
        return None
    if found not in units:
        part.must(f"be in {', '.join(units)}")
        return None
    count = float(match[1])
    if match[2] and found == "days" and not count.is_integer():
        part.must("be a whole number of business days")
        return None
    return Duration(count, found, bool(match[2]))


def _duration_mend(text: str) -> str:
    match = re.fullmatch(r"([0-9]+) *(business|working|work)? *([a-z]+)", text)
    if match and (near := nearest(match[3], [*UNITS, *UNITS.values()])):
        return f"Write {match[1]} {'business ' if match[2] else ''}{near}?"
    return "Write 5 days?" if not text.isdigit() else f"Write {text} days?"


def volume(part: Part) -> tuple[int, Unit] | None:
    """ "12 per week" → (12, "weeks")."""
    match = _VOLUME.fullmatch((part.scalar or "").lower())
    found = _unit(match[2]) if match else None
    if match is None or found is None:
        part.must("be a number per period", "Write it like 12 per week.")
        return None
    return int(match[1]), found


def volume_per(part: Part, period: Unit) -> int | None:
    """ "12 per week" → 12, if the period is the one that this place needs."""
    found = volume(part)
    if found is not None and found[1] != period:
        part.must(f"be per {period.removesuffix('s')}", f"Write {found[0]} per {period.removesuffix('s')}?")
        return None
    return None if found is None else found[0]


def time_of_day(part: Part) -> int | None:
    """ "09:00" → minutes after midnight, up to 24:00."""
    match = _TIME.fullmatch(part.scalar or "")
    if match and int(match[2]) < 60 and (minutes := 60 * int(match[1]) + int(match[2])) <= 24 * 60:
        return minutes
    part.must("be a time of day", 'Write it like "09:00".')
    return None


def weekdays(part: Part) -> frozenset[int]:
    """ "mon-fri" or [mon, wed] → {0 … 6}, 0 = Monday; sun-thu runs over the week's end."""
    found: set[int] = set()
    for item in part.items():
        ends = [_weekday(word) for word in re.split(r" *- *", (item.scalar or "").lower())]
        days = [day for day in ends if day is not None]
        if len(days) != len(ends) or len(ends) > 2:
            item.must("be days of the week", "Write mon-fri, or a list such as [mon, wed].")
            continue
        found.update((days[0] + step) % 7 for step in range((days[-1] - days[0]) % 7 + 1))
    if part.shown == "a list" and not part.items():
        part.must("name at least one day", "Write mon-fri, or a list such as [mon, wed].")
    return frozenset(found)


def _weekday(word: str) -> int | None:
    return next((i for i, day in enumerate(FULL_WEEKDAYS) if word in (WEEKDAYS[i], day)), None)


def day(part: Part) -> date | None:
    """ "2026-10-01"."""
    return _as_day(part, part.scalar or "", part.place)


def day_of_key(part: Part) -> date | None:
    """The day that a key names."""
    return _as_day(part, part.key, part.key_place)


def _as_day(part: Part, text: str, place: Place) -> date | None:
    try:
        if DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    shown = f"'{text}'" if text else "nothing"
    part.fault(
        f"{part.label} must be a day that exists, year-month-day, not {shown}.", "Write it like 2026-10-01.", place
    )
    return None


def time_zone(part: Part) -> str | None:
    """An IANA zone, "Europe/Amsterdam"."""
    text = part.text("be an IANA time zone such as Europe/Amsterdam")
    if text is not None and text not in zone_names():
        near = nearest(text, zone_names())
        part.must("be an IANA time zone", f"Did you mean {near}?" if near else "Write one like Europe/Amsterdam.")
        return None
    return text


def currency(part: Part) -> str | None:
    """An ISO 4217 code, "EUR"."""
    text = part.text("be an ISO 4217 currency code such as EUR")
    if text is not None and text not in CURRENCIES:
        known = text.upper() in CURRENCIES
        part.must("be an ISO 4217 currency code", f"Write {text.upper()}?" if known else "Write one like EUR.")
        return None
    return text


def country_codes() -> frozenset[str]:
    """The ISO 3166 codes of the countries whose holidays are known."""
    from holidays.registry import COUNTRIES

    return frozenset(code for _, code, *_ in COUNTRIES.values())


def country(part: Part) -> str | None:
    """The ISO 3166 code of a country whose holidays are known, "NL"."""
    from holidays.registry import COUNTRIES

    codes = country_codes()
    text = part.text("be an ISO 3166 country code such as NL")
    if text is not None and text not in codes:
        named = next((c for name, (_, c, *_) in COUNTRIES.items() if name.replace("_", " ") == text.lower()), "")
        mend = (
            f"Write {named}?" if named else f"Write {text.upper()}?" if text.upper() in codes else "Write one like NL."
        )
        part.must("be the code of a country whose holidays are known", mend)
        return None
    return text


def name(part: Part) -> str | None:
    """A name for fields, stages and rules, from its key: lower-case letters, digits, `_`."""
    return _as_name(part, part.key, part.key_place)


def name_here(part: Part) -> str | None:
    """A name for fields, stages and rules, from its value."""
    text = part.text("be a name")
    return None if text is None else _as_name(part, text, part.place)


def _as_name(part: Part, text: str, place: Place) -> str | None:
    if NAME.fullmatch(text):
        return text
    better = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    mend = f"Write {better}?" if NAME.fullmatch(better) else ""
    part.fault(f"'{text}' is no name: names are lower-case letters, digits and _.", mend, place)
    return None

"""Plain values of a charter as JSON Schema. A scalar may be quoted or not: `40` and "40" say the same to the reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from tandem.charter.reading import values
from tandem.zones import zone_names

Schema = dict[str, Any]
Keys = tuple[tuple[str, ...], tuple[str, ...]]
"""(required, optional) keys of a block, as the reader has them."""


def said(description: str, schema: Schema, **more: object) -> Schema:
    """A schema with what an editor shows beside it."""
    return {"description": description, **schema, **more}


def block(keys: Keys, parts: Mapping[str, Schema], **more: object) -> Schema:
    """A block of known keys; every key that the reader knows has its part. Raises `KeyError` where one has none."""
    required, optional = keys
    known = {key: parts[key] for key in (*required, *optional)}
    made: Schema = {"type": "object", "properties": known, "additionalProperties": False, **more}
    return {**made, "required": list(required)} if required else made


def each(schema: Schema, names: Schema | None = None, **known: Schema) -> Schema:
    """A block under keys of the author's own choosing, beside keys that are `known`."""
    made: Schema = {"type": "object", "additionalProperties": schema}
    made |= {"properties": known} if known else {}
    return {**made, "propertyNames": names} if names else made


def one_or_list(schema: Schema, **more: object) -> Schema:
    """One value, or a list of them."""
    return {"anyOf": [schema, {"type": "array", "items": schema, **more}]}


def or_nothing(schema: Schema) -> Schema:
    """A value that may be left empty behind its key."""
    return {"anyOf": [schema, {"enum": [None, ""]}]}


def words(known: Iterable[str]) -> Schema:
    """One of the known words."""
    return {"enum": list(known)}


def matching(pattern: str, wrong: str = "", **more: object) -> Schema:
    """Text of which all but outer blanks matches. `wrong`: what editors say where it does not."""
    made: Schema = {"type": "string", "pattern": rf"^\s*(?:{pattern})\s*$", **more}
    return {**made, "patternErrorMessage": wrong} if wrong else made


def any_case(word: str) -> str:
    """A pattern for a word in small letters or capitals."""
    return "".join(f"[{letter}{letter.upper()}]" for letter in word)


def _units(allowed: Iterable[str]) -> str:
    names = [word for word, unit in values.UNITS.items() if unit in set(allowed)]
    return f"(?:{'|'.join(map(any_case, names))})[sS]?"


TEXT: Final[Schema] = {"type": ["string", "number", "boolean"], "pattern": r"\S"}
NAME: Final = matching(values.NAME.pattern, "A name is lower-case letters, digits and _.")
NUMBER: Final[Schema] = {"type": ["number", "string"], "pattern": rf"^\s*(?:{values.NUMBER.pattern})\s*$"}
AMOUNT: Final[Schema] = {
    "type": ["number", "string"],
    "pattern": r"^\s*\+?[0-9]{1,15}(\.[0-9]{1,15})?\s*$",
    "minimum": 0,
}
SHARE: Final = matching(
    r"\+?0*(?:100(?:\.0{1,15})?|[0-9]{1,2}(?:\.[0-9]{1,15})?) *%", "A share is written like 95%.", examples=["95%"]
)
DAY: Final = matching(values.DAY.pattern, "A day is written like 2026-10-01.", examples=["2026-10-01"])
TIME: Final = matching(
    r"0?[0-9]:[0-5][0-9]|1[0-9]:[0-5][0-9]|2[0-3]:[0-5][0-9]|24:00", 'A time is written like "09:00".'
)
TIME_ZONE, CURRENCY, COUNTRY, CONDITION = (
    {"$ref": f"#/$defs/{name}"} for name in ("time_zone", "currency", "country", "condition")
)
SHARED: Final[dict[str, Schema]] = {
    "time_zone": words(sorted(zone_names())),
    "currency": words(sorted(values.CURRENCIES)),
    "country": words(sorted(values.country_codes())),
    "condition": said(
        "A condition: fields, numbers, 'text'; = <> < <= > >=, in, between, like, is unknown, and, or, not.",
        {"type": ["string", "boolean"], "pattern": r"\S"},
        examples=["fit >= 50 and activity >= 30"],
    ),
}
"""The long ones, which stand once in the schema's `$defs`."""
UNIT: Final = matching(_units(values.UNITS.values()), "A period is a word like month.", examples=["month", "quarter"])
_WEEKDAY: Final = f"(?:{'|'.join(map(any_case, (*values.FULL_WEEKDAYS, *values.WEEKDAYS)))})"
WEEKDAYS: Final = one_or_list(
    matching(f"{_WEEKDAY}(?: *- *{_WEEKDAY})?", "Days are written like mon-fri, or [mon, wed]."), minItems=1
)


def whole(low: int, high: int) -> Schema:
    """A whole number from `low` to `high`; where it is quoted its range is not looked at."""
    pattern = rf"^\s*(?:{values.WHOLE.pattern})\s*$"
    return {"type": ["integer", "string"], "minimum": low, "maximum": high, "pattern": pattern}


def duration(allowed: Iterable[str] = values.UNITS.values()) -> Schema:
    """A duration of more than nothing in one of these units; business time counts minutes, hours and whole days."""
    units = set(allowed)
    count, some = r"[0-9]{1,6}(?:\.[0-9]{1,3})?", r"(?!0+(?:\.0+)? )"
    business = any_case("business")
    ways = [f"{some}{count} +{_units(units)}"]
    if short := units & {"minutes", "hours"}:
        ways.append(f"{some}{count} +{business} +{_units(short)}")
    if "days" in units:
        ways.append(rf"{some}[0-9]{{1,6}}(?:\.0{{1,3}})? +{business} +{_units(['days'])}")
    examples = [f"14 {unit}" for unit in sorted(units)] + (["2 business days"] if "days" in units else [])
    return matching("|".join(ways), "A duration is written like 14 days or 2 business hours.", examples=examples)


def per(period: str) -> Schema:
    """A number per period, "12 per week"."""
    wrong = f"Write it like 12 per {period}."
    return matching(f"[0-9]{{1,9}} +{any_case('per')} +{any_case(period)}[sS]?", wrong, examples=[f"12 per {period}"])

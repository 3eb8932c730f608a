"""The typed facts that a charter declares for its rules."""

from __future__ import annotations

from typing import Literal, cast

from tandem.charter.fields import BUILT_IN, EVENT_FIELDS
from tandem.charter.model import FieldType
from tandem.charter.reading import values
from tandem.charter.reading.part import Part

KINDS = ("one_of", "number", "text", "boolean", "date")
KEYS = (), (*KINDS, "from", "words", "of")
RANGE_KEYS = (), ("at_least", "at_most")
OWNERS = ("person", "account")


def fields(part: Part | None) -> dict[str, FieldType]:
    """{seniority: {one_of: […], from: title, words: {…}}, employees: {number: {at_least: 1}, of: account}, …}."""
    found = (_field(entry) for entry in (part.entries() if part else []))
    return {field.name: field for field in found if field is not None}


def _field(part: Part) -> FieldType | None:
    if values.name(part) is None:
        return None
    if part.key in BUILT_IN or part.key in EVENT_FIELDS:
        whose = "every charter has it already" if part.key in BUILT_IN else "it is a fact of events"
        part.fault(f"`{part.key}` cannot be declared: {whose}.", "Give yours another name.", part.key_place)
        return None
    if part.scalar in KINDS[1:]:
        return FieldType(part.key, _kind(str(part.scalar)), place=part.place)
    keys = part.keys(*KEYS)
    kinds = [key for key in keys if key in KINDS]
    if len(kinds) != 1:
        part.must(f"be of one kind: {', '.join(KINDS)}", "Write it like {text: any} or {one_of: [a, b]}.")
        return None
    if kinds[0] in ("text", "boolean", "date"):
        keys[kinds[0]].one_of(("any",), f"kind of {kinds[0]}")
    low, high = _range(keys["number"]) if "number" in keys else (None, None)
    options = _options(keys["one_of"]) if "one_of" in keys else ()
    return FieldType(
        name=part.key,
        kind=_kind(kinds[0]),
        values=options,
        at_least=low,
        at_most=high,
        source=(keys["from"].text("be an attribute's name") or "") if "from" in keys else "",
        words=_words(keys["words"], options) if "words" in keys else {},
        of=cast("Literal['person', 'account']", _owner(keys.get("of"))),
        place=part.place,
    )


def _kind(key: str) -> Literal["enum", "number", "text", "boolean", "date"]:
    return "enum" if key == "one_of" else cast("Literal['number', 'text', 'boolean', 'date']", key)


def _owner(part: Part | None) -> str:
    return (part.one_of(OWNERS, "person or account") or "person") if part else "person"


def _range(part: Part) -> tuple[float | None, float | None]:
    if part.scalar is not None:
        part.one_of(("any",), "kind of number")
        return None, None
    keys = part.keys(*RANGE_KEYS)
    low = values.number(keys["at_least"]) if "at_least" in keys else None
    high = values.number(keys["at_most"]) if "at_most" in keys else None
    if low is not None and high is not None and low > high:
        keys["at_most"].must(f"be at least {low:g}")
    return low, high


def _options(part: Part) -> tuple[str, ...]:
    found: list[str] = []
    for item in part.items():
        value = item.text("be one word")
        if value in found:
            item.fault(f"'{value}' is listed twice.", "Remove one.")
        elif value is not None and "'" in value:
            item.must("be a word without quotes")
        elif value is not None:
            found.append(value)
    if not found:
        part.must("list at least one word")
    return tuple(found)


def _words(part: Part, options: tuple[str, ...]) -> dict[str, str]:
    """A pattern of the source → one of the field's words; `%` stands for any characters."""
    if not options:
        part.fault(f"{part.label} are for fields with `one_of`.", "Remove them.", part.key_place)
        return {}
    return {
        entry.key.lower(): said for entry in part.entries() if (said := entry.one_of(options, "word of this field"))
    }

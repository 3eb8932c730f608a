"""Typed facts: what the charter's fields are worth for one lead, from the tools' attributes and their history.

A field without history is known only from its export (semantics 11): its value is used over the whole history, and
a decision that used it before `known_at` is marked *backdated*.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from tandem.charter.crosswalk import BANT_VOCABULARIES, attribute_of, word

if TYPE_CHECKING:
    from tandem.charter.model import Charter, FieldType
    from tandem.lifecycle.inputs import Attribute

Typed = Callable[[str, str], object]
"""(tool, raw text) → a value of the field's kind, None = unknown."""

TRUE: Final = frozenset({"true", "yes", "1", "y", "t"})
FALSE: Final = frozenset({"false", "no", "0", "n", "f"})


class Reader:
    """How one charter reads attributes: attribute → the fields that are typed from it."""

    def __init__(self, charter: Charter) -> None:
        self.person: dict[str, list[tuple[str, Typed]]] = {}
        self.account: dict[str, list[tuple[str, Typed]]] = {}
        for field in charter.fields.values():
            side = self.account if field.of == "account" else self.person
            side.setdefault((field.source or field.name).casefold(), []).append((field.name, _typed(field)))
        for name in BANT_VOCABULARIES:
            for attribute in {attribute_of(charter.crosswalk, t, name) for t in ("", *charter.crosswalk.words)}:
                self.person.setdefault(attribute.casefold(), []).append((name, _bant(charter, name)))

    def values(
        self, side: Mapping[str, list[tuple[str, Typed]]], attributes: Iterable[Attribute]
    ) -> tuple[dict[str, object], dict[str, int]]:
        """(field → value, field → the instant since which it is known), from current attributes."""
        values: dict[str, object] = {}
        known: dict[str, int] = {}
        for attribute in sorted(attributes, key=lambda a: (not a.wins, a.tool)):
            for name, typed in side.get(attribute.name.casefold(), ()):
                if name not in values and (value := typed(attribute.tool, attribute.value)) is not None:
                    values[name], known[name] = value, attribute.known_at
        return values, known


def _typed(field: FieldType) -> Typed:
    if field.kind == "number":
        return lambda _, raw: _number(raw)
    if field.kind == "boolean":
        return lambda _, raw: _truth(raw)
    if field.kind == "date":
        return lambda _, raw: _date(raw)
    if field.kind == "enum":
        patterns = tuple((_matcher(pattern.casefold()), value) for pattern, value in field.words.items())
        own = {value.casefold(): value for value in field.values}
        return lambda _, raw: _choice(raw.strip().casefold(), own, patterns)
    return lambda _, raw: raw or None


def _bant(charter: Charter, name: str) -> Typed:
    def said(tool: str, raw: str) -> object:
        found = word(charter.crosswalk, tool, name, raw)
        return found.casefold() if found and found.casefold() in ("yes", "no") else None

    return said


def _number(raw: str) -> float | int | None:
    try:
        value = float(raw.replace(",", "").replace(" ", ""))
    except ValueError:
        return None
    if not math.isfinite(value):
        return None
    return int(value) if value.is_integer() else value


def _truth(raw: str) -> bool | None:
    said = raw.strip().casefold()
    return True if said in TRUE else False if said in FALSE else None


def _date(raw: str) -> date | None:
    try:
        return date.fromisoformat(raw.strip()[:10])
    except ValueError:
        return None


def _choice(raw: str, own: Mapping[str, str], patterns: Sequence[tuple[Callable[[str], bool], str]]) -> str | None:
    if not raw:
        return None
    return own.get(raw) or next((value for matches, value in patterns if matches(raw)), None)


def _matcher(pattern: str) -> Callable[[str], bool]:
    """A source's pattern: '%' stands for any text, anywhere in it ('c%o'); everything else for itself."""
    head, *rest = pattern.split("%")
    if not rest:
        return lambda raw: raw == pattern
    *middle, tail = rest

    def matches(raw: str) -> bool:
        if not raw.startswith(head) or not raw.endswith(tail) or len(raw) < len(head) + len(tail):
            return False
        at, end = len(head), len(raw) - len(tail)
        for part in middle:
            found = raw.find(part, at, end)
            if found < 0:
                return False
            at = found + len(part)
        return True

    return matches

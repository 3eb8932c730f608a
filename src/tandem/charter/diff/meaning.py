"""When two parts of two charters mean the same, however they are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields as fields_of
from dataclasses import is_dataclass
from typing import Any, Final

from tandem.charter.cases import Fields, Relation, relation
from tandem.charter.conditions import Always, Condition
from tandem.charter.expressions import Expression
from tandem.charter.model import Duration

SILENT: Final = frozenset({"place", "places", "text", "file", "sha256"})
"""Attributes that say where and how a part is written, not what it means."""
ORDERED: Final = frozenset({"stages", "steps", "words", "fit_grades", "activity_bands"})
"""Lists and mappings whose order means something (of patterns the first that matches wins)."""
_MINUTES: Final = {"minutes": 1, "hours": 60, "days": 1440, "weeks": 10080}
_MONTHS: Final = {"months": 1, "quarters": 3, "years": 12}


def differing(was: Any, now: Any, types: Fields, but: frozenset[str] = frozenset()) -> dict[str, Relation]:
    """The attributes of two parts of one type that mean different things, with how the second differs.

    Parts that are plain words differ as a whole, under the name ''. Only conditions are stricter or looser;
    anything else is "other". `but`: attributes that do not count.
    """
    if not is_dataclass(was):
        return {} if was == now else {"": "other"}
    names = [f.name for f in fields_of(was) if f.name not in SILENT | but]
    found = {name: compared(name, getattr(was, name), getattr(now, name), types) for name in names}
    return {name: how for name, how in found.items() if how != "same"}


def compared(name: str, was: object, now: object, types: Fields) -> Relation:
    """How an attribute of the second differs from that of the first."""
    if isinstance(was, Expression) or isinstance(now, Expression):
        return relation(condition_of(was), condition_of(now), types)
    return "same" if normal(name, was) == normal(name, now) else "other"


def condition_of(value: object) -> Condition:
    """The condition that an attribute says; one that is left out always holds."""
    return value.condition if isinstance(value, Expression) else Always(True)


def normal(name: str, value: object) -> object:
    """A value as something that is equal exactly when the meaning is."""
    if isinstance(value, Duration):
        return length(value)
    if isinstance(value, Mapping):
        pairs = tuple((key, normal(name, inner)) for key, inner in value.items())
        return pairs if name in ORDERED else dict(pairs)
    if isinstance(value, tuple) and not is_dataclass(value):
        inner = [normal(name, item) for item in value]
        return tuple(inner) if name in ORDERED else frozenset(inner)
    return value


def length(duration: Duration) -> tuple[str, float]:
    """A duration in the smallest unit of its own clock: 14 days are 2 weeks, a business day is no number of hours."""
    if duration.unit in _MONTHS:
        return "months", duration.count * _MONTHS[duration.unit]
    if duration.business and duration.unit == "days":
        return "business days", duration.count
    return "business minutes" if duration.business else "minutes", duration.count * _MINUTES[duration.unit]

"""The typed facts that rules may use: those every charter has, those of an event, and those a charter declares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from tandem.charter.model import FieldType

BANT: Final = ("budget", "authority", "need", "timing")

ROUTING_FACTS: Final = ("has_owner", "account_owner_known", "sequence_active")
"""Facts that the routing pass owns: scores and moves may not read them (semantics 9)."""


ALWAYS_KNOWN: Final = frozenset(
    {"stage", "fit", "activity", "days_in_stage", "account_activity", "account_people_active", "account_has_open_deal",
     "hand_raise"}
)  # fmt: skip
"""Fields that the engine always knows."""
WHOLE: Final = frozenset({"fit", "days_in_stage", "days_since_two_way", "account_people_active"})
"""Numbers that are whole: above 49 is at least 50."""


def _fields(*fields: FieldType) -> Mapping[str, FieldType]:
    return MappingProxyType({f.name: f for f in fields})


BUILT_IN: Final = _fields(
    FieldType("stage", "enum"),
    FieldType("days_in_stage", "number", at_least=0),
    FieldType("fit", "number"),
    FieldType("activity", "number"),
    FieldType("grade", "enum"),
    *(FieldType(name, "enum", ("yes", "no")) for name in BANT),
    FieldType("consent", "enum", ("given", "withdrawn")),
    FieldType("hand_raise", "boolean"),
    FieldType("free_mail", "boolean"),
    FieldType("has_owner", "boolean"),
    FieldType("sequence_active", "boolean"),
    FieldType("days_since_two_way", "number", at_least=0),
    FieldType("account_has_open_deal", "boolean", of="account"),
    FieldType("account_owner_known", "boolean", of="account"),
    FieldType("account_activity", "number", at_least=0, of="account"),
    FieldType("account_people_active", "number", at_least=0, of="account"),
    FieldType("account_kind", "enum", ("prospect", "customer", "partner", "competitor"), of="account"),
    FieldType("nurture_track", "enum"),
)
"""Fields that every charter has without declaring them. `fit`, `activity` and `account_activity` are in points. The
values of `stage`, `grade` and `nurture_track` are the charter's own."""

EVENT_FIELDS: Final = _fields(
    *(
        FieldType(name, "text")
        for name in ("form", "path", "outcome", "campaign", "channel", "reason", "purpose", "asset")
    )
)
"""Facts of the event itself, for rules with `on:`."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The fields that one rule may use. `withheld`: field → why this rule may not use it."""

    fields: Mapping[str, FieldType]
    withheld: Mapping[str, str] = field(default_factory=dict)

    def with_event(self) -> Scope:
        """The scope of a rule with `on:`."""
        return Scope({**self.fields, **EVENT_FIELDS}, {k: v for k, v in self.withheld.items() if k not in EVENT_FIELDS})

    def without(self, names: Iterable[str], why: str) -> Scope:
        """The same scope, less `names`."""
        gone = set(names)
        kept = {name: f for name, f in self.fields.items() if name not in gone}
        return Scope(kept, {**self.withheld, **dict.fromkeys(sorted(gone), why)})


def scope(
    stages: Iterable[str] = (),
    declared: Mapping[str, FieldType] = MappingProxyType({}),
    grades: Iterable[str] = ("A", "B", "C", "D"),
    tracks: Iterable[str] = (),
) -> Scope:
    """The scope of a rule without `on:`, in a charter with these stages, fields, fit grades and nurture tracks."""
    own = {"stage": tuple(stages), "grade": tuple(grades), "nurture_track": tuple(tracks)}
    built_in = {
        name: FieldType(name, f.kind, own.get(name, f.values), f.at_least, f.at_most, of=f.of)
        for name, f in BUILT_IN.items()
    }
    only_events = dict.fromkeys(EVENT_FIELDS, "is a fact of an event, and this rule has no `on:`")
    return Scope({**built_in, **declared}, {k: why for k, why in only_events.items() if k not in declared})

"""What a scenario says of a buyer: the charter's own fields, the attributes that they are read from, and a few more."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, NamedTuple

from tandem.charter.fields import BUILT_IN
from tandem.charter.model import Charter, FieldType
from tandem.charter.reading import moments, values
from tandem.charter.reading.part import Part
from tandem.charter.scenario import Buyer
from tandem.charter.suggestion import did_you_mean

BANT = ("budget", "authority", "need", "timing")
OWN = ("created", "free_mail")
"""Facts of a buyer that are no attribute."""
TRUTHS = ("yes", "no", "true", "false")


class Fact(NamedTuple):
    """Something that may be said: the attribute it becomes, whose it is, and what words it takes."""

    attribute: str
    of: Literal["person", "account"]
    kind: FieldType | None = None


class Facts:
    """The facts that one charter's scenarios may give."""

    def __init__(self, charter: Charter) -> None:
        self._zone = charter.time_zone
        self._known: dict[str, Fact] = {
            **{name: Fact(name, "person", BUILT_IN[name]) for name in (*BANT, "consent")},
            "source": Fact("source", "person"),
            "account_kind": Fact("type", "account", BUILT_IN["account_kind"]),
            "account_owner_known": Fact("owner", "account", BUILT_IN["account_owner_known"]),
        }
        for field in charter.fields.values():
            source = (field.source or field.name).casefold()
            self._known.setdefault(source, Fact(source, field.of))
        for field in charter.fields.values():
            source = (field.source or field.name).casefold()
            self._known[field.name] = Fact(source, field.of, field)

    def buyer(self, name: str, part: Part | None, account: dict[str, str]) -> Buyer:
        """One lead; what is said of its account goes into `account`."""
        facts: dict[str, str] = {}
        found = Buyer(name, facts)
        for entry in [] if part is None else part.entries():
            if entry.key == "created":
                found = replace(found, created=moments.moment(entry, self._zone))
            elif entry.key == "free_mail":
                found = replace(found, free_mail=entry.one_of(TRUTHS, "yes or no") in ("yes", "true"))
            elif (said := self._said(entry, entry.key, entry)) is not None:
                fact, value = said
                (account if fact.of == "account" else facts).setdefault(fact.attribute, value)
        return found

    def changed(self, name: Part, new: Part | None) -> dict[str, str]:
        """{field: attribute, new: raw value} of an event `field.changed`; without `new` it becomes unknown."""
        said = self._said(name, name.text("be a field") or "", new)
        if said is None:
            return {}
        if said[0].of == "account":
            name.fault(f"`{name.scalar}` is the account's: only a person's facts have a history.", "Say it under lead.")
        return {"field": said[0].attribute, "new": said[1]}

    def _said(self, named: Part, key: str, value: Part | None) -> tuple[Fact, str] | None:
        fact = self._known.get(key) or self._known.get(key.casefold())
        if fact is None:
            if key:
                place = named.key_place if value is named else named.place
                named.fault(f"there is no fact `{key}`.", did_you_mean(key, [*self._known, *OWN]), place)
            return None
        if value is None or value.is_empty:
            return fact, ""
        return fact, self._raw(fact, value)

    @staticmethod
    def _raw(fact: Fact, part: Part) -> str:
        field = fact.kind
        if field is None or field.kind == "text":
            return part.text("be a word or text") or ""
        if field.kind == "enum":
            said = part.scalar or ""
            if field.words and field.source in ("", field.name):
                return part.text("be a word") or ""
            return part.one_of(field.values, f"word of {field.name}") or said
        if field.kind == "number":
            number = values.number(part)
            low, high = field.at_least, field.at_most
            if number is not None and ((low is not None and number < low) or (high is not None and number > high)):
                part.must(f"be {_range(low, high)}")
            return part.scalar or ""
        if field.kind == "date":
            values.day(part)
            return part.scalar or ""
        truth = part.one_of(TRUTHS, "yes or no")
        if fact.attribute == "owner":
            return "somebody" if truth in ("yes", "true") else ""
        return truth or ""


def _range(low: float | None, high: float | None) -> str:
    ends = [f"at least {low:g}" if low is not None else "", f"at most {high:g}" if high is not None else ""]
    return " and ".join(end for end in ends if end)

"""A file rule at work: one record → entities, events and links."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from tandem.connectors.making import addresses, domain_of
from tandem.connectors.reading.faults import BadCell
from tandem.connectors.reading.money import Amounts
from tandem.connectors.reading.times import Moment, Times
from tandem.connectors.sheet import TRUE, Cells, Made, Make, Sheet, Text, needed
from tandem.connectors.table.mapping import (
    AMOUNTS,
    EVENT_REFERENCES,
    REFERENCES,
    TIMES,
    EntityRule,
    EventRule,
    FileRule,
    LinkRule,
    When,
)
from tandem.connectors.table.template import Template
from tandem.timeline.records import Entity, Event, Fact, Link, Ref

Found = TypeVar("Found")
Facts = Callable[[Cells], list[Fact]]

_OBJECT: Final = {"member": "user"}


class TableRows:
    """Compiles the rule of one file for its header."""

    def __init__(self, sheet: Sheet, tool: str, rule: FileRule) -> None:
        self.sheet, self.tool, self.rule = sheet, tool, rule

    def maker(self) -> Make:
        """The function of a record's cells."""
        rule, tool = self.rule, self.tool
        rules: list[Facts] = [self._entity(one) for one in rule.entities]
        rules += [self._event(one) for one in rule.events]
        rules += [self._link(one) for one in rule.links]
        key = rule.key.compiled(self.sheet.text) if rule.key else None
        replace = self._replacements()

        def make(cells: Cells) -> Made:
            replace(cells)
            own = needed(key(cells), f"The key of {rule.object}") if key else ""
            facts = tuple(fact for made in rules for fact in made(cells))
            return Made(f"{tool}:{rule.object}:{own}" if own else "", facts, _about(facts), rule.mutable)

        return make

    def _replacements(self) -> Callable[[Cells], None]:
        """Mend a tool's spelling in place, and say so."""
        index, warn = self.sheet.columns.index, self.sheet.warn
        known = [(index[column], column, words) for column, words in self.rule.replace.items() if column in index]

        def replace(cells: Cells) -> None:
            for i, column, words in known:
                if new := words.get(cells[i].strip()):
                    warn(f"{column}: '{cells[i].strip()}' was read as '{new}'")
                    cells[i] = new

        return replace

    def ref(self, kind: str, text: str) -> Ref:
        """A reference of this table's source; `email:…` stays what it is."""
        if not text:
            return ""
        if text.startswith("email:"):
            return text.lower()
        return f"{self.tool}:{_OBJECT.get(kind, kind)}:{text}"

    def _entity(self, rule: EntityRule) -> Facts:
        kind, as_of, holds = rule.kind, self.sheet.context.as_of_micros, self._when(rule.when)
        key_of = rule.key.compiled(self.sheet.text)
        setters = [self._setter(name, template) for name, template in rule.attributes.items()]
        personal = [(name, template.compiled(self.sheet.text)) for name, template in rule.personal.items()]
        works_at = rule.works_at.compiled(self.sheet.text) if rule.works_at else None

        def made(cells: Cells) -> list[Fact]:
            if not holds(cells) or not (key := self.ref(kind, key_of(cells))):
                return []
            found: dict[str, str] = {}
            for setter in setters:
                setter(cells, found)
            who = {name: text for name, cell in personal if (text := cell(cells))}
            facts: list[Fact] = [Entity(kind, key, as_of, found, who)]
            facts += _implied(kind, key, found, who)
            if works_at and works_at(cells):
                facts.append(Link("works_at", key, self.ref("account", works_at(cells))))
            return facts

        return made

    def _setter(self, name: str, template: Template) -> Callable[[Cells, dict[str, str]], None]:
        text = template.compiled(self.sheet.text)
        if name in TIMES:
            read, whole_day = self._time(template), name.replace("_at", "_whole_day")

            def set_time(cells: Cells, found: dict[str, str]) -> None:
                moment = read(cells)
                found[name] = str(moment.at) if moment else ""
                found[whole_day] = "true" if moment and moment.whole_day else "false"

            return set_time
        if name in AMOUNTS:
            amounts = self._amounts(template)

            def set_amount(cells: Cells, found: dict[str, str]) -> None:
                written = text(cells)
                sum_ = _named(template, amounts.read, written, found.get("currency", "")) if written else None
                found[name] = str(sum_.minor) if sum_ else ""
                found["currency"] = sum_.currency if sum_ else found.get("currency", "")

            return set_amount
        kind = REFERENCES.get(name)
        if kind:
            return lambda cells, found: found.__setitem__(name, self.ref(kind, text(cells)))
        if name == "domain":
            return lambda cells, found: found.__setitem__(name, domain_of(text(cells)))
        return lambda cells, found: found.__setitem__(name, text(cells))

    def _event(self, rule: EventRule) -> Facts:
        kind, holds, at = rule.kind, self._when(rule.when), self._time(rule.values["at"])
        values = {name: template for name, template in rule.values.items() if name not in ("at", "amount")}
        cells_of = [(name, template.compiled(self.sheet.text)) for name, template in values.items()]
        amount = rule.values.get("amount")
        amounts, written = (self._amounts(amount), amount.compiled(self.sheet.text)) if amount else (None, None)

        def made(cells: Cells) -> list[Fact]:
            if not holds(cells):
                return []
            moment = at(cells)
            if moment is None:
                return []
            found: dict[str, object] = {}
            for name, cell in cells_of:
                text = cell(cells)
                found[name] = self._typed(name, text)
            if amounts and written and amount and (text := written(cells)):
                sum_ = _named(amount, amounts.read, text, str(found.get("currency", "")))
                found |= {"amount": sum_.minor, "currency": sum_.currency}
            return [Event(kind, moment.at, moment.whole_day)._replace(**found)]  # type: ignore[arg-type]

        return made

    def _typed(self, name: str, text: str) -> object:
        if name in EVENT_REFERENCES:
            return self.ref(name, text)
        if name in ("automatic", "bot", "whole_day"):
            return text.lower() in TRUE
        if name == "seconds":
            return int(text) if text.isdigit() else None
        if name == "key":
            return f"{self.tool}:{self.rule.object}:{text}" if text else ""
        return text

    def _link(self, rule: LinkRule) -> Facts:
        holds = self._when(rule.when)
        left, right = self._side(rule.left), self._side(rule.right)
        at = self._time(rule.at) if rule.at else lambda cells: None
        value = rule.value.compiled(self.sheet.text) if rule.value else lambda cells: ""

        def made(cells: Cells) -> list[Fact]:
            one, other = left(cells), right(cells)
            if not (one and other and holds(cells)):
                return []
            moment = at(cells)
            return [Link(rule.kind, one, other, moment.at if moment else 0, value(cells))]

        return made

    def _side(self, template: Template) -> Text:
        kind, _, rest = template.text.partition(":")
        text = Template(rest, template.line, template.column).compiled(self.sheet.text)
        if kind in ("email", "domain"):
            return lambda cells: f"{kind}:{text(cells).lower()}" if text(cells) else ""
        if ":" in rest and kind not in _KINDS:
            return template.compiled(self.sheet.text)
        return lambda cells: self.ref(kind, text(cells))

    def _when(self, when: When) -> Callable[[Cells], bool]:
        if not when:
            return lambda cells: True
        tests = [(self.sheet.text(column), wanted) for column, wanted in when.items()]
        return lambda cells: all(cell(cells) in wanted for cell, wanted in tests)

    def _time(self, template: Template) -> Callable[[Cells], Moment | None]:
        text = template.compiled(self.sheet.text)
        context, column = self.sheet.context, self._column(template)
        times = Times(context.time_zone, context.date_order, column)

        def read(cells: Cells) -> Moment | None:
            written = text(cells)
            moment = _named(template, times.read, written) if written else None
            if moment and moment.note:
                self.sheet.warn(f"{template.text}: {moment.note}")
            return moment

        return read

    def _amounts(self, template: Template) -> Amounts:
        return Amounts(self.sheet.context.currency, self.rule.decimal, self._column(template))

    def _column(self, template: Template) -> Callable[[], Iterable[str]]:
        """All texts of the template's column: what decides how dates and amounts are written."""
        index = [self.sheet.columns.index[name] for name in template.columns if name in self.sheet.columns]
        return lambda: self.sheet.column(index[0]) if index else ()


_KINDS: Final = ("person", "account", "member", "campaign", "asset", "opportunity")


def _named(template: Template, read: Callable[..., Found], *given: str) -> Found:
    """Let a cell's fault say which column it is in."""
    try:
        return read(*given)
    except BadCell as why:
        raise BadCell(f"{' '.join(template.columns) or template.text} {why}") from why


def _implied(kind: str, key: Ref, found: dict[str, str], who: dict[str, str]) -> Iterable[Fact]:
    """The links that attributes stand for."""
    if kind == "person":
        for address in addresses(who.get("email", "")):
            yield Link("email", key, f"email:{address}")
    if kind == "account" and found.get("domain"):
        yield Link("domain", key, f"domain:{found['domain']}")
    if kind == "account" and found.get("parent"):
        yield Link("parent", key, found["parent"])
    if kind == "opportunity" and found.get("account"):
        yield Link("sold_to", key, found["account"])


def _about(facts: Iterable[Fact]) -> Ref:
    """Whose personal data the row holds: the first person in it."""
    for fact in facts:
        if isinstance(fact, Entity) and fact.kind == "person":
            return fact.key
        if isinstance(fact, Event) and fact.person:
            return fact.person
    return ""

"""The mapping file: what the columns of any table mean, as values.

```yaml
tool: olist                       # the source's name in events
time_zone: America/Sao_Paulo      # of times without zone      (each file may say its own)
currency: BRL                     # of amounts without currency
date_order: day first             # or month first: only for dates like 3/4/2018
exported_at: 2018-11-15
files:
  "*leads*.csv":                  # a file's name, or a pattern
    object: lead
    key: "{mql_id}"
    replace: {origin: {unknwon: unknown}}
    person: {key: "{mql_id}", source: "{origin}"}
    events:
      - {kind: field.changed, at: "{first_contact_date}", person: "{mql_id}", field: status, new: mql}
    links:
      - {kind: role, left: "person:{mql_id}", right: "opportunity:{mql_id}/{seller_id}"}
  notes.csv: {ignore: not needed}
```
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Final

from tandem.connectors.table.template import Template
from tandem.timeline.records import Event, Micros
from tandem.vocabulary import ENTITY_KINDS

TIMES: Final = ("created_at", "closed_at")
AMOUNTS: Final = ("amount", "cost")
REFERENCES: Final = {
    "owner": "user",
    "account": "account",
    "parent": "account",
    "campaign": "campaign",
}
"""Attributes that name another record, and which kind of record."""

PERSONAL: Final = ("first_name", "last_name", "name", "email", "phone", "address")
EVENT_REFERENCES: Final = ("person", "account", "opportunity", "member", "campaign", "asset")
EVENT_KEYS: Final = (*Event._fields, "when")
ENTITY_WORDS: Final = ("key", "when", "works_at", "personal")
LINK_KEYS: Final = ("kind", "left", "right", "at", "value", "when")
FILE_KEYS: Final = (
    "object",
    "key",
    "rows",
    "replace",
    "ignore",
    "time_zone",
    "currency",
    "date_order",
    "decimal",
    "exported_at",
    *ENTITY_KINDS,
    "events",
    "links",
)
TOP_KEYS: Final = ("tool", "time_zone", "currency", "date_order", "exported_at", "files")
ROWS: Final = ("records", "events")

When = Mapping[str, frozenset[str]]
"""Column → the texts with which a fact is made."""


@dataclass(frozen=True, slots=True)
class EntityRule:
    """Makes one entity and the links that its attributes imply."""

    kind: str
    key: Template
    attributes: Mapping[str, Template]
    personal: Mapping[str, Template] = field(default_factory=dict)
    works_at: Template | None = None
    when: When = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EventRule:
    """Makes one event; a row whose `at` is empty makes none."""

    kind: str
    values: Mapping[str, Template]
    when: When = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LinkRule:
    """Makes one link; a row with an empty side makes none."""

    kind: str
    left: Template
    right: Template
    at: Template | None = None
    value: Template | None = None
    when: When = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FileRule:
    """What the files of one pattern hold. `mutable`: its rows are snapshots (`rows: records`), else events."""

    pattern: str
    line: int
    object: str
    key: Template | None = None
    mutable: bool = True
    ignore: str = ""
    replace: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    time_zone: str = ""
    currency: str = ""
    date_order: str = ""
    decimal: str = ""
    exported_at: Micros = 0
    entities: tuple[EntityRule, ...] = ()
    events: tuple[EventRule, ...] = ()
    links: tuple[LinkRule, ...] = ()

    def matches(self, name: str) -> bool:
        """Whether a file's name fits the pattern, whatever its case."""
        return fnmatchcase(name.lower(), self.pattern.lower())

    def templates(self) -> list[Template]:
        """Every template of the file's rules."""
        found = [self.key] if self.key else []
        for entity in self.entities:
            found += [entity.key, *entity.attributes.values(), *entity.personal.values()]
            found += [entity.works_at] if entity.works_at else []
        for event in self.events:
            found += event.values.values()
        for link in self.links:
            found += [side for side in (link.left, link.right, link.at, link.value) if side]
        return found

    def conditions(self) -> set[str]:
        """The columns that conditions and replacements name."""
        rules: tuple[EntityRule | EventRule | LinkRule, ...] = (*self.entities, *self.events, *self.links)
        return {column for rule in rules for column in rule.when} | set(self.replace)


@dataclass(frozen=True, slots=True)
class TableMapping:
    """A whole mapping file."""

    tool: str
    files: tuple[FileRule, ...]

    def rule(self, name: str) -> FileRule | None:
        """The first rule whose pattern fits a file's name."""
        return next((rule for rule in self.files if rule.matches(name)), None)

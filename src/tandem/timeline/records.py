"""What a connector makes of one row: events, entities and links, in the tool's own words.

References are text until the book keys them: ``tool:object:id`` ("salesforce:lead:00Q…"), ``email:a@b.example``
(folded to lower case), ``domain:b.example``. A reference never reaches the book or the lens in clear.
Times are int microseconds since 1970 UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

Ref = str
Micros = int


class Event(NamedTuple):
    """A fact on the timeline. Refs are empty when the tool does not say; text properties are empty, never None."""

    kind: str
    at: Micros
    whole_day: bool = False
    """True: the tool gave a date without time; `at` is then the local day's end (its last microsecond)."""
    key: str = ""
    """The tool's own id of this event ("hubspot:email_event:…"); empty → the row's keyed hash."""
    person: Ref = ""
    account: Ref = ""
    opportunity: Ref = ""
    member: Ref = ""
    """Who of the company acted or owns: ``tool:user:id``, or a queue's reference."""
    campaign: Ref = ""
    asset: Ref = ""
    team: str = ""
    """marketing | sales | buyer | nobody; empty → the kind's default."""
    direction: str = ""
    channel: str = ""
    automatic: bool = False
    """True: a machine did it (a sequence step, a workflow, a sync), no human."""
    bot: bool = False
    """True: the tool itself filtered it as bot or internal."""
    form: str = ""
    path: str = ""
    """A page's or a link's path without query, lower case."""
    field: str = ""
    old: str = ""
    new: str = ""
    outcome: str = ""
    reason: str = ""
    purpose: str = ""
    """Of a message: nurture | newsletter | operational | event | sales | ''."""
    amount: int | None = None
    """Minor units of `currency`."""
    currency: str = ""
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """One snapshot of a record as exported at `as_of`. A changed snapshot is normal: it emits `field.changed`.

    `attributes`: canonical name → text ('' = unknown), none of it personal. Names that every tool uses:
    person: status, lifecycle_stage, source, campaign, owner (member ref), created_at (micros as text), title, country,
    employees, industry, budget, authority, need, timing, consent (given | withdrawn), bounced; plus custom fields.
    account: name, domain, industry, employees, country, type, owner, created_at, parent.
    member: name, email, team, manager, region, role, active. campaign: name, type, status, start, end, cost
    (minor), currency. asset: name, type, team, cost. opportunity: name, stage, is_closed, is_won, amount (minor),
    currency, created_at, created_whole_day, closed_at, closed_whole_day, owner, account, source, campaign, loss_reason,
    competitor, product, pipeline; plus custom fields.
    Of every kind: deleted (true): the tool deleted the record; it is not counted unless a later export has it again.
    `personal`: first_name, last_name, name, email, phone, address, … of a person; sealed per person by the book.
    """

    kind: str
    key: Ref
    as_of: Micros
    attributes: Mapping[str, str] = field(default_factory=dict)
    personal: Mapping[str, str] = field(default_factory=dict)


class Link(NamedTuple):
    """Two references that belong together; `kind` is one of `vocabulary.LINK_KINDS`. `at` is 0 when unknown."""

    kind: str
    left: Ref
    right: Ref
    at: Micros = 0
    value: str = ""


Fact = Event | Entity | Link


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a file, accounted: facts or a fault, never neither.

    `key` is the tool's id of the row ("hubspot:contact:12"), empty when it has none. `mutable` rows are snapshots
    (a changed body updates); immutable ones are events (a changed body is rejected and kept).
    `about` names whose personal data the row holds (the ref that `extra` and `raw` are sealed under).
    `extra` keeps the columns no mapping knows. `line` is the physical line on which the record starts, from 1.
    """

    line: int
    raw: bytes
    key: str = ""
    mutable: bool = True
    about: Ref = ""
    facts: tuple[Fact, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)
    fault: str = ""
    warnings: tuple[str, ...] = ()

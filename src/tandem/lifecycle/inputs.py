"""What the fold reads: one account's acts in order, its leads and deals, and what is true of the whole data set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Act(NamedTuple):
    """One row of the relation `event`, as the fold needs it. Times in UTC µs; text is '' where a tool is silent."""

    event: bytes
    at: int
    whole_day: bool
    kind: str
    tool: str
    team: str
    direction: str
    channel: str
    automatic: bool
    bot: bool
    lead: bytes | None
    opportunity: bytes | None
    member: str
    campaign: str
    asset: str
    form: str
    path: str
    field: str
    old: str
    new: str
    outcome: str
    reason: str
    purpose: str


class Attribute(NamedTuple):
    """One current attribute of a unit, in the words of `tool`; `wins` where tools differ (the first known one)."""

    name: str
    value: str
    known_at: int
    tool: str
    wins: bool


@dataclass(slots=True)
class LeadRecord:
    """One person at one account. `records`: how many tool records were joined into the person; `others`: the person
    has leads at other accounts too."""

    lead: bytes
    person: bytes
    from_at: int | None = None
    created_at: int | None = None
    free_mail: bool = False
    records: int = 1
    attributes: Sequence[Attribute] = ()
    others: bool = False


class Role(NamedTuple):
    """A lead's part in a deal; `at` is None when unknown."""

    lead: bytes
    person: bytes
    role: str
    at: int | None
    how: str


@dataclass(slots=True)
class DealRecord:
    """One row of the relation `opportunity`, in the tool's own words, with the people who belong to it."""

    opportunity: bytes
    account: bytes | None
    tool: str = ""
    stage: str = ""
    is_closed: bool | None = None
    is_won: bool | None = None
    amount: int | None = None
    currency: str = ""
    opened_at: int | None = None
    opened_whole_day: bool = False
    closed_at: int | None = None
    closed_whole_day: bool = False
    owner: str = ""
    source: str = ""
    campaign: str = ""
    loss_reason: str = ""
    competitor: str = ""
    roles: Sequence[Role] = ()
    attributes: Sequence[Attribute] = ()
    home: bool = True
    """False in the files of further accounts whose people belong to the deal: it is written once, at home."""


@dataclass(slots=True)
class AccountFile:
    """Everything of one account. `acts` are sorted by (at, rank, tool, event)."""

    account: bytes
    bucket: int = 0
    acts: Sequence[Act] = ()
    leads: Sequence[LeadRecord] = ()
    deals: Sequence[DealRecord] = ()
    attributes: Sequence[Attribute] = ()


class Staff(NamedTuple):
    """What the relation `member` says of one member."""

    team: str = ""
    manager: str = ""
    region: str = ""
    role: str = ""


@dataclass(slots=True)
class World:
    """What is true of the whole data set.

    `through`: the data's last instant. `time_zone`: of days and months. `tracked`: (tool, field) pairs with a history
    anywhere, `owner` among the fields; `campaigns`: key → (type, name). `names`: unit → attribute names in use.
    """

    through: int
    time_zone: str = "UTC"
    members: Mapping[str, Staff] = field(default_factory=dict)
    campaigns: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    tracked: frozenset[tuple[str, str]] = frozenset()
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)

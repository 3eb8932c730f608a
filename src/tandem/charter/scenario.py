"""Scenarios as values: the teams' own examples, what is given and what the charter must then decide.

`charter.reading.scenarios` makes them of a file, `lifecycle.scenarios` plays them. `place` is (line, column).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from tandem.charter.model import Duration, Place, TeamName

MAIN = "lead"
"""The buyer whom a scenario is about; others of the account have names of their own."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as written, local to the charter's zone.

    `at` in UTC µs; None where it is told as `after` the entry before it. `span`: how many µs the digits written leave
    open (a minute for 11:00). A `day` without time of day stands at its end (semantics 4).
    """

    text: str
    at: int | None = None
    after: Duration | None = None
    span: int = 1
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Buyer:
    """What is known of one lead before the first event. `facts`: attribute → raw value, as a tool would say it."""

    name: str
    facts: Mapping[str, str] = field(default_factory=dict)
    created: Moment | None = None
    free_mail: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """One event. `words`: the facts of the event that are said, by the names of `lifecycle.inputs.Act`.

    `deal` and `buyers` (who belongs to it) are for `opportunity.*`; `lead` '' = the account's own event.
    """

    when: Moment
    event: str
    lead: str
    place: Place
    words: Mapping[str, str] = field(default_factory=dict)
    bot: bool = False
    automatic: bool = False
    deal: str = ""
    buyers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """The move happens, at the time said (anywhen without one). `to` '' = wherever it leads."""

    when: Moment | None
    lead: str
    place: Place
    move: str
    to: str = ""


@dataclass(frozen=True, slots=True)
class Rested:
    """None of the moves happens from `when` (the beginning without one) until `until` (the end without one)."""

    when: Moment | None
    lead: str
    place: Place
    moves: tuple[str, ...]
    """() = no move at all."""
    until: Moment | None = None


@dataclass(frozen=True, slots=True)
class Stands:
    """Facts of the lead at a time (the end without one), as written: stage, fit, activity, grade, nurture_track.

    A number holds within half a unit of its last digit."""

    when: Moment | None
    lead: str
    place: Place
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sends:
    """Whether a team may send messages of these purposes at a time. `rule` '' = any; `by`: the member of sales."""

    when: Moment | None
    lead: str
    place: Place
    allowed: bool
    purposes: tuple[str, ...]
    team: TeamName = "marketing"
    rule: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A promise's clock for the lead's last handoff, as it stands at a time: when it falls `due`, and its `state`."""

    when: Moment | None
    lead: str
    place: Place
    promise: str
    due: Moment | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class Overdue:
    """The lead rests in `stage` for too long, and what was agreed happens."""

    when: Moment | None
    lead: str
    place: Place
    stage: str
    then: str = ""


@dataclass(frozen=True, slots=True)
class Routed:
    """The lead's last handoff goes by this route, or to this member; '' = not said."""

    when: Moment | None
    lead: str
    place: Place
    route: str = ""
    member: str = ""


Expected: TypeAlias = Moved | Rested | Stands | Sends | Kept | Overdue | Routed
State: TypeAlias = Literal["met", "missed", "running", "stopped"]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One example. `account`: attribute → raw value."""

    name: str
    file: str
    place: Place
    buyers: Mapping[str, Buyer]
    account: Mapping[str, str]
    given: tuple[Given, ...]
    expected: tuple[Expected, ...]

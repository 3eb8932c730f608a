"""Assignments: a handoff as routing reads it, who has it from when on and why, and what routing remembers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

DEAL_OWNER: Final = "owner of the open deal"
HAD_BEFORE: Final = "had it before"
ACCOUNT_OWNER: Final = "owner of the account"
MISSED: Final = "reassigned: promise missed"
LEFT: Final = "reassigned: leaver"
ESCALATED: Final = "escalated to manager"
KEPT: Final = "kept: promise missed, nobody else can take it"
NO_ROUTE: Final = "waits: no route"
NOBODY: Final = "waits: nobody works there"
FULL: Final = "waits: everybody is full"
AWAY: Final = "waits: everybody is away"

Key = tuple[bytes, int]
"""A handoff: (lead, number)."""


class RoutedHandoff(NamedTuple):
    """A handoff to be routed. Times in UTC µs, None = did not happen; members by key, '' = nobody or unknown.

    `number` counts the lead's handoffs; `route`: the first route whose condition held, '' = none. `had_by`: who of
    sales had the lead before. `deal_owner`: the owner of the account's deal that was open then. What humans did
    (`first_touch_at` … `ended_at`) is what the replay counted (semantics 8).
    """

    lead: bytes
    number: int
    at: int
    route: str = ""
    hand_raise: bool = False
    had_by: str = ""
    deal_owner: str = ""
    account_owner: str = ""
    first_touch_at: int | None = None
    two_way_at: int | None = None
    verdict: str = ""
    verdict_at: int | None = None
    disposed_at: int | None = None
    opted_out_at: int | None = None
    invalid_at: int | None = None
    ended_at: int | None = None


class Assignment(NamedTuple):
    """Who has a handoff from an instant on, and why; `member` '' = nobody: it waits.

    `waited_from`: since when it had waited, None = not at all. `told`: the manager whom an escalation told ('' = no
    manager is known); the lead stays where it is then.
    """

    lead: bytes
    number: int
    at: int
    member: str
    why: str
    waited_from: int | None = None
    told: str = ""


@dataclass(slots=True)
class Desk:
    """What routing must remember from one lead to the next: whose turn it is, who is full, who had whom.

    `turn`: a route's `to` → the member who got its last lead in turn. `taken`: (member, week) → leads that count
    against capacity. `holder`: lead → the last member who got it.
    """

    turn: dict[str, str] = field(default_factory=dict)
    taken: dict[tuple[str, int], int] = field(default_factory=dict)
    holder: dict[bytes, str] = field(default_factory=dict)


def first_assignments(assignments: Iterable[Assignment]) -> dict[Key, Assignment]:
    """Handoff → its first assignment to a person, at which the buyer's clock starts."""
    found: dict[Key, Assignment] = {}
    for one in assignments:
        if one.member:
            found.setdefault((one.lead, one.number), one)
    return found

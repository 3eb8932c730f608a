"""The buying group: who of the buyer's side takes part in a deal. Contact roles alone are usually empty, so people who
answered or met during the deal belong to it too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

TAKING_PART: Final = frozenset({"email.replied", "call.received", "meeting.held"})
CONNECTED: Final = "connected"


class GroupMember(NamedTuple):
    """One person in a deal. `roles` as tools say; counts of acts during the deal; times in UTC µs, None = none."""

    person: bytes
    roles: tuple[str, ...]
    replies: int
    calls: int
    meetings: int
    first_at: int | None
    last_at: int | None


def buying_group(
    roles: Iterable[tuple[bytes, str]], events: Iterable[Mapping[str, Any]], opened: int, closed: int | None
) -> list[GroupMember]:
    """The group of one deal from its roles (person, role) and its account's events, sorted by person.

    An act counts from the deal's opening to its closing, both included; while it is open, to the end of the data.
    Machines' and bots' acts do not count.
    """
    named: dict[bytes, set[str]] = {}
    for person, role in roles:
        named.setdefault(person, set()).update({role} - {""})
    acts: dict[bytes, Counter[str]] = {}
    times: dict[bytes, list[int]] = {}
    for event in {event["event"]: event for event in events}.values():
        during = opened <= event["at"] and (closed is None or event["at"] <= closed)
        if during and event["person"] is not None and _takes_part(event):
            acts.setdefault(event["person"], Counter())[event["kind"]] += 1
            times.setdefault(event["person"], []).append(event["at"])
    return [
        GroupMember(
            person=person,
            roles=tuple(sorted(named.get(person, ()))),
            replies=(did := acts.get(person, Counter()))["email.replied"],
            calls=did["call.received"] + did["call.made"],
            meetings=did["meeting.held"],
            first_at=min(times.get(person, ()), default=None),
            last_at=max(times.get(person, ()), default=None),
        )
        for person in sorted(named.keys() | acts.keys())
    ]


def _takes_part(event: Mapping[str, Any]) -> bool:
    if event["automatic"] or event["bot"]:
        return False
    return event["kind"] in TAKING_PART or (event["kind"] == "call.made" and event["outcome"] == CONNECTED)

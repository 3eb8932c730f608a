"""Leads: one person at one account, from–until. A job change opens a new lead (semantics 2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tandem.timeline.keyed import bucket, derived
from tandem.timeline.precedence import precedence


class Stay(NamedTuple):
    """A tool says that a person works at an account, since `at` (µs; 0 = it does not say since when)."""

    at: int
    account: bytes
    tool: str


class Lead(NamedTuple):
    """`from_at` None: since ever; `until_at` None: until now; the instant `until_at` is the next lead's already."""

    lead: bytes
    person: bytes
    account: bytes
    bucket: int
    from_at: int | None
    until_at: int | None


def leads_of(person: bytes, stays: Iterable[Stay], home: bytes) -> tuple[Lead, ...]:
    """A person's leads in time order, the last one in force now.

    What tools say without a time holds from the beginning: the account that most of them name, ties by the tools'
    order. The first account holds backwards too: nobody is at no account. Without any stay: `home`.
    Coming back to an earlier account goes on with the earlier lead's id in another interval.
    """
    course: list[tuple[int, bytes]] = []
    for at, account in sorted(_first(stays)):
        if not course or course[-1][1] != account:
            course.append((at, account))
    if not course:
        course = [(0, home)]
    ends: list[int | None] = [at for at, _ in course[1:]]
    return tuple(
        Lead(derived("lead", person, account), person, account, bucket(account), at if number else None, until)
        for number, ((at, account), until) in enumerate(zip(course, [*ends, None], strict=True))
    )


def _first(stays: Iterable[Stay]) -> list[tuple[int, bytes]]:
    """One account per time: where tools differ, the most named, then the first tool's."""
    at_time: dict[int, list[Stay]] = {}
    for stay in stays:
        at_time.setdefault(stay.at, []).append(stay)
    return [(at, _most_named(group)) for at, group in at_time.items()]


def _most_named(stays: Sequence[Stay]) -> bytes:
    votes = Counter(stay.account for stay in stays)
    return min(stays, key=lambda s: (-votes[s.account], precedence(s.tool), s.account)).account


def since(first_seen: Sequence[tuple[bytes, bytes, int, int]]) -> list[int]:
    """When each of a tool's (person, account, at, first seen in the export of) began, in µs; 0 = it does not say.

    A tool that names an account without a time said it from the beginning in its first export, and changed its word
    by the time of a later export that names another one.
    """
    earliest: dict[bytes, int] = {}
    for person, _, at, seen in first_seen:
        if not at:
            earliest[person] = min(seen, earliest.get(person, seen))
    return [at or (seen if seen > earliest[person] else 0) for person, _, at, seen in first_seen]


def lead_at(leads: Sequence[Lead], at: int) -> Lead:
    """The lead in force at an instant (µs)."""
    return next(lead for lead in leads if lead.until_at is None or at < lead.until_at)

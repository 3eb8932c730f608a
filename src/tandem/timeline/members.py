"""Who of the company acted: the tools' users → the charter's members.

By e-mail first, then by exact name; a name that two members bear matches nobody and is told. Users whom no charter
member matches stay under the tool's reference; the same person in two tools (same e-mail) under one of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tandem.charter.model import Member, TeamSide
from tandem.timeline.addresses import plain_name
from tandem.timeline.attributes import winning
from tandem.timeline.keyed import Record
from tandem.timeline.precedence import precedence


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One row of the relation `member`."""

    member: str
    name: str
    team: str
    manager: str
    region: str
    role: str
    active: bool | None
    tool: str


@dataclass(frozen=True, slots=True)
class Members:
    """`key_of`: a tool's reference → the member's key. `ambiguous`: references whose name several members bear."""

    key_of: Mapping[str, str]
    rows: tuple[MemberRow, ...]
    ambiguous: tuple[str, ...]


class _Roll:
    """The charter's members by what tools may know of them."""

    def __init__(self, teams: Iterable[TeamSide]) -> None:
        self.team: dict[str, str] = {}
        self.member: dict[str, Member] = {}
        self.by_email: dict[str, str] = {}
        self.by_name: dict[str, set[str]] = defaultdict(set)
        for side in teams:
            for key, member in side.members.items():
                self.team[key], self.member[key] = side.name, member
                self.by_name[plain_name(member.name)].add(key)
                if member.email:
                    self.by_email[member.email.strip().lower()] = key

    def find(self, name: str, email: str) -> tuple[str, bool]:
        """(the member's key or '', whether the name is ambiguous)."""
        if email and email in self.by_email:
            return self.by_email[email], False
        bearers = self.by_name.get(plain_name(name), set()) if name else set()
        return (next(iter(bearers)), False) if len(bearers) == 1 else ("", len(bearers) > 1)


def resolve_members(users: Iterable[Record], mentioned: Iterable[str], teams: Iterable[TeamSide]) -> Members:
    """Match users, and references that events mention without a user record (their id may be a name)."""
    roll = _Roll(teams)
    records = sorted(users, key=lambda r: (precedence(r.tool), r.ref))
    key_of: dict[str, str] = {}
    ambiguous: list[str] = []
    first_with: dict[str, str] = {}
    held: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        email = record.attributes.get("email", "").strip().lower()
        found, unclear = roll.find(record.attributes.get("name", ""), email)
        key = found or (first_with.setdefault(email, record.ref) if email else record.ref)
        key_of[record.ref] = key
        held[key].append(record)
        if unclear:
            ambiguous.append(record.ref)
    for ref in sorted(set(mentioned) - key_of.keys() - {""}):
        found, unclear = roll.find(ref.split(":", 2)[-1], "")
        key_of[ref] = found or ref
        if unclear:
            ambiguous.append(ref)
    keys = sorted(held.keys() | roll.member.keys())
    return Members(key_of, tuple(_row(key, held[key], roll, key_of) for key in keys), tuple(ambiguous))


def _row(key: str, records: list[Record], roll: _Roll, key_of: Mapping[str, str]) -> MemberRow:
    """The charter's word first, then the tools'."""
    told = winning(records)
    member = roll.member.get(key)
    manager = told.get("manager", "")
    known, unclear = roll.find(manager, manager.lower())
    active = told.get("active", "").lower()
    return MemberRow(
        member=key,
        name=(member.name if member else "") or told.get("name", ""),
        team=roll.team.get(key, "") or told.get("team", ""),
        manager=(member.manager if member else "") or key_of.get(manager, "" if unclear else known) or manager,
        region=told.get("region", "") or (member.territory if member else ""),
        role=told.get("role", ""),
        active=None if active == "" else active in ("true", "1", "yes", "active"),
        tool=records[0].tool if records else "",
    )

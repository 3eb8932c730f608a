"""Opportunities: which records are one deal, whose it is, and who has a role in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tandem.timeline.attributes import winning
from tandem.timeline.keyed import Record, Tie, components, derived
from tandem.timeline.leads import lead_at
from tandem.timeline.people import People


class Role(NamedTuple):
    """A person's part in a deal. `how`: role | converted; `at` in µs, 0 = unknown. An unknown person is None."""

    opportunity: bytes
    person: bytes | None
    lead: bytes | None
    role: str
    at: int
    how: str


@dataclass(frozen=True, slots=True)
class Deal:
    """One opportunity: its winning attributes, its account (None when nothing tells), and the record it stands on."""

    opportunity: bytes
    account: bytes | None
    attributes: Mapping[str, str]
    records: tuple[Record, ...]

    def micros(self, name: str) -> int | None:
        """A time among the attributes, UTC µs."""
        return micros(self.attributes.get(name, ""))


@dataclass(frozen=True, slots=True)
class Deals:
    """`opportunity_of`: reference → opportunity id."""

    opportunity_of: Mapping[bytes, bytes]
    deals: tuple[Deal, ...]
    roles: tuple[Role, ...]


def micros(text: str) -> int | None:
    """The microseconds that an attribute holds as text; None for ''."""
    return int(text) if text.lstrip("-").isdigit() else None


def resolve_deals(
    records: Iterable[Record], ties: Iterable[Tie], people: People, mentioned: Iterable[bytes] = ()
) -> Deals:
    """Join merged opportunities and find each one's account: where it was sold, else where its first person works.

    `mentioned`: references in events; one without a record still has an id, but is no deal.
    """
    known = {record.key: record for record in records}
    given = sorted(set(ties))
    named = {*known, *mentioned}
    named |= {t.right for t in given if t.kind in ("role", "led_to")} | {t.left for t in given if t.kind == "sold_to"}
    roots = components(((t.left, t.right) for t in given if t.kind == "merged"), named)
    held: dict[bytes, list[bytes]] = defaultdict(list)
    for key in sorted(named):
        held[roots[key]].append(key)
    opportunity_of = {node: derived("opportunity", held[root][0]) for node, root in roots.items() if root in held}
    replaced = {t.left for t in given if t.kind == "merged"}
    sold: dict[bytes, bytes] = {}
    for tie in given:
        if tie.kind == "sold_to":
            sold.setdefault(opportunity_of[tie.left], people.accounts.of_record(tie.right))
    opened: dict[bytes, int] = {}
    told: dict[bytes, tuple[tuple[Record, ...], dict[str, str]]] = {}
    for keys in held.values():
        own = tuple(known[key] for key in keys if key in known)
        if own:
            order = tuple(sorted(own, key=lambda r: (r.key in replaced, r.key)))
            opportunity = opportunity_of[keys[0]]
            told[opportunity] = (order, winning(order, replaced))
            opened[opportunity] = micros(told[opportunity][1].get("created_at", "")) or 0
    roles = _roles(given, opportunity_of, opened, people)
    first = {role.opportunity: role for role in reversed(roles) if role.person}
    deals = []
    for opportunity, (order, attributes) in sorted(told.items()):
        account = sold.get(opportunity)
        if account is None and opportunity in first:
            account = _account_at(people, first[opportunity], opened[opportunity])
        deals.append(Deal(opportunity, account, attributes, order))
    return Deals(opportunity_of, tuple(deals), tuple(roles))


def _roles(
    ties: Sequence[Tie], opportunity_of: Mapping[bytes, bytes], opened: Mapping[bytes, int], people: People
) -> list[Role]:
    """One row per opportunity, person, role and way of knowing; the earliest time counts."""
    found: dict[tuple[bytes, bytes, str, str], Role] = {}
    for tie in ties:
        if tie.kind not in ("role", "led_to"):
            continue
        opportunity = opportunity_of[tie.right]
        person = people.identities.person_of.get(tie.left)
        when = tie.at or opened.get(opportunity, 0)
        lead = lead_at(people.leads[person], when).lead if person else None
        how = "role" if tie.kind == "role" else "converted"
        role = Role(opportunity, person, lead, tie.value if how == "role" else "", tie.at, how)
        key = (opportunity, person or tie.left, role.role, how)
        if key not in found or 0 < role.at < (found[key].at or role.at + 1):
            found[key] = role
    return sorted(found.values(), key=lambda r: (r.opportunity, r.how != "role", r.at, r.person or b"", r.role))


def _account_at(people: People, role: Role, at: int) -> bytes | None:
    return lead_at(people.leads[role.person], at).account if role.person else None

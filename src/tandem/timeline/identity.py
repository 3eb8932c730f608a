"""Who is who: the tools' records → persons, by exact keys only.

In this order: what the tools merged, converted or linked, and what a member confirmed; then e-mail addresses. An
address held by more than `SHARED_BY` separate people, or a role's address (info@), makes no identity and is told.
The outcome depends on the set of ties alone: taking one away gives the world without it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from tandem.timeline.keyed import Tie, components, derived, shortest_path

JOINING: Final = frozenset({"merged", "converted", "crm_link", "confirmed"})
SHARED_BY: Final = 4
"""More separate people than this at one address: nobody's own. Duplicates of one person are usually fewer."""

REASONS: Final[dict[str, str]] = {
    "merged": "the tool merged the two records",
    "converted": "the CRM lead was converted into the contact",
    "crm_link": "the marketing tool names the CRM's record",
    "confirmed": "a member confirmed that they are the same",
    "email": "both have the same e-mail address",
}


@dataclass(frozen=True, slots=True)
class Identities:
    """`person_of`: record or address → person id. `records_of`: person → its records, sorted. `joins`: the ties that
    were followed. `shared`: addresses that make no identity → how many separate people hold them."""

    person_of: Mapping[bytes, bytes]
    records_of: Mapping[bytes, tuple[bytes, ...]]
    joins: tuple[Tie, ...]
    shared: Mapping[bytes, int]

    def why(self, left: bytes, right: bytes) -> tuple[Tie, ...]:
        """The chain of ties that makes two records one person; empty when they are not."""
        return shortest_path(self.joins, left, right)


def resolve(records: Iterable[bytes], ties: Iterable[Tie], role_addresses: Collection[bytes] = ()) -> Identities:
    """Resolve persons. `records`: the keys of person records; `role_addresses`: keyed addresses that are a role's.

    A person's id derives from the least key among its records. References without a record (an event's, a deleted
    record's) resolve through the ties they hang on, else not at all.
    """
    known = set(records)
    given = sorted(set(ties))
    strong = [tie for tie in given if tie.kind in JOINING]
    addresses = [tie for tie in given if tie.kind == "email"]
    first = components(((t.left, t.right) for t in strong), known)
    shared = _shared(addresses, first, role_addresses)
    joins = (*strong, *(tie for tie in addresses if tie.right not in shared))
    roots = components(((t.left, t.right) for t in joins), known)
    members: dict[bytes, list[bytes]] = defaultdict(list)
    for record in sorted(known):
        members[roots[record]].append(record)
    id_of = {root: derived("person", held[0]) for root, held in members.items()}
    return Identities(
        person_of={node: id_of[root] for node, root in roots.items() if root in id_of},
        records_of={id_of[root]: tuple(held) for root, held in members.items()},
        joins=joins,
        shared=shared,
    )


def _shared(addresses: list[Tie], first: Mapping[bytes, bytes], roles: Collection[bytes]) -> dict[bytes, int]:
    """Addresses that make no identity → how many separate people hold them."""
    holders: dict[bytes, set[bytes]] = defaultdict(set)
    for tie in addresses:
        holders[tie.right].add(first.get(tie.left, tie.left))
    return {
        address: len(people)
        for address, people in sorted(holders.items())
        if len(people) > SHARED_BY or address in roles
    }

"""From the lens' base relations to account files: columns become tuples once, nothing touches Arrow per event."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from tandem.lifecycle.deals import primary
from tandem.lifecycle.inputs import AccountFile, Act, Attribute, DealRecord, LeadRecord, Role, Staff, World
from tandem.timeline.keyed import bucket as bucket_of
from tandem.timeline.schema import BASE

if TYPE_CHECKING:
    Tables = Mapping[str, pa.Table]

HISTORY: Final = {"field.changed": "", "owner.assigned": "owner"}


def read_world(base: Tables, events: Iterable[pa.Table], through: int, time_zone: str) -> World:
    """What is true of the whole data set. `events`: the parts of the relation `event`, one at a time."""
    attributes, tracked = base["attribute"], set()
    for part in events:
        changes = part.select(["kind", "tool", "field"]).group_by(["kind", "tool", "field"]).aggregate([])
        for kind, tool, field in _tuples(changes, ("kind", "tool", "field")):
            if kind in HISTORY:
                tracked.add((tool, HISTORY[kind] or field.casefold()))
    names: dict[str, set[str]] = defaultdict(set)
    for unit, name in _tuples(attributes.group_by(["unit", "name"]).aggregate([]), ("unit", "name")):
        names[unit].add(name)
    members = _tuples(base["member"], ("member", "team", "manager", "region", "role"))
    campaigns = _tuples(base["campaign"], ("campaign", "type", "name"))
    return World(
        through=through,
        time_zone=time_zone,
        members={m: Staff(*rest) for m, *rest in members},
        campaigns={campaign: (type_, name) for campaign, type_, name in campaigns},
        tracked=frozenset(tracked),
        names={unit: sorted(found) for unit, found in names.items()},
    )


class Records:
    """Everything but the events, filed by account, for `files` to join with a part of the events."""

    def __init__(self, base: Tables) -> None:
        self._attributes = attributes_by_unit(base["attribute"])
        self.leads = _leads(base, self._attributes.get("person", {}))
        home = {record.lead: account for account, (_, leads) in self.leads.items() for record in leads}
        self.deals = deals_by_account(base, self._attributes.get("opportunity", {}), home)

    def files(self, low: int, high: int, events: pa.Table) -> Iterator[AccountFile]:
        """The account files of the buckets low … high−1; `events` are sorted by bucket and account."""
        acts = dict(acts_by_account(events))
        buckets = {a: b for a, (b, _) in self.leads.items() if low <= b < high}
        for account in acts.keys() | self.deals.keys():
            if (
                account not in buckets
                and account not in self.leads
                and (bucket := bucket_of(account)) in range(low, high)
            ):
                buckets[account] = bucket
        for account in sorted(buckets, key=lambda a: (buckets[a], a)):
            yield AccountFile(
                account, buckets[account], acts.get(account, ()), self.leads.get(account, (0, []))[1],
                self.deals.get(account, ()), self._attributes.get("account", {}).get(account, ()),
            )  # fmt: skip


def _leads(base: Tables, attributes: Mapping[bytes, list[Attribute]]) -> dict[bytes, tuple[int, list[LeadRecord]]]:
    persons = {
        person: rest for person, *rest in _tuples(base["person"], ("person", "created_at", "free_mail", "records"))
    }
    count = Counter(base["lead"]["person"].to_pylist())
    found: dict[bytes, tuple[int, list[LeadRecord]]] = {}
    for lead, person, account, bucket, from_at in _tuples(
        base["lead"], ("lead", "person", "account", "bucket", "from_at")
    ):
        created, free_mail, records = persons.get(person, (None, False, 1))
        record = LeadRecord(
            lead, person, from_at, created, bool(free_mail), records or 1, attributes.get(person, ()),
            count[person] > 1,
        )  # fmt: skip
        found.setdefault(account, (bucket, []))[1].append(record)
    for _, leads in found.values():
        leads.sort(key=lambda record: record.lead)
    return found


def attributes_by_unit(table: pa.Table) -> dict[str, dict[bytes, list[Attribute]]]:
    """Kind of unit → its id → its attributes, in the relation's order."""
    found: dict[str, dict[bytes, list[Attribute]]] = defaultdict(lambda: defaultdict(list))
    for unit, id, name, value, known_at, tool, wins in _tuples(
        table, ("unit", "id", "name", "value", "known_at", "tool", "wins")
    ):
        if id is not None:
            found[unit][id].append(Attribute(name, value or "", known_at or 0, tool, bool(wins)))
    return found


_DEAL: Final = (
    "opportunity", "account", "tool", "stage", "is_closed", "is_won", "amount", "currency", "opened_at",
    "opened_whole_day", "closed_at", "closed_whole_day", "owner", "source", "campaign", "loss_reason", "competitor",
)  # fmt: skip


def deals_by_account(
    base: Tables, attributes: Mapping[bytes, list[Attribute]], home: Mapping[bytes, bytes]
) -> dict[bytes, list[DealRecord]]:
    """Deals under the account of their primary buyer, else their own; a copy under each further buyer's account."""
    roles: dict[bytes, list[Role]] = defaultdict(list)
    for opportunity, person, lead, role, at, how in _tuples(
        base["role"], ("opportunity", "person", "lead", "role", "at", "how")
    ):
        if lead is not None:
            roles[opportunity].append(Role(lead, person, role, at, how))
    found: dict[bytes, list[DealRecord]] = defaultdict(list)
    for row in sorted(_tuples(base["opportunity"], _DEAL), key=itemgetter(0)):
        people = sorted(roles[row[0]], key=lambda r: (r.lead, r.role))
        buyer = primary(people)
        main = home.get(buyer.lead) if buyer else None
        main = main or row[1] or row[0]
        said = dict(zip(_DEAL, row, strict=True))
        record = DealRecord(**said, roles=people, attributes=attributes.get(row[0], ()))
        found[main].append(record)
        for other in sorted({home[r.lead] for r in people if r.lead in home} | ({row[1]} if row[1] else set())):
            if other != main:
                found[other].append(replace(record, home=False))
    return found


def acts_by_account(events: pa.Table) -> Iterator[tuple[bytes, list[Act]]]:
    """Each account and its acts, from rows that are sorted by it."""
    acts = map(Act._make, zip(*(_column(events, name) for name in Act._fields), strict=True))
    account: bytes | None = None
    held: list[Act] = []
    for owner, act in zip(_column(events, "account"), acts, strict=True):
        if owner != account:
            if account is not None:
                yield account, held
            account, held = owner, []
        held.append(act)
    if account is not None:
        yield account, held


def _tuples(table: pa.Table, names: Iterable[str]) -> Iterator[tuple[Any, ...]]:
    return zip(*(_column(table, name) for name in names), strict=True)


def _column(table: pa.Table, name: str) -> list[Any]:
    """A column as Python values: times as µs, words decoded once per distinct word."""
    column: Any = table.column(name).combine_chunks()
    if pa.types.is_timestamp(column.type):
        return list(column.cast(pa.int64()).to_pylist())
    if pa.types.is_dictionary(column.type):
        words = column.dictionary.to_pylist()
        return [words[i] if i is not None else "" for i in column.indices.to_pylist()]
    values: list[Any] = column.to_pylist()
    return ["" if v is None else v for v in values] if pa.types.is_string(column.type) else values


def empty_base() -> dict[str, pa.Table]:
    """Every base relation without rows."""
    return {name: schema.empty_table() for name, schema in BASE.items()}

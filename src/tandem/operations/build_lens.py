"""The book → the lens' base relations: who is who, and one ordered story of events.

Built anew when the book, the members of the charter, the zone or the relations' shape changed; else nothing is done.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from tandem.operations.book_records import domains_of, keying, records_of, ties_of
from tandem.operations.workspace import Workspace

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from tandem.charter.model import TeamSide
    from tandem.store.book import Book
    from tandem.store.lens_events import EventJoin
    from tandem.timeline.deals import Deals
    from tandem.timeline.keyed import Record, Tie
    from tandem.timeline.members import Members
    from tandem.timeline.people import People

Advance = Callable[[str, int, int | None], None]
Manifest = dict[str, object]

FORM = 1
"""Counts up when the same book gives other relations: old lenses are then built anew."""


def build_lens(workspace: Workspace, on_progress: Advance | None = None) -> Manifest:
    """Bring `workspace.lens/base` up to date; its manifest (`data_sha256`, `events`, `from`, `through`, …)."""
    from tandem.store.lens_writer import LensWriter, alone, fitting
    from tandem.timeline.schema import BASE, shape

    base = workspace.lens / "base"
    with workspace.open_book() as book:
        teams = _teams(workspace, book)
        stamp: Manifest = {
            "data_sha256": book.digest(),
            "time_zone": workspace.time_zone,
            "form": f"{FORM}-{shape(BASE)}",
            "members": _digest(teams),
        }
        if (built := fitting(base, stamp)) is not None:
            return built
        with alone(base):
            if (built := fitting(base, stamp)) is not None:
                return built
            with LensWriter(base) as writer:
                return _build(workspace, book, teams, writer, stamp, on_progress or _silent)


def _build(
    workspace: Workspace, book: Book, teams: list[TeamSide], writer: Any, stamp: Manifest, advance: Advance
) -> Manifest:
    from tandem.store.lens_events import EventJoin
    from tandem.timeline.schema import BASE, EVENT

    events = book.position().events
    with EventJoin(writer.folder) as join:
        join.take(_with_days(book, workspace.time_zone, advance, events), _incoming())
        advance("who is who", 0, None)
        known = _resolve(book, join, teams)
        advance("joining events", 0, None)
        join.resolve(**_lookups(known))
        tables = _tables(known, join, workspace.time_zone)
        for number, (name, table) in enumerate(tables.items()):
            advance("writing relations", number, len(tables))
            writer.write(name, [table], BASE[name])
        writer.write("event", join.parts(), EVENT)
        count, start, through, orphans = join.summary()
    writer.write("file", [_file_table(book)], BASE["file"])
    return dict(
        writer.finish(
            {
                **stamp,
                "events": count,
                "from": _iso(start),
                "through": _iso(through),
                "orphans": orphans,
                "shared_addresses": len(known.people.identities.shared),
                "ambiguous_members": list(known.members.ambiguous),
            }
        )
    )


@dataclass(frozen=True, slots=True)
class Known:
    """Everything resolved, and the records that it stands on."""

    persons: Mapping[bytes, Record]
    accounts: Mapping[bytes, Record]
    staff: list[Record]
    campaigns: list[Record]
    assets: list[Record]
    ties: list[Tie]
    people: People
    deals: Deals
    members: Members


def _resolve(book: Book, join: EventJoin, teams: list[TeamSide]) -> Known:
    from tandem.timeline.deals import resolve_deals
    from tandem.timeline.members import resolve_members
    from tandem.timeline.people import place

    persons, accounts = records_of(book, "person"), records_of(book, "account")
    staff = list(records_of(book, "member").values())
    opportunities = list(records_of(book, "opportunity").values())
    ties = ties_of(book)
    people = place(persons.values(), accounts.values(), ties, domains_of(book), keying(book))
    for ref in join.mentioned("account"):
        people.accounts.of_record(_bytes(ref))
    deals = resolve_deals(opportunities, ties, people, map(_bytes, join.mentioned("opportunity")))
    owners = {r.attributes.get("owner", "") for r in [*persons.values(), *accounts.values(), *opportunities]}
    mentioned = owners.union(*(map(str, join.mentioned(column)) for column in ("member", "old", "new")))
    return Known(
        persons=persons,
        accounts=accounts,
        staff=staff,
        campaigns=list(records_of(book, "campaign").values()),
        assets=list(records_of(book, "asset").values()),
        ties=ties,
        people=people,
        deals=deals,
        members=resolve_members(staff, mentioned, teams),
    )


def _tables(known: Known, join: EventJoin, zone: str) -> dict[str, pa.Table]:
    from tandem.timeline import relations

    people, deals, members = known.people, known.deals, known.members

    def day_of(at: int) -> date:
        import numpy as np

        from tandem.timeline.days import local_days

        return date(1970, 1, 1) + timedelta(days=int(local_days(np.array([at], np.int64), zone)[0]))

    at_account: dict[bytes, list[Record]] = defaultdict(list)
    for key, record in known.accounts.items():
        at_account[people.accounts.account_of[key]].append(record)
    units: dict[str, Mapping[bytes, Sequence[Record]]] = {
        "person": {p: [known.persons[k] for k in keys] for p, keys in people.identities.records_of.items()},
        "account": at_account,
        "opportunity": {deal.opportunity: deal.records for deal in deals.deals},
    }
    keyed = {"member": known.staff, "campaign": known.campaigns, "asset": known.assets}
    replaced = {tie.left for tie in known.ties if tie.kind in ("merged", "converted")}
    return {
        "person": relations.person_table(people, known.persons, replaced),
        "lead": relations.lead_table(people),
        "record": relations.record_table(people, known.persons),
        "account": relations.account_table(people),
        "member": relations.member_table(members),
        "campaign": relations.campaign_table(known.campaigns, day_of),
        "asset": relations.asset_table(known.assets),
        "opportunity": relations.opportunity_table(deals, members),
        "role": relations.role_table(deals),
        "attribute": relations.attribute_table(units, keyed, replaced, members, join.history()),
    }


def _lookups(known: Known) -> dict[str, pa.Table]:
    """The tables that events are joined with."""
    import pyarrow as pa

    from tandem.store.lens_events import PERSONAL
    from tandem.timeline.keyed import bucket
    from tandem.timeline.relations import lead_table
    from tandem.timeline.schema import ID
    from tandem.vocabulary import EVENT_KINDS

    def pairs(left: str, right: str, found: Mapping[bytes, Any], kind: pa.DataType = ID) -> pa.Table:
        return pa.table({left: pa.array(found.keys(), ID), right: pa.array(found.values(), kind)})

    people, deals = known.people, known.deals
    account_of = {deal.opportunity: deal.account for deal in deals.deals}
    opportunities = pairs("ref", "opportunity", deals.opportunity_of)
    of_deal = pa.array([account_of.get(key) for key in deals.opportunity_of.values()], ID)
    known_deal = pa.array([key in account_of for key in deals.opportunity_of.values()], pa.bool_())
    kinds = [
        {"kind": name, "rank": k.rank, "team": k.team.value, "direction": k.direction.value, "channel": k.channel,
         "personal": name in PERSONAL, "owner": name == "owner.assigned"}
        for name, k in EVENT_KINDS.items()
    ]  # fmt: skip
    return {
        "kinds": pa.Table.from_pylist(kinds),
        "person_of": pairs("ref", "person", people.identities.person_of),
        "leads": lead_table(people),
        "account_of": pairs("ref", "account", people.accounts.account_of),
        "opportunity_of": opportunities.append_column("account", of_deal).append_column("known", known_deal),
        "buckets": pairs("account", "bucket", {a: bucket(a) for a in people.accounts.companies}, pa.int16()),
        "member_of": pa.table(
            {
                "ref": pa.array(known.members.key_of.keys(), pa.string()),
                "member": pa.array(known.members.key_of.values(), pa.string()),
            }
        ),
    }


def _incoming() -> pa.Schema:
    import pyarrow as pa

    from tandem.store.book import EVENT

    return EVENT.append(pa.field("day", pa.date32())).append(pa.field("spread", pa.int16()))


def _with_days(book: Book, zone: str, advance: Advance, total: int) -> Iterator[pa.RecordBatch]:
    """The book's events with their local day, and the bucket of those that no account is known of."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    from tandem.timeline.days import local_days

    done = 0
    schema = _incoming()
    for batch in book.events():
        at = np.asarray(batch["at"].cast(pa.int64()))
        days = pa.array(local_days(at, zone), pa.int32()).cast(pa.date32())
        stand_in = pc.coalesce(*(batch[name].cast(pa.binary()) for name in ("person", "opportunity", "event")))
        spread = pa.array(_first_bits(stand_in), pa.int16())
        yield pa.RecordBatch.from_arrays([*batch.columns, days, spread], schema=schema)
        done += len(batch)
        advance("reading events", done, total)


def _first_bits(ids: Any) -> NDArray[np.int16]:
    """The first 12 bits of 16-byte ids; they are keyed hashes already."""
    import numpy as np

    told = np.frombuffer(b"".join(ids.to_pylist()), ">u2").reshape(-1, 8)[:, 0]
    return (told >> 4).astype(np.int16)


def _file_table(book: Book) -> pa.Table:
    import pyarrow as pa

    from tandem.timeline.schema import FILE

    return pa.Table.from_pylist([file._asdict() for file in book.files()], FILE)


def _teams(workspace: Workspace, book: Book) -> list[TeamSide]:
    """The teams of what decides; none where it cannot be read (members then keep the tools' references)."""
    from tandem.operations.in_force import known_charters, teams_of

    return teams_of(known_charters(workspace, book))


def _digest(teams: Iterable[TeamSide]) -> str:
    told = [
        (side.name, m.key, m.name, m.email, m.manager, m.territory)
        for side in teams
        for m in sorted(side.members.values(), key=lambda m: m.key)
    ]
    return sha256(repr(sorted(told)).encode()).hexdigest()


def _iso(at: int | None) -> str:
    if at is None:
        return ""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)).isoformat().replace("+00:00", "Z")


def _bytes(ref: object) -> bytes:
    assert isinstance(ref, bytes)
    return ref


def _silent(_what: str, _done: int, _total: int | None) -> None:
    return None

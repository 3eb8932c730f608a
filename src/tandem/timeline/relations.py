"""What is resolved → the lens' base relations as Arrow tables (the lens writer casts them)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from itertools import islice
from typing import Any

import pyarrow as pa

from tandem.timeline.attributes import Said, current
from tandem.timeline.deals import Deal, Deals, micros
from tandem.timeline.keyed import Record
from tandem.timeline.members import Members
from tandem.timeline.people import People
from tandem.timeline.schema import ACCOUNT, ASSET, ATTRIBUTE, CAMPAIGN, LEAD, MEMBER, OPPORTUNITY, PERSON, RECORD, ROLE

History = Mapping[tuple[bytes, str, str], tuple[str, int]]
"""(person, tool, attribute) → the last value that its history tells, and when (UTC µs)."""
DayOf = Callable[[int], date]
CHUNK = 100_000
YES = frozenset({"true", "1", "yes", "y", "t"})


def person_table(
    people: People, records: Mapping[bytes, Record], replaced: Collection[bytes] = frozenset()
) -> pa.Table:
    """One row per person, by id. `known_at`: the first export that held one of their records.

    `replaced`: records that were merged away or converted; they are no doubles.
    """
    rows = []
    for person, keys in sorted(people.identities.records_of.items()):
        held = [records[key] for key in keys]
        now = people.leads[person][-1]
        created = [at for r in held if (at := micros(r.attributes.get("created_at", ""))) is not None]
        known = [at for record in held for at in record.known_at.values()]
        rows.append(
            {
                "person": person,
                "account": now.account,
                "lead": now.lead,
                "created_at": min(created, default=None),
                "free_mail": person in people.free_mail,
                "tools": ",".join(sorted({r.tool for r in held})),
                "records": len(held),
                "known_at": min(known, default=None),
                "doubles": sum(n - 1 for n in Counter(r.tool for r in held if r.key not in replaced).values()),
            }
        )
    return pa.Table.from_pylist(rows, PERSON)


def record_table(people: People, records: Mapping[bytes, Record]) -> pa.Table:
    """One row per reference that is a person's, by reference."""
    rows = [
        {"ref": ref, "person": person, "tool": records[ref].tool if ref in records else ""}
        for ref, person in sorted(people.identities.person_of.items())
    ]
    return pa.Table.from_pylist(rows, RECORD)


def lead_table(people: People) -> pa.Table:
    """One row per lead and interval, by person and time."""
    rows = [lead._asdict() for _, leads in sorted(people.leads.items()) for lead in leads]
    return pa.Table.from_pylist(rows, LEAD)


def account_table(people: People) -> pa.Table:
    """One row per account that anything points to; `people`: how many are there now."""
    working: dict[bytes, int] = {}
    for leads in people.leads.values():
        working[leads[-1].account] = working.get(leads[-1].account, 0) + 1
    rows = [
        {**asdict(company), "people": working.get(account, 0)}
        for account, company in sorted(people.accounts.companies.items())
    ]
    return pa.Table.from_pylist(rows, ACCOUNT)


def member_table(members: Members) -> pa.Table:
    """One row per member of the charter or user of a tool, by key."""
    return pa.Table.from_pylist([asdict(row) for row in members.rows], MEMBER)


def campaign_table(records: Iterable[Record], day_of: DayOf) -> pa.Table:
    """One row per campaign, by reference."""
    rows = [
        {
            "campaign": r.ref,
            "name": r.attributes.get("name", ""),
            "type": r.attributes.get("type", ""),
            "start": _day(r.attributes.get("start", ""), day_of),
            "end": _day(r.attributes.get("end", ""), day_of),
            "cost": micros(r.attributes.get("cost", "")),
            "currency": r.attributes.get("currency", ""),
            "tool": r.tool,
        }
        for r in sorted(records, key=lambda r: r.ref)
    ]
    return pa.Table.from_pylist(rows, CAMPAIGN)


def asset_table(records: Iterable[Record]) -> pa.Table:
    """One row per asset, by reference."""
    rows = [
        {
            "asset": r.ref,
            "name": r.attributes.get("name", ""),
            "type": r.attributes.get("type", ""),
            "team": r.attributes.get("team", ""),
            "cost": micros(r.attributes.get("cost", "")),
            "currency": r.attributes.get("currency", ""),
            "tool": r.tool,
        }
        for r in sorted(records, key=lambda r: r.ref)
    ]
    return pa.Table.from_pylist(rows, ASSET)


def opportunity_table(deals: Deals, members: Members) -> pa.Table:
    """One row per opportunity, by id."""
    return pa.Table.from_pylist([_opportunity(deal, members) for deal in deals.deals], OPPORTUNITY)


def _opportunity(deal: Deal, members: Members) -> dict[str, Any]:
    said, first = deal.attributes, deal.records[0]
    is_closed = _boolean(said.get("is_closed", ""))
    words = ("name", "stage", "currency", "source", "campaign", "loss_reason", "competitor")
    owner = said.get("owner", "")
    return {
        **{word: said.get(word, "") for word in words},
        "opportunity": deal.opportunity,
        "account": deal.account,
        "is_closed": is_closed,
        "is_won": _boolean(said.get("is_won", "")),
        "amount": micros(said.get("amount", "")),
        "opened_at": deal.micros("created_at"),
        "opened_whole_day": _boolean(said.get("created_whole_day", "")) or False,
        # the closing date of an open deal is only what somebody expects
        "closed_at": None if is_closed is False else deal.micros("closed_at"),
        "closed_whole_day": _boolean(said.get("closed_whole_day", "")) or False,
        "owner": members.key_of.get(owner, owner),
        "tool": first.tool,
        "known_at": max((at for r in deal.records for at in r.known_at.values()), default=None),
        "file": first.file,
        "line": first.line,
    }


def role_table(deals: Deals) -> pa.Table:
    """One row per opportunity, person and role."""
    return pa.Table.from_pylist([{**role._asdict(), "at": role.at or None} for role in deals.roles], ROLE)


def attribute_table(
    units: Mapping[str, Mapping[bytes, Sequence[Record]]],
    keyed: Mapping[str, Iterable[Record]],
    replaced: Collection[bytes],
    members: Members,
    history: History,
) -> pa.Table:
    """All current attributes. `units`: unit → id → records; `keyed`: member, campaign and asset records.

    An owner is the member's key. Where history tells the last change to today's value, `known_at` is its time.
    """
    rows = _said(units, keyed, replaced, members, history)
    names = ATTRIBUTE.names
    batches = []
    while chunk := list(islice(rows, CHUNK)):
        columns = zip(*chunk, strict=True)
        arrays = [pa.array(column, ATTRIBUTE.field(name).type) for name, column in zip(names, columns, strict=True)]
        batches.append(pa.table(arrays, schema=ATTRIBUTE))
    return pa.concat_tables(batches).unify_dictionaries() if batches else ATTRIBUTE.empty_table()


def _said(
    units: Mapping[str, Mapping[bytes, Sequence[Record]]],
    keyed: Mapping[str, Iterable[Record]],
    replaced: Collection[bytes],
    members: Members,
    history: History,
) -> Iterator[tuple[Any, ...]]:
    for unit, records_of in sorted(units.items()):
        for key, records in sorted(records_of.items()):
            for said in current(records, replaced):
                value, at = history.get((key, said.tool, said.name), ("", 0))
                known_at = at if at and value == said.value else said.known_at
                yield _row(unit, key, "", said, known_at, members)
    for unit, listed in sorted(keyed.items()):
        for record in sorted(listed, key=lambda r: r.ref):
            ref = members.key_of.get(record.ref, record.ref) if unit == "member" else record.ref
            for said in current([record]):
                yield _row(unit, None, ref, said, said.known_at, members)


def _row(unit: str, key: bytes | None, ref: str, said: Said, known_at: int, members: Members) -> tuple[Any, ...]:
    value = members.key_of.get(said.value, said.value) if said.name == "owner" else said.value
    return (unit, key, said.name, value, known_at or None, said.tool, ref, said.wins)


def _boolean(text: str) -> bool | None:
    return None if text == "" else text.strip().lower() in YES


def _day(text: str, day_of: DayOf) -> date | None:
    """A campaign's day: microseconds as text, or an ISO date; None when it is neither."""
    at = micros(text)
    if at is not None:
        return day_of(at)
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None

"""From a replay's handoffs and the lens to what routing reads: whose each lead was, and whose account and deals."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache, partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from tandem.lifecycle.fold import sales_owner
from tandem.lifecycle.routing.assignments import RoutedHandoff

if TYPE_CHECKING:
    from tandem.lifecycle.inputs import World

    Owners = dict[bytes, list[tuple[int, str]]]
    MemberOf = Callable[[str], str]

_SAME: Final = (
    "lead", "number", "at", "route", "hand_raise", "first_touch_at", "two_way_at", "verdict", "verdict_at",
    "disposed_at", "opted_out_at", "invalid_at", "ended_at",
)  # fmt: skip


def read_handoffs(
    decided: pa.Table, base: Mapping[str, pa.Table], deals: pa.Table, owned: pa.Table, world: World
) -> list[RoutedHandoff]:  # fmt: skip
    """The handoffs of `decisions.DECIDED_HANDOFF`, ready to be routed.

    `base`: the relations `lead` and `attribute`. `deals`: the cut's `deal`. `owned`: the events `owner.assigned` with
    the columns lead, at, member, old, new. What was said at the handoff's own instant is not from before it.
    """
    account_of = dict(_rows(base["lead"], "lead", "account"))
    stated = base["attribute"].filter((pc.field("name") == "owner") & pc.field("wins"))
    member_of = cache(partial(sales_owner, world))
    tracked = {tool for tool, field in world.tracked if field == "owner"}
    owners = _owners(_of(owned, decided), _of(base["lead"], decided), stated, tracked, member_of)
    account_owners = {
        id: member_of(value) for id, value in _rows(_unit(stated, "account"), "id", "value") if id is not None
    }
    open_deals = _open_deals(deals, account_of, member_of)
    found = []
    for row in _rows(decided, *_SAME):
        said: dict[str, Any] = dict(zip(_SAME, row, strict=True))
        lead, at = said["lead"], said["at"]
        account = account_of.get(lead, lead)
        before = owners.get(lead, [])
        last = bisect_left(before, (at, "")) - 1
        found.append(
            RoutedHandoff(
                **said,
                had_by=before[last][1] if last >= 0 else "",
                deal_owner=next((o for start, end, o in open_deals.get(account, ()) if start <= at < end), ""),
                account_owner=account_owners.get(account, ""),
            )
        )
    return found


def _of(table: pa.Table, decided: pa.Table) -> pa.Table:
    """The rows of the leads that are handed over."""
    return table.filter(pc.is_in(table["lead"], value_set=decided["lead"].combine_chunks()))


def _owners(
    owned: pa.Table, leads: pa.Table, stated: pa.Table, tracked: Collection[str], member_of: MemberOf
) -> Owners:  # fmt: skip
    """Lead → (since when, member of sales or '') in time order; the first one since ever."""
    found: Owners = defaultdict(list)
    for lead, at, member, old, new in sorted(_rows(owned, "lead", "at", "member", "old", "new"), key=itemgetter(0, 1)):
        if not found[lead]:
            found[lead].append((-(2**62), member_of(old)))
        found[lead].append((at, member_of(member or new)))
    person_of = defaultdict(list)
    for lead, person in _rows(leads, "lead", "person"):
        person_of[person].append(lead)
    said = stated.filter(pc.is_in(stated["tool"], value_set=pa.array(sorted(tracked), pa.string())))
    for person, value in _rows(_unit(said, "person"), "id", "value"):
        for lead in person_of.get(person, ()):
            if lead not in found:
                found[lead].append((-(2**62), member_of(value)))
    return found


def _unit(stated: pa.Table, unit: str) -> pa.Table:
    """The owners of one kind of unit."""
    return stated.filter(pc.field("unit") == unit)


def _open_deals(
    deals: pa.Table, account_of: Mapping[bytes, bytes], member_of: MemberOf
) -> dict[bytes, list[tuple[int, int, str]]]:  # fmt: skip
    """Account → (opened, closed, owner) of its deals that somebody of sales owns, the earliest first."""
    found: dict[bytes, list[tuple[int, int, str, bytes]]] = defaultdict(list)
    columns = ("opportunity", "account", "lead", "opened_at", "closed_at", "owner")
    for opportunity, own, lead, opened, closed, owner in _rows(deals, *columns):
        member = member_of(owner)
        if opened is not None and member:
            end = 2**62 if closed is None else closed
            for account in {own, account_of.get(lead)} - {None}:
                found[account].append((opened, end, member, opportunity))
    by_time = itemgetter(0, 3)
    return {account: [deal[:3] for deal in sorted(known, key=by_time)] for account, known in found.items()}


def _rows(table: pa.Table, *names: str) -> Iterator[tuple[Any, ...]]:
    """Columns as Python values: times as µs, text never null."""
    columns = []
    for name in names:
        column: Any = table[name]
        if pa.types.is_timestamp(column.type):
            column = column.cast(pa.int64())
        elif pa.types.is_dictionary(column.type) or pa.types.is_string(column.type):
            column = pc.fill_null(column.cast(pa.string()), "")
        columns.append(column.to_pylist())
    return zip(*columns, strict=True)

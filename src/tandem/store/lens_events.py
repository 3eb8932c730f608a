"""The book's events → the lens' events: each joined with its person, lead, account, opportunity and member.

DuckDB does it on a scratch file, so that memory stays bounded however many events there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb
import pyarrow as pa

from tandem.store.lens import THREADS

MEMORY = "600MB"
PARTS = 16

PERSONAL = ("consent.changed", "email.bounced", "email.complained", "email.unsubscribed")
"""Facts of a person or an address: they hold for all leads of the person, and are copied to each (semantics 3)."""

_RESOLVE = """
create table story as
select
    e.event, e.at, e.whole_day, e.day, k.rank, e.kind, e.tool,
    coalesce(nullif(e.team, ''), k.team) as team,
    coalesce(nullif(e.direction, ''), k.direction) as direction,
    coalesce(nullif(e.channel, ''), k.channel) as channel,
    e.automatic, e.bot, w.person, s.lead,
    coalesce(s.account, c.account, o.account) as account,
    coalesce(b.bucket, e.spread) as bucket,
    o.opportunity,
    coalesce(m.member, e.member) as member, e.campaign, e.asset, e.form, e.path, e.field,
    case when k.owner or e.field = 'owner' then coalesce(before.member, e.old) else e.old end as old,
    case when k.owner or e.field = 'owner' then coalesce(after.member, e.new) else e.new end as new,
    e.outcome, e.reason, e.purpose, e.amount, e.currency, e.seconds, e.file, e.line,
    e.new as told, o.known
from raw e
join kinds k on k.kind = e.kind
left join person_of w on w.ref = e.person
left join spans s on s.person = w.person and s.personal = k.personal and s.from_at <= e.at and e.at < s.until_at
left join account_of c on c.ref = e.account
left join opportunity_of o on o.ref = e.opportunity
left join buckets b on b.account = coalesce(s.account, c.account, o.account)
left join member_of m on m.ref = e.member
left join member_of before on before.ref = e.old
left join member_of after on after.ref = e.new
"""

_SPANS = """
create table spans as
select distinct person, lead, account, personal,
    case when personal or from_at is null then '-infinity'::timestamp else from_at end as from_at,
    case when personal or until_at is null then 'infinity'::timestamp else until_at end as until_at
from leads cross join (values (true), (false)) both_ways(personal)
"""
"""A lead's events lie between its ends; facts of the person in all its leads. A lead that was taken up
again gets them once."""

_PART = """
select * exclude (told, known) from story where bucket between $low and $high
order by bucket, account nulls first, story.at, rank, tool, event, lead nulls first
"""

_HISTORY = """
select person, tool, case when kind = 'owner.assigned' then 'owner' else field end as name,
    arg_max(told, row(story.at, event)) as value, epoch_us(max(story.at)) as at
from story where kind in ('field.changed', 'owner.assigned') and person is not null
group by all
"""


class EventJoin:
    """Take the book's events in (`take`), tell their references, resolve them, give the parts out in order."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "events.duckdb"
        self._connection = duckdb.connect(
            str(self._path), config={"threads": THREADS, "memory_limit": MEMORY, "temp_directory": str(folder)}
        )
        self._connection.execute("set preserve_insertion_order = false; set autoinstall_known_extensions = false")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._connection.close()
        for path in self._path.parent.glob("*duckdb*"):
            if path.is_file():
                path.unlink()

    def take(self, batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> None:
        """Take the events in; `schema` is the book's with `day` and `spread` (the bucket where no account is known)."""
        reader = pa.RecordBatchReader.from_batches(schema, batches)
        self._connection.register("incoming", reader)
        self._connection.execute("create table raw as select * from incoming")
        self._connection.unregister("incoming")

    def mentioned(self, column: str) -> list[bytes] | list[str]:
        """The different references in one column of the events taken in, sorted."""
        if column not in ("person", "account", "opportunity", "member", "old", "new"):
            raise ValueError(column)
        where = " and (kind = 'owner.assigned' or field = 'owner')" if column in ("old", "new") else ""
        rows = self._connection.execute(
            f"select distinct {column} from raw where {column} is not null{where} order by 1"
        ).fetchall()
        return [row[0] for row in rows]

    def resolve(self, **tables: pa.Table) -> None:
        """Join the events with kinds, person_of, leads, account_of, opportunity_of, buckets and member_of."""
        for name, table in tables.items():
            self._connection.register(name, table)
        self._connection.execute(_SPANS)
        self._connection.execute(_RESOLVE)
        self._connection.execute("drop table raw")

    def parts(self) -> Iterator[pa.Table]:
        """The resolved events in `PARTS` tables by the high bits of the bucket, each sorted as the schema says."""
        width = 4096 // PARTS
        for low in range(0, 4096, width):
            yield self._table(_PART, {"low": low, "high": low + width - 1})

    def history(self) -> dict[tuple[bytes, str, str], tuple[str, int]]:
        """(person, tool, attribute) → the last value that its history tells, and when (UTC µs)."""
        rows = self._connection.execute(_HISTORY).fetchall()
        return {(person, tool, name): (value, at) for person, tool, name, value, at in rows}

    def summary(self) -> tuple[int, int | None, int | None, int]:
        """(different events, first and last instant in µs, events of no known person, account or deal)."""
        row = self._connection.execute(
            "select count(distinct event), epoch_us(min(story.at)), epoch_us(max(story.at)), "
            "count(distinct event) filter (person is null and account is null and not coalesce(known, false)) "
            "from story"
        ).fetchone()
        assert row is not None
        return row[0], row[1], row[2], row[3]

    def _table(self, sql: str, params: Mapping[str, int]) -> pa.Table:
        result = self._connection.execute(sql, dict(params))
        table: pa.Table = result.to_arrow_table() if hasattr(result, "to_arrow_table") else result.fetch_arrow_table()
        return table

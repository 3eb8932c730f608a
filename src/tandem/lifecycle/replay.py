"""Replay: the engine over history. Account by account, bucket after bucket, the same rows whatever the worker count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pyarrow as pa

from tandem.lifecycle import elsewhere
from tandem.lifecycle.closing import fold_account
from tandem.lifecycle.dimensions import Slices
from tandem.lifecycle.fold import Rules
from tandem.lifecycle.ledger import Ledger
from tandem.lifecycle.schema import CUT

if TYPE_CHECKING:
    from tandem.charter.model import Charter
    from tandem.lifecycle.elsewhere import Hold, Passed
    from tandem.lifecycle.inputs import AccountFile, World
    from tandem.lifecycle.ledger import Row

ENGINE: Final = "2"
"""The engine's version: it changes when the same inputs would give other rows."""


class Folded(NamedTuple):
    """What folding some accounts gave: the cut's rows by relation (all but `unmapped`), and what was counted."""

    rows: dict[str, pa.Table]
    unmapped: Counter[tuple[str, str, str]]
    """(tool, field, value) that the crosswalk does not know → rows."""
    set_aside: Counter[str]
    holds: list[Hold]
    passed: list[Passed]


class Replay:
    """One or several charter versions over one data set; `dated` as in `fold.Rules`."""

    def __init__(self, charters: Sequence[Charter], world: World, dated: bool | None = None) -> None:
        self._rules = Rules(charters, world, dated)
        self._slices = Slices(charters[-1], world)
        self._world = world

    def fold(self, files: Iterable[AccountFile]) -> Folded:
        """The cut's rows of these accounts, in their order."""
        ledger = Ledger(self._world)
        for file in files:
            fold_account(self._rules, self._slices, ledger, file)
        rows = {name: table(name, rows) for name, rows in ledger.rows.items() if name != "unmapped"}
        return Folded(rows, ledger.unmapped, ledger.set_aside, ledger.holds, ledger.passed)


def replay(charters: Sequence[Charter], world: World, files: Iterable[AccountFile]) -> Iterator[tuple[str, pa.Table]]:
    """(relation, rows) for every relation of the cut, from files in the order of bucket and account."""
    folded = Replay(charters, world).fold(files)
    folded.rows["crossed"] = pa.concat_tables([folded.rows["crossed"], crossed_table([(folded.holds, folded.passed)])])
    yield from folded.rows.items()
    yield "unmapped", unmapped_table(folded.unmapped)


def crossed_table(noted: Iterable[tuple[list[Hold], list[Passed]]]) -> pa.Table:
    """What the parts of a replay noted of persons with several leads, as further rows of `crossed`."""
    return table("crossed", elsewhere.crossed(noted))


def unmapped_table(counts: Counter[tuple[str, str, str]]) -> pa.Table:
    """Counts by (tool, field, value) as the relation `unmapped`, sorted."""
    return table("unmapped", [(*key, rows) for key, rows in sorted(counts.items())])


def table(relation: str, rows: Sequence[Row]) -> pa.Table:
    """Rows in column order as an Arrow table of the relation."""
    return rows_as(CUT[relation], rows)


def rows_as(schema: pa.Schema, rows: Sequence[Row]) -> pa.Table:
    """Rows in column order as an Arrow table of a schema; times and days as whole numbers."""
    columns: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    return pa.Table.from_arrays(
        [_array(values, field.type) for values, field in zip(columns, schema, strict=True)], schema=schema
    )


def _array(values: Sequence[Any], kind: pa.DataType) -> pa.Array[Any]:
    if pa.types.is_dictionary(kind):
        return pa.array(values, pa.string()).dictionary_encode()
    if pa.types.is_timestamp(kind):
        return pa.array(values, pa.int64()).cast(kind)
    if pa.types.is_date(kind):
        return pa.array(values, pa.int32()).cast(kind)
    return pa.array(values, kind)

"""Attributes of one kind of unit as columns, filed by unit so that any selection of units can be looked up at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tandem.lifecycle.kernel.columns.units import IdIndex, id_bytes
from tandem.lifecycle.kernel.columns.words import Coded, at_rows, coded, stacked


class Attributes(NamedTuple):
    """Attributes of some units; `unit` is a place in the selection, ascending. Within a unit in the order that decides:
    those that `wins` first, then by tool. `number`: the order in which the relation tells them."""

    unit: NDArray[np.int64]
    name: Coded
    tool: Coded
    value: Coded
    known_at: NDArray[np.int64]
    wins: NDArray[np.bool_]
    number: NDArray[np.int64]

    def named(self, name: str) -> Attributes:
        """Those of one name, as the tool writes it."""
        found = at_rows(self, self.name.among((name,)))
        return found._replace(value=found.value.in_use())


class AttributeFile:
    """All attributes of one kind of unit: person, account …"""

    def __init__(self, read: Sequence[Batch]) -> None:
        """`read`: the relation's rows of this kind of unit, some at a time."""
        self._ids = IdIndex(np.concatenate([_NO_IDS, *(batch.ids for batch in read)]))
        starts = np.cumsum([0, *(len(batch.ids) for batch in read)])
        runs = [batch.run + start for batch, start in zip(read, starts, strict=False)]
        units = self._ids.group[np.concatenate([np.zeros(0, np.int64), *runs])]
        self._number = np.argsort(units, kind="stable")
        self._offsets = np.concatenate([[0], np.cumsum(np.bincount(units, minlength=len(self._ids)))])
        self._name = stacked([batch.name for batch in read]).at(self._number)
        self._tool = stacked([batch.tool for batch in read]).at(self._number)
        kind: Any = pa.dictionary(pa.int32(), pa.string())
        texts: Any = pa.chunked_array([batch.value for batch in read], kind).unify_dictionaries().combine_chunks()
        self._texts, self._value = texts.dictionary, np.asarray(texts.indices, np.int32)[self._number]
        self._known_at = np.concatenate([np.zeros(0, np.int64), *(batch.known_at for batch in read)])[self._number]
        self._wins = np.concatenate([np.zeros(0, np.bool_), *(batch.wins for batch in read)])[self._number]

    def of(self, ids: NDArray[np.uint8]) -> Attributes:
        """The attributes of these units."""
        found = self._ids.rows(ids)
        counts = np.where(found >= 0, self._offsets[found + 1] - self._offsets[found], 0)
        before = np.cumsum(counts) - counts
        rows = np.arange(counts.sum()) + np.repeat(self._offsets[found] - before, counts)
        unit = np.repeat(np.arange(len(ids)), counts)
        rank = np.argsort(np.argsort(self._tool.words, kind="stable"), kind="stable")
        key = (unit * 2 + ~self._wins[rows]) * len(rank) + rank[self._tool.codes[rows]]
        rows = rows[np.argsort(key, kind="stable")]
        used, codes = np.unique(self._value[rows], return_inverse=True)
        words = self._texts.take(pa.array(used)).to_pylist()
        return Attributes(
            unit, self._name.at(rows), self._tool.at(rows), Coded(codes.astype(np.int32), words),
            self._known_at[rows], self._wins[rows], self._number[rows],
        )  # fmt: skip


_NO_IDS: Final = np.zeros((0, 16), np.uint8)


class Batch(NamedTuple):
    """Some rows of the relation as a few numbers each: `ids` of the units in the order of their runs, rows' `run`."""

    ids: NDArray[np.uint8]
    run: NDArray[np.int64]
    name: Coded
    tool: Coded
    value: Any
    known_at: NDArray[np.int64]
    wins: NDArray[np.bool_]

    @classmethod
    def of(cls, table: pa.Table, unit: str) -> Batch:
        """A table's rows of one kind of unit."""
        own: Any = of_unit(table, unit)
        ids = id_bytes(own["id"])
        begins = np.append(True, (ids[1:] != ids[:-1]).any(1))[: len(ids)]
        value = own["value"].fill_null("").dictionary_encode().combine_chunks()
        known_at = np.asarray(own["known_at"].cast(pa.int64()).fill_null(0), np.int64)
        return cls(
            ids[begins], np.cumsum(begins) - 1, coded(own["name"]), coded(own["tool"]), value, known_at,
            np.asarray(own["wins"].fill_null(False), np.bool_),
        )  # fmt: skip


def of_unit(table: pa.Table, unit: str) -> pa.Table:
    """The attributes of one kind of unit."""
    return table.filter(pa.array(coded(table["unit"]).among((unit,)) & np.asarray(pc.is_valid(table["id"]))))

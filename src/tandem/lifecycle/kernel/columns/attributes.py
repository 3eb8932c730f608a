"""Attributes of one kind of unit as columns, filed by unit so that any selection of units can be looked up at once."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tandem.lifecycle.kernel.columns.units import IdIndex, id_bytes
from tandem.lifecycle.kernel.columns.words import Coded, at_rows, coded


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

    def __init__(self, table: pa.Table, unit: str) -> None:
        """`table`: the relation `attribute`."""
        own: Any = of_unit(table, unit)
        ids: Any = own["id"].combine_chunks().dictionary_encode()
        units = np.asarray(ids.indices, np.int64)
        self._ids = IdIndex(id_bytes(ids.dictionary))
        tool, wins = coded(own["tool"]), np.asarray(own["wins"].fill_null(False))
        rank = np.argsort(np.argsort(tool.words, kind="stable"), kind="stable")
        key = (units * 2 + ~wins) * len(tool.words) + rank[tool.codes]
        order = np.argsort(key, kind="stable")
        self._offsets = np.concatenate([[0], np.cumsum(np.bincount(units, minlength=len(ids.dictionary)))])
        self._name, self._tool = coded(own["name"]).at(order), tool.at(order)
        texts: Any = own["value"].fill_null("").dictionary_encode().combine_chunks()
        self._texts, self._value = texts.dictionary, np.asarray(texts.indices, np.int32)[order]
        self._known_at = np.asarray(own["known_at"].cast(pa.int64()).fill_null(0))[order]
        self._wins, self._number = wins[order], order

    def of(self, ids: NDArray[np.uint8]) -> Attributes:
        """The attributes of these units."""
        found = self._ids.rows(ids)
        counts = np.where(found >= 0, self._offsets[found + 1] - self._offsets[found], 0)
        before = np.cumsum(counts) - counts
        rows = np.arange(counts.sum()) + np.repeat(self._offsets[found] - before, counts)
        used, codes = np.unique(self._value[rows], return_inverse=True)
        words = self._texts.take(pa.array(used)).to_pylist()
        return Attributes(
            np.repeat(np.arange(len(ids)), counts), self._name.at(rows), self._tool.at(rows),
            Coded(codes.astype(np.int32), words), self._known_at[rows], self._wins[rows], self._number[rows],
        )  # fmt: skip


def of_unit(table: pa.Table, unit: str) -> pa.Table:
    """The attributes of one kind of unit."""
    words: Any = table["unit"].cast(pa.string())
    compute: Any = pc
    return table.filter(compute.and_(compute.equal(words, unit), pc.is_valid(table["id"])))

"""Leads and accounts in a history's order, cut into ranges of buckets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tandem.timeline.keyed import bucket as bucket_of
from tandem.timeline.schema import ID

UNKNOWN: Final = np.iinfo(np.int64).min
"""A time that no tool tells; it is before all others."""


class Units(NamedTuple):
    """The leads and accounts of some buckets. `account`: each lead's account; ids are n × 16 bytes."""

    lead: NDArray[np.uint8]
    person: NDArray[np.uint8]
    account: NDArray[np.int64]
    created_at: NDArray[np.int64]
    from_at: NDArray[np.int64]
    free_mail: NDArray[np.bool_]
    accounts: NDArray[np.uint8]
    buckets: NDArray[np.int16]


class UnitFile:
    """All leads, in the order of bucket, account and lead; of one that was taken up again the last interval."""

    def __init__(self, lead: pa.Table, person: pa.Table) -> None:
        """The relations `lead` and `person`."""
        found = pc.index_in(lead["person"], value_set=person["person"].combine_chunks())
        created = pc.take(person["created_at"], found)
        free: Any = pc.take(person["free_mail"], found)
        ids, accounts = id_bytes(lead["lead"]), id_bytes(lead["account"])
        bucket = np.asarray(lead["bucket"], np.int16)
        order = np.lexsort((*_halves(ids), *_halves(accounts), bucket))
        again = (ids[order][1:] == ids[order][:-1]).all(1) & (accounts[order][1:] == accounts[order][:-1]).all(1)
        order = order[~np.append(again, False)[: len(order)]]
        self._bucket, self._lead, self._account = bucket[order], ids[order], accounts[order]
        self._person = id_bytes(lead["person"])[order]
        self._created, self._from = _times(created)[order], _times(lead["from_at"])[order]
        self._free = np.asarray(free.fill_null(False))[order]

    def between(self, low: int, high: int, others: Iterable[bytes]) -> Units:
        """The units of the buckets low … high−1; `others`: accounts that may have no lead, some of other buckets."""
        first, last = np.searchsorted(self._bucket, [low, high])
        of_lead, buckets = self._account[first:last], self._bucket[first:last]
        starts = np.flatnonzero(np.append(True, (of_lead[1:] != of_lead[:-1]).any(1))[: len(of_lead)])
        more = _placed(others, of_lead[starts], low, high)
        accounts = np.concatenate([of_lead[starts], as_ids([account for _, account in more])])
        filed = np.concatenate([buckets[starts], np.array([b for b, _ in more], np.int16)])
        order = np.lexsort((*_halves(accounts), filed))
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        sizes = np.diff(np.append(starts, len(of_lead)))
        cut = slice(first, last)
        return Units(
            self._lead[cut], self._person[cut], np.repeat(place[: len(starts)], sizes), self._created[cut],
            self._from[cut], self._free[cut], accounts[order], filed[order],
        )  # fmt: skip


def _placed(others: Iterable[bytes], known: NDArray[np.uint8], low: int, high: int) -> list[tuple[int, bytes]]:
    """(bucket, account) of the accounts among `others` that are not known and lie in these buckets."""
    asked = pa.array(sorted(set(others)), ID)
    unknown: Any = asked.filter(pc.invert(pc.is_in(asked, value_set=as_column(known))))
    return sorted((b, a) for a in unknown.to_pylist() if low <= (b := bucket_of(a)) < high)


class IdIndex:
    """The distinct ids among some, sorted and to be found by their bytes. `group`: of each of them, where it stands."""

    def __init__(self, ids: NDArray[np.uint8]) -> None:
        low, high = _halves(ids)
        order = np.lexsort((low, high))
        low, high = low[order], high[order]
        first = np.append(True, (low[1:] != low[:-1]) | (high[1:] != high[:-1]))[: len(order)]
        self._low, self._high = low[first], high[first]
        self.group = np.empty(len(order), np.int64)
        self.group[order] = np.cumsum(first) - 1

    def __len__(self) -> int:
        return len(self._low)

    def rows(self, ids: NDArray[np.uint8]) -> NDArray[np.int64]:
        """Where each of these ids stands, −1 where it is not there."""
        low, high = _halves(ids)
        if not len(self):
            return np.full(len(ids), -1, np.int64)
        at = np.searchsorted(self._high, high)
        while True:
            place = np.minimum(at, len(self) - 1)
            alike = (at < len(self)) & (self._high[place] == high)
            found = alike & (self._low[place] == low)
            if not (alike & ~found).any():
                return np.where(found, place, -1)
            at = at + (alike & ~found)


def id_bytes(column: Any) -> NDArray[np.uint8]:
    """A column of ids as n × 16 bytes; a null is any bytes."""
    whole: Any = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    raw = np.frombuffer(whole.buffers()[1] or b"", np.uint8)
    return raw[whole.offset * 16 : (whole.offset + len(whole)) * 16].reshape(-1, 16)


def as_ids(ids: list[bytes]) -> NDArray[np.uint8]:
    """Ids as n × 16 bytes."""
    return np.frombuffer(b"".join(ids), np.uint8).reshape(-1, 16)


def as_column(ids: NDArray[np.uint8]) -> pa.Array[Any]:
    """n × 16 bytes as an Arrow array of ids."""
    raw: Any = np.ascontiguousarray(ids)
    whole: pa.Array[Any] = pa.Array.from_buffers(ID, len(ids), [None, pa.py_buffer(raw)])
    return whole


def _halves(ids: NDArray[np.uint8]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The lower and the upper eight bytes as numbers: what `lexsort` needs to sort as bytes do."""
    numbers = np.ascontiguousarray(ids).view(">u8").astype(np.uint64).reshape(-1, 2)
    return numbers[:, 1], numbers[:, 0]


def _times(column: Any) -> NDArray[np.int64]:
    return np.asarray(column.cast(pa.int64()).fill_null(UNKNOWN), np.int64)

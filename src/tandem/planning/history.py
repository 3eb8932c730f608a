"""What really happened: the recorded handoffs, as arrays, and what came of each within its time.

An outcome is judged at a fixed age, so that a young handoff is neither a yes nor a no: accepted within 30 days of the
handoff, SQL within 60, won within 180. Times are UTC µs; a missing one is `NEVER`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tandem.analytics.money import in_charter_currency
from tandem.zones import DAY

if TYPE_CHECKING:
    from tandem.analytics.measure import Setting

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

NEVER: Final = 1 << 62
OUTCOMES: Final[dict[str, int]] = {"accepted": 30 * DAY, "sql": 60 * DAY, "won": 180 * DAY}
"""Outcome of a handoff → the age (µs) at which it is judged."""
PAST_SQL: Final = ("sql", "opportunity", "customer")


@dataclass(frozen=True, slots=True)
class Recorded:
    """Handoffs that happened, sorted by lead and time. `reached[outcome]`: within its time. `value`: what the deal
    that was won within its time is worth, minor units of the charter's currency, 0 = none; `unpriced`: won deals in a
    currency without a rate."""

    lead: Ints
    at: Ints
    fit: Ints
    hand_raise: Flags
    reached: Mapping[str, Flags]
    value: Ints
    unpriced: int

    def __len__(self) -> int:
        return len(self.at)


class LeadCodes:
    """Lead ids ↔ codes 0 … n−1 in the order of the ids."""

    def __init__(self, *tables: pa.Table) -> None:
        found = {id for table in tables for id in pc.unique(table["lead"]).to_pylist() if id is not None}
        self.ids: list[bytes] = sorted(found)
        self._values = pa.array(self.ids, pa.binary(16))

    def of(self, table: pa.Table) -> Ints:
        """The codes of a table's column `lead`."""
        column = table["lead"].combine_chunks()
        return np.asarray(pc.index_in(column.cast(pa.binary(16)), value_set=self._values), dtype=np.int64)


def recorded_handoffs(setting: Setting, table: pa.Table, codes: LeadCodes) -> Recorded:
    """The rows of `planning/recorded_handoffs` as arrays."""
    at = micros(table, "at")
    verdict, disposition = (table[name].to_pylist() for name in ("verdict", "disposition"))
    said = np.array([word == "accepted" for word in verdict], dtype=bool)
    qualified = np.array([word in PAST_SQL for word in disposition], dtype=bool)
    won = np.array([word == "won" for word in table["outcome"].to_pylist()], dtype=bool)
    ended = {
        "accepted": np.where(said, micros(table, "verdict_at"), NEVER),
        "sql": np.where(qualified, micros(table, "disposed_at"), NEVER),
        "won": np.where(won, micros(table, "closed_at"), NEVER),
    }
    reached = {name: ended[name] - at <= age for name, age in OUTCOMES.items()}
    amounts = [_amount(setting, row) for row in table.select(["amount", "currency", "closed_day"]).to_pylist()]
    priced = np.array([amount is not None for amount in amounts], dtype=bool)
    value = np.where(reached["won"], [amount or 0 for amount in amounts], 0).astype(np.int64)
    return Recorded(
        codes.of(table), at, whole(table, "fit"), np.asarray(table["hand_raise"], dtype=bool), reached, value,
        int((reached["won"] & ~priced).sum()),
    )  # fmt: skip


def _amount(setting: Setting, row: Mapping[str, Any]) -> int | None:
    if row["amount"] is None or row["closed_day"] is None:
        return None
    return in_charter_currency(row["amount"], row["currency"] or "", row["closed_day"], setting.charter)


def micros(table: pa.Table, name: str) -> Ints:
    """A column of times as UTC µs; `NEVER` where it is null."""
    return _filled(table, name, NEVER)


def whole(table: pa.Table, name: str) -> Ints:
    """A column of whole numbers; 0 where it is null."""
    return _filled(table, name, 0)


def _filled(table: pa.Table, name: str, missing: int) -> Ints:
    column: Any = table[name].cast(pa.int64())
    found: Ints = column.fill_null(missing).to_numpy()
    return found

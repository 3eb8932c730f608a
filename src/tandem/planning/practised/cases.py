"""What people really keep, read from the recorded handoffs: the response times, attempts, capacity and volumes.

Each number is the best that was kept often enough: for `KEPT` of the cases, by the lower end of the 95 % Wilson
interval, so that a charter that begins with it can be held. Only cases whose time was up before the data's end count:
an answer in time and none in time are then equally known. Where there are fewer than `FEWEST` of them, nothing is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pyarrow as pa

from tandem.analytics.statistics import wilson
from tandem.charter.explain import percent
from tandem.zones import DAY

if TYPE_CHECKING:
    from tandem.analytics.measure import Setting

KEPT: Final = 0.8
"""The share of cases for which a number must have been kept, to be practised."""
FEWEST: Final = 30
"""Cases that a number needs."""
SETTLED: Final = 14 * DAY
"""After this time a lead that nobody touched counts as ignored."""
NOT_ENOUGH: Final = "not enough data"

Where = tuple[str, ...]


class Case(NamedTuple):
    """One recorded handoff; times in UTC µs, None = did not happen."""

    at: int
    whole_day: bool
    hand_raise: bool
    fit: int
    activity: float
    member: str
    assigned_at: int | None
    touched_at: int | None
    touched: bool
    attempts: int
    talked: bool
    verdict: str
    verdict_at: int | None
    disposed_at: int | None
    ended_at: int | None


class Finding(NamedTuple):
    """One number that people keep. `values`: where in the charter it belongs → how it is written; {} = keep the old.

    `share` of `n` cases, with its 95 % interval; None where the number is no share."""

    what: str
    now: str
    practised: str
    n: int
    share: float | None
    low: float | None
    high: float | None
    sentence: str
    values: dict[Where, str]


def cases(setting: Setting, since: Any, until: Any) -> list[Case]:
    """The recorded handoffs from `since` until `until` (exclusive), by time."""
    found = setting.lens.query("planning/practised", {"since": since, "until": until})
    columns = []
    for name in Case._fields:
        column = found[name]
        columns.append((column.cast(pa.int64()) if pa.types.is_timestamp(column.type) else column).to_pylist())
    return [Case(*row)._replace(activity=(row[4] or 0) / 1_000_000) for row in zip(*columns, strict=True)]


def floored(share: float) -> float:
    """A share that can be held: down to the next five percent."""
    return int(share * 20 + 1e-9) / 20


def told_share(good: int, count: int, what: str) -> str:
    """ "53 of 60 (88.3 %, 78% to 94%) within 2 hours": a share with its 95 % Wilson interval."""
    interval = wilson(good, count)
    if interval is None:
        return f"no case {what}"
    return f"{good:,} of {count:,} ({percent(round(good / count, 3))}, {interval[0]:.0%} to {interval[1]:.0%}) {what}"

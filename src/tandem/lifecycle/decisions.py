"""What one charter decides over history: the part of a replay that the compiled kernel and the interpreter share.

The interpreter (`fold`) tells everything, on both tracks; the kernel tells this, fast. Both give the same rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from tandem.timeline.schema import schema

if TYPE_CHECKING:
    import pyarrow as pa

DECIDED_MOVE = schema(
    "lead:id at:time whole_day:bool from_stage:word to_stage:word rule:word event:id fit:int activity:int version:word"
)
"""Every move on the decided track, the entry included, in the order of bucket, account, time. `fit` in points,
`activity` in micro-points, both at the move; `event` is the cause, null for a wake-up."""

DECIDED_HANDOFF = schema(
    "lead:id number:int at:time whole_day:bool rule:word hand_raise:bool fit:int activity:int route:word "
    "member:word assigned_at:time first_touch_at:time attempts:int two_way_at:time verdict:word verdict_at:time "
    "disposition:word disposed_at:time opted_out_at:time invalid_at:time ended_at:time version:word"
)
"""Every handoff on the decided track, in the order they were begun within an account. `number` counts a lead's
handoffs from 1. `route`: the first route of the charter whose condition held ('' = none). What humans did counts only
while the handoff is open here (semantics 8): `member` is the last who got it, `attempts` all human outbound touches
until the end, `first_touch_at` the first of them at or after assignment that has a time of day."""

SCORE = schema("lead:id fit:int activity:int stage:word")
"""Each lead at the data's end; `activity` in micro-points as of then."""

SUPPRESSED = schema("event:id lead:id at:time purpose:word rule:word stage:word")
"""Marketing's messages that the rules of engagement forbid on the decided track, after the grace, as the lead that got
them stands. A mail that only another lead of the same person forbids (`elsewhere`) is no row here: accounts are decided
apart."""


COUNTED = ("verdict", "assignment", "attempt", "taken_out")
"""What is counted, in this order."""


def counted(counts: Mapping[str, int]) -> dict[str, int]:
    """The counts of `COUNTED`, 0 where nothing was."""
    return {name: counts.get(name, 0) for name in COUNTED}


class Decisions(NamedTuple):
    """One charter's decisions over the data. `counts`: verdict, assignment, attempt → human events set aside, for they
    answer handoffs that did not happen in this replay; taken_out → opens and clicks of suppressed mail."""

    moves: pa.Table
    handoffs: pa.Table
    scores: pa.Table
    suppressed: pa.Table
    counts: Mapping[str, int]

"""What the fold writes: rows of `lifecycle.schema`, tuples in column order, times and days as whole numbers."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tandem.lifecycle.schema import CUT
from tandem.zones import Zone, zone

if TYPE_CHECKING:
    from tandem.lifecycle.elsewhere import Hold, Passed
    from tandem.lifecycle.inputs import World
    from tandem.lifecycle.state import Cycle, Handoff, Lead, TrackState

Row = tuple[object, ...]


class Ledger:
    """Rows by relation, and counts of what was set aside or could not be mapped. `day` is a date as days since 1970."""

    __slots__ = ("cycles", "handoffs", "holds", "passed", "rows", "set_aside", "unmapped", "zone")

    def __init__(self, world: World) -> None:
        self.rows: dict[str, list[Row]] = {name: [] for name in CUT}
        self.cycles: list[tuple[TrackState, Cycle, Lead]] = []
        self.handoffs: list[tuple[TrackState, Handoff, Lead]] = []
        """Cycles and handoffs of the account at hand; they become rows when it is closed."""
        self.holds: list[Hold] = []
        self.passed: list[Passed] = []
        """Of persons with several leads: while each was held, and the mails that crossed nothing at their own lead."""
        self.unmapped: Counter[tuple[str, str, str]] = Counter()
        """(tool, field, value) → rows."""
        self.set_aside: Counter[str] = Counter()
        """Human answers (verdict, assignment, attempt) to handoffs that did not happen on the decided track."""
        self.zone: Zone = zone(world.time_zone)

    def add(self, relation: str, row: Row) -> None:
        """One more row of a relation."""
        self.rows[relation].append(row)

    def day(self, at: int | None) -> int | None:
        """The date of an instant in the workspace's zone."""
        return None if at is None else self.zone.day(at)

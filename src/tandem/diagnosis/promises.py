"""The promises of the charter as cases: each way, per promise; and which of their months were kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tandem.charter.model import Charter, Promise, TeamName, Unit
from tandem.diagnosis.cases import Cases
from tandem.diagnosis.feeds import feeds_present
from tandem.diagnosis.ground import Ground

MONTHS_IN: Final[dict[Unit, float]] = {"weeks": 12 / 52, "months": 1.0, "quarters": 3.0, "years": 12.0}
ACCEPTED, HANDOFFS = "marketing.accepted", "marketing.handoffs"


@dataclass(frozen=True, slots=True)
class SharePromise:
    """A promise that a share of cases is kept; a bad case is one that was missed."""

    key: str
    team: TeamName
    promised: float
    cases: Cases

    def month_kept(self, month: str) -> bool | None:
        """Whether the promised share was kept in a month; None when nothing was due."""
        due = [row for row in self.cases.rows if f"{row.day:%Y-%m}" == month]
        if not due:
            return None
        return 1 - sum(row.bad for row in due) / len(due) >= self.promised - 1e-9


@dataclass(frozen=True, slots=True)
class VolumePromise:
    """Marketing's promise to hand over at least `per_month` leads a month; each case is one lead."""

    per_month: float
    cases: Cases

    def month_kept(self, month: str) -> bool:
        """Whether the promised volume was handed over in a month."""
        return self.count(month) >= self.per_month - 1e-9

    def count(self, month: str) -> int:
        """Leads handed over in a month."""
        return sum(f"{row.day:%Y-%m}" == month for row in self.cases.rows)


def feeds_of(promise: Promise) -> frozenset[str]:
    """The feeds without which a promise cannot be held against anybody."""
    if promise.of in ("assignment", "hand_raise"):
        return frozenset({"owner_history", "sales_activity"})
    return frozenset({"lead_status_history"})


def share_promises(ground: Ground) -> list[SharePromise]:
    """Every promise with a share whose feeds are there, in the charter's order, marketing's last."""
    charter, present = ground.setting.charter, feeds_present(ground.setting)
    clocks = ground.cases("promises")
    found = [
        SharePromise(promise.key, promise.team, promise.share, clocks.of(promise.key))
        for promise in charter.promises
        if feeds_of(promise) <= present
    ]
    if charter.handoffs is not None and charter.handoffs.accepted:
        found.append(SharePromise(ACCEPTED, "marketing", charter.handoffs.accepted, ground.cases("accepted")))
    return found


def volume_promise(ground: Ground) -> VolumePromise | None:
    """Marketing's promise of volume, when the charter makes one."""
    promise = ground.setting.charter.handoffs
    if promise is None or not promise.at_least:
        return None
    return VolumePromise(promise.at_least / MONTHS_IN.get(promise.per, 1.0), ground.cases("handed_over"))


def set_aside(charter: Charter, present: frozenset[str]) -> list[str]:
    """A sentence for each promise that cannot be judged for want of a feed."""
    return [
        f"{promise.key} cannot be judged: the data hold no {' and '.join(sorted(feeds_of(promise) - present))}."
        for promise in charter.promises
        if not feeds_of(promise) <= present
    ]


def months_kept(
    promises: Sequence[SharePromise], volume: VolumePromise | None, months: Sequence[str]
) -> dict[TeamName, tuple[int, int]]:
    """Promises kept of promises made, each way: one promise in one month is one; months with nothing due are none."""
    kept: dict[TeamName, list[bool]] = {"marketing": [], "sales": []}
    for month in months:
        for promise in promises:
            held = promise.month_kept(month)
            if held is not None:
                kept[promise.team].append(held)
        if volume is not None:
            kept["marketing"].append(volume.month_kept(month))
    return {team: (sum(held), len(held)) for team, held in kept.items()}

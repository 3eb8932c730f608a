"""Today's leads worth saving: handed over in the last 30 days, still waiting, ranked by the money at risk.

*Today* is the data's end. Nothing here names a person; names are joined when the list is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tandem.analytics.measure import Setting
from tandem.diagnosis.cost import won_deals
from tandem.diagnosis.feeds import feeds_present
from tandem.diagnosis.win_rate import WinRates, win_rates
from tandem.diagnosis.window import FOLLOW_UP_DAYS


@dataclass(frozen=True, slots=True)
class Waiting:
    """A lead that waits. `overdue_hours`: elapsed past its earliest promise, negative before it, None without one.

    `worth`, `low`, `high`: win rate × median deal in minor units of `currency`; None when it cannot be told.
    """

    lead: bytes
    person: bytes
    member: str
    source: str
    campaign: str
    grade: str
    handed_at: datetime
    reasons: tuple[str, ...]
    overdue_hours: float | None
    worth: int | None
    low: int | None
    high: int | None
    currency: str


def worth_saving(setting: Setting) -> list[Waiting]:
    """The waiting leads: hand-raises first, then by money at risk, then by how long they have waited."""
    now = setting.data_through
    if now is None:
        return []
    rows = setting.lens.query(
        "diagnosis/worth_saving", {"now": now, "since": now - timedelta(days=FOLLOW_UP_DAYS)}
    ).to_pylist()
    rates, value = win_rates(setting), won_deals(setting).median
    seen = "sales_activity" in feeds_present(setting)
    found = [(row, _waiting(row, now, seen, rates, value, setting.charter.currency)) for row in rows]
    kept = [(row, one) for row, one in found if one.reasons]
    kept.sort(key=lambda pair: _order(*pair))
    return [one for _, one in kept]


def _order(row: dict[str, Any], one: Waiting) -> tuple[bool, int, datetime, bytes]:
    asked = row["hand_raise"] and not row["touched"]
    return (not asked, -(one.worth or 0), one.handed_at, one.lead)


def _waiting(
    row: dict[str, Any], now: datetime, seen: bool, rates: WinRates, value: float | None, currency: str
) -> Waiting:
    rate = rates.of(row["source"], row["grade"])
    money = [
        None if rate is None or value is None else round(share * value)
        for share in ((rate.value, rate.low, rate.high) if rate else (0, 0, 0))
    ]
    due = row["due_at"]
    return Waiting(
        lead=row["lead"],
        person=row["person"],
        member=row["member"] or "",
        source=row["source"] or "",
        campaign=row["campaign"] or "",
        grade=row["grade"] or "",
        handed_at=row["handed_at"],
        reasons=reasons(row, now, seen),
        overdue_hours=None if due is None else round((now - due) / timedelta(hours=1), 1),
        worth=money[0],
        low=money[1],
        high=money[2],
        currency=currency,
    )


def reasons(row: dict[str, Any], now: datetime, activity_seen: bool) -> tuple[str, ...]:
    """Why the lead is worth a call now, the strongest first; empty when it merely waits within its promises."""
    late = row["due_at"] is not None and row["due_at"] < now
    untouched = activity_seen and not row["touched"]
    found = []
    if row["hand_raise"] and untouched:
        found.append("asked to be called and was not answered")
    elif untouched and (late or row["due_at"] is None):
        found.append("was handed over and nobody tried to reach them")
    if late and not row["verdict"]:
        found.append("waits for a verdict past the promised time")
    if not row["member"]:
        found.append("has no owner")
    return tuple(found)

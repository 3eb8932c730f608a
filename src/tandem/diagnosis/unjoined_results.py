"""Won revenue that no buyer and no touch is joined to: nobody can learn where it came from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from tandem.analytics.measure import Setting
from tandem.diagnosis.ground import Ground, ground_of
from tandem.diagnosis.judging import fact_state
from tandem.diagnosis.sign import Finding, Sign
from tandem.diagnosis.wording import counted, percent, readers

TOUCHES: Final = ("form_submissions", "web_visits", "marketing_email", "campaign_members", "sales_activity")
"""One of these is enough to see a touch."""


class Win(NamedTuple):
    """A won deal: `weight` is its amount in minor units, or 1 where amounts are not known."""

    opportunity: str
    day: date
    weight: int
    has_person: bool
    joined: bool


def judge(setting: Setting) -> Finding:
    """Share of the window's won revenue that is joined to a person and a touch (counted, in the charter's currency)."""
    ground = ground_of(SIGN, setting, follow_up_days=0)
    if isinstance(ground, Finding):
        return ground
    wins, notes = _wins(ground)
    inside = [win for win in wins if ground.window.since <= win.day < ground.window.until]
    share = joined_share(inside)
    if share is None:
        return ground.not_enough(len(inside), notes=notes)
    loose = [win for win in inside if not win.joined]
    nobody = sum(not win.has_person for win in loose)
    told = f"{percent(1 - share)} of the won revenue ({counted(len(loose), 'deal')} of {len(inside):,})"
    return ground.finding(
        fact_state(share, ground.threshold, below=True),
        share,
        len(inside),
        trend=tuple(_month(wins, month) for month in ground.window.trend),
        records=tuple(win.opportunity for win in loose),
        parts=(
            {"part": "no person", "deals": nobody},
            {"part": "a person, but no touch before the win", "deals": len(loose) - nobody},
        ),
        sentence=readers(f"All won revenue of {counted(len(inside), 'deal')} is joined to a buyer and a touch.")
        if not loose
        else readers(
            f"{told} has no buyer with a story: {counted(nobody, 'deal')} without a contact.",
            f"We cannot see what led to {told}.",
            f"Nobody can say what led to {told}.",
        ),
        notes=notes,
    )


def joined_share(wins: Sequence[Win]) -> float | None:
    """Joined weight ÷ weight; None without weight."""
    total = sum(win.weight for win in wins)
    return sum(win.weight for win in wins if win.joined) / total if total else None


def _month(wins: Sequence[Win], month: str) -> tuple[str, float | None, int]:
    own = [win for win in wins if f"{win.day:%Y-%m}" == month]
    return month, joined_share(own), len(own)


def _wins(ground: Ground) -> tuple[list[Win], tuple[str, ...]]:
    currency = ground.setting.charter.currency
    rows = ground.setting.lens.query("diagnosis/unjoined_results", ground.window.params()).to_pylist()
    priced = [row for row in rows if row["amount"] is not None and row["currency"] == currency]
    notes = []
    if priced and len(priced) < len(rows):
        aside = counted(len(rows) - len(priced), "won deal")
        notes.append(f"{aside} without an amount in {currency} set aside (six months and window together).")
    if not priced and rows:
        notes.append(f"No won deal has an amount in {currency}: deals were counted in place of revenue.")
    return [
        Win(row["opportunity"].hex(), row["day"], row["amount"] if priced else 1, row["has_person"], row["joined"])
        for row in priced or rows
    ], tuple(notes)


SIGN = Sign(
    name="unjoined_results",
    title="Won revenue that joins to nobody",
    looks_for="Won revenue whose deal has no person on it, or a person without any touch before the win.",
    kind="fact",
    needs=("people", "opportunities"),
    unit="share",
    threshold=0.80,
    least=1,
    prescription={
        "sales": "Put at least one contact with a role on each deal before it may move on.",
        "marketing": "Join the marketing tool's people to the CRM's contacts by its record id.",
        "executives": "Require contact roles on deals, and join the two systems.",
    },
    owner="sales",
    judge=judge,
    any_of=TOUCHES,
)

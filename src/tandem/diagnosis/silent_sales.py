"""Verdicts and outcomes that sales owes marketing: given at all, and with a reason where one is owed."""

from __future__ import annotations

from statistics import median
from typing import Final

from tandem.analytics.measure import Setting
from tandem.diagnosis.feeds import feeds_present
from tandem.diagnosis.ground import Ground, ground_of
from tandem.diagnosis.judging import fact_state
from tandem.diagnosis.parts import parts_of
from tandem.diagnosis.sign import Finding, Sign
from tandem.diagnosis.window import FOLLOW_UP_DAYS
from tandem.diagnosis.wording import counted, percent, readers

OWED: Final = {"verdict": "handed-over lead", "outcome": "accepted lead"}
"""Part → what it is owed on."""
PROMISE: Final = {"verdict": "sales.acceptance", "outcome": "sales.disposition"}


def judge(setting: Setting) -> Finding:
    """Share of answers given, with their reason; the headline is the answer furthest below its promise (counted)."""
    ground = ground_of(SIGN, setting, 2 * FOLLOW_UP_DAYS)
    if isinstance(ground, Finding):
        return ground
    reasons = "reasons" in feeds_present(setting)
    cases = ground.cases("silent_sales", reasons=reasons)
    parts = parts_of(cases, [(name, 1 - promised_share(ground, name)) for name in OWED])
    if not parts:
        return ground.not_enough(0)
    worst = parts[0]
    own = cases.of(worst.name)
    share, promised, given = 1 - worst.share, 1 - worst.allowed, worst.n - worst.bad
    leads = counted(worst.n, OWED[worst.name])
    answer = "a verdict" if worst.name == "verdict" else "an outcome"
    return ground.finding(
        fact_state(share, promised, below=True),
        share,
        worst.n,
        threshold=promised,
        trend=tuple((month, None if bad is None else 1 - bad, n) for month, bad, n in own.trend()),
        records=tuple(row.case for row in own.bad()),
        parts=tuple(
            {"part": p.name, "n": p.n, "given": p.n - p.bad, "share": 1 - p.share, "promised": 1 - p.allowed}
            for p in parts
        ),
        sentence=readers(
            f"We gave {answer}, with its reason, on {given:,} of {leads} ({percent(share)}).",
            f"Sales gave {answer}, with its reason, on {given:,} of {leads}; "
            f"{worst.bad:,} came back without a word to learn from.",
            f"Marketing got {answer} on {percent(share)} of {leads}; {percent(promised)} was agreed.",
        ),
        notes=_notes(ground, reasons),
    )


def promised_share(ground: Ground, part: str) -> float:
    """The charter's bar for the sign, else the promise's own share, else the default."""
    charter = ground.setting.charter
    if SIGN.name in charter.thresholds:
        return ground.threshold
    return next((p.share for p in charter.promises if p.key == PROMISE[part]), ground.threshold)


def _notes(ground: Ground, reasons: bool) -> tuple[str, ...]:
    found = ground.setting.lens.query("diagnosis/verdict_delay", ground.window.params()).to_pylist()
    days = [float(row["days"]) for row in found if ground.window.since <= row["day"] < ground.window.until]
    notes = [f"Each answer had {FOLLOW_UP_DAYS} days."]
    if days:
        notes.append(f"Median time to the verdict: {median(days):.1f} days (n = {len(days):,}).")
    if not reasons:
        notes.append("The data hold no reasons at all, so none was asked for; add a reason field to judge them too.")
    return tuple(notes)


SIGN = Sign(
    name="silent_sales",
    title="Answers that marketing never gets",
    looks_for="Handed-over leads without a verdict, accepted leads without an outcome, "
    "and answers without the reason they owe.",
    kind="fact",
    needs=("lead_status_history",),
    unit="share",
    threshold=0.90,
    least=1,
    prescription={
        "sales": "Give each verdict with one click and one reason, on the day you decide.",
        "marketing": "Show sales every week what their reasons changed.",
        "executives": "Make the verdict one click with a reason, and go through the silent ones weekly.",
    },
    owner="sales",
    judge=judge,
)

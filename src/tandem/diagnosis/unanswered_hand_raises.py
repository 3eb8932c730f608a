"""Buyers who asked to be called and were not, within the time that the charter promises."""

from __future__ import annotations

from tandem.analytics.measure import Setting
from tandem.diagnosis.cost import cost_of
from tandem.diagnosis.ground import ground_of
from tandem.diagnosis.hand_raise_promise import hand_raise_promise, time_in_words
from tandem.diagnosis.judging import fact_state
from tandem.diagnosis.sign import Finding, Sign
from tandem.diagnosis.wording import counted, percent, readers


def judge(setting: Setting) -> Finding:
    """Share of the window's hand-raises without a human answer in the promised time (counted)."""
    ground = ground_of(SIGN, setting)
    if isinstance(ground, Finding):
        return ground
    promise = hand_raise_promise(setting.charter)
    threshold = ground.threshold
    if promise and SIGN.name not in setting.charter.thresholds:
        threshold = 1 - promise.share
    cases = ground.cases("unanswered_hand_raises", promise=promise.key if promise else "")
    n, late = len(cases.inside()), cases.bad()
    if n < SIGN.least:
        return ground.not_enough(n, trend=cases.trend(), threshold=threshold)
    share, never = len(late) / n, sum(row.part == "never" for row in late)
    within = time_in_words(promise)
    answered = f"Sales answered {n - len(late):,} of {counted(n, 'hand-raise')} within {within}"
    return ground.finding(
        fact_state(share, threshold),
        share,
        n,
        threshold=threshold,
        cost=cost_of(ground, late, "unanswered"),
        trend=cases.trend(),
        records=tuple(row.case for row in late),
        parts=(
            {"part": "answered late", "n": len(late) - never, "share": (len(late) - never) / n},
            {"part": "never answered", "n": never, "share": never / n},
        ),
        sentence=readers(
            f"We answered {n - len(late):,} of {counted(n, 'hand-raise')} within {within}; {_never(never)}.",
            f"{answered}; {_never(never)}.",
            f"{percent(share)} of the buyers who asked for a call had none within {within}; {_never(never)}.",
        ),
        notes=()
        if promise
        else ("The charter promises no time for hand-raises; one hour of business time was taken.",),
    )


def _never(n: int) -> str:
    return f"{n:,} {'was' if n == 1 else 'were'} never answered" if n else "none was left without any answer"


SIGN = Sign(
    name="unanswered_hand_raises",
    title="Buyers who asked and were not answered",
    looks_for="Hand-raises (a demo or contact form) without a human answer within the promised time.",
    kind="fact",
    needs=("lead_status_history", "sales_activity", "form_submissions"),
    unit="share",
    threshold=0.05,
    least=1,
    prescription={
        "sales": "Name a fallback owner for every hour in which hand-raises arrive.",
        "marketing": "Route hand-raises at once to a person, never to a queue.",
        "executives": "Route hand-raises in real time, with a fallback owner.",
    },
    owner="sales",
    judge=judge,
)

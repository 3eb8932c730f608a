"""Promises missed systematically, both ways: more often than the charter allows, tested per promise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tandem.analytics.measure import Setting
from tandem.analytics.statistics import wilson
from tandem.diagnosis.feeds import feeds_present
from tandem.diagnosis.ground import Ground, ground_of
from tandem.diagnosis.judging import estimate_state, holm, more_than
from tandem.diagnosis.promises import HANDOFFS, SharePromise, set_aside, share_promises, volume_promise
from tandem.diagnosis.sign import Finding, Sign
from tandem.diagnosis.wording import between, counted, percent, readers

SLIP: Final = 0.01
"""A promise for every case is tested against 99 %: one slip is a fact, not a system."""


@dataclass(frozen=True, slots=True)
class Tested:
    """A promise with its misses in the window. `low`, `high`: Wilson interval; `p`: exact binomial, before Holm."""

    promise: SharePromise
    allowed: float
    """The share that may be missed."""
    due: int
    missed: int
    low: float
    high: float

    @property
    def p(self) -> float:
        """One-sided p-value against the allowed share."""
        return more_than(self.missed, self.due, self.allowed)


def judge(setting: Setting) -> Finding:
    """Share missed of the promise that is most surely past what the charter allows."""
    ground = ground_of(SIGN, setting)
    if isinstance(ground, Finding):
        return ground
    tested = [found for promise in share_promises(ground) if (found := _test(promise, ground))]
    aside = tuple(set_aside(setting.charter, feeds_present(setting)))
    if not tested:
        return _untested(ground, aside)
    adjusted = holm([one.p for one in tested])
    order = sorted(range(len(tested)), key=lambda i: (tested[i].allowed - tested[i].low, tested[i].promise.key))
    worst, p = tested[order[0]], adjusted[order[0]]
    share = worst.missed / worst.due
    state = estimate_state(share, worst.low, worst.high, worst.allowed)
    return ground.finding(
        "watch" if state == "flagged" and p > 0.05 else state,
        share,
        worst.due,
        threshold=worst.allowed,
        low=worst.low,
        high=worst.high,
        p=p,
        trend=worst.promise.cases.trend(),
        records=tuple(row.case for row in worst.promise.cases.bad()),
        parts=tuple(_row(tested[i], adjusted[i], ground) for i in order) + _volume_row(ground),
        sentence=_sentence(worst, share),
        notes=("The headline is the promise most surely past its share; all are in the parts.", *aside),
    )


def _test(promise: SharePromise, ground: Ground) -> Tested | None:
    own = SIGN.name in ground.setting.charter.thresholds
    allowed = ground.threshold if own else max(1 - promise.promised, SLIP)
    due, missed = len(promise.cases.inside()), len(promise.cases.bad())
    interval = wilson(missed, due)
    return None if interval is None or due < SIGN.least else Tested(promise, allowed, due, missed, *interval)


def _untested(ground: Ground, aside: tuple[str, ...]) -> Finding:
    if ground.setting.charter.promises:
        return ground.not_enough(0, notes=aside)
    nothing = "The charter makes no promise yet, so none can be broken. Write one under `promises`."
    return ground.not_enough(0, sentence=readers(nothing), missing=nothing)


def _row(one: Tested, p: float, ground: Ground) -> dict[str, object]:
    months = [one.promise.month_kept(month) for month in ground.window.months]
    return {
        "promise": one.promise.key,
        "team": one.promise.team,
        "due": one.due,
        "missed": one.missed,
        "share": one.missed / one.due,
        "allowed": one.allowed,
        "low": one.low,
        "high": one.high,
        "p": p,
        "months_kept": sum(held is True for held in months),
        "months": sum(held is not None for held in months),
    }


def _volume_row(ground: Ground) -> tuple[dict[str, object], ...]:
    volume = volume_promise(ground)
    if volume is None:
        return ()
    months = ground.window.months
    return (
        {
            "promise": HANDOFFS,
            "team": "marketing",
            "due": round(volume.per_month * len(months)),
            "given": len(volume.cases.inside()),
            "months_kept": sum(volume.month_kept(month) for month in months),
            "months": len(months),
        },
    )


def _sentence(worst: Tested, share: float) -> dict[str, str]:
    words = worst.promise.key.partition(".")[2].replace("_", " ")
    figures = f"{worst.missed:,} of {counted(worst.due, 'case')} ({percent(share)}; {between(worst.low, worst.high)})"
    agreed = f"{percent(worst.promise.promised)} was promised"
    ours, theirs = f"We missed {words} in {figures}; {agreed}.", f"missed {words} in {figures}; {agreed}."
    other = f"{worst.promise.team.capitalize()} {theirs}"
    mine = {"sales": other, "marketing": other, "executives": other}
    return {**mine, worst.promise.team: ours}


SIGN = Sign(
    name="broken_sla",
    title="Promises that are missed systematically",
    looks_for="Promises of the charter, both ways, that are missed more often than the agreed share.",
    kind="estimate",
    needs=("lead_status_history",),
    unit="share",
    threshold=0.05,
    least=20,
    prescription={
        "sales": "Write a sequence for the first days after a handoff; for experienced colleagues agree on joint "
        "prequalification rather than on more tracking.",
        "marketing": "Renegotiate volume and carried facts from what sales can take in a week.",
        "executives": "Renegotiate the promise from capacity: fewer leads, or more hands in the hours they arrive.",
    },
    owner="both",
    judge=judge,
)

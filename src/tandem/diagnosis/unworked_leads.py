"""Handed-over leads that nobody works: no human attempt within 30 days, and not given back either."""

from __future__ import annotations

from tandem.analytics.measure import Setting
from tandem.analytics.statistics import wilson
from tandem.diagnosis.cost import cost_of
from tandem.diagnosis.ground import ground_of
from tandem.diagnosis.judging import estimate_state, more_than
from tandem.diagnosis.sign import Finding, Sign
from tandem.diagnosis.window import FOLLOW_UP_DAYS
from tandem.diagnosis.wording import between, counted, percent, readers


def judge(setting: Setting) -> Finding:
    """Share of the window's handed-over leads without any attempt; Wilson interval, exact binomial test."""
    ground = ground_of(SIGN, setting)
    if isinstance(ground, Finding):
        return ground
    cases = ground.cases("unworked_leads")
    n, bad = len(cases.inside()), cases.bad()
    interval = wilson(len(bad), n)
    if n < SIGN.least or interval is None:
        return ground.not_enough(n, trend=cases.trend())
    share, told = len(bad) / n, between(*interval)
    return ground.finding(
        estimate_state(share, *interval, ground.threshold),
        share,
        n,
        low=interval[0],
        high=interval[1],
        p=more_than(len(bad), n, ground.threshold),
        cost=cost_of(ground, bad, "unworked"),
        trend=cases.trend(),
        records=tuple(row.case for row in bad),
        sentence=readers(
            f"{len(bad):,} of {counted(n, 'handed-over lead')} got no call, mail or meeting from us within "
            f"{FOLLOW_UP_DAYS} days ({percent(share)}; {told}).",
            f"Of the {counted(n, 'lead')} that we handed over, {len(bad):,} were not approached within "
            f"{FOLLOW_UP_DAYS} days ({percent(share)}; {told}).",
            f"{percent(share)} of the leads that marketing handed over were not worked ({told}).",
        ),
        notes=(f"Each lead was followed for {FOLLOW_UP_DAYS} days; a lead that was given back counts as worked.",),
    )


SIGN = Sign(
    name="unworked_leads",
    title="Handed-over leads that nobody works",
    looks_for="Leads that marketing handed over, that nobody of sales tried to reach within 30 days, "
    "and that were not given back.",
    kind="estimate",
    needs=("lead_status_history", "sales_activity"),
    unit="share",
    threshold=0.20,
    least=30,
    prescription={
        "sales": "Agree how many leads each of you can work in a week, and give back the rest the same day.",
        "marketing": "Cap the volume at what sales can work, and raise the bar until it fits.",
        "executives": "Cap handoffs at the capacity of sales; move what is saved to the sources that win.",
    },
    owner="sales",
    judge=judge,
)

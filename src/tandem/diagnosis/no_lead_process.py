"""Handed-over leads that show that nobody agreed what happens to them."""

from __future__ import annotations

from tandem.analytics.measure import Setting
from tandem.diagnosis.feeds import feeds_present
from tandem.diagnosis.ground import ground_of
from tandem.diagnosis.judging import fact_state
from tandem.diagnosis.parts import parts_of
from tandem.diagnosis.sign import Finding, Sign
from tandem.diagnosis.wording import counted, percent, readers

WAYS = ("undecided", "without a reason", "without an owner", "returned twice or more")


def judge(setting: Setting) -> Finding:
    """The largest of four shares: undecided, without a reason, without an owner, returned twice or more (counted)."""
    ground = ground_of(SIGN, setting)
    if isinstance(ground, Finding):
        return ground
    present = feeds_present(setting)
    known = {"reasons": "reasons" in present, "owners": "owner_history" in present}
    cases = ground.cases("no_lead_process", **known)
    parts = parts_of(cases, [(way, ground.threshold) for way in WAYS])
    if not parts:
        return ground.not_enough(0)
    worst = parts[0]
    own = cases.of(worst.name)
    all_bad = {row.case for row in cases.bad()}
    handed_over = max(part.n for part in parts)
    leads = f"{worst.bad:,} of {counted(worst.n, 'lead')}"
    return ground.finding(
        fact_state(worst.share, ground.threshold),
        worst.share,
        worst.n,
        trend=own.trend(),
        records=tuple(row.case for row in own.bad()),
        parts=tuple(part.row() for part in parts),
        sentence=readers(
            f"{leads} that we were given are {worst.name} ({percent(worst.share)}).",
            f"{leads} that we handed over are {worst.name} ({percent(worst.share)}).",
            f"{len(all_bad):,} of {counted(handed_over, 'handed-over lead')} fell between the teams; "
            f"most often they are {worst.name} ({percent(worst.share)}).",
        ),
        notes=tuple(
            f"The data hold no {feed}; that way was not counted." for feed, there in known.items() if not there
        ),
    )


SIGN = Sign(
    name="no_lead_process",
    title="Leads that fall between the teams",
    looks_for="Handed-over leads that nobody decided on within 30 days, that ended without a reason, "
    "that have no owner, or that were returned twice or more.",
    kind="fact",
    needs=("lead_status_history",),
    unit="share",
    threshold=0.10,
    least=1,
    prescription={
        "sales": "Decide on each lead within the promised time; give back what you will not work, with a reason.",
        "marketing": "Take returned leads back into nurture with a cool-down before they come again.",
        "executives": "Write one lead process into the charter, with an owner for each stage and a way back.",
    },
    owner="both",
    judge=judge,
)

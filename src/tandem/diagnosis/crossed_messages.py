"""Marketing's messages to buyers whom sales has, against the rules of engagement."""

from __future__ import annotations

from tandem.analytics.measure import Setting
from tandem.diagnosis.cases import Cases
from tandem.diagnosis.cost import cost_of
from tandem.diagnosis.ground import ground_of
from tandem.diagnosis.judging import fact_state
from tandem.diagnosis.sign import Finding, Sign
from tandem.diagnosis.wording import counted, readers


def judge(setting: Setting) -> Finding:
    """Forbidden messages of the window per 100 leads handed over in it (counted)."""
    ground = ground_of(SIGN, setting, follow_up_days=0)
    if isinstance(ground, Finding):
        return ground
    messages, leads = ground.cases("crossed_messages"), ground.cases("handed_over")
    crossed, n = messages.bad(), len(leads.inside())
    if n < SIGN.least:
        return ground.not_enough(n)
    rate = 100 * len(crossed) / n
    buyers = len({row.lead for row in crossed})
    written = f"{counted(len(crossed), 'message')} to {counted(buyers, 'buyer')}"
    per = f"{rate:.3g} per 100 handed-over leads"
    return ground.finding(
        fact_state(rate, ground.threshold),
        rate,
        n,
        cost=cost_of(ground, crossed, "crossed"),
        trend=_rates(messages, leads),
        records=tuple(row.case for row in crossed),
        parts=tuple(
            {"part": f"by {way}", "messages": sum(row.part == way for row in crossed)} for way in ("person", "address")
        ),
        sentence=readers(
            f"Marketing's tools sent {written} whom we were talking to ({per}).",
            f"Our tools sent {written} whom sales had ({per}).",
            f"Marketing wrote past sales {counted(len(crossed), 'time')}, to {counted(buyers, 'buyer')} ({per}).",
        )
        if crossed
        else readers(f"No message of marketing reached a buyer whom sales had ({counted(n, 'handed-over lead')})."),
        notes=(f"Counted after a grace of {_grace(setting)} for the tools to learn of the handoff.",),
    )


def _rates(messages: Cases, leads: Cases) -> tuple[tuple[str, float | None, int], ...]:
    sent = {month: n for month, _, n in messages.trend()}
    return tuple((month, 100 * sent[month] / n if n else None, n) for month, _, n in leads.trend())


def _grace(setting: Setting) -> str:
    grace = setting.charter.sync_grace
    return f"{grace.count:g} {grace.unit if grace.count != 1 else grace.unit.removesuffix('s')}"


SIGN = Sign(
    name="crossed_messages",
    title="Messages that cross the conversation of sales",
    looks_for="Marketing's messages to buyers whom sales has, by person and by address, "
    "that the rules of engagement forbid.",
    kind="fact",
    needs=("lead_status_history", "marketing_email"),
    unit="per 100 handed-over leads",
    threshold=0.5,
    least=1,
    prescription={
        "sales": "Agree which news your buyers may still get, and say so in the rules of engagement.",
        "marketing": "Suppress a lead in every list and workflow at the moment of handoff.",
        "executives": "Suppress on handoff, and keep one owner field that both tools read.",
    },
    owner="marketing",
    judge=judge,
)

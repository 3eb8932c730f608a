"""What the teams are measured and paid by, and when they meet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from tandem.charter.model import Attribution, Duration, Kpi, Quotas
from tandem.charter.reading import values
from tandem.charter.reading.events import event_kinds
from tandem.charter.reading.part import Part
from tandem.charter.suggestion import did_you_mean
from tandem.vocabulary import MINOR_DIGITS

MEASURES: Final = (
    "volume", "traffic", "opens", "clicks", "responses", "cost", "handoffs", "acceptance", "conversion", "speed",
    "activities", "meetings", "pipeline", "win_rate", "revenue", "retention",
)  # fmt: skip
"""What a stage can be measured by."""
METRICS: Final = (
    *MEASURES, "accepted_handoffs", "sourced_pipeline", "influenced_pipeline", "sourced_revenue", "bookings", "margin",
)  # fmt: skip
"""What a team can be paid by."""
KPI_KEYS: Final = ("owner", "measure"), ()
QUOTA_KEYS: Final = ("period",), ("by_member", "segments")
INCENTIVE_KEYS: Final = ("weights",), ()
ATTRIBUTION_KEYS: Final = (), ("window", "qualifying_touches")
WINDOW_UNITS: Final = ("days", "weeks", "months")
OWNERS: Final = ("marketing", "sales", "both")
ATTRIBUTION: Final = Attribution(
    Duration(90, "days"),
    ("form.submitted", "campaign.responded", "email.clicked", "email.replied", "meeting.held"),
)
"""What holds when the charter says nothing."""


def kpis(part: Part | None, stages: Sequence[str]) -> tuple[Kpi, ...]:
    """{mql: {owner: marketing, measure: handoffs}}; a stage may have a list of them."""
    found: list[Kpi] = []
    for entry in part.entries() if part else []:
        if entry.key not in stages:
            entry.fault(f"there is no stage `{entry.key}`.", did_you_mean(entry.key, stages), entry.key_place)
            continue
        for item in entry.items() if entry.shown == "a list" else [entry]:
            keys = item.keys(*KPI_KEYS)
            owner = keys["owner"].one_of(OWNERS, "owner") if "owner" in keys else None
            measure = keys["measure"].one_of(MEASURES, "measure") if "measure" in keys else None
            if owner is not None and measure is not None:
                found.append(Kpi(entry.key, owner, measure, item.place))
    return tuple(found)


def quotas(part: Part | None, members: Iterable[str], currency: str) -> Quotas | None:
    """{period: quarter, by_member: {anna: 300000}, segments: {enterprise: year}}, amounts in major units."""
    if part is None:
        return None
    keys = part.keys(*QUOTA_KEYS)
    period = values.unit(keys["period"]) if "period" in keys else None
    known = list(members)
    by_member: dict[str, int] = {}
    for entry in keys["by_member"].entries() if "by_member" in keys else []:
        amount = _money(entry, currency)
        if entry.key not in known:
            entry.fault(f"there is no member `{entry.key}`.", did_you_mean(entry.key, known), entry.key_place)
        elif amount is not None:
            by_member[entry.key] = amount
    segments = [(e.key, values.unit(e)) for e in (keys["segments"].entries() if "segments" in keys else [])]
    return None if period is None else Quotas(period, by_member, {key: unit for key, unit in segments if unit})


def _money(part: Part, currency: str) -> int | None:
    """A number in major units → minor units of the charter's currency."""
    amount = values.number(part)
    if amount is not None and amount < 0:
        part.must("be an amount of at least 0")
        return None
    return None if amount is None else round(amount * 10 ** MINOR_DIGITS.get(currency, 2))


def incentives(part: Part | None) -> dict[str, dict[str, float]]:
    """{marketing: {weights: {accepted_handoffs: 40%, revenue: 60%}}}; the weights of a team add up to 100 %."""
    found: dict[str, dict[str, float]] = {}
    for team, plan in (part.keys((), ("marketing", "sales")) if part else {}).items():
        keys = plan.keys(*INCENTIVE_KEYS)
        if "weights" not in keys:
            continue
        entries = keys["weights"].entries()
        for entry in entries:
            if entry.key not in METRICS:
                entry.fault(f"`{entry.key}` is no metric.", did_you_mean(entry.key, METRICS), entry.key_place)
        weights = {entry.key: weight for entry in entries if (weight := values.share(entry)) is not None}
        total = sum(round(weight * 1_000_000) for weight in weights.values())
        if len(weights) == len(entries) and total != 1_000_000:
            keys["weights"].fault(
                f"the weights of `{team}` add up to {total / 10_000:g}%, not 100%.", "Mend one of them."
            )
        found[team] = weights
    return found


def attribution(part: Part | None) -> Attribution:
    """{window: 90 days, qualifying_touches: [form.submitted, …]}."""
    keys = part.keys(*ATTRIBUTION_KEYS) if part else {}
    window = values.duration(keys["window"], WINDOW_UNITS) if "window" in keys else None
    qualifying = event_kinds(keys["qualifying_touches"]) if "qualifying_touches" in keys else ()
    return Attribution(window or ATTRIBUTION.window, qualifying or ATTRIBUTION.qualifying)


def cadence(part: Part | None) -> dict[str, str]:
    """{desk: weekly, review: monthly, joint_visits: 2 per quarter}."""
    return {entry.key: entry.text("say how often") or "" for entry in (part.entries() if part else [])}


def thresholds(part: Part | None) -> dict[str, float]:
    """{sign: number}: the charter's own bars."""
    found = {entry.key: values.number(entry) for entry in (part.entries() if part else [])}
    return {sign: bar for sign, bar in found.items() if bar is not None}


def rates(part: Part | None, currency: str) -> dict[tuple[str, date], float]:
    """{USD: {2026-01-01: 0.92}}: what one unit is worth in the charter's currency from that day on."""
    found: dict[tuple[str, date], float] = {}
    for entry in part.entries() if part else []:
        if entry.key not in values.CURRENCIES or entry.key == currency:
            entry.fault(f"'{entry.key}' is no other ISO 4217 currency.", "Write one like USD.", entry.key_place)
            continue
        for dated in entry.entries():
            day, rate = values.day_of_key(dated), values.number(dated)
            if rate is not None and rate <= 0:
                dated.must("be more than 0")
            elif day is not None and rate is not None:
                found[entry.key, day] = rate
    return found

"""A sweep: a charter with a bar at many heights, so that both teams see volume against conversion and choose together.

Every point is a whole replay of history under that charter. What sales would have answered is estimated as in a plan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tandem.planning import figures
from tandem.planning.cases import NONE, Cases, Handed, make_cases
from tandem.planning.dials import Dial, Turned
from tandem.planning.estimate import learn
from tandem.planning.features import features_of
from tandem.planning.history import LeadCodes, recorded_handoffs
from tandem.planning.moments import handed_of, joined, moment_of, same_fit
from tandem.planning.volume import Window, inside, monday
from tandem.zones import DAY, zone

if TYPE_CHECKING:
    from tandem.analytics.measure import Setting
    from tandem.charter.model import Charter
    from tandem.lifecycle.decisions import Decisions

Told = dict[str, Any]
MONTH_DAYS: Final = 30.4375
DRAWS: Final = 400


def sweep(
    setting: Setting, now: Decisions, bars: Sequence[tuple[Turned, Decisions]], dials: Sequence[Dial],
    at_now: Mapping[str, int] | None, window: Window, through: int,
) -> Told:  # fmt: skip
    """One point per charter, in the dials' order. `now`: the current charter's decisions; `at_now`: where its dials
    stand, if they do."""
    table = setting.lens.query("planning/recorded_handoffs")
    codes = LeadCodes(table, now.handoffs, *(decisions.handoffs for _, decisions in bars))
    recorded = recorded_handoffs(setting, table, codes)
    current = handed_of(now.handoffs, codes)
    sides = [handed_of(decisions.handoffs, codes) for _, decisions in bars]
    cases = [make_cases(current, side, recorded, window, through) for side in sides]
    moments = [
        moment_of(case, current, side, same_fit(setting.charter, one.charter))
        for case, side, (one, _) in zip(cases, sides, bars, strict=True)
    ]
    design = features_of(setting.lens, codes, joined(recorded, *moments)).design()  # type: ignore[arg-type]
    models = learn(design[: len(recorded)], recorded, through)
    ends = np.cumsum([len(recorded), *map(len, cases)])
    points = []
    for n, (one, _) in enumerate(bars):
        rows = design[ends[n] : ends[n + 1]]
        found = figures.outcomes(cases[n], recorded, models, rows, setting.draw("sweep"), DRAWS)
        points.append(_point(one, cases[n], sides[n], found, window, one.values == at_now))
    names = " and ".join(dial.name for dial in dials)
    return {"dials": [dial.name for dial in dials], "points": points, "sentence": _sentence(names, points)}


def _point(
    one: Turned, cases: Cases, side: Handed, found: Mapping[str, figures.Outcomes], window: Window, current: bool
) -> Told:
    rows = {(row["outcome"], row["figure"]): row for row in figures.rows(found) if row["side"] == "proposed"}
    share = rows["accepted", "share"]
    given = cases.in_proposed
    months = (window[1] - window[0]) / DAY / MONTH_DAYS
    return {
        "label": one.label, "values": one.values, "current": current, "leads": int(given.sum()),
        "leads_a_month": figures.told(float(given.sum()) / months),
        "over_capacity": _over(one.charter, side, window),
        "unknown": figures.told(float((given & (cases.real == NONE)).sum()) / max(int(given.sum()), 1)),
        "share": share["estimate"], **{name: share[name] for name in ("low", "high", "least", "most")},
        **{name: _brief(rows[name, "count"]) for name in ("accepted", "sql", "won")},
    }  # fmt: skip


def _brief(row: Told) -> Told:
    return {name: row[name] for name in ("judged", "estimate", "low", "high", "least", "most")}


def _over(charter: Charter, side: Handed, window: Window) -> int | None:
    """Leads beyond what all of sales can take in a week, added up; None where the charter says no capacity."""
    sales = charter.teams.get("sales")
    sizes = [member.per_week for member in sales.members.values() if member.per_week] if sales else []
    if not sizes:
        return None
    day_of = zone(charter.time_zone).day
    weeks = Counter(monday(day_of(at)) for at in side.at[inside(side.at, window)].tolist())
    return sum(max(leads - sum(sizes), 0) for leads in weeks.values())


def _sentence(names: str, points: Sequence[Told]) -> str:
    first, last = points[0], points[-1]
    said = f"From {first['label']} to {last['label']} of {names}, {first['leads_a_month']:,.0f} leads a month become "
    said += f"{last['leads_a_month']:,.0f}"
    if first["share"] is None or last["share"] is None:
        return said + "."
    return f"{said}, and the accepted share goes from {first['share']:.1%} to {last['share']:.1%}.".replace("%", " %")

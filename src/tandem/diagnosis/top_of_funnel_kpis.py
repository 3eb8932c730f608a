"""The KPI map: a stage of the journey that nobody measures, or too many measures before the handoff."""

from __future__ import annotations

from typing import Final

from tandem.analytics.measure import Setting
from tandem.charter.model import Charter, Kpi
from tandem.diagnosis.ground import ground_of
from tandem.diagnosis.sign import Finding, Sign
from tandem.diagnosis.wording import counted, percent, readers

EARLY: Final = frozenset({"volume", "handoffs", "impressions", "traffic", "visits", "clicks", "opens", "followers"})
"""Measures that count what happens up to the handoff."""
ASIDE: Final = frozenset({"nurture", "disqualified", "recycled"})
"""Stages that lead away from a deal; the journey does not need a measure there."""


def judge(setting: Setting) -> Finding:
    """Share of the KPIs that look only at what comes before the handoff, and stages without a KPI (counted)."""
    ground = ground_of(SIGN, setting, follow_up_days=0)
    if isinstance(ground, Finding):
        return ground
    charter = setting.charter
    early = [kpi for kpi in charter.kpis if is_early(kpi, charter)]
    unowned = unowned_stages(charter)
    share = len(early) / len(charter.kpis)
    flagged = share > ground.threshold or bool(unowned)
    looks = f"{len(early)} of {counted(len(charter.kpis), 'KPI')} stop at the handoff ({percent(share)})"
    holes = f"nobody owns {' and '.join(unowned)}" if unowned else "every stage has an owner"
    return ground.finding(
        "flagged" if flagged else "fine",
        share,
        len(charter.kpis),
        windowed=False,
        parts=tuple(
            {"stage": kpi.stage, "owner": kpi.owner, "measure": kpi.measure, "early": kpi in early}
            for kpi in charter.kpis
        )
        + tuple({"stage": stage, "owner": "", "measure": "", "early": False} for stage in unowned),
        sentence=readers(f"{looks}; {holes}."),
        notes=("Counted in the charter's KPI map, not in the data.",),
    )


def is_early(kpi: Kpi, charter: Charter) -> bool:
    """True when the KPI counts volume, or belongs to a stage before the MQL."""
    stages = charter.stages
    before = "mql" in stages and kpi.stage in stages and stages.index(kpi.stage) < stages.index("mql")
    return kpi.measure in EARLY or before


def unowned_stages(charter: Charter) -> list[str]:
    """Stages of the journey without a KPI or without an owner, in the charter's order."""
    owned = {kpi.stage for kpi in charter.kpis if kpi.owner}
    return [stage for stage in charter.stages if stage not in owned and stage not in ASIDE]


SIGN = Sign(
    name="top_of_funnel_kpis",
    title="KPIs that stop at the handoff",
    looks_for="A stage of the journey that no KPI or no team owns, or more than half of the KPIs before the handoff.",
    kind="fact",
    needs=("kpi_map",),
    unit="share",
    threshold=0.50,
    least=1,
    prescription={
        "sales": "Share a KPI with marketing on each stage after the handoff.",
        "marketing": "Add a KPI on pipeline and on revenue beside those on volume.",
        "executives": "Give each stage one KPI and one owner, with pipeline and revenue among marketing's.",
    },
    owner="both",
    judge=judge,
)

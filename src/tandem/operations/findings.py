"""`tandem diagnose`, `report`, `story` and `rescue` as answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from tandem import __version__
from tandem.operations.answers import Result
from tandem.operations.setting import Advance, Opened, open_setting, stamps

if TYPE_CHECKING:
    from tandem.diagnosis.sign import Finding
    from tandem.operations.workspace import Workspace
    from tandem.reports.pack import Pack

IN_REPORT: Final = (
    ("funnel", "source"), ("stage_time", "source"), ("sales_velocity", ""), ("sla", ""), ("first_response", ""),
    ("acceptance", ""), ("closed_loop", "source"), ("sourced_influenced", ""), ("win_loss", "source"),
    ("quota_attainment", ""), ("buying_cycle", ""), ("data_quality", ""), ("bridge", ""),
)  # fmt: skip
HORIZON_DAYS: Final = 180
"""A report looks further than the 90 days of `tandem show`: most deals take longer."""


def diagnose_result(
    workspace: Workspace, charter: Path | None, on_progress: Advance | None = None, *, brief: bool = False
) -> Result:
    """All signs as rows; `brief` fits a terminal of 100 columns and orders by urgency."""
    from tandem.diagnosis.diagnose import diagnose
    from tandem.diagnosis.rows import COLUMNS, records_notes, rows

    opened = open_setting(workspace, charter, on_progress)
    diagnosis = diagnose(opened.setting, on_progress=on_progress)
    if brief:
        return _brief(workspace, opened, diagnosis)
    return Result(
        kind="command",
        name="diagnose",
        rows=rows(diagnosis),
        columns=COLUMNS,
        charter=opened.charter,
        data=opened.data,
        notes=records_notes(diagnosis),
    )


def _brief(workspace: Workspace, opened: Opened, diagnosis: object) -> Result:
    from tandem.diagnosis.diagnose import Diagnosis
    from tandem.diagnosis.registry import SIGNS
    from tandem.reports.cards import ORDER
    from tandem.reports.wording import MARKS, money_range, quantity

    assert isinstance(diagnosis, Diagnosis)
    found = []
    for finding in sorted(diagnosis.findings, key=lambda finding: ORDER.index(finding.state)):
        cost, bare = finding.cost, "share" if finding.unit == "share" else ""
        found.append(
            {
                "state": f"{MARKS[finding.state]} {finding.state}",
                "sign": finding.sign,
                "value": "" if finding.value is None else quantity(finding.value, finding.unit),
                "interval": _interval(finding),
                "bar": "" if finding.value is None or finding.threshold is None else quantity(finding.threshold, bare),
                "n": finding.n,
                "cost": money_range(cost.low, cost.high, cost.currency) if cost else "",
            }
        )
    kept = [f"{side.team} kept {side.kept} of {side.made} promises" for side in diagnosis.promises_kept]
    risk = [f"money at risk: {money_range(r.low, r.high, r.currency)}" for r in diagnosis.money_at_risk]
    to_do = [f"{i}. {thing.do['executives']} ({SIGNS[thing.sign].name})" for i, thing in enumerate(diagnosis.to_do, 1)]
    return Result(
        kind="command",
        name="diagnose",
        rows=found,
        charter=opened.charter,
        data=opened.data,
        notes=[*kept, *risk, *to_do],
        done=f"Next: tandem report --workspace {workspace.root}",
    )


def _interval(finding: Finding) -> str:
    from tandem.reports.wording import quantity

    if finding.value is None:
        return ""
    if finding.low is None or finding.high is None:
        return "counted"
    bare = "share" if finding.unit == "share" else ""
    return f"{quantity(finding.low, bare)} to {quantity(finding.high, bare)}"


def report_result(
    workspace: Workspace, reader: str, out: Path | None, charter: Path | None, on_progress: Advance | None = None
) -> Result:
    """Write the report for one reader. The file appears whole or not at all."""
    from tandem.reports.page import render

    opened = open_setting(workspace, charter, on_progress)
    path = out or workspace.root / "report.html"
    part = path.with_name(path.name + ".part")
    part.write_text(render(pack_of(workspace, opened, reader, on_progress)), encoding="utf-8")
    part.replace(path)
    return Result(
        kind="command",
        name="report",
        rows=[{"report": str(path), "for": reader, "bytes": path.stat().st_size}],
        charter=opened.charter,
        data=opened.data,
        done=f"Open {path} in a browser; it needs no network.",
    )


def pack_of(workspace: Workspace, opened: Opened, reader: str, on_progress: Advance | None = None) -> Pack:
    """Everything a report is made of."""
    from tandem.analytics.measure import Ask
    from tandem.analytics.registry import MEASURES
    from tandem.diagnosis.diagnose import diagnose
    from tandem.reports.pack import Pack, Part, Stamp

    diagnosis = diagnose(opened.setting, on_progress=on_progress)
    parts = []
    for done, (name, by) in enumerate(IN_REPORT, 1):
        measure = MEASURES[name]
        ask = Ask(by=by, horizon_days=HORIZON_DAYS)
        parts.append(Part(name, measure.title, measure.means, by, measure.compute(opened.setting, ask)))
        if on_progress:
            on_progress("measuring", done, len(IN_REPORT))
    charter, data = opened.charter, opened.data
    stamp = Stamp(
        workspace.name, charter.name, charter.version, charter.sha256,
        data.since, data.through, data.events, data.sha256, __version__,
    )  # fmt: skip
    words = {key: term.in_sales_words or term.means for key, term in opened.setting.charter.glossary.items()}
    return Pack(reader, stamp, diagnosis, tuple(parts), opened.setting.charter.currency, words)


def story_result(workspace: Workspace, person: str, on_progress: Advance | None = None) -> Result:
    """One buyer's story in order of time."""
    from tandem.operations.build_lens import build_lens
    from tandem.operations.story import tell_story

    build_lens(workspace, on_progress=on_progress)
    charter, data = stamps(workspace)
    return Result(
        kind="command",
        name="story",
        rows=tell_story(workspace, person),
        charter=charter,
        data=data,
        shown=("at", "lane", "what", "tool", "member", "note"),
    )


def rescue_result(
    workspace: Workspace, out: Path | None, tool: str, charter: Path | None, on_progress: Advance | None = None
) -> Result:
    """Today's leads worth saving; with `out`, also a CSV for the CRM's loader."""
    from tandem.operations.rescue import COLUMNS, rescue, rescue_csv

    opened = open_setting(workspace, charter, on_progress)
    rows = rescue(workspace, opened.setting)
    done = "Write them for the CRM's loader with: tandem rescue --csv rescue.csv"
    if out is not None:
        out.write_text(rescue_csv(rows, tool), encoding="utf-8")
        done = f"{out} is ready for {tool}'s loader."
    return Result(
        kind="command",
        name="rescue",
        rows=rows,
        columns=COLUMNS,
        shown=("name", "owner", "why", "overdue_hours", "at_risk", "currency", "grade"),
        charter=opened.charter,
        data=opened.data,
        done=done,
    )

"""`tandem report`: everything a report is made of, and the file."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tandem import __version__
from tandem.operations.answers import Result, write_whole
from tandem.operations.doctor import gaps
from tandem.operations.setting import Advance, Opened, open_setting

if TYPE_CHECKING:
    from tandem.analytics.measure import Answer
    from tandem.operations.workspace import Workspace
    from tandem.reports.pack import Pack

IN_REPORT: Final = (
    ("funnel", "source"), ("stage_time", "source"), ("sales_velocity", "quarter"), ("sla", ""), ("first_response", ""),
    ("acceptance", ""), ("closed_loop", "source"), ("sourced_influenced", ""), ("win_loss", "source"),
    ("quota_attainment", ""), ("buying_cycle", ""), ("data_quality", ""), ("bridge", ""),
)  # fmt: skip
HORIZON_DAYS: Final = 180
"""A report looks further than the 90 days of `tandem show`: most deals take longer."""


def report_result(
    workspace: Workspace, reader: str, out: Path | None, charter: Path | None, on_progress: Advance | None = None
) -> Result:
    """Write the report for one reader (sales | marketing | executives)."""
    opened = open_setting(workspace, charter, on_progress)
    path = out or workspace.root / "report.html"
    write_report(pack_of(workspace, opened, on_progress), reader, path)
    return Result(
        kind="command",
        name="report",
        rows=[{"report": str(path), "for": reader, "bytes": path.stat().st_size}],
        charter=opened.charter,
        data=opened.data,
        notes=opened.notes,
        done=f"Open {path} in a browser; it needs no network.",
    )


def write_report(pack: Pack, reader: str, path: Path) -> None:
    """Write the page for one reader; the file appears whole or not at all. Raises `CannotWrite`."""
    from tandem.reports.page import render

    write_whole(path, render(pack, reader))


def pack_of(workspace: Workspace, opened: Opened, on_progress: Advance | None = None) -> Pack:
    """Everything a report is made of; the same for each reader."""
    from tandem.analytics.measure import Ask
    from tandem.analytics.registry import MEASURES
    from tandem.diagnosis.diagnose import diagnose
    from tandem.reports.pack import Pack, Part, Stamp

    diagnosis = diagnose(opened.setting, on_progress=on_progress)
    parts = []
    for done, (name, by) in enumerate(IN_REPORT, 1):
        measure = MEASURES[name]
        ask = Ask(by=by, horizon_days=HORIZON_DAYS)
        answer = _for_everybody(measure.compute(opened.setting, ask), opened.setting.data_through)
        answer = replace(answer, notes=(*answer.notes, *gaps(name, opened.setting)))
        parts.append(Part(name, measure.title, measure.means, by, answer, HORIZON_DAYS))
        if on_progress:
            on_progress("measuring", done, len(IN_REPORT))
    charter, data = opened.charter, opened.data
    stamp = Stamp(
        workspace.name, charter.name, charter.version, charter.sha256,
        data.since, data.through, data.events, data.sha256, __version__,
    )  # fmt: skip
    return Pack(stamp, diagnosis, tuple(parts))


def _for_everybody(answer: Answer, through: datetime | None) -> Answer:
    """A report tells of teams, not of members, and of quarters that had their time."""
    names = {column.name for column in answer.columns}
    rows, notes = list(answer.rows), list(answer.notes)
    if "member" in names:
        rows = [row for row in rows if row["member"] == "(all)"]
        notes.append("Members' own figures are not part of a report: tandem show quota_attainment.")
    if "quarter" in names and through is not None:
        ripe = through - timedelta(days=HORIZON_DAYS)
        rows = [row for row in rows if str(row["quarter"]) <= _quarter_before(ripe)]
        notes.append(f"Quarters that ended less than {HORIZON_DAYS} days ago are left out: only fast deals are won.")
    return replace(answer, rows=rows, notes=tuple(notes))


def _quarter_before(moment: datetime) -> str:
    """The last quarter that had ended at `moment`: 2026-02-01 → "2025-Q4"."""
    year, quarter = moment.year, (moment.month - 1) // 3
    return f"{year}-Q{quarter}" if quarter else f"{year - 1}-Q4"

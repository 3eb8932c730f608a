"""`tandem report`: everything a report is made of, and the file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from tandem import __version__
from tandem.operations.answers import Result, write_whole
from tandem.operations.setting import Advance, Opened, open_setting

if TYPE_CHECKING:
    from tandem.operations.workspace import Workspace
    from tandem.reports.pack import Pack

IN_REPORT: Final = (
    ("funnel", "source"), ("stage_time", "source"), ("sales_velocity", ""), ("sla", ""), ("first_response", ""),
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
        parts.append(Part(name, measure.title, measure.means, by, measure.compute(opened.setting, ask)))
        if on_progress:
            on_progress("measuring", done, len(IN_REPORT))
    charter, data = opened.charter, opened.data
    stamp = Stamp(
        workspace.name, charter.name, charter.version, charter.sha256,
        data.since, data.through, data.events, data.sha256, __version__,
    )  # fmt: skip
    return Pack(stamp, diagnosis, tuple(parts))

"""`tandem diagnose`, `story` and `rescue` as answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tandem.operations.answers import Result, write_whole
from tandem.operations.setting import Advance, Opened, open_setting, stamps

if TYPE_CHECKING:
    from tandem.diagnosis.diagnose import Diagnosis
    from tandem.operations.workspace import Workspace


def diagnose_result(
    workspace: Workspace, charter: Path | None, on_progress: Advance | None = None, *, brief: bool = False
) -> Result:
    """All signs as rows; `brief` fits a terminal of 100 columns and orders by urgency."""
    from tandem.diagnosis.diagnose import diagnose
    from tandem.diagnosis.rows import COLUMNS, records_notes, rows

    opened = open_setting(workspace, charter, on_progress)
    diagnosis = diagnose(opened.setting, on_progress=on_progress)
    if brief:
        return brief_result(workspace, opened, diagnosis)
    return Result(
        kind="command",
        name="diagnose",
        rows=rows(diagnosis),
        columns=COLUMNS,
        charter=opened.charter,
        data=opened.data,
        notes=(*opened.notes, *records_notes(diagnosis)),
    )


def brief_result(workspace: Workspace, opened: Opened, diagnosis: Diagnosis) -> Result:
    """A diagnosis for a terminal of 100 columns."""
    from tandem.reports.brief import notes, rows

    return Result(
        kind="command",
        name="diagnose",
        rows=rows(diagnosis),
        charter=opened.charter,
        data=opened.data,
        notes=(*opened.notes, *notes(diagnosis)),
        done=f"Next: tandem report --workspace {workspace.root}",
    )


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
    from tandem.operations.rescue import COLUMNS, LOADERS, UnknownLoader, left_out, rescue, rescue_csv

    if tool not in LOADERS:
        raise UnknownLoader(tool)
    opened = open_setting(workspace, charter, on_progress)
    rows = rescue(workspace, opened.setting)
    done = "Write them for the CRM's loader with: tandem rescue --csv rescue.csv"
    if out is not None:
        write_whole(out, rescue_csv(rows, tool))
        missing = left_out(rows, tool)
        done = f"{out} is ready for {tool}'s loader."
        if missing:
            done += f" {missing:,} leads are not in it, because {tool} has no record of them."
    return Result(
        kind="command",
        name="rescue",
        rows=rows,
        columns=COLUMNS,
        shown=("name", "owner", "why", "overdue_hours", "at_risk", "currency", "grade"),
        charter=opened.charter,
        data=opened.data,
        notes=opened.notes,
        done=done,
    )

"""Commands that tell: show, diagnose, report, story, rescue."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tandem.cli.options import HERE, CharterOption, FormatOption, WorkspaceOption
from tandem.cli.output import Format, progress, show


class Reader(StrEnum):
    """Whose words a report uses; the numbers are the same."""

    SALES = "sales"
    MARKETING = "marketing"
    EXECUTIVES = "executives"


class TrackName(StrEnum):
    """Whose word counts for a stage: the tools' or the charter's."""

    RECORDED = "recorded"
    DECIDED = "decided"


def join(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("show")(show_)
    app.command()(diagnose)
    app.command()(report)
    app.command()(story)
    app.command()(rescue)


def show_(
    measure: Annotated[str, typer.Argument(metavar="MEASURE", help="Without it: the list of measures.")] = "",
    by: Annotated[str, typer.Option(metavar="DIM", help="Slice by a dimension: source, campaign, owner, …")] = "",
    at: Annotated[str, typer.Option(metavar="DAYS", help="Days at which a share is told: 30,60,90.")] = "30,60,90",
    track: Annotated[TrackName, typer.Option(help="What the tools recorded, or what the charter decides.")] = (
        TrackName.RECORDED
    ),
    since: Annotated[datetime | None, typer.Option(metavar="DATE", help="From this day on (UTC).")] = None,
    until: Annotated[datetime | None, typer.Option(metavar="DATE", help="Before this day (UTC).")] = None,
    records: Annotated[str, typer.Option(metavar="COUNT", help="Open the ids behind this count in each row.")] = "",
    horizon: Annotated[int, typer.Option(min=1, metavar="DAYS", help="Age at which a cycle is mature.")] = 90,
    workspace: WorkspaceOption = HERE,
    charter: CharterOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Show a measure, sliced as you like."""
    from tandem.operations.measure import list_measures, show_measure
    from tandem.operations.workspace import Workspace

    if not measure:
        show(list_measures(), form)
        return
    with progress(form is not Format.TABLE) as advance:
        result = show_measure(
            Workspace.open(workspace),
            measure,
            by=by,
            at=_days(at),
            track=track.value,
            since=since,
            until=until,
            horizon_days=horizon,
            charter=charter,
            records=records,
            on_progress=advance,
        )
    show(result, form)


def _days(text: str) -> tuple[int, ...]:
    try:
        days = tuple(int(part) for part in text.split(","))
    except ValueError:
        days = ()
    if not days or min(days) < 1:
        raise typer.BadParameter(f"--at takes days like 30,60,90, not '{text}'.")
    return days


def diagnose(
    workspace: WorkspaceOption = HERE, charter: CharterOption = None, form: FormatOption = Format.TABLE
) -> None:
    """Look for every known sign of misalignment: evidence, trend, cost, what to do."""
    from tandem.operations.findings import diagnose_result
    from tandem.operations.workspace import Workspace

    with progress(form is not Format.TABLE) as advance:
        result = diagnose_result(Workspace.open(workspace), charter, advance, brief=form is Format.TABLE)
    show(result, form)


def report(
    reader: Annotated[Reader, typer.Option("--for", help="Whose words; the numbers are the same.")] = Reader.EXECUTIVES,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Default: report.html in the workspace.")] = None,
    workspace: WorkspaceOption = HERE,
    charter: CharterOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Write the report: one HTML file that needs no network."""
    from tandem.operations.report import report_result
    from tandem.operations.workspace import Workspace

    with progress(form is not Format.TABLE) as advance:
        result = report_result(Workspace.open(workspace), reader.value, out, charter, advance)
    show(result, form)


def story(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="E-mail, a tool's id, or Tandem's id.")],
    workspace: WorkspaceOption = HERE,
    form: FormatOption = Format.TABLE,
) -> None:
    """One buyer's story: what they did, what both teams did, in order."""
    from tandem.operations.findings import story_result
    from tandem.operations.workspace import Workspace

    with progress(form is not Format.TABLE) as advance:
        result = story_result(Workspace.open(workspace), person, advance)
    show(result, form)


def rescue(
    out: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write a file for the CRM's loader.")
    ] = None,
    tool: Annotated[str, typer.Option(metavar="TOOL", help="Whose loader: salesforce or hubspot.")] = "salesforce",
    workspace: WorkspaceOption = HERE,
    charter: CharterOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Today's leads worth saving: why, the money at risk, and a CSV that the CRM's loader takes."""
    from tandem.operations.findings import rescue_result
    from tandem.operations.workspace import Workspace

    with progress(form is not Format.TABLE) as advance:
        result = rescue_result(Workspace.open(workspace), out, tool, charter, advance)
    show(result, form)

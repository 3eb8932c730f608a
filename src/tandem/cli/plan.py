"""The command `plan`: a proposed charter, tried on history."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from tandem.cli.options import HERE, FormatOption, WorkspaceOption
from tandem.cli.output import Format, progress, show


def join(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(plan)


def plan(
    proposed: Annotated[Path, typer.Argument(metavar="PROPOSED", help="The proposed charter.")],
    since: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], metavar="DATE", help="From this day on.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], metavar="DATE", help="Before this day.")
    ] = None,
    against: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Compare with this charter, not with the one that decides now.")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Default: plans/<id> in the workspace.")] = None,
    sweep: Annotated[
        list[str] | None,
        typer.Option(metavar="DIAL=FROM:TO:STEP", help="Also compare bars: qualify.activity=20:60:5; twice: a grid."),
    ] = None,
    leads: Annotated[bool, typer.Option("--leads", help="List the leads gained and lost by name.")] = False,
    workspace: WorkspaceOption = HERE,
    form: FormatOption = Format.TABLE,
) -> None:
    """Try a proposed charter on history: what changes, what it brings, what it costs, what cannot be known."""
    from tandem.operations.plan import Asked, plan_result
    from tandem.operations.workspace import Workspace

    first, last = (moment.date() if moment else None for moment in (since, until))
    asked = Asked(proposed, against, first, last, leads, tuple(sweep or ()))
    with progress(form is not Format.TABLE) as advance:
        result = plan_result(Workspace.open(workspace), asked, out, advance)
    show(result, form)

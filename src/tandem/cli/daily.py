"""Commands for the day's work between the teams: route, suppress."""

from __future__ import annotations

from typing import Annotated

import typer

from tandem.cli.findings import TrackName
from tandem.cli.options import HERE, CharterOption, FormatOption, WorkspaceOption
from tandem.cli.output import Format, progress, show


def join(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(route)
    app.command()(suppress)


def route(workspace: WorkspaceOption = HERE, charter: CharterOption = None, form: FormatOption = Format.TABLE) -> None:
    """Open handoffs that nobody can be working, and to whom the charter would give each of them now."""
    from tandem.operations.route import route_result
    from tandem.operations.workspace import Workspace

    with progress(form is not Format.TABLE) as advance:
        result = route_result(Workspace.open(workspace), charter, advance)
    show(result, form)


def suppress(
    purpose: Annotated[
        str, typer.Option(metavar="KIND", help="nurture, newsletter, operational, event or sales.")
    ] = "nurture",
    track: Annotated[TrackName, typer.Option(help="Whose word counts for a stage.")] = TrackName.RECORDED,
    workspace: WorkspaceOption = HERE,
    charter: CharterOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Whom marketing may not write to now, by person and address, and the rule that says so: a list for the tools."""
    from tandem.operations.suppress import suppress_result
    from tandem.operations.workspace import Workspace

    with progress(form is not Format.TABLE) as advance:
        result = suppress_result(Workspace.open(workspace), purpose, track.value, charter, advance)
    show(result, form)

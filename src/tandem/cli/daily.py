"""Commands for the day's work between the teams: route, suppress."""

from __future__ import annotations

import typer

from tandem.cli.options import HERE, CharterOption, FormatOption, WorkspaceOption
from tandem.cli.output import Format, progress, show


def join(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(route)


def route(workspace: WorkspaceOption = HERE, charter: CharterOption = None, form: FormatOption = Format.TABLE) -> None:
    """Open handoffs that nobody can be working, and to whom the charter would give each of them now."""
    from tandem.operations.route import route_result
    from tandem.operations.workspace import Workspace

    with progress(form is not Format.TABLE) as advance:
        result = route_result(Workspace.open(workspace), charter, advance)
    show(result, form)

"""Commands about scenarios: scenario run, scenario record."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tandem.cli.options import HERE, CharterOption, FormatOption, WorkspaceOption
from tandem.cli.output import Format, show

scenario = typer.Typer(help="The teams' own examples of what the charter decides.", no_args_is_help=True)


def join(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(scenario, name="scenario")


@scenario.command()
def run(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILES", help="Default: scenarios/*.yaml beside the charter.")
    ] = None,
    workspace: WorkspaceOption = HERE,
    charter: CharterOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Play scenarios under the charter: what each expects, and what the charter decides instead."""
    from tandem.operations.scenarios import run_result

    result = run_result(workspace, files or [], charter)
    show(result, form)
    if result.failed:
        raise typer.Exit(1)

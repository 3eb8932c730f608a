"""Commands about scenarios: scenario run, scenario record."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tandem.cli.options import HERE, CharterOption, ForceOption, FormatOption, WorkspaceOption
from tandem.cli.output import Format, progress, show

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


@scenario.command()
def record(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="E-mail, a tool's id, or Tandem's id.")],
    write: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the scenario to a file.")] = None,
    force: ForceOption = False,
    workspace: WorkspaceOption = HERE,
    charter: CharterOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Turn a real story into a scenario without personal data; it expects what the charter decides now."""
    from tandem.operations.answers import refuse_to_overwrite
    from tandem.operations.record_scenario import record_result
    from tandem.operations.workspace import Workspace

    refuse_to_overwrite(write, force)
    with progress(form is not Format.TABLE) as advance:
        result, text = record_result(Workspace.open(workspace), person, write, charter, advance)
    if write is None and form is Format.TABLE:
        typer.echo(text, nl=False)
        for note in result.notes:
            typer.echo(f"· {note}", err=True)
    else:
        show(result, form)

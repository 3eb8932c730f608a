"""Commands about data: import, data coverage, data rejects, data identities, data erase, doctor."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tandem.cli.options import HERE, FormatOption, WorkspaceOption
from tandem.cli.output import Format, progress, show

data = typer.Typer(help="What the book holds, and who is who in it.", no_args_is_help=True)


def join(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("import")(import_)
    app.add_typer(data, name="data")
    app.command()(doctor)


def import_(
    tool: Annotated[str, typer.Argument(metavar="TOOL", help="table, hubspot or salesforce.")],
    path: Annotated[Path, typer.Argument(metavar="PATH", help="An exported file, or a folder of them.")],
    mapping: Annotated[Path | None, typer.Option("--map", metavar="FILE", help="For table: the mapping file.")] = None,
    as_of: Annotated[str, typer.Option(metavar="TIME", help="When the export was made (ISO 8601).")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and tell, write nothing.")] = False,
    workspace: WorkspaceOption = HERE,
    form: FormatOption = Format.TABLE,
) -> None:
    """Import a tool's export. Twice changes nothing; a killed import goes on where it was."""
    from tandem.operations.ingest import import_result
    from tandem.operations.workspace import Workspace

    with progress(form is not Format.TABLE) as advance:
        result = import_result(
            Workspace.open(workspace), tool, path, mapping=mapping, as_of=as_of, dry_run=dry_run, on_progress=advance
        )
    show(result, form)
    if result.failed:
        raise typer.Exit(1)


@data.command()
def coverage(workspace: WorkspaceOption = HERE, form: FormatOption = Format.TABLE) -> None:
    """What each tool gave: rows, times, how much of it belongs to a known person."""
    from tandem.operations.ingest import coverage_result
    from tandem.operations.workspace import Workspace

    with progress(form is not Format.TABLE) as advance:
        result = coverage_result(Workspace.open(workspace), advance)
    show(result, form)


@data.command()
def rejects(
    replay: Annotated[bool, typer.Option("--replay", help="Read the rejects again, with today's mapping.")] = False,
    mapping: Annotated[Path | None, typer.Option("--map", metavar="FILE", help="The mended mapping file.")] = None,
    raw: Annotated[bool, typer.Option("--raw", help="Show the rejected rows as they came.")] = False,
    workspace: WorkspaceOption = HERE,
    form: FormatOption = Format.TABLE,
) -> None:
    """Rows that were not accepted, with file, line and reason; --replay reads them again."""
    from tandem.operations.ingest import rejects_result
    from tandem.operations.workspace import Workspace

    show(rejects_result(Workspace.open(workspace), replay=replay, mapping=mapping, raw=raw), form)


@data.command()
def identities(
    person: Annotated[str, typer.Argument(metavar="[PERSON]", help="Show what makes this person's records one.")] = "",
    confirm: Annotated[
        tuple[str, str] | None, typer.Option(metavar="LEFT RIGHT", help="These two are one person.")
    ] = None,
    by: Annotated[str, typer.Option(metavar="MEMBER", help="Who confirms it.")] = "",
    revoke: Annotated[str, typer.Option(metavar="LINK", help="Take a join back.")] = "",
    restore: Annotated[str, typer.Option(metavar="LINK", help="Let a join that was taken back hold again.")] = "",
    workspace: WorkspaceOption = HERE,
    form: FormatOption = Format.TABLE,
) -> None:
    """Who might be one person, with the reasons; confirm it, or take a join back."""
    from tandem.operations.persons import confirm_result, identities_result, revoke_result
    from tandem.operations.workspace import Workspace

    opened = Workspace.open(workspace)
    with progress(form is not Format.TABLE) as advance:
        if confirm:
            result = confirm_result(opened, *confirm, by, advance)
        elif revoke or restore:
            result = revoke_result(opened, revoke or restore, again=not revoke)
        else:
            result = identities_result(opened, person, advance)
    show(result, form)


@data.command()
def erase(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="E-mail, a tool's id, or Tandem's id.")],
    yes: Annotated[bool, typer.Option("--yes", help="You mean it: this cannot be undone.")] = False,
    workspace: WorkspaceOption = HERE,
    form: FormatOption = Format.TABLE,
) -> None:
    """Destroy a person's names, addresses and free text; events stay, without a name."""
    from tandem.operations.persons import erase_result
    from tandem.operations.workspace import Workspace

    with progress(form is not Format.TABLE) as advance:
        result = erase_result(Workspace.open(workspace), person, sure=yes, on_progress=advance)
    show(result, form)


def doctor(workspace: WorkspaceOption = HERE, form: FormatOption = Format.TABLE) -> None:
    """What cannot be judged with this data, and which setting, query or property list would change that."""
    from tandem.operations.ingest import doctor_result
    from tandem.operations.workspace import Workspace

    with progress(form is not Format.TABLE) as advance:
        result = doctor_result(Workspace.open(workspace), advance)
    show(result, form)

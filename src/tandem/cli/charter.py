"""Commands about the charter as a text: diff, charter new, charter map, charter practised, charter schema."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tandem.cli.options import HERE, CharterOption, ForceOption, FormatOption, WorkspaceOption
from tandem.cli.output import Format, progress, show

if TYPE_CHECKING:
    from tandem.charter.questions import Question

charter_group = typer.Typer(help="The charter's own tools.", no_args_is_help=True)


def join(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(diff)
    app.add_typer(charter_group, name="charter")


def diff(
    a: Annotated[str, typer.Argument(metavar="A", help="A charter's file, or in-force.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Another; left out: from the one in force to A.")] = "",
    workspace: WorkspaceOption = HERE,
    form: FormatOption = Format.TABLE,
) -> None:
    """What changes from one charter to another, by meaning, in both teams' words; a moved line is no change."""
    from tandem.operations.diff import diff_result

    show(diff_result(workspace, a, b), form)


@charter_group.command()
def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The charter to write.")] = Path("charter.yaml"),
    answers: Annotated[Path | None, typer.Option(metavar="FILE", help="YAML with answers; ask nothing.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Take the usual answers; ask nothing.")] = False,
    force: ForceOption = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """Ask a few questions and write a first commented charter, which `tandem check` passes."""
    from tandem.operations.answers import refuse_to_overwrite
    from tandem.operations.charter_new import NobodyToAsk, answers_of, ask_all, new_charter

    refuse_to_overwrite(file, force)
    if answers is not None:
        found = answers_of(answers)
    elif yes:
        found = {}
    elif sys.stdin.isatty():
        found = ask_all(_ask, lambda fault: typer.echo(f"  {fault.message} {fault.mend}".rstrip()))
    else:
        raise NobodyToAsk
    show(new_charter(file, found, force), form)


def _ask(question: Question) -> list[str]:
    """One question on the terminal; of many answers the last is empty."""
    if not question.many:
        return [str(typer.prompt(question.asks, default=question.usual, show_default=bool(question.usual)))]
    found: list[str] = []
    typer.echo(f"{question.asks} One a line; end with an empty line.")
    while answer := str(typer.prompt(f"{len(found) + 1}", default="", show_default=False)).strip():
        found.append(answer)
    return found


@charter_group.command("map")
def map_(
    write: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the draft to a file.")] = None,
    force: ForceOption = False,
    workspace: WorkspaceOption = HERE,
    form: FormatOption = Format.TABLE,
) -> None:
    """Draft the crosswalk from the values found in imports, with counts."""
    from tandem.operations.agreement import map_result
    from tandem.operations.answers import refuse_to_overwrite, write_whole
    from tandem.operations.workspace import Workspace

    refuse_to_overwrite(write, force)
    with progress(form is not Format.TABLE) as advance:
        result, draft = map_result(Workspace.open(workspace), advance)
    if write:
        write_whole(write, draft)
    elif form is Format.TABLE:
        typer.echo(draft)
        return
    show(result, form)


@charter_group.command()
def schema(
    write: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it to a file.")] = None,
    force: ForceOption = False,
) -> None:
    """The charter's JSON Schema, by which editors complete its keys and mark faults."""
    from tandem.charter.schema import text_of_schema
    from tandem.operations.answers import refuse_to_overwrite, write_whole

    refuse_to_overwrite(write, force)
    if write is None:
        typer.echo(text_of_schema(), nl=False)
    else:
        write_whole(write, text_of_schema())
        typer.echo(f"{write} is written.")


@charter_group.command()
def practised(
    months: Annotated[int, typer.Option(metavar="N", min=1, help="How much history counts.")] = 12,
    write: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the charter with these numbers.")] = None,
    force: ForceOption = False,
    workspace: WorkspaceOption = HERE,
    charter: CharterOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """The bar, response times, attempts, capacity and volumes that people really keep, as a charter both can hold."""
    from tandem.operations.answers import refuse_to_overwrite
    from tandem.operations.practised import practised_result
    from tandem.operations.workspace import Workspace

    refuse_to_overwrite(write, force)
    with progress(form is not Format.TABLE) as advance:
        result, _ = practised_result(Workspace.open(workspace), months, write, charter, advance)
    show(result, form)

"""Commands that hold the charter against the data: check, replay, decide, why."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tandem.cli.options import HERE, CharterOption, FormatOption, WorkspaceOption
from tandem.cli.output import Format, progress, show


def join(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(check)
    app.command()(replay)
    app.command()(decide)
    app.command()(why)


def check(
    charter: Annotated[Path | None, typer.Argument(metavar="CHARTER", help="Default: the workspace's.")] = None,
    workspace: WorkspaceOption = HERE,
    form: FormatOption = Format.TABLE,
) -> None:
    """Prove the charter: list every fault with its place, and tell every gap as a made-up lead's story."""
    from tandem.operations.agreement import check_result

    result = check_result(workspace, charter)
    show(result, form)
    if result.failed:
        raise typer.Exit(1)


def replay(workspace: WorkspaceOption = HERE, charter: CharterOption = None, form: FormatOption = Format.TABLE) -> None:
    """Run the charter over the whole history: stages, handoffs, clocks, forbidden messages."""
    from tandem.operations.agreement import replay_result
    from tandem.operations.workspace import Workspace

    with progress(form is not Format.TABLE) as advance:
        result = replay_result(Workspace.open(workspace), charter, advance)
    show(result, form)


def decide(workspace: WorkspaceOption = HERE, charter: CharterOption = None, form: FormatOption = Format.TABLE) -> None:
    """What the charter alone would have decided over all history, by the compiled engine, in seconds."""
    from tandem.operations.decide import decide_result
    from tandem.operations.workspace import Workspace

    with progress(form is not Format.TABLE) as advance:
        result = decide_result(Workspace.open(workspace), charter, advance)
    show(result, form)


def why(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="E-mail, a tool's id, or Tandem's id.")],
    workspace: WorkspaceOption = HERE,
    charter: CharterOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Why a person has this score and stage: the events that made it, the rules, the values compared."""
    from tandem.operations.agreement import why_result
    from tandem.operations.workspace import Workspace

    with progress(form is not Format.TABLE) as advance:
        result = why_result(Workspace.open(workspace), person, charter, advance)
    show(result, form)

"""Commands to begin with: init, demo."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tandem.cli.options import FormatOption
from tandem.cli.output import Format, progress, show


def join(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(init)
    app.command()(demo)


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder that becomes the workspace.")],
    charter: Annotated[Path | None, typer.Option(metavar="FILE", help="A charter to start from.")] = None,
    time_zone: Annotated[str, typer.Option(metavar="ZONE", help="IANA zone; default: the charter's.")] = "",
    form: FormatOption = Format.TABLE,
) -> None:
    """Make a workspace: settings, a commented charter, the book. Running it twice changes nothing."""
    from tandem.operations.start import init_workspace

    show(init_workspace(folder, charter, time_zone), form)


def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The demo's folder.")] = Path("demo"),
    people: Annotated[int, typer.Option(min=100, help="How many people the example company knows.")] = 50_000,
    months: Annotated[int, typer.Option(min=6, max=60, help="How many months of history.")] = 24,
    seed: Annotated[int, typer.Option(min=0, help="The same seed makes the same bytes.")] = 1,
    healthy: Annotated[bool, typer.Option("--healthy", help="The twin in which nothing is wrong.")] = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """Make the example company, import both its tools, and tell where its teams are out of line."""
    from tandem.operations.start import run_demo

    with progress(form is not Format.TABLE) as advance:
        result = run_demo(folder, people=people, months=months, seed=seed, healthy=healthy, on_progress=advance)
    show(result, form)

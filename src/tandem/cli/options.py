"""The options that every command takes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tandem.cli.output import Format

WorkspaceOption = Annotated[
    Path, typer.Option("--workspace", "-w", metavar="DIR", help="The workspace's folder.", show_default="here")
]
FormatOption = Annotated[Format, typer.Option("--format", "-f", help="table for people, json and csv for programs.")]
CharterOption = Annotated[
    Path | None, typer.Option("--charter", metavar="FILE", help="Another charter than the workspace's, as if in force.")
]
HERE = Path()
ForceOption = Annotated[bool, typer.Option("--force", help="Write over a file that is there.")]

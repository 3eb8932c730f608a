"""A recipe's workspace, asked through the command line as its guide says: one import, every answer asked once."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tandem.cli import app

ROOT = Path(__file__).parents[2]
Document = dict[str, Any]


def sample_data(folder: str) -> Path:
    """A public data set's folder beside the repository; skips where it is absent."""
    data = Path(os.environ.get("TANDEM_SAMPLE_DATA", ROOT.parent / "shared" / "data")) / folder
    if not data.is_dir():
        pytest.skip(f"the public data set {folder} is not at {data.parent}; set TANDEM_SAMPLE_DATA to where it is")
    return data


class Recipe:
    """A workspace made and filled as `examples/<name>/README.md` tells."""

    def __init__(self, name: str, folder: str, root: Path) -> None:
        here = ROOT / "examples" / name
        self.root = root
        self.run("init", str(root), "--charter", str(here / "charter.yaml"))
        self._import = ["import", "table", str(sample_data(folder)), "--map", str(here / "map.yaml")]
        self.imported = self.import_again()
        self.ask = cache(self._ask)

    def import_again(self) -> Document:
        """Run the guide's import."""
        document: Document = json.loads(self.run(*self._import, "-w", str(self.root), "-f", "json"))
        return document

    def run(self, *words: str) -> str:
        """What the command writes on standard output."""
        result = CliRunner().invoke(app, list(words), catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.stdout

    def _ask(self, question: str) -> Document:
        document: Document = json.loads(self.run(*question.split(), "-w", str(self.root), "-f", "json"))
        return document

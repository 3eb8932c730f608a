"""One small demo workspace for the tests of the command line, made once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.cli.terminal import run


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with both tools' exports imported, and its three reports. Read it, do not write to it."""
    folder = tmp_path_factory.mktemp("cli") / "demo"
    made = run("demo", folder, "--people", "800", "--months", "12", "-f", "json")
    assert made.code == 0, made.err
    return folder


@pytest.fixture
def copy(demo: Path, tmp_path: Path) -> Path:
    """A copy of the demo that a test may change."""
    return Path(shutil.copytree(demo, tmp_path / "copy"))

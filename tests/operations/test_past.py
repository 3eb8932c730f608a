"""A history that was read stays at hand in its process, for as long as the data are the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from tandem.operations.past import parts_of
from tandem.operations.workspace import Workspace


@pytest.fixture
def space(companies: Callable[..., Any], tmp_path: Path) -> Workspace:
    """A company's workspace with its lens, for this test alone."""
    made = companies(2, people=600, months=12).root / "workspace"
    copytree(made, tmp_path / "space", ignore=lambda _, names: [n for n in names if n.startswith(("book", "cut"))])
    return Workspace.open(tmp_path / "space")


def test_the_next_charter_finds_the_history_in_memory_and_other_data_are_read_anew(space: Workspace) -> None:
    first = parts_of(space)
    (history, *_), (again, *_) = (list(parts_of(space).each(lambda history: history)) for _ in range(2))
    assert again is history
    assert parts_of(space) is first
    manifest = space.lens / "base" / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text(encoding="utf-8")), "sha256": "other data"}))
    assert parts_of(space) is not first
    (anew, *_) = parts_of(space).each(lambda history: history)
    assert anew is not history

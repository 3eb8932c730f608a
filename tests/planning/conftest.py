"""A small company's workspace, made once; and the same with the truth about everybody in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tandem.example.generate import generate
from tandem.operations.import_exports import import_exports
from tandem.operations.start import init_workspace
from tandem.operations.workspace import Workspace

SEED, PEOPLE, MONTHS = 3, 1000, 14


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Both tools' exports imported. Tests write their proposals and plans elsewhere."""
    root = tmp_path_factory.mktemp("plans")
    generate(root / "exports", seed=SEED, people=PEOPLE, months=MONTHS)
    init_workspace(root / "workspace", root / "exports" / "charter.yaml", "")
    made = Workspace.open(root / "workspace")
    for tool in ("hubspot", "salesforce"):
        import_exports(made, tool, root / "exports" / tool)
    return made


@pytest.fixture
def charter_text(workspace: Workspace) -> str:
    return Path(workspace.charter).read_text(encoding="utf-8")

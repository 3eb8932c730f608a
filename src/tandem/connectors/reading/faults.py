"""What can be wrong with a file, and with one cell of it."""

from __future__ import annotations

from pathlib import Path

from tandem.vocabulary import TandemError


class UnreadableFile(TandemError):
    """A file is not what its name says."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} cannot be read: {why}.")


class BadCell(ValueError):
    """A cell that its column's meaning does not allow; the sentence goes on after the column's name."""

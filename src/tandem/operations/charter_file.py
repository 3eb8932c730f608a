"""A charter's file, read for an operation that cannot go on with faults."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tandem.vocabulary import Fault, TandemError

if TYPE_CHECKING:
    from tandem.charter.model import Charter


class CharterFaults(TandemError):
    """The charter has faults; all of them are named."""

    def __init__(self, faults: list[Fault]) -> None:
        count = f"{len(faults)} fault{'' if len(faults) == 1 else 's'}"
        super().__init__("\n".join([*map(str, sorted(faults)), f"The charter has {count}; nothing was done."]))
        self.faults = faults


class NoSuchFile(TandemError):
    """A named file is not there."""

    exit_code = 2

    def __init__(self, path: Path) -> None:
        what = "this is a folder, not a file" if path.is_dir() else "there is no such file"
        super().__init__(f"{path}: {what}.")


def load_charter(path: Path) -> Charter:
    """Read a charter file. Raises `NoSuchFile`, `CharterFaults` (all faults at once)."""
    return read_whole(file_bytes(path), path.name)


def file_bytes(path: Path) -> bytes:
    """The bytes of a file that a person named. Raises `NoSuchFile`."""
    if not path.is_file():
        raise NoSuchFile(path)
    return path.read_bytes()


def read_whole(content: bytes, name: str) -> Charter:
    """Read a charter's bytes. Raises `CharterFaults`."""
    from tandem.charter.reading import read_charter

    charter, faults = read_charter(content, name)
    if charter is None or faults:
        raise CharterFaults(faults)
    return charter

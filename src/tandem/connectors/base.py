"""What every connector does: recognise a tool's files, and turn each record of them into an accounted `Row`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from tandem.timeline.records import Micros, Row
from tandem.vocabulary import TandemError


class UnknownTool(TandemError):
    """A tool without a connector was named."""

    exit_code = 2

    def __init__(self, tool: str, known: tuple[str, ...]) -> None:
        super().__init__(
            f"There is no connector '{tool}'. Known are {', '.join(known)}; 'table' reads any file by a map."
        )


class NothingToRead(TandemError):
    """The path holds no file that could be an export."""

    exit_code = 2

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path}: there is no CSV, XLSX or Parquet file. Name an exported file, or a folder of them.")


class MappingNeeded(TandemError):
    """The table connector was asked to read without a mapping file."""

    exit_code = 2

    def __init__(self) -> None:
        super().__init__("The table connector needs a mapping file: tandem import table PATH --map map.yaml")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of an export, and what it was recognised as.

    `object` is '' when no object fits: `note` then says so, and `read` yields nothing of it.
    `preamble` + rows' `raw` bytes make a readable file again: put them into `kept` to read rejects anew.
    """

    path: Path
    tool: str
    object: str
    note: str = ""
    header: tuple[str, ...] = ()
    preamble: bytes = b""
    beside: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)
    """object → files of the same export, for details that a tool splits over several files."""
    kept: bytes | None = None
    """Read these bytes in place of the file."""

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class ReadContext:
    """What a file itself may not tell. A mapping file's own words go before these."""

    time_zone: str = "UTC"
    """IANA zone of times that a file gives without one."""
    currency: str = ""
    """ISO 4217 code of amounts that a file gives without one."""
    as_of_micros: Micros = 0
    """When the export was made."""
    date_order: str = ""
    """'day first' | 'month first' | '' (decided per column from the file, or refused)."""
    fields: frozenset[str] = frozenset()
    """Own columns of the company that the charter names: they become attributes; all other unknown ones are `extra`."""


class Connector(Protocol):
    """Reads one tool's exports. `read` yields one `Row` per record, in file order, the same rows each time."""

    name: str

    def describe(self, path: Path) -> list[SourceFile]:
        """The files at `path` (a file or a folder), sorted, each with the object it holds. Raises `NothingToRead`."""
        ...

    def read(self, file: SourceFile, context: ReadContext, skip_rows: int = 0) -> Iterator[Row]:
        """The rows of one file after the first `skip_rows` (already committed ones)."""
        ...

    def as_of(self, file: SourceFile) -> Micros:
        """When the file was made: what its mapping says, else its newest sync time, else its modification time."""
        ...

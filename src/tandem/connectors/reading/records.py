"""One shape for the records of any file: cells as text, with the physical line and the raw bytes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

from tandem.connectors.reading.faults import UnreadableFile

SUFFIXES = {".csv", ".tsv", ".txt", ".xlsx", ".parquet"}


class Record(NamedTuple):
    """One record. `fault` set: it cannot be read, `cells` are then what was seen. `note`: a warning about it."""

    line: int
    raw: bytes
    cells: list[str]
    fault: str = ""
    note: str = ""


class Records(Protocol):
    """The records of one file; iterating twice reads twice."""

    header: tuple[str, ...]
    preamble: bytes
    note: str
    """What of the file is not among the records; '' when all is."""

    def __iter__(self) -> Iterator[Record]: ...


@dataclass(frozen=True, slots=True)
class Source:
    """Where bytes come from: a file, or bytes that were kept of one."""

    path: Path
    kept: bytes | None = None

    def open(self) -> BinaryIO:
        """A stream at its beginning. Raises `UnreadableFile`."""
        if self.kept is not None:
            return io.BytesIO(self.kept)
        try:
            return self.path.open("rb")
        except OSError as why:
            raise UnreadableFile(self.path, str(why.strerror)) from why


def unique(names: Sequence[str]) -> tuple[str, ...]:
    """Column names without surrounding blanks; an empty one gets its number, a second one of a kind its count."""
    seen: dict[str, int] = {}
    out = []
    for number, name in enumerate((n.strip().lstrip("\ufeff") for n in names), start=1):
        name = name or f"column {number}"
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(out)


def comma_line(cells: Sequence[str]) -> bytes:
    """Cells as one line of RFC 4180 CSV: the raw form of files that have no lines of their own."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue().encode("utf-8", "surrogatepass")


def open_records(source: Source) -> Records:
    """The records of a CSV, XLSX or Parquet file. Raises `UnreadableFile` when it is none of them."""
    suffix = source.path.suffix.lower()
    if source.kept is None and suffix == ".xlsx":
        from tandem.connectors.reading.workbook import WorkbookRecords

        return WorkbookRecords(source.path)
    if source.kept is None and suffix == ".parquet":
        from tandem.connectors.reading.columnar import ParquetRecords

        return ParquetRecords(source.path)
    from tandem.connectors.reading.delimited import DelimitedRecords

    return DelimitedRecords(source)

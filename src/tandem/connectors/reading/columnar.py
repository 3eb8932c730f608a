"""Parquet: batches of records; cells as the text a CSV export would hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from tandem.connectors.reading.faults import UnreadableFile
from tandem.connectors.reading.records import Record, comma_line, unique

BATCH = 10_000


class ParquetRecords:
    """The records of a Parquet file; `line` counts records from 2, as if line 1 were a header."""

    note = ""

    def __init__(self, path: Path) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._path = path
        try:
            self.header = unique(pq.read_schema(path).names)
        except (pa.ArrowException, OSError) as why:
            raise UnreadableFile(path, "it is no Parquet file") from why
        self.preamble = comma_line(self.header)

    def __iter__(self) -> Iterator[Record]:
        line = 1
        for columns in self._batches():
            for row in zip(*columns, strict=True):
                line += 1
                cells = list(row)
                yield Record(line, comma_line(cells), cells)

    def _batches(self) -> Iterator[list[list[str]]]:
        """Some successive rows at a time: their cells, column by column."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            with pq.ParquetFile(self._path) as file:
                for batch in file.iter_batches(batch_size=BATCH):
                    yield [[_text(value) for value in column.to_pylist()] for column in batch.columns]
        except (pa.ArrowException, OSError, ValueError) as why:
            raise UnreadableFile(self._path, f"it is damaged ({str(why).splitlines()[0]})") from why


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            return value.astimezone(UTC).isoformat()
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)

"""Write one table as the CSV of a tool: its delimiter, encoding, and a few rows that are broken on purpose."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv

from tandem.example.plan import END, HOUR

EXPORTED_AT = END + 6 * HOUR
"""The files' modification time: the morning after the last day."""


def write_csv(
    path: Path,
    columns: Mapping[str, Any],
    *,
    delimiter: str = ",",
    encoding: str = "utf-8",
    broken: Sequence[str] = (),
) -> int:
    """Write `columns` (equal lengths, text or numbers) to `path`; returns how many rows are `broken`.

    The broken lines, written as they are, go to the middle of the file, spread evenly. Lines end with a line feed."""
    table = pa.table({name: _array(values) for name, values in columns.items()})
    buffer = BytesIO()
    options = pa_csv.WriteOptions(include_header=False, delimiter=delimiter, quoting_style="needed")
    pa_csv.write_csv(table, buffer, options)
    header = delimiter.join(columns) + "\n"
    lines = buffer.getvalue()
    for number, line in enumerate(broken):
        place = lines.find(b"\n", len(lines) * (number + 1) // (len(broken) + 1)) + 1
        lines = lines[:place] + line.encode() + b"\n" + lines[place:]
    data = header.encode() + lines
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if encoding == "utf-8" else data.decode().encode(encoding))
    os.utime(path, (EXPORTED_AT, EXPORTED_AT))
    return len(broken)


def _array(values: Any) -> Any:
    kind = getattr(getattr(values, "dtype", None), "kind", "O")
    if kind == "b":
        return pa.array(["true" if value else "false" for value in values.tolist()])
    return pa.array(values) if kind in "iuf" else pa.array(list(values), type=pa.string())

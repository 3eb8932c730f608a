"""The parts of a relation are read in the order in which they were written, however many there are."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tandem.store.lens_writer import LensWriter

SCHEMA = pa.schema([("number", pa.int64())])


def test_more_than_a_hundred_parts_sort_as_they_were_written(tmp_path: Path) -> None:
    with LensWriter(tmp_path / "base") as writer:
        for number in range(120):
            writer.add("event", pa.table({"number": [number]}, schema=SCHEMA))
        writer.finish({})
    parts = sorted((tmp_path / "base" / "event").glob("*.parquet"))
    assert [pq.read_table(part)["number"][0].as_py() for part in parts] == list(range(120))

"""The lens for writing: relations → Parquet in a folder that takes the old one's place at once, or not at all.

Same rows, same bytes: texts get codes from a sorted dictionary, and no time or place is written.
"""

from __future__ import annotations

import fcntl
import json
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

MANIFEST = "manifest.json"
ROW_GROUP = 131_072


def with_schema(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """The table's columns by name, cast to the schema; missing ones are null; words coded from a sorted dictionary."""
    columns = []
    for field in schema:
        if field.name not in table.column_names:
            columns.append(pa.nulls(len(table), field.type))
        elif pa.types.is_dictionary(field.type):
            columns.append(_coded(table[field.name].cast(pa.string())))
        else:
            columns.append(table[field.name].cast(field.type))
    return pa.table(columns, schema=schema)


def _coded(texts: Any) -> Any:
    words = pc.drop_null(texts.unique())
    words = words.take(pc.sort_indices(words))
    codes = pc.index_in(texts, value_set=words).combine_chunks()
    return pa.DictionaryArray.from_arrays(codes.cast(pa.int32()), words)


class LensWriter:
    """Writes a folder beside `target` and swaps it in when the context ends well; else nothing changes."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.folder = target.with_name(f".{target.name}.new")
        self._rows: Counter[str] = Counter()
        self._parts: Counter[str] = Counter()
        self._digest = sha256()

    def __enter__(self) -> Self:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            _swap(self.folder, self.target)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    def write(self, relation: str, parts: Iterable[pa.Table], schema: pa.Schema) -> None:
        """Write a relation's parts as `<relation>/part-0000.parquet` …, in the order given; at least one file."""
        for part in parts:
            self.add(relation, with_schema(part, schema))

    def add(self, relation: str, part: pa.Table) -> None:
        """Write the next part of a relation, which has its schema and its words' codes already."""
        place = self.folder / relation
        place.mkdir(exist_ok=True)
        path = place / f"part-{self._parts[relation]:04}.parquet"
        pq.write_table(part, path, compression="zstd", row_group_size=ROW_GROUP)
        self._parts[relation] += 1
        self._rows[relation] += len(part)
        self._digest.update(f"{relation}/{path.name}".encode() + sha256(path.read_bytes()).digest())

    def finish(self, manifest: Mapping[str, object]) -> dict[str, object]:
        """Write the manifest with the relations' rows and the files' digest; returns it whole."""
        whole = {**manifest, "relations": dict(sorted(self._rows.items())), "sha256": self._digest.hexdigest()}
        text = json.dumps(whole, indent=2, sort_keys=True, ensure_ascii=False)
        (self.folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
        return whole


def read_manifest(folder: Path) -> dict[str, object] | None:
    """The manifest of a lens folder; None where there is none that can be read (then the lens is built anew)."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def fitting(folder: Path, stamp: Mapping[str, object]) -> dict[str, object] | None:
    """The manifest of a lens folder that was built from what `stamp` names; None where it must be built."""
    found = read_manifest(folder)
    return found if found is not None and stamp.items() <= found.items() else None


@contextmanager
def alone(target: Path) -> Iterator[None]:
    """One process at a time builds beside `target`; others wait here, and then look again whether it is built."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.with_name(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _swap(new: Path, target: Path) -> None:
    """Put `new` in the place of `target`. A kill in between leaves no lens, which is then built again."""
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    with suppress(FileNotFoundError):
        target.rename(old)
    new.rename(target)
    shutil.rmtree(old, ignore_errors=True)

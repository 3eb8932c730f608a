"""What HubSpot's and Salesforce's connectors share: recognising files by name and header, and reading them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tandem.connectors.base import NothingToRead, ReadContext, SourceFile
from tandem.connectors.reading.columns import Aliases, Columns, folded
from tandem.connectors.reading.faults import BadCell, UnreadableFile
from tandem.connectors.reading.records import SUFFIXES, Source, open_records
from tandem.connectors.reading.times import Times
from tandem.connectors.sheet import Made, Make, Sheet
from tandem.timeline.records import Micros, Row

SYNCED = ("fivetransynced", "airbyteextractedat", "sdcbatchedat", "sdcextractedat")

OTHER_FORMS = {
    ".7z", ".bz2", ".dat", ".gz", ".json", ".jsonl", ".ndjson", ".numbers", ".ods", ".rar", ".tab", ".tar", ".tgz",
    ".xls", ".xlsb", ".xlsm", ".xml", ".xz", ".zip", ".zst",
}  # fmt: skip
"""Suffixes of files that hold data which nothing here reads."""

_NOISE = re.compile(r"(?i)^(hubspot|salesforce|sf|hs|stg|raw|all)[_\- ]+|[_\- ]*(data|export)$|[_\- ]*\d[\d_\-]*$")


@dataclass(frozen=True, slots=True)
class ObjectKind:
    """One object of a tool. `marks`: columns that a file must have to be one.

    `make` is None for objects that no measure reads: their rows are accounted and kept as they are.
    """

    name: str
    stems: tuple[str, ...]
    columns: Aliases
    marks: tuple[str, ...]
    make: Callable[[Sheet], Make] | None = None
    beside: tuple[str, ...] = ()
    """The objects whose files `make` reads for details."""


class ToolConnector:
    """Reads the exports of a tool whose objects are known."""

    def __init__(self, name: str, kinds: Sequence[ObjectKind]) -> None:
        self.name = name
        self.kinds: Mapping[str, ObjectKind] = {kind.name: kind for kind in kinds}

    def describe(self, path: Path) -> list[SourceFile]:
        """The files at `path` with their objects; the unknown ones say what they lack. Raises `NothingToRead`."""
        files = [self._described(file) for file in exported_files(path)]
        found: dict[str, tuple[Path, ...]] = {}
        for file in files:
            if file.object:
                found[file.object] = (*found.get(file.object, ()), file.path)
        beside = {
            kind.name: {name: found[name] for name in kind.beside if name in found} for kind in self.kinds.values()
        }
        described = [replace(file, beside=beside.get(file.object, {})) for file in files]
        return sorted([*described, *left_out(path, self.name)], key=lambda file: file.path)

    def _described(self, path: Path) -> SourceFile:
        try:
            records = open_records(Source(path))
        except UnreadableFile as why:
            return SourceFile(path, self.name, "", str(why))
        kind, note = self._recognised(path, records.header)
        if kind and kind.make is None:
            note = "no measure reads this object; its rows are kept as they are"
        note = " ".join(filter(None, (note, records.note)))
        return SourceFile(path, self.name, kind.name if kind else "", note, records.header, records.preamble)

    def _recognised(self, path: Path, header: tuple[str, ...]) -> tuple[ObjectKind | None, str]:
        if not header:
            return None, "is empty: it has no header"
        stem = stem_of(path)
        named = [kind for kind in self.kinds.values() if stem in map(folded, kind.stems)]
        for kind in named:
            if _fits(kind, header):
                return kind, ""
        if named:
            columns = Columns(header, named[0].columns)
            lacking = ", ".join(mark for mark in named[0].marks if mark not in columns)
            return None, f"looks like {named[0].name} by its name, but has no column for {lacking}"
        fitting = [kind for kind in self.kinds.values() if kind.marks and _fits(kind, header) and _mostly(kind, header)]
        if not fitting:
            return None, f"no object of {self.name} has these columns: {', '.join(header[:8])}"
        likely = [kind for kind in fitting if any(folded(one) in stem for one in kind.stems)] or fitting
        return max(likely, key=lambda kind: (len(kind.marks), -len(Columns(header, kind.columns).unknown))), ""

    def read(self, file: SourceFile, context: ReadContext, skip_rows: int = 0) -> Iterator[Row]:
        """The rows of one file after the first `skip_rows`, in file order."""
        kind = self.kinds.get(file.object)
        if kind is None:
            return
        sheet = Sheet(file, context, kind.columns)
        make = kind.make(sheet) if kind.make else _kept
        yield from sheet.rows(make, skip_rows)

    def as_of(self, file: SourceFile) -> Micros:
        """The newest sync time in the file, else its modification time."""
        return newest_sync(file) or modified_at(file.path)


def _kept(cells: list[str]) -> Made:
    return Made("")


def _fits(kind: ObjectKind, header: tuple[str, ...]) -> bool:
    columns = Columns(header, kind.columns)
    return all(mark in columns for mark in kind.marks)


def _mostly(kind: ObjectKind, header: tuple[str, ...]) -> bool:
    """Whether the object knows at least half of the columns: without a telling file name, less is no evidence."""
    return 2 * len(Columns(header, kind.columns).unknown) <= len(header)


def stem_of(path: Path) -> str:
    """A file's name as far as it names an object: `sf_lead_data.csv`, `Lead-2024-05-01.csv` → "lead"."""
    stem, before = path.stem, ""
    while stem != before:
        before, stem = stem, _NOISE.sub("", stem)
    return folded(stem or path.stem)


def exported_files(path: Path) -> list[Path]:
    """The readable files at a path, sorted; hidden ones left out. Raises `NothingToRead`."""
    found = [path] if path.is_file() else sorted(path.rglob("*")) if path.is_dir() else []
    files = [p for p in found if p.is_file() and p.suffix.lower() in SUFFIXES and not _hidden(p)]
    if not files:
        raise NothingToRead(path)
    return files


def left_out(path: Path, tool: str) -> list[SourceFile]:
    """The files of a folder that hold data in another form, so that none is passed over in silence."""
    found = sorted(path.rglob("*")) if path.is_dir() else []
    odd = [p for p in found if not _hidden(p) and (p.suffix.lower() in OTHER_FORMS or not p.exists())]
    return [SourceFile(p, tool, "", "is not read; unpack it, or save it as CSV, XLSX or Parquet") for p in odd]


def _hidden(path: Path) -> bool:
    return path.name.startswith((".", "~$"))


def newest_sync(file: SourceFile) -> Micros:
    """The newest time in the file's sync column, 0 when it has none."""
    records = open_records(Source(file.path, file.kept))
    where = [i for i, name in enumerate(records.header) if folded(name) in SYNCED]
    if not where:
        return 0
    times, newest = Times("UTC"), 0
    for record in records:
        if record.fault or not record.cells[where[0]]:
            continue
        try:
            newest = max(newest, times.read(record.cells[where[0]]).at)
        except BadCell:
            continue
    return newest


def modified_at(path: Path) -> Micros:
    """A file's modification time."""
    return path.stat().st_mtime_ns // 1000

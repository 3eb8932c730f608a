"""Reads any CSV, XLSX or Parquet file as a mapping file says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tandem.charter.suggestion import did_you_mean
from tandem.connectors.base import ReadContext, SourceFile
from tandem.connectors.reading.columns import Columns
from tandem.connectors.reading.faults import UnreadableFile
from tandem.connectors.reading.records import Source, open_records
from tandem.connectors.sheet import Sheet
from tandem.connectors.table.mapping import FileRule
from tandem.connectors.table.reading_mapping import MappingFaults, read_mapping
from tandem.connectors.table.rows import TableRows
from tandem.connectors.tool import exported_files, left_out, modified_at, newest_sync
from tandem.timeline.records import Micros, Row
from tandem.vocabulary import Fault


class TableConnector:
    """The connector of one mapping file. Raises `MappingFaults` with all faults of it."""

    def __init__(self, mapping: Path) -> None:
        self.name = "table"
        self._file = mapping.name
        self._mapping = read_mapping(mapping)
        self.tool = self._mapping.tool

    def describe(self, path: Path) -> list[SourceFile]:
        """The files at `path`. Raises `NothingToRead`, and `MappingFaults` when the map names columns they lack."""
        files = [self._described(file) for file in exported_files(path)]
        faults = [fault for file in files if file.object for fault in self._missing(file)]
        if faults:
            raise MappingFaults(faults)
        return sorted([*files, *left_out(path, self.name)], key=lambda file: file.path)

    def _described(self, path: Path) -> SourceFile:
        rule = self._mapping.rule(path.name)
        if rule is None:
            return SourceFile(path, self._mapping.tool, "", f"no entry of {self._file} fits this file's name")
        if rule.ignore:
            return SourceFile(path, self._mapping.tool, "", f"left out by {self._file}: {rule.ignore}")
        try:
            records = open_records(Source(path))
        except UnreadableFile as why:
            return SourceFile(path, self._mapping.tool, "", str(why))
        return SourceFile(path, self._mapping.tool, rule.object, records.note, records.header, records.preamble)

    def _missing(self, file: SourceFile) -> Iterator[Fault]:
        rule = self._rule(file)
        asked = [(name, given.line, given.column) for given in rule.templates() for name in given.columns]
        for name, line, column in (*asked, *((name, rule.line, 0) for name in sorted(rule.conditions()))):
            if name not in Columns(file.header, {name: ()}):
                mend = did_you_mean(name, file.header, "'")
                yield Fault(self._file, line, column, f"{file.name} has no column '{name}'.", mend)

    def _rule(self, file: SourceFile) -> FileRule:
        rule = self._mapping.rule(file.path.name)
        if rule is None:
            raise MappingFaults([Fault(self._file, 0, 0, f"no entry fits the file {file.name}.")])
        return rule

    def read(self, file: SourceFile, context: ReadContext, skip_rows: int = 0) -> Iterator[Row]:
        """The rows of one file after the first `skip_rows`, in file order."""
        if not file.object:
            return
        rule = self._rule(file)
        own = replace(
            context,
            time_zone=rule.time_zone or context.time_zone,
            currency=rule.currency or context.currency,
            date_order=rule.date_order or context.date_order,
        )
        used = {name for template in rule.templates() for name in template.columns} | rule.conditions()
        sheet = Sheet(file, own, dict.fromkeys(sorted(used), ()))
        yield from sheet.rows(TableRows(sheet, self._mapping.tool, rule).maker(), skip_rows)

    def as_of(self, file: SourceFile) -> Micros:
        """The mapping's `exported_at`, else the file's newest sync time, else its modification time."""
        return self._rule(file).exported_at or newest_sync(file) or modified_at(file.path)

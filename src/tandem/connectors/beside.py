"""Details that a tool keeps in files beside the one being read, and a record's value before a change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from tandem.connectors.base import SourceFile
from tandem.connectors.reading.columns import Aliases, Columns
from tandem.connectors.reading.faults import BadCell, UnreadableFile
from tandem.connectors.reading.records import Source, open_records
from tandem.connectors.sheet import Cells, Sheet, When


def details(file: SourceFile, objects: Iterable[str], columns: Aliases) -> Iterator[Mapping[str, str]]:
    """The readable records of the files that hold these objects beside `file`: canonical name → text."""
    for name in objects:
        for path in file.beside.get(name, ()):
            if not path.is_file():
                continue
            try:
                records = open_records(Source(path))
            except UnreadableFile:
                continue
            index = Columns(records.header, columns).index
            for record in records:
                if not record.fault and not record.note:
                    yield {column: record.cells[i].strip() for column, i in index.items()}


class _Value(NamedTuple):
    record: str
    name: str
    at: int
    line: int
    value: str


def values_before(
    sheet: Sheet, record: str, name: str, at: When, value: str, wanted: Callable[[str], bool]
) -> dict[int, str]:
    """Line → the value that the same record and name had before, by time and then file order; none for the first.

    Reads the whole file once; only names that are `wanted` are remembered.
    """
    record_of, name_of, value_of = sheet.text(record), sheet.text(name), sheet.text(value)
    values = []
    share = dict[str, str]().setdefault  # equal texts once in memory
    for entry in sheet.records:
        if entry.fault or entry.note:
            continue
        cells: Cells = [*entry.cells, ""]
        if not wanted(name_of(cells)):
            continue
        try:
            moment = at(cells)
        except BadCell:
            continue
        if moment is not None:
            whose, what, text = record_of(cells), name_of(cells), value_of(cells)
            values.append(_Value(share(whose, whose), share(what, what), moment.at, entry.line, share(text, text)))
    sheet.warnings.clear()
    values.sort()
    before: dict[int, str] = {}
    previous: _Value | None = None
    for this in values:
        if previous and previous[:2] == this[:2]:
            before[this.line] = previous.value
        previous = this
    return before

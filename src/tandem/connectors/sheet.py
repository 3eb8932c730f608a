"""One file being read: where its columns are, what its cells mean, and how a record becomes a `Row`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from operator import itemgetter
from typing import NamedTuple

from tandem.connectors.base import ReadContext, SourceFile
from tandem.connectors.reading.columns import Aliases, Columns, in_labels
from tandem.connectors.reading.faults import BadCell
from tandem.connectors.reading.money import Amount, Amounts
from tandem.connectors.reading.records import Record, Records, Source, open_records
from tandem.connectors.reading.times import Moment, Times
from tandem.timeline.records import Fact, Ref, Row

Cells = list[str]
Text = Callable[[Cells], str]
When = Callable[[Cells], Moment | None]
HowMuch = Callable[[Cells], Amount | None]

TRUE = frozenset({"true", "yes", "1", "t", "y", "wahr", "ja", "vrai", "oui"})

NOTHING: Mapping[str, str] = {}
_MIDNIGHT = re.compile(r"[T ]0{1,2}:00(:00(\.0+)?)?(\s*(Z|UTC|\+00:?00))?$")


class Made(NamedTuple):
    """What one record's cells say: the tool's id of the row, its facts, and whose personal data the row holds."""

    key: str
    facts: tuple[Fact, ...] = ()
    about: Ref = ""
    mutable: bool = True
    extra: Mapping[str, str] = NOTHING
    """Known cells that no fact holds and that must be kept all the same."""


Make = Callable[[Cells], Made]


class Sheet:
    """A file with its columns found. Cells come with one empty cell behind them: absent columns point there."""

    def __init__(self, file: SourceFile, context: ReadContext, aliases: Aliases) -> None:
        self.file = file
        self.context = context
        self.records: Records = open_records(Source(file.path, file.kept))
        self.columns = Columns(self.records.header, aliases)
        self.local = in_labels(self.records.header)
        self.warnings: list[str] = []
        self.line = 0
        own = {field.casefold() for field in context.fields}
        self.own_fields = tuple((i, n) for i, n in self.columns.unknown if n.casefold() in own)
        self._unknown = tuple((i, n) for i, n in self.columns.unknown if n.casefold() not in own)

    def __contains__(self, name: str) -> bool:
        return name in self.columns

    def warn(self, sentence: str) -> None:
        """Say something about the record at hand; it is accepted all the same."""
        self.warnings.append(sentence)

    def raw(self, name: str) -> Text:
        """A cell as it stands, '' when there is no such column."""
        return itemgetter(self.columns.index.get(name, -1))

    def text(self, name: str) -> Text:
        """A cell without surrounding blanks."""
        if name not in self.columns:
            return lambda cells: ""
        index = self.columns.index[name]
        return lambda cells: cells[index].strip()

    def flag(self, name: str) -> Callable[[Cells], bool]:
        """True where the cell says yes."""
        cell = self.raw(name)
        return lambda cells: cell(cells).strip().lower() in TRUE

    def time(self, name: str) -> When:
        """The instant in a cell, None when it is empty. API exports are in UTC, screens' in the context's zone."""
        zone = self.context.time_zone if self.local else "UTC"
        return self._moments(name, zone, lambda text: text)

    def day(self, name: str) -> When:
        """The day in a cell, as a whole day of the context's zone; midnight is how warehouses write a date."""
        return self._moments(name, self.context.time_zone, lambda text: _MIDNIGHT.sub("", text))

    def _moments(self, name: str, zone: str, trimmed: Callable[[str], str]) -> When:
        if name not in self.columns:
            return lambda cells: None
        index = self.columns.index[name]
        times = Times(zone, self.context.date_order, lambda: self.column(index))
        day_times = Times(self.context.time_zone, self.context.date_order, lambda: self.column(index))
        label = self.columns.header[index]

        def read(cells: Cells) -> Moment | None:
            text = cells[index]
            if not text or text.isspace():
                return None
            try:
                moment = times.read(trimmed(text))
                if moment.whole_day:
                    moment = day_times.read(trimmed(text))
            except BadCell as why:
                raise BadCell(f"{label} {why}") from why
            if moment.note:
                self.warn(f"{label}: {moment.note}")
            return moment

        return read

    def amount(self, name: str, currency: str = "currency") -> HowMuch:
        """The amount in a cell with the row's currency, None when it is empty."""
        if name not in self.columns:
            return lambda cells: None
        index, code = self.columns.index[name], self.text(currency)
        amounts = Amounts(self.context.currency, column=lambda: self.column(index))
        label = self.columns.header[index]

        def read(cells: Cells) -> Amount | None:
            text = cells[index]
            if not text or text.isspace():
                return None
            try:
                amount = amounts.read(text, code(cells).upper())
            except BadCell as why:
                raise BadCell(f"{label} {why}") from why
            if amount.note:
                self.warn(f"{label}: {amount.note}")
            return amount

        return read

    def column(self, index: int) -> Iterator[str]:
        """All cells of one column that are not empty, from the beginning."""
        for record in self.records:
            if not record.fault and index < len(record.cells) and record.cells[index]:
                yield record.cells[index]

    def rows(self, make: Make, skip: int = 0) -> Iterator[Row]:
        """Every record as a row: its facts, or its fault, never neither and never none."""
        for ordinal, record in enumerate(self.records):
            if ordinal >= skip:
                yield self._row(record, make)

    def _row(self, record: Record, make: Make) -> Row:
        line, raw, cells, fault, note = record
        if fault:
            return Row(line, raw, fault=f"The row {fault}.")
        if note:
            return Row(line, raw, warnings=(f"The line {note}.",))
        cells.append("")
        self.line = line
        try:
            key, facts, about, mutable, more = make(cells)
        except BadCell as why:
            self.warnings.clear()
            return Row(line, raw, fault=str(why))
        extra = {name: cells[i] for i, name in self._unknown if cells[i]}
        if more:
            extra.update(more)
        warnings: tuple[str, ...] = ()
        if self.warnings:
            warnings = tuple(self.warnings)
            self.warnings.clear()
        return Row(line, raw, key, mutable, about, facts, extra, "", warnings)


def needed(text: str, label: str) -> str:
    """A cell that must not be empty. Raises `BadCell`."""
    if not text:
        raise BadCell(f"{label} is empty; the row cannot be told from others without it.")
    return text


def micros(moment: Moment | None) -> str:
    """An attribute's text of an instant."""
    return "" if moment is None else str(moment.at)

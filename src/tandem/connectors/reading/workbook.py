"""XLSX: the first sheet that has a header, streamed; cells as the text a CSV export would hold."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from tandem.connectors.reading.faults import UnreadableFile
from tandem.connectors.reading.records import Record, comma_line, unique

if TYPE_CHECKING:
    from openpyxl import Workbook

MOST_UNPACKED = 256 << 20
"""Unpacked bytes of the parts that must be held in memory (shared texts, styles)."""


class WorkbookRecords:
    """The records of a workbook's first sheet. Line 1 is the sheet's first row."""

    note = ""

    def __init__(self, path: Path) -> None:
        self._path = path
        _refuse_bomb(path)
        filled = self._filled()
        self._sheet = next(iter(filled), 0)
        if len(filled) > 1:
            names = ", ".join(f"'{name}'" for name in list(filled.values())[1:])
            self.note = f"only its first sheet is read; save the others ({names}) as files of their own"
        for line, cells in self._rows():
            if any(cells):
                self._header_line = line
                while cells and not cells[-1]:
                    cells.pop()
                self.header = unique(cells)
                break
        else:
            raise UnreadableFile(path, "its sheets are empty")
        self.preamble = comma_line(self.header)

    def __iter__(self) -> Iterator[Record]:
        width = len(self.header)
        for line, cells in self._rows():
            if line <= self._header_line or not any(cells):
                continue
            cells += [""] * (width - len(cells))
            surplus = any(cells[width:])
            cells = cells if surplus else cells[:width]
            fault = f"has {len(cells)} cells, the header has {width}" if surplus else ""
            yield Record(line, comma_line(cells), cells, fault)

    def _open(self) -> Workbook:
        import openpyxl

        try:
            return openpyxl.load_workbook(self._path, read_only=True, data_only=True)
        except Exception as why:
            raise UnreadableFile(self._path, "it is no XLSX workbook") from why

    def _filled(self) -> dict[int, str]:
        """The sheets that hold anything: number → name."""
        book = self._open()
        try:
            return {
                number: sheet.title
                for number, sheet in enumerate(book.worksheets)
                if any(any(row) for row in sheet.iter_rows(values_only=True))
            }
        except Exception as why:
            raise UnreadableFile(self._path, f"its workbook is damaged ({why})") from why
        finally:
            book.close()

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        book = self._open()
        try:
            for line, row in enumerate(book.worksheets[self._sheet].iter_rows(values_only=True), start=1):
                yield line, [_text(cell) for cell in row]
        except Exception as why:
            raise UnreadableFile(self._path, f"its workbook is damaged ({why})") from why
        finally:
            book.close()


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return str(cell)


def _refuse_bomb(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            held = sum(part.file_size for part in packed.infolist() if "/worksheets/" not in part.filename)
    except (zipfile.BadZipFile, OSError) as why:
        raise UnreadableFile(path, "it is no XLSX workbook") from why
    if held > MOST_UNPACKED:
        raise UnreadableFile(path, f"its shared texts unpack to {held:,} bytes. Export it as CSV")

"""Answers as programs and people get them: rows with the charter and the data that they stand on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

from tandem.analytics.measure import Column
from tandem.vocabulary import TandemError, major_units


@dataclass(frozen=True, slots=True)
class CharterStamp:
    """Which charter an answer stands on; `in_force_from` and `signed_by` ("mia (marketing)") once it was adopted."""

    name: str
    version: str
    sha256: str
    in_force_from: str = ""
    signed_by: tuple[str, ...] = ()

    def document(self) -> dict[str, object]:
        """The stamp as JSON; what is said of adopted versions only when it is one."""
        said: dict[str, object] = {"name": self.name, "version": self.version, "sha256": self.sha256}
        if self.in_force_from:
            said |= {"in_force_from": self.in_force_from, "signed_by": list(self.signed_by)}
        return said


@dataclass(frozen=True, slots=True)
class DataStamp:
    """Which data an answer stands on; `since` and `through` are the first and last event's times."""

    since: str
    through: str
    events: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a command answers: rows, and what a person should read beside them.

    `kind` is "measure" or "command". `columns` may be empty: then the rows' own keys are shown as they are.
    `done` is the last line on a terminal: where the result is, what to do next.
    """

    kind: Literal["measure", "command"]
    name: str
    rows: Sequence[Mapping[str, Any]]
    columns: Sequence[Column] = ()
    charter: CharterStamp | None = None
    data: DataStamp | None = None
    notes: Sequence[str] = ()
    faults: Mapping[str, int] = field(default_factory=dict)
    done: str = ""
    title: str = ""
    shown: Sequence[str] = ()
    """The columns that a table for people shows; empty: all. Programs always get all."""
    told: Sequence[str] = ()
    """Paragraphs that people read in the table's place."""
    failed: bool = False
    """True: faults were found and listed (exit code 1)."""

    def document(self) -> dict[str, object]:
        """The JSON answer: money as decimal strings in major units, times as ISO 8601 UTC."""
        document: dict[str, object] = {self.kind: self.name}
        document["charter"] = self.charter.document() if self.charter else None
        if self.data:
            document["data"] = {
                "from": self.data.since,
                "through": self.data.through,
                "events": self.data.events,
                "sha256": self.data.sha256,
            }
        else:
            document["data"] = None
        document["rows"] = [self.outward(row) for row in self.rows]
        if self.notes:
            document["notes"] = list(self.notes)
        if self.faults:
            document["faults"] = dict(self.faults)
        return document

    def outward(self, row: Mapping[str, Any]) -> dict[str, object]:
        """One row as shown outside: `money` columns in major units beside their currency."""
        money = {column.name for column in self.columns if column.kind == "money"}
        currency = str(row.get("currency") or "")
        out: dict[str, object] = {}
        for name, cell in row.items():
            if name in money and isinstance(cell, int | float):
                out[name] = major_units(round(cell), currency)
            else:
                out[name] = plain(cell)
        return out


class CannotWrite(TandemError):
    """A file cannot be written where a person wants it."""

    exit_code = 2

    def __init__(self, path: Path, why: OSError) -> None:
        super().__init__(f"{path} cannot be written: {why.strerror}.")


class AlreadyThere(TandemError):
    """The file that would be written exists."""

    exit_code = 2

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is there already. Choose another name, or write over it with --force.")


def refuse_to_overwrite(path: Path | None, force: bool) -> None:
    """Before anything is done in vain. Raises `AlreadyThere`."""
    if path is not None and path.exists() and not force:
        raise AlreadyThere(path)


def write_whole(path: Path, text: str) -> None:
    """Write a file that appears whole or not at all. Raises `CannotWrite`."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as why:
        raise CannotWrite(path, why) from why


def disarm(text: str) -> str:
    """Text that a spreadsheet would run as a formula gets an apostrophe (OWASP, CSV injection)."""
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else text


def plain(cell: object) -> object:
    """A JSON value: times ISO 8601 UTC with `Z`, ids hex, floats to six significant digits."""
    if isinstance(cell, datetime):
        moment = cell if cell.tzinfo is None else cell.astimezone(UTC).replace(tzinfo=None)
        return moment.isoformat(timespec="microseconds" if moment.microsecond else "seconds") + "Z"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bytes):
        return cell.hex()
    if isinstance(cell, float):
        return float(f"{cell:.6g}")
    if isinstance(cell, Mapping):
        return {str(key): plain(value) for key, value in cell.items()}
    if isinstance(cell, list | tuple):
        return [plain(item) for item in cell]
    return cell

"""One statement per measure, asked two ways: counted into cells, or unit by unit, so that each cell opens its records.

Every SQL file takes `$records`: false groups its rows, true adds the unit's id to the grouping, so a cell's number and
the records behind it come from the same text and cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from tandem.analytics.measure import Ask, Setting, Value

Figures = dict[str, Any]

ALL: Final = "(all)"
NONE: Final = "(none)"
EARLIEST: Final = datetime(1, 1, 2, tzinfo=UTC).replace(tzinfo=None)
LATEST: Final = datetime(9999, 12, 31, tzinfo=UTC).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Statement:
    """A measure's SQL: `takes` names the parts of the ask it needs, `keys` name a row, `counts` are cells that open.

    `unit` says what the records are: cycle | handoff | clock | opportunity | lead.
    """

    file: str
    takes: tuple[str, ...]
    keys: tuple[str, ...] = ("slice",)
    counts: tuple[str, ...] = ()
    unit: str = ""

    def cells(self, setting: Setting, ask: Ask, **more: object) -> list[Figures]:
        """The counted rows, in the statement's order."""
        return self._run(setting, ask, {"records": False, **more} if self.counts else more)

    def units(self, setting: Setting, ask: Ask, **more: object) -> list[Figures]:
        """One row per unit and cell, with its id as 16 bytes in `id`."""
        return self._run(setting, ask, {"records": True, **more})

    def _run(self, setting: Setting, ask: Ask, more: Mapping[str, object]) -> list[Figures]:
        known = parameters(setting, ask)
        table = setting.lens.query(f"analytics/{self.file}", {**{k: known[k] for k in self.takes}, **more})
        rows: list[Figures] = table.to_pylist()
        return rows

    def behind(
        self, setting: Setting, ask: Ask, row: Mapping[str, Value], count: str, /, **more: object
    ) -> tuple[str, ...]:
        """Sorted hex ids of the units counted by the cell `count` of `row` (as the measure shows it)."""
        if count not in self.counts:
            raise KeyError(f"{self.file} counts no '{count}'")
        wanted = {key: row[column_of(ask) if key == "slice" else key] for key in self.keys}
        units = self.units(setting, ask, **more)
        found = {u["id"].hex() for u in units if u[count] and all(u[k] == v for k, v in wanted.items())}
        return tuple(sorted(found))


def parameters(setting: Setting, ask: Ask) -> dict[str, object]:
    """Every named value that a statement may take. Times are naive UTC, the window half-open."""
    return {
        "by": ask.by,
        "track": str(ask.track),
        "since": naive(ask.since) or EARLIEST,
        "until": naive(ask.until) or LATEST,
        "through": naive(setting.data_through) or EARLIEST,
        "horizon": ask.horizon_days,
        "currency": setting.charter.currency,
    }


def naive(moment: datetime | None) -> datetime | None:
    """The same instant in UTC without zone, as the relations hold it."""
    if moment is None or moment.tzinfo is None:
        return moment
    return moment.astimezone(UTC).replace(tzinfo=None)


def column_of(ask: Ask) -> str:
    """The name of the first column: the dimension asked for, else `source` (with the value `(all)`)."""
    return ask.by or "source"


def unsliced(ask: Ask) -> tuple[str, ...]:
    """The note of a measure that `--by` does not change."""
    return (f"This measure is not sliced; --by {ask.by} changes nothing.",) if ask.by else ()

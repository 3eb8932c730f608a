"""What a measure is: a name, documented columns, the feeds it needs, and a function of the lens and a charter."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    from tandem.charter.model import Charter

Value = str | int | float | bool | None
ColumnKind = Literal["text", "count", "share", "days", "minutes", "money", "score", "number", "time", "date", "records"]


class Lens(Protocol):
    """The relations of `timeline.schema` and of one charter's cut (`lifecycle.schema`), for reading only."""

    def query(self, name: str, params: Mapping[str, object] | None = None) -> pa.Table:
        """Run the SQL file `name` ("analytics/funnel") with named parameters ($by …) → Arrow table."""
        ...


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a measure's table. `money` columns are minor units inside and decimal strings outside."""

    name: str
    kind: ColumnKind
    means: str


@dataclass(frozen=True, slots=True)
class Ask:
    """What a reader asks of a measure. `by` '' = all together. `at`: days. The window is half-open [since, until)."""

    by: str = ""
    track: str = "recorded"
    at: tuple[int, ...] = (30, 60, 90)
    since: datetime | None = None
    until: datetime | None = None
    horizon_days: int = 90
    """A cycle is mature when it entered at least this many days before the data's end."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a measure reads: the lens with the cut, the charter, the data's end, and a seeded generator."""

    lens: Lens
    charter: Charter
    data_from: datetime | None
    data_through: datetime | None
    draw: Callable[[str], np.random.Generator]
    """A generator for a named purpose, seeded from the hashes of charter and data."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows in the order of `columns`; `notes` are sentences about what could not be counted or was set aside.

    `records[i]`: hex ids of the units behind row i, at most `MOST_RECORDS`; `faults`: counted oddities by name."""

    columns: tuple[Column, ...]
    rows: Sequence[Mapping[str, Value]]
    notes: tuple[str, ...] = ()
    faults: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Measure:
    """One entry of the registry."""

    name: str
    title: str
    means: str
    needs: tuple[str, ...]
    """Feeds of `timeline.feeds`."""
    slices: tuple[str, ...]
    """What --by takes beside any declared dimension."""
    compute: Callable[[Setting, Ask], Answer]
    extra: Mapping[str, Any] = field(default_factory=dict)

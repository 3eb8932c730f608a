"""Small cuts built by hand or by hypothesis: rows as dictionaries, missing columns filled with the schema's nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import Any

import numpy as np
import pyarrow as pa

from tandem.analytics.measure import Setting
from tandem.charter.model import (
    Attribution,
    BusinessHours,
    Charter,
    Crosswalk,
    Duration,
    Scoring,
    TeamSide,
)
from tandem.lifecycle.schema import CUT
from tandem.store.lens import DuckLens
from tandem.timeline.schema import BASE

STAGES = ("lead", "mql", "sal", "sql", "opportunity", "customer", "nurture", "disqualified")
START = datetime(2024, 1, 1)
END = datetime(2024, 12, 31, 12)
Rows = Sequence[Mapping[str, Any]]


def key(name: object) -> bytes:
    """A 16-byte id for a readable name."""
    return blake2b(str(name).encode(), digest_size=16).digest()


def at(days: float) -> datetime:
    """A moment, in days after the start of 2024."""
    return START + timedelta(days=days)


def table(name: str, rows: Rows) -> pa.Table:
    """Rows as the relation `name`; ids may be given as text."""
    schema = {**BASE, **CUT}[name]
    unknown = {column for row in rows for column in row} - set(schema.names)
    assert not unknown, f"{name} has no {unknown}"
    return pa.table({f.name: pa.array([_cell(f.type, r.get(f.name)) for r in rows], _plain(f.type)) for f in schema})


def _plain(kind: pa.DataType) -> pa.DataType:
    return pa.string() if pa.types.is_dictionary(kind) else kind


def _cell(kind: pa.DataType, value: Any) -> Any:
    if pa.types.is_dictionary(kind) or pa.types.is_string(kind):
        return "" if value is None else value
    if pa.types.is_fixed_size_binary(kind) and value is not None and not isinstance(value, bytes):
        return key(value)
    if pa.types.is_boolean(kind):
        return bool(value)
    return value


def charter(**changes: Any) -> Charter:
    """A charter with the usual stages, in euros, without promises."""
    given: dict[str, Any] = {
        "name": "test", "version": "1", "sha256": "0" * 64, "file": "charter.yaml", "in_force_from": date(2024, 1, 1),
        "time_zone": "UTC", "currency": "EUR", "hours": BusinessHours(frozenset(range(5)), 540, 1020),
        "teams": {"marketing": TeamSide("marketing", {}), "sales": TeamSide("sales", {})}, "glossary": {},
        "crosswalk": Crosswalk({}, {}, {}, {}), "fields": {},
        "scoring": Scoring((), Duration(14, "days"), (), (), ()), "stages": STAGES,
        "final": ("customer", "disqualified"), "moves": (), "cool_downs": (), "late": (), "handoffs": None,
        "promises": (), "routing": {}, "nurture": {}, "engagement": (), "sync_grace": Duration(1, "hours"),
        "never": (), "kpis": (), "quotas": None, "incentives": {},
        "attribution": Attribution(Duration(90, "days"), ("form.submitted",)), "cadence": {}, "thresholds": {},
        "rates": {}, "required_fields": (), "segment": "",
    }  # fmt: skip
    names = set(Charter.__dataclass_fields__)
    return Charter(**{k: v for k, v in {**given, **changes}.items() if k in names})


def setting(agreement: Charter | None = None, through: datetime = END, **relations: Rows) -> Setting:
    """A setting over the given relations; all others are empty."""
    lens = DuckLens.of_tables({name: table(name, rows) for name, rows in relations.items()})
    return Setting(
        lens=lens,
        charter=agreement or charter(),
        data_from=START,
        data_through=through,
        draw=lambda purpose: np.random.default_rng(int.from_bytes(key(purpose)[:8], "big")),
    )


def cycle(name: object, entered: float = 0, **more: Any) -> dict[str, Any]:
    """A first cycle that entered as `lead`, `entered` days after the start of 2024; still open unless told."""
    moment = at(entered)
    return {
        "track": "recorded", "cycle": name, "lead": f"lead of {name}", "person": f"person of {name}",
        "account": f"account of {name}", "bucket": 0, "number": 1, "entered_at": moment, "entered_day": moment.date(),
        "entry_stage": "lead", "outcome": "open", "version": "1", **more,
    }  # fmt: skip


def reach(name: object, stage: str, day: float, **more: Any) -> dict[str, Any]:
    """The cycle `name` reached `stage` on that day."""
    moment = at(day)
    return {
        "track": "recorded", "unit": "cycle", "id": name, "stage": stage, "at": moment, "day": moment.date(), **more,
    }  # fmt: skip


def deal(
    name: object, opened: float, closed: float | None = None, outcome: str = "open", **more: Any
) -> dict[str, Any]:
    """A deal of 1,000.00 EUR unless told otherwise."""
    start, end = at(opened), None if closed is None else at(closed)
    return {
        "opportunity": name, "account": f"account of {name}", "outcome": outcome, "amount": 100_000, "currency": "EUR",
        "opened_at": start, "opened_day": start.date(), "closed_at": end, "closed_day": end.date() if end else None,
        "lag_days": None if closed is None else closed - opened, **more,
    }  # fmt: skip


def handoff(name: object, day: float = 0, **more: Any) -> dict[str, Any]:
    """A lead given to sales on that day."""
    moment = at(day)
    return {
        "track": "recorded", "handoff": name, "lead": f"lead of {name}", "person": f"person of {name}",
        "cycle": f"cycle of {name}", "at": moment, "day": moment.date(), **more,
    }  # fmt: skip


def dimension(unit: str, name: object, what: str, value: str) -> dict[str, Any]:
    """A unit's value in a dimension."""
    return {"unit": unit, "id": name, "dimension": what, "value": value}


def by(rows: Sequence[Mapping[str, Any]], **wanted: Any) -> Mapping[str, Any]:
    """The one row with these values."""
    found = [row for row in rows if all(row[k] == v for k, v in wanted.items())]
    assert len(found) == 1, f"{len(found)} rows have {wanted}: {list(rows)}"
    return found[0]

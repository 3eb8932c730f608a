"""A made-up company at the level of the cut: handoffs, clocks, verdicts, deals, drawn with known sizes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import blake2b
from importlib import resources
from typing import Any

import numpy as np
import pyarrow as pa

from tandem.analytics.measure import Setting
from tandem.charter.model import Charter
from tandem.charter.reading import read_charter
from tandem.lifecycle.schema import CUT
from tandem.store.lens import DuckLens
from tandem.timeline.schema import BASE

END = datetime(2026, 6, 30, 20, 0)
SOURCES = ("event", "paid_search", "organic_search", "referral", "social")
Rows = list[dict[str, Any]]


def key(*words: object) -> bytes:
    """A 16-byte id."""
    return blake2b("/".join(map(str, words)).encode(), digest_size=16).digest()


@cache
def charter() -> Charter:
    """The example company's charter."""
    text = (resources.files("tandem") / "example" / "charter.yaml").read_text(encoding="utf-8")
    found, faults = read_charter(text, "charter.yaml")
    assert found is not None and not faults, faults
    return found


def setting(tables: Mapping[str, Rows], own: Charter | None = None, through: datetime | None = END) -> Setting:
    """A setting over rows of any relations; the rest is empty."""
    schemas = {**BASE, **CUT}
    told = _told(tables)
    lens = DuckLens.of_tables({name: pa.Table.from_pylist(rows, schemas[name]) for name, rows in told.items()})
    return Setting(lens, own or charter(), None, through, lambda purpose: np.random.default_rng(1))


def _told(tables: Mapping[str, Rows]) -> dict[str, Rows]:
    """The tables with what a tool would have to say for them to be so: deals, sources, reasons."""
    told = {name: list(rows) for name, rows in tables.items()}
    if "deal" in told:
        told.setdefault("opportunity", [{"opportunity": row["opportunity"]} for row in told["deal"]])
    sources = {row["person"]: row["source"] for row in told.get("cycle", []) if row["source"]}
    told.setdefault("attribute", []).extend(
        {"unit": "person", "id": person, "name": "source", "value": source, "tool": "crm"}
        for person, source in sources.items()
    )
    if any(row["verdict_reason"] or row["disposition_reason"] for row in told.get("handoff", [])):
        reason = {"unit": "person", "id": key("r"), "name": "return_reason", "value": "no budget", "tool": "crm"}
        told["attribute"].append(reason)
    return told


def with_thresholds(**bars: float) -> Charter:
    """The charter with its own bars."""
    return replace(charter(), thresholds=bars)


FEEDS_EVENTS: Rows = [
    {"event": key("e", i), "at": END, "kind": kind, "field": field, "old": old, "team": team, "tool": "crm"}
    for i, (kind, field, old, team) in enumerate(
        [
            ("field.changed", "status", "New", "nobody"),
            ("owner.assigned", "", "", "nobody"),
            ("call.made", "", "", "sales"),
            ("email.sent", "", "", "marketing"),
            ("form.submitted", "", "", "buyer"),
        ]
    )
]
"""One event of each kind that a feed is known by."""


def handoff(name: object, at: datetime, **rest: Any) -> dict[str, Any]:
    """A handed-over lead that sales answered in an hour, accepted the next day and qualified ten days later."""
    row: dict[str, Any] = {
        "track": "recorded",
        "handoff": key("handoff", name),
        "lead": key("lead", name),
        "person": key("person", name),
        "account": key("account", name),
        "cycle": key("cycle", name),
        "at": at,
        "whole_day": False,
        "day": at.date(),
        "rule": "",
        "hand_raise": False,
        "source": "event",
        "campaign": "",
        "grade": "B",
        "band": "2",
        "segment": "logistics",
        "member": "anna",
        "assigned_at": at,
        "queue_minutes": 0,
        "first_touch_at": at + timedelta(hours=1),
        "response_minutes": 60,
        "attempts": 5,
        "channels": 2,
        "verdict": "accepted",
        "verdict_at": at + timedelta(days=1),
        "verdict_reason": "",
        "disposition": "sql",
        "disposed_at": at + timedelta(days=11),
        "disposition_reason": "",
        "returns": 0,
    }
    return {**row, **rest}


def clock(promise: str, name: object, at: datetime, state: str) -> dict[str, Any]:
    """A promise's clock on a handoff."""
    return {
        "track": "recorded",
        "clock": key("clock", promise, name),
        "promise": promise,
        "team": "sales",
        "member": "anna",
        "lead": key("lead", name),
        "handoff": key("handoff", name),
        "started_at": at,
        "due_at": at,
        "state": state,
        "day": at.date(),
        "month": f"{at:%Y-%m}",
    }


def deal(name: object, opened: datetime, days: float, outcome: str = "won", **rest: Any) -> dict[str, Any]:
    """A deal that closed after `days`."""
    closed = opened + timedelta(days=days)
    row: dict[str, Any] = {
        "opportunity": key("deal", name),
        "account": key("account", name),
        "lead": key("lead", name),
        "person": key("person", name),
        "outcome": outcome,
        "stage": outcome,
        "amount": 1_000_000,
        "currency": "EUR",
        "opened_at": opened,
        "opened_whole_day": False,
        "opened_day": opened.date(),
        "closed_at": closed,
        "closed_whole_day": False,
        "closed_day": closed.date(),
        "lag_days": days,
        "owner": "anna",
        "source": "event",
        "first_touch_at": opened - timedelta(days=3),
        "loss_reason": "",
    }
    return {**row, **rest}


def cycle(name: object, entered: datetime, source: str, opportunity: bytes | None = None) -> dict[str, Any]:
    """A first cycle of a lead."""
    return {
        "track": "recorded",
        "cycle": key("cycle", name),
        "lead": key("lead", name),
        "person": key("person", name),
        "account": key("account", name),
        "number": 1,
        "entered_at": entered,
        "entered_whole_day": False,
        "entered_day": entered.date(),
        "entry_stage": "lead",
        "outcome": "sql",
        "source": source,
        "opportunity": opportunity,
    }


@dataclass(frozen=True)
class Sizes:
    """The true sizes of a made-up company; the defaults are a healthy one's."""

    per_month: int = 150
    months: int = 24
    unworked: float = 0.02
    late: float = 0.02
    slow: float = 1.0
    growth: float = 0.0
    """Handoffs per win grow by this a year, on the log scale as log1p."""
    cycle_days: float = 85.0
    spread: float = 0.5
    """Standard deviation of the logarithm of a deal's days."""
    win_rate: float = 0.15


def company(seed: int, sizes: Sizes = Sizes()) -> dict[str, Rows]:
    """Handoffs, response clocks, cycles and deals over `months`, drawn with the sizes given."""
    rng = np.random.default_rng(seed)
    first = _month_start(date(2026, 7, 1), sizes.months)
    tables: dict[str, Rows] = {name: [] for name in ("handoff", "clock", "cycle", "deal")}
    tables["person"] = [{"person": key("person", 0), "doubles": 0, "records": 1, "tools": "crm"}]
    for month in range(sizes.months):
        start = _month_start(first, -month)
        length = (_month_start(start, -1) - start).days
        grown = (1 + sizes.growth) ** (month / 12)
        for i in range(rng.poisson(sizes.per_month * grown)):
            at = datetime.combine(start, datetime.min.time()) + timedelta(
                days=int(rng.integers(length)), minutes=int(rng.integers(1440))
            )
            _lead(tables, (seed, month, i), at, sizes, sizes.win_rate / grown, rng)
    return {**tables, "event": FEEDS_EVENTS}


def _lead(
    tables: dict[str, Rows], name: object, at: datetime, sizes: Sizes, win_rate: float, rng: np.random.Generator
) -> None:
    source = SOURCES[int(rng.integers(len(SOURCES)))]
    row = handoff(name, at, source=source)
    if rng.random() < sizes.unworked:
        row |= {"first_touch_at": None, "verdict": "", "verdict_at": None, "disposition": "", "disposed_at": None}
    tables["handoff"].append(row)
    tables["clock"].append(clock("sales.first_response", name, at, "missed" if rng.random() < sizes.late else "met"))
    opportunity = None
    if rng.random() < win_rate:
        stretch = sizes.slow if source == "event" else 1.0
        to_open, lasts = 10 * stretch, stretch * sizes.cycle_days * float(np.exp(rng.normal(0, sizes.spread)))
        opened = at + timedelta(days=to_open)
        if opened + timedelta(days=lasts) < END:
            won = deal(name, opened, lasts, source=source)
            opportunity = won["opportunity"]
            tables["deal"].append(won)
    row["opportunity"] = opportunity
    tables["cycle"].append(cycle(name, at, source, opportunity))


def _month_start(day: date, months_back: int) -> date:
    index = day.year * 12 + day.month - 1 - months_back
    return date(index // 12, index % 12 + 1, 1)

"""A made-up pack: a finding in every state, the measures with charts, and names that a page must not believe."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.analytics.measure import Answer, Column
from tandem.diagnosis.diagnose import Diagnosis
from tandem.diagnosis.registry import SIGNS
from tandem.diagnosis.sign import Cost, Finding
from tandem.diagnosis.summary import MoneyAtRisk, PromisesKept, Thing
from tandem.reports.pack import Pack, Part, Stamp

HOSTILE = ("<script>alert(1)</script>", '"><img src=x onerror=alert(2)>', "{{ 7 * 7 }}", "a & b")
MONTHS = tuple(f"2026-0{month}" for month in range(1, 7))
STAMP = Stamp(
    "Northwind", "Demand charter", "1", "c" * 64, "2024-07-01T00:00:00Z", "2026-06-30T20:00:00Z", 1_115_942, "d" * 64,
    "0",
)  # fmt: skip
RATES = (
    Column("source", "text", "the slice"),
    Column("won", "count", "deals won"),
    Column("lost", "count", "deals lost"),
    Column("win_rate", "share", "won ÷ (won + lost)"),
    Column("low", "share", "lower end"),
    Column("high", "share", "upper end"),
    Column("amount_won", "money", "sum of amounts"),
    Column("currency", "text", "ISO code"),
)


def finding(sign: str, state: str = "fine", **rest: object) -> Finding:
    """A finding of a sign with whatever a test cares for."""
    told = {"kind": SIGNS[sign].kind, "value": 0.25, "unit": "share", "threshold": 0.2, "n": 200, **rest}
    words = {reader: f"{reader} reads of {sign}." for reader in ("sales", "marketing", "executives")}
    return Finding(sign=sign, state=state, **{"sentence": words, **told})  # type: ignore[arg-type]


def findings() -> tuple[Finding, ...]:
    """One finding a sign, every state at least once."""
    trend = tuple((month, 0.2 + i / 50, 40) for i, month in enumerate(MONTHS))
    special = {
        "unworked_leads": finding(
            "unworked_leads", "flagged", low=0.22, high=0.28, trend=trend, records=("ab" * 16,),
            cost=Cost(0, 9_010_000, "EUR"),
        ),
        "mql_as_success": finding(
            "mql_as_success", "watch", value=0.795, low=0.47, high=1.193, n=547, unit="share a year", threshold=0.1,
            trend=tuple((month, 30.0 + i, 40) for i, month in enumerate(MONTHS)), trend_unit="handoffs per win",
        ),
        "slow_sources": finding("slow_sources", "not enough data", value=None, n=7, missing="n = 7, needs 30"),
        "split_tools": finding("split_tools", "cannot be judged", value=None, n=0, missing="Export both tools."),
        "broken_sla": finding(
            "broken_sla", "flagged", low=0.2, high=0.3,
            parts=({"promise": "sales.attempts", "team": "sales", "due": 1906, "missed": 1270, "share": 0.666,
                    "allowed": 0.1, "low": 0.645, "high": 0.687, "p": 0.0},),
        ),
    }  # fmt: skip
    return tuple(special.get(sign) or finding(sign) for sign in SIGNS)


def rate(source: str, won: int, lost: int, low: float, high: float) -> dict[str, object]:
    """A row of win rates."""
    return {
        "source": source, "won": won, "lost": lost, "win_rate": won / (won + lost), "low": low, "high": high,
        "amount_won": 123_456_789, "currency": "EUR",
    }  # fmt: skip


def win_loss(rows: Sequence[dict[str, object]]) -> Part:
    """Win rates as a part of a pack."""
    return Part("win_loss", "Win and loss", "Deals won and lost.", "source", Answer(RATES, rows))  # type: ignore[arg-type]


def pack(names: Sequence[str] = ("referral", "social")) -> Pack:
    """A pack whose slices go by these names."""
    rows = [rate(name, 60 + 10 * i, 60, 0.4, 0.7) for i, name in enumerate(names)]
    return Pack(STAMP, diagnosis(findings()), (win_loss(rows),))


def diagnosis(found: Sequence[Finding]) -> Diagnosis:
    """A diagnosis of these findings, with the executives' figures."""
    return Diagnosis(
        tuple(found),
        (PromisesKept("marketing", 3, 6, "2026-01", "2026-03"), PromisesKept("sales", 0, 15, "2026-01", "2026-03")),
        (MoneyAtRisk(0, 9_010_000, "EUR", 90, upper_bound=True),),
        (Thing("unworked_leads", "sales", "flagged", dict(SIGNS["unworked_leads"].prescription)),),
    )

"""Marketing-sourced and marketing-influenced deals: two different answers, reported apart and never added."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tandem.analytics.measure import Answer, Ask, Column, Measure, Setting, Value
from tandem.analytics.money import added
from tandem.analytics.records import Figures, Statement, column_of
from tandem.analytics.statistics import wilson

STATEMENT: Final = Statement(
    "sourced_influenced",
    ("by", "since", "until", "currency"),
    keys=("slice", "kind", "currency"),
    counts=("opportunities", "open", "won", "lost"),
    unit="opportunity",
)


def columns(ask: Ask) -> tuple[Column, ...]:
    """The documented columns of the answer."""
    return (
        Column(column_of(ask), "text", "the slice; (all) together, (none) where the tools leave it empty"),
        Column(
            "kind",
            "text",
            "sourced: the first qualifying response precedes any sales touch and the deal; influenced: a member of the "
            "buying group responded within the charter's window; all: every deal",
        ),
        Column("opportunities", "count", "deals opened in the window, or closed where no opening is known"),
        Column("open", "count", "deals neither won nor lost"),
        Column("won", "count", "deals won"),
        Column("lost", "count", "deals lost"),
        Column("win_rate", "share", "won ÷ (won + lost)"),
        Column("low", "share", "lower end of the win rate's 95 % Wilson interval"),
        Column("high", "share", "upper end of the win rate's 95 % Wilson interval"),
        Column("pipeline", "money", "sum of the amounts of open deals"),
        Column("amount_won", "money", "sum of the amounts won"),
        Column("share_won", "share", "amount won ÷ amount won of all deals of the slice and currency"),
        Column("currency", "text", "the currency; amounts of two currencies are never added"),
    )


def compute(setting: Setting, ask: Ask) -> Answer:
    """Up to three rows per slice and currency: all, influenced, sourced."""
    cells = STATEMENT.cells(setting, ask)
    revenue = {(c["slice"], c["currency"]): added([c], "amount_won", "won") for c in cells if c["kind"] == "all"}
    rows = [_row(ask, cell, revenue[cell["slice"], cell["currency"]]) for cell in cells]
    notes = ["Sourced and influenced overlap; they are not to be added. Influence is an association, not a cause."]
    if bare := sum(c["without_person"] for c in cells if c["kind"] == "all"):
        notes.append(f"{bare} of the deals have nobody joined, so no response can be seen for them.")
    return Answer(columns(ask), rows, tuple(notes))


def records(setting: Setting, ask: Ask, row: Mapping[str, Value], count: str) -> tuple[str, ...]:
    """Hex ids of the deals behind the cell `count` of `row`."""
    return STATEMENT.behind(setting, ask, row, count)


def _row(ask: Ask, cell: Figures, revenue: int | None) -> dict[str, Value]:
    decided = cell["won"] + cell["lost"]
    interval = wilson(cell["won"], decided)
    amount_won = added([cell], "amount_won", "won")
    return {
        column_of(ask): cell["slice"],
        "kind": cell["kind"],
        **{name: cell[name] for name in STATEMENT.counts},
        "win_rate": cell["won"] / decided if decided else None,
        "low": interval[0] if interval else None,
        "high": interval[1] if interval else None,
        "pipeline": added([cell], "pipeline", "open"),
        "amount_won": amount_won,
        "share_won": amount_won / revenue if amount_won is not None and revenue else None,
        "currency": cell["currency"],
    }


MEASURE: Final = Measure(
    name="sourced_influenced",
    title="Sourced and influenced by marketing",
    means="Pipeline and revenue that marketing sourced, and that it influenced, apart.",
    needs=("opportunities", "opportunity_roles", "sales_activity", "form_submissions", "campaign_members"),
    slices=("source", "campaign", "owner", "month", "quarter"),
    compute=compute,
    extra={"statement": STATEMENT, "records": records, "columns": columns},
)

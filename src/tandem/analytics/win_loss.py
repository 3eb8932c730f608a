"""Win and loss: deals by outcome, with the win rate among those decided and what was won."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from tandem.analytics.measure import Answer, Ask, Column, Measure, Setting, Value
from tandem.analytics.money import added
from tandem.analytics.records import Figures, Statement, column_of
from tandem.analytics.statistics import wilson

STATEMENT: Final = Statement(
    "win_loss",
    ("by", "since", "until", "through", "currency"),
    keys=("slice", "currency"),
    counts=("opportunities", "won", "lost", "open"),
    unit="opportunity",
)


def columns(ask: Ask) -> tuple[Column, ...]:
    """The documented columns of the answer."""
    return (
        Column(column_of(ask), "text", "the slice; (all) together, (none) where the tools leave it empty"),
        Column("opportunities", "count", "deals; a closed one belongs to the window of its closing"),
        Column("won", "count", "deals won"),
        Column("lost", "count", "deals lost"),
        Column("open", "count", "deals neither won nor lost"),
        Column("win_rate", "share", "won ÷ (won + lost)"),
        Column("low", "share", "lower end of the win rate's 95 % Wilson interval"),
        Column("high", "share", "upper end of the win rate's 95 % Wilson interval"),
        Column("amount_won", "money", "sum of the amounts won; empty where none of them is known"),
        Column(
            "currency",
            "text",
            "the currency; amounts of two currencies are never added; a deal without amount has the charter's",
        ),
    )


def compute(setting: Setting, ask: Ask) -> Answer:
    """One row per slice and currency."""
    cells = STATEMENT.cells(setting, ask)
    return Answer(columns(ask), [_row(cell, ask) for cell in cells], tuple(_notes(cells)))


def records(setting: Setting, ask: Ask, row: Mapping[str, Value], count: str) -> tuple[str, ...]:
    """Hex ids of the deals behind the cell `count` of `row`."""
    return STATEMENT.behind(setting, ask, row, count)


def _row(cell: Figures, ask: Ask) -> dict[str, Value]:
    won, lost = cell["won"], cell["lost"]
    interval = wilson(won, won + lost)
    return {
        column_of(ask): cell["slice"],
        "opportunities": cell["opportunities"],
        "won": won,
        "lost": lost,
        "open": cell["open"],
        "win_rate": won / (won + lost) if won + lost else None,
        "low": interval[0] if interval else None,
        "high": interval[1] if interval else None,
        "amount_won": added([cell], "amount_won", "won"),
        "currency": cell["currency"],
    }


def _notes(cells: list[Figures]) -> Iterable[str]:
    lost = sum(c["lost"] for c in cells)
    filled = {what: sum(c[f"lost_with_{what}"] for c in cells) for what in ("reason", "competitor", "stage")}
    if lost:
        told = ", ".join(f"{n} a {what}" for what, n in filled.items())
        yield f"Of {lost} lost deals {told} (counted)."
    if bare := sum(c["won_without_amount"] for c in cells):
        verb, them = ("deal has", "it") if bare == 1 else ("deals have", "them")
        yield f"{bare} won {verb} no amount; nothing is added for {them}."


MEASURE: Final = Measure(
    name="win_loss",
    title="Win and loss",
    means="Deals won, lost and open, the win rate among those decided, and the amount won.",
    needs=("opportunities",),
    slices=(
        "source",
        "campaign",
        "owner",
        "loss_reason",
        "competitor",
        "lost_stage",
        "month",
        "quarter",
    ),
    compute=compute,
    extra={"statement": STATEMENT, "records": records, "columns": columns},
)

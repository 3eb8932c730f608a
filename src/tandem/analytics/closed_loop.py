"""The closed loop: each source or campaign from first touch to revenue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tandem.analytics.measure import Answer, Ask, Column, Measure, Setting, Value
from tandem.analytics.money import added
from tandem.analytics.records import NONE, Figures, Statement, column_of
from tandem.analytics.statistics import quantile, wilson
from tandem.analytics.weighing import grouped, spread, totals

LEAD_COUNTS: Final = ("cycles", "handoffs", "sal", "sql")
DEAL_COUNTS: Final = ("opportunities", "open", "won", "lost")
STATEMENT: Final = Statement(
    "closed_loop",
    ("by", "track", "since", "until", "currency"),
    keys=("slice", "side", "currency"),
    counts=(*LEAD_COUNTS, *DEAL_COUNTS),
    unit="cycle, handoff or opportunity",
)
COST: Final = Statement("campaign_cost", ())


def columns(ask: Ask) -> tuple[Column, ...]:
    """The documented columns of the answer."""
    return (
        Column(column_of(ask), "text", "the slice; (all) together, (none) where the tools leave it empty"),
        Column("cycles", "count", "lead cycles that entered in the window, recycles among them"),
        Column("handoffs", "count", "leads given to sales"),
        Column("sal", "count", "cycles that sales took"),
        Column("sql", "count", "cycles that sales qualified"),
        Column(
            "opportunities",
            "count",
            "deals opened (or closed, where no opening is known) in the window; each once, with its primary buyer",
        ),
        Column("open", "count", "deals neither won nor lost"),
        Column("won", "count", "deals won"),
        Column("lost", "count", "deals lost"),
        Column("win_rate", "share", "won ÷ (won + lost)"),
        Column("low", "share", "lower end of the win rate's 95 % Wilson interval"),
        Column("high", "share", "upper end of the win rate's 95 % Wilson interval"),
        Column("median_days", "days", "median days from opening to won"),
        Column("pipeline", "money", "sum of the amounts of open deals"),
        Column("amount_won", "money", "sum of the amounts won"),
        Column("cost", "money", "what the campaign cost, where a tool says so"),
        Column("roi", "number", "(amount won − cost) ÷ cost"),
        Column("currency", "text", "the currency; amounts of two currencies are never added"),
    )


def compute(setting: Setting, ask: Ask) -> Answer:
    """One row per slice and currency; lead counts stand in a slice's first row only."""
    cells = STATEMENT.cells(setting, ask)
    costs = {(c["slice"], c["currency"]): int(c["cost"]) for c in COST.cells(setting, ask)}
    rows: list[dict[str, Value]] = []
    several = 0
    for (slice_,), group in grouped(cells, "slice"):
        leads = [c for c in group if c["side"] == "lead"]
        deals = grouped([c for c in group if c["side"] == "deal"], "currency")
        several += len(deals) > 1
        counts: dict[str, int] | None = totals(leads, LEAD_COUNTS)
        for (currency,), paid in deals or [((setting.charter.currency,), [])]:
            cost = costs.get((str(slice_), str(currency))) if ask.by == "campaign" else None
            rows.append(_row(ask, str(slice_), str(currency), counts, paid, cost))
            counts = None
    return Answer(columns(ask), rows, tuple(_notes(cells, ask, several)))


def records(setting: Setting, ask: Ask, row: Mapping[str, Value], count: str) -> tuple[str, ...]:
    """Hex ids of the cycles, handoffs or deals behind the cell `count` of `row`."""
    if row[count] is None:
        return ()
    side = {"side": "lead", "currency": ""} if count in LEAD_COUNTS else {"side": "deal"}
    return STATEMENT.behind(setting, ask, {**row, **side}, count)


def _row(
    ask: Ask, slice_: str, currency: str, leads: Mapping[str, int] | None, deals: list[Figures], cost: int | None
) -> dict[str, Value]:
    counts = totals(deals, DEAL_COUNTS)
    pipeline, amount_won = added(deals, "pipeline", "open"), added(deals, "amount_won", "won")
    decided = counts["won"] + counts["lost"]
    interval = wilson(counts["won"], decided)
    days = spread(deals, "won_days", "won")
    return {
        column_of(ask): slice_,
        **{name: leads[name] if leads else None for name in LEAD_COUNTS},
        **{name: counts[name] for name in DEAL_COUNTS},
        "win_rate": counts["won"] / decided if decided else None,
        "low": interval[0] if interval else None,
        "high": interval[1] if interval else None,
        "median_days": quantile(days[days >= 0], 0.5),
        "pipeline": pipeline,
        "amount_won": amount_won,
        "cost": cost,
        "roi": (amount_won - cost) / cost if cost and amount_won is not None else None,
        "currency": currency,
    }


def _notes(cells: list[Figures], ask: Ask, several: int) -> list[str]:
    notes = []
    if several:
        notes.append("Where a slice has deals in several currencies, its leads are counted in its first row.")
    if ask.by != "campaign":
        notes.append("Cost and return are told by campaign (--by campaign), where a tool records costs.")
    if any(c["slice"] == NONE for c in cells):
        notes.append("(none): the tools leave it empty, or nobody is joined to the deal.")
    notes.append("What became of customers after the first deal cannot be told: no feed records renewals.")
    return notes


MEASURE: Final = Measure(
    name="closed_loop",
    title="From first touch to revenue",
    means="Each source or campaign with its leads, handoffs, deals, win rate, revenue, cost and return.",
    needs=("people", "sources", "opportunities", "opportunity_roles", "campaign_costs"),
    slices=("source", "campaign", "owner", "team", "month", "quarter"),
    compute=compute,
    extra={"statement": STATEMENT, "records": records, "columns": columns},
)

"""SLA attainment, both directions: what sales promised marketing and what marketing promised sales."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from tandem.analytics.measure import Answer, Ask, Column, Measure, Setting, Value
from tandem.analytics.periods import Period, periods_between
from tandem.analytics.records import ALL, Figures, Statement, column_of, naive
from tandem.analytics.statistics import quantile, wilson
from tandem.analytics.weighing import grouped, spread, totals

COUNTS: Final = ("due", "met", "missed", "running", "stopped", "contested")
CLOCKS: Final = Statement(
    "sla", ("by", "track", "since", "until"), keys=("slice", "promise", "team"), counts=COUNTS, unit="clock"
)
HANDOFFS: Final = Statement(
    "handoff_days",
    ("track", "since", "until"),
    keys=(),
    counts=("handoffs", "due", "met", "missed", "running"),
    unit="handoff",
)
VOLUME: Final = "marketing.handoffs"
ACCEPTED: Final = "marketing.accepted"


def columns(ask: Ask) -> tuple[Column, ...]:
    """The documented columns of the answer."""
    return (
        Column(column_of(ask), "text", "the slice; (all) together"),
        Column("promise", "text", "the charter's promise"),
        Column("team", "text", "the team that promised"),
        Column("due", "count", "cases that are decided: met + missed (of the volume promise: complete periods)"),
        Column("met", "count", "kept in time"),
        Column("missed", "count", "not kept in time, answered later or not"),
        Column("running", "count", "still inside the time promised"),
        Column("stopped", "count", "ended because their cause went away"),
        Column("contested", "count", "disputed by a member and not yet decided"),
        Column("share", "share", "met ÷ due"),
        Column("low", "share", "lower end of the share's 95 % Wilson interval"),
        Column("high", "share", "upper end of the share's 95 % Wilson interval"),
        Column("promised", "share", "the share that the charter promises"),
        Column("median_minutes", "minutes", "median business minutes of the cases that were answered"),
        Column("limit_minutes", "minutes", "business minutes promised"),
    )


def compute(setting: Setting, ask: Ask) -> Answer:
    """One row per slice and promise; marketing's promises stand with `(all)` only."""
    cells = CLOCKS.cells(setting, ask)
    rows = [_row(setting, ask, key, group) for key, group in grouped(cells, "slice", "team", "promise")]
    notes = []
    if not ask.by:
        rows += list(_marketing(setting, ask))
    elif setting.charter.handoffs:
        notes.append("Marketing's promises are made for all handoffs together; they are shown without --by.")
    if setting.charter.handoffs and setting.charter.handoffs.carries:
        carried = ", ".join(setting.charter.handoffs.carries)
        notes.append(f"Whether handoffs carried {carried} cannot be judged: no tool records what sales was shown.")
    return Answer(columns(ask), rows, tuple(notes))


def records(setting: Setting, ask: Ask, row: Mapping[str, Value], count: str) -> tuple[str, ...]:
    """Hex ids of the clocks behind a cell; of the handoffs, for marketing's share accepted; none for its periods."""
    if row["promise"] == VOLUME:
        return ()
    if row["promise"] == ACCEPTED:
        return HANDOFFS.behind(setting, ask, row, count, meeting=_meeting(setting)) if row[count] else ()
    return CLOCKS.behind(setting, ask, row, count)


def _row(setting: Setting, ask: Ask, key: tuple[object, ...], cells: list[Figures]) -> dict[str, Value]:
    slice_, team, promise = (str(part) for part in key)
    promised = {p.key: p.share for p in setting.charter.promises}
    answered = spread([{**c, "all": c["met"] + c["missed"]} for c in cells], "minutes", "all")
    limits = [c["limit_minutes"] for c in cells if c["limit_minutes"] is not None]
    counts = totals(cells, COUNTS)
    median, limit = quantile(answered, 0.5), max(limits, default=None)
    return _shown(ask, slice_, promise, team, counts, promised.get(promise), median, limit)


def _shown(
    ask: Ask,
    slice_: str,
    promise: str,
    team: str,
    counts: Mapping[str, int],
    promised: float | None,
    median: float | None = None,
    limit: int | None = None,
) -> dict[str, Value]:
    interval = wilson(counts["met"], counts["due"])
    return {
        column_of(ask): slice_,
        "promise": promise,
        "team": team,
        **{name: counts[name] for name in COUNTS},
        "share": counts["met"] / counts["due"] if counts["due"] else None,
        "low": interval[0] if interval else None,
        "high": interval[1] if interval else None,
        "promised": promised,
        "median_minutes": median,
        "limit_minutes": limit,
    }


def _meeting(setting: Setting) -> str:
    return setting.charter.handoffs.meeting if setting.charter.handoffs else ""


def _marketing(setting: Setting, ask: Ask) -> Iterable[dict[str, Value]]:
    promise = setting.charter.handoffs
    if promise is None or setting.data_from is None or setting.data_through is None:
        return
    days = HANDOFFS.cells(setting, ask, meeting=promise.meeting)
    none = dict.fromkeys(COUNTS, 0)
    verdicts = none | totals(days, ("due", "met", "missed", "running"))
    yield _shown(ask, ALL, ACCEPTED, "marketing", verdicts, promise.accepted)
    met = missed = running = 0
    for period, handed in _volumes(setting, ask, days):
        if period.elapsed(_last_day(setting, ask)) < 1:
            running += 1
        elif handed >= promise.at_least:
            met += 1
        else:
            missed += 1
    counts = none | {"due": met + missed, "met": met, "missed": missed, "running": running}
    yield _shown(ask, ALL, VOLUME, "marketing", counts, None)


def _volumes(setting: Setting, ask: Ask, days: list[Figures]) -> Iterable[tuple[Period, int]]:
    """Periods that began inside data and window, with their handoffs."""
    promise, begin = setting.charter.handoffs, naive(setting.data_from)
    if promise is None or begin is None:
        return
    first = max(begin, naive(ask.since) or begin).date()
    for period in periods_between(first, _last_day(setting, ask), promise.per):
        if period.start >= first:
            yield period, sum(d["handoffs"] for d in days if period.start <= d["day"] < period.end)


def _last_day(setting: Setting, ask: Ask) -> date:
    through = naive(setting.data_through)
    until = naive(ask.until)
    assert through is not None
    return min(through, until or through).date()


MEASURE: Final = Measure(
    name="sla",
    title="Promises kept of promises made",
    means="Per promise of both teams, on business minutes: due, met, missed, running, contested.",
    needs=("lead_status_history", "owner_history", "sales_activity"),
    slices=("owner", "month", "quarter", "source", "campaign", "segment", "grade"),
    compute=compute,
    extra={"statement": CLOCKS, "records": records, "columns": columns},
)

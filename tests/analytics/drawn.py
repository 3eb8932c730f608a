"""Hypothesis draws of whole small cuts, as rows in the shape of `cuts.setting`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from tests.analytics.cuts import at, deal, dimension, handoff, reach
from tests.analytics.cuts import cycle as cycle_row

PATH = ("lead", "mql", "sal", "sql")
SOURCES = st.sampled_from(["", "web", "event"])
DAYS = st.integers(0, 360 * 8).map(lambda eighths: eighths / 8)
LAGS = st.integers(0, 60 * 8).map(lambda eighths: eighths / 8)

QUICK = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LONG = settings(QUICK, max_examples=300)

Relations = dict[str, list[dict[str, Any]]]


@st.composite
def cuts(draw: st.DrawFn, most: int = 12) -> Relations:
    """Cycles with stages and ends, deals that some of them share, handoffs with answers, clocks, and a `team` slice."""
    names = [f"c{i}" for i in range(draw(st.integers(0, most)))]
    deals = [_deal(draw, f"d{i}", names) for i in range(draw(st.integers(0, most // 2)))]
    cut: Relations = {"cycle": [], "reach": [], "deal": deals, "handoff": [], "clock": [], "dimension": []}
    for name in names:
        _cycle(draw, name, cut)
    for row in deals:
        cut["dimension"].append(dimension("opportunity", row["opportunity"], "region", draw(SOURCES)))
    return cut


def _cycle(draw: st.DrawFn, name: str, cut: Relations) -> None:
    entered = draw(DAYS)
    row = cycle_row(name, entered, source=draw(SOURCES), number=draw(st.sampled_from([1, 1, 1, 2])))
    row["entered_whole_day"] = draw(st.booleans())
    far = draw(st.integers(0, len(PATH) - 1))
    day = entered
    skip = draw(st.sampled_from(["", "", "sal"]))
    for stage in PATH[: far + 1]:
        day += 0 if stage == "lead" else draw(LAGS)
    moment = entered
    for stage in PATH[: far + 1]:
        moment = entered if stage == "lead" else min(day, moment + draw(LAGS))
        skipped = stage == skip and far > PATH.index(stage)
        cut["reach"].append(reach(name, stage, moment, skipped=skipped, whole_day=draw(st.booleans())))
    ends = ["open", "disqualified", "recycled"] if far < 3 else ["sql"]
    row["outcome"] = draw(st.sampled_from(ends))
    if row["outcome"] != "open":
        row["ended_at"] = at(moment if far == 3 else moment + draw(LAGS))
        row["ended_day"] = row["ended_at"].date()
    if cut["deal"] and draw(st.booleans()):
        row["opportunity"] = draw(st.sampled_from(cut["deal"]))["opportunity"]
    cut["cycle"].append(row)
    cut["dimension"].append(dimension("cycle", name, "region", draw(SOURCES)))
    if far >= 1:
        _handoff(draw, name, moment, cut)


def _deal(draw: st.DrawFn, name: str, names: list[str]) -> dict[str, Any]:
    outcome = draw(st.sampled_from(["open", "won", "lost"]))
    opened = draw(DAYS)
    closed = None if outcome == "open" else opened + draw(LAGS)
    return deal(
        name,
        opened,
        closed,
        outcome,
        amount=draw(st.one_of(st.none(), st.integers(0, 10**7))),
        currency=draw(st.sampled_from(["EUR", "USD"])),
        source=draw(SOURCES),
        owner=draw(st.sampled_from(["anna", "bram", ""])),
        sourced=draw(st.booleans()),
        influenced=draw(st.booleans()),
        loss_reason=draw(st.sampled_from(["", "price"])) if outcome == "lost" else "",
        lead=f"lead of {draw(st.sampled_from(names))}" if names and draw(st.booleans()) else None,
        opened_whole_day=draw(st.booleans()),
        closed_whole_day=draw(st.booleans()),
    )


def _handoff(draw: st.DrawFn, name: str, day: float, cut: Relations) -> None:
    row = handoff(f"h{name}", day, cycle=name, source=cut["cycle"][-1]["source"], hand_raise=draw(st.booleans()))
    if draw(st.booleans()):
        row |= {"member": "anna", "assigned_at": row["at"] + timedelta(minutes=30), "queue_minutes": 30}
        if draw(st.booleans()):
            minutes = draw(st.integers(0, 5000))
            row["first_touch_at"] = row["assigned_at"] + timedelta(minutes=minutes)
            row["first_touch_whole_day"] = draw(st.booleans())
            row["response_minutes"] = None if row["first_touch_whole_day"] else minutes
            row["attempts"] = draw(st.integers(1, 6))
    if draw(st.booleans()):
        row["verdict"] = draw(st.sampled_from(["accepted", "returned"]))
        row["verdict_at"] = row["at"] + timedelta(days=draw(LAGS))
        row["verdict_reason"] = draw(st.sampled_from(["", "budget"]))
        if row["verdict"] == "accepted" and draw(st.booleans()):
            row["disposition"] = draw(st.sampled_from(["sql", "nurture", "disqualified"]))
            row["disposed_at"] = row["verdict_at"] + timedelta(days=draw(LAGS))
            row["disposition_reason"] = draw(st.sampled_from(["", "timing"]))
    cut["handoff"].append(row)
    for promise in draw(st.lists(st.sampled_from(["sales.acceptance", "sales.first_response"]), max_size=2)):
        state = draw(st.sampled_from(["met", "missed", "running", "stopped"]))
        cut["clock"].append(
            {
                "track": "recorded",
                "clock": f"{promise}{name}{len(cut['clock'])}",
                "promise": promise,
                "team": "sales",
                "member": row.get("member", ""),
                "lead": row["lead"],
                "handoff": row["handoff"],
                "started_at": row["at"],
                "due_at": row["at"] + timedelta(hours=4),
                "state": state,
                "limit_minutes": 240,
                "minutes": draw(st.integers(0, 500)),
                "day": row["day"],
                "month": row["day"].strftime("%Y-%m"),
            }
        )

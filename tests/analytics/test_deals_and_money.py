"""The closed loop, sourced and influenced, velocity, the cycle and quotas, against plain Python."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from math import log
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analytics import oracles
from tests.analytics.cuts import END, by, charter, cycle, deal, handoff, reach, setting
from tests.analytics.drawn import QUICK, Relations, cuts

from tandem.analytics import buying_cycle, closed_loop, quota_attainment, sales_velocity, sourced_influenced
from tandem.analytics.measure import Ask
from tandem.analytics.money import in_charter_currency
from tandem.analytics.periods import period_of, periods_between
from tandem.charter.model import Quotas

SLICES = pytest.mark.parametrize("slice_by", ["", "source", "region"])


def outcomes(deals: list[dict[str, Any]]) -> dict[str, int]:
    told = [d["outcome"] for d in deals]
    return {"opportunities": len(told), **{o: told.count(o) for o in ("open", "won", "lost")}}


def worth(deals: list[dict[str, Any]], outcome: str) -> int | None:
    amounts = [d["amount"] for d in deals if d["outcome"] == outcome]
    return None if amounts and set(amounts) == {None} else sum(a or 0 for a in amounts)


@SLICES
@QUICK
@given(cut=cuts())
def test_the_closed_loop_equals_a_plain_loop(slice_by: str, cut: Relations) -> None:
    cycles = {c["cycle"]: c for c in cut["cycle"]}
    owners = oracles.owners(cut)
    deals: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in cut["deal"]:
        owner = cycles.get(owners.get(row["opportunity"], ""))
        kind = "cycle" if owner else "opportunity"
        deals[oracles.slice_of(cut, owner or row, slice_by, kind), row["currency"]].append(row)
    leads: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(("cycles", "handoffs", "sal", "sql"), 0))
    for name, row in cycles.items():
        mine = leads[oracles.slice_of(cut, row, slice_by)]
        mine["cycles"] += 1
        mine["handoffs"] += sum(1 for h in cut["handoff"] if h["cycle"] == name)
        for stage in ("sal", "sql"):
            mine[stage] += any(r["id"] == name and r["stage"] == stage for r in cut["reach"])
    rows = closed_loop.compute(setting(**cut), Ask(by=slice_by)).rows
    column = slice_by or "source"
    assert {r[column] for r in rows} == {s for s, _ in deals} | set(leads)
    for slice_ in {r[column] for r in rows}:
        mine = [r for r in rows if r[column] == slice_]
        told = leads.get(slice_, dict.fromkeys(("cycles", "handoffs", "sal", "sql"), 0))
        assert {k: mine[0][k] for k in told} == told
        assert all(r["cycles"] is None for r in mine[1:])
        for row in mine:
            expected = deals.get((slice_, row["currency"]), [])
            assert {k: row[k] for k in outcomes(expected)} == outcomes(expected)
            assert (row["pipeline"], row["amount_won"]) == (worth(expected, "open"), worth(expected, "won"))


def test_a_campaign_shows_what_it_cost_and_brought() -> None:
    cost = {"campaign": "fair", "cost": 50_000, "currency": "EUR"}
    cut = {
        "cycle": [cycle("a", campaign="fair", outcome="sql", opportunity="d")],
        "deal": [deal("d", 1, 31, "won", campaign="another")],
        "campaign": [cost],
    }
    row = by(closed_loop.compute(setting(**cut), Ask(by="campaign")).rows)
    assert (row["campaign"], row["cost"], row["amount_won"], row["roi"]) == ("fair", 50_000, 100_000, 1.0)
    assert row["median_days"] == 30.0


def test_a_campaigns_leads_stand_beside_its_cost() -> None:
    named = [{"campaign": "fair", "name": "Spring fair", "cost": 100, "currency": "EUR"}]
    rows = closed_loop.compute(
        setting(cycle=[cycle("a", campaign="Spring fair")], campaign=named), Ask(by="campaign")
    ).rows
    assert [(r["campaign"], r["cycles"], r["cost"]) for r in rows] == [("Spring fair", 1, 100)]


def test_a_deal_goes_to_the_source_of_its_buyer_not_to_the_one_a_rep_typed() -> None:
    cut = {"cycle": [cycle("a", source="web", opportunity="d")], "deal": [deal("d", 1, source="cold call")]}
    assert [r["source"] for r in closed_loop.compute(setting(**cut), Ask(by="source")).rows] == ["web"]


@SLICES
@QUICK
@given(cut=cuts())
def test_sourced_and_influenced_equal_a_plain_loop(slice_by: str, cut: Relations) -> None:
    expected: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in cut["deal"]:
        place = oracles.slice_of(cut, row, slice_by, "opportunity")
        for kind in ["all", *(k for k in ("sourced", "influenced") if row[k])]:
            expected[place, kind, row["currency"]].append(row)
    rows = sourced_influenced.compute(setting(**cut), Ask(by=slice_by)).rows
    assert {(r[slice_by or "source"], r["kind"], r["currency"]) for r in rows} == set(expected)
    for row in rows:
        mine = expected[row[slice_by or "source"], row["kind"], row["currency"]]
        assert {k: row[k] for k in outcomes(mine)} == outcomes(mine)
        assert (row["pipeline"], row["amount_won"]) == (worth(mine, "open"), worth(mine, "won"))
        whole = worth(expected[row[slice_by or "source"], "all", row["currency"]], "won")
        shown = whole and row["amount_won"] is not None
        assert row["share_won"] == (pytest.approx(row["amount_won"] / whole) if shown else None)


@QUICK
@given(cut=cuts())
def test_velocity_is_the_trades_formula(cut: Relations) -> None:
    for row in sales_velocity.compute(setting(**cut), Ask()).rows:
        mine = [d for d in cut["deal"] if d["currency"] == row["currency"]]
        won = [d for d in mine if d["outcome"] == "won" and d["amount"] is not None]
        count = outcomes(mine)
        assert row["opportunities"] == len(mine)
        if not won or sum(d["lag_days"] for d in won) == 0 or sum(d["amount"] for d in won) == 0:
            assert row["velocity"] is None
            continue
        value, days = np.mean([d["amount"] for d in won]), np.mean([d["lag_days"] for d in won])
        rate = count["won"] / (count["won"] + count["lost"])
        assert row["velocity"] == round(len(mine) * rate * value / days)
        assert row["low"] is None or row["low"] <= row["velocity"] <= row["high"]


def test_the_interval_of_velocity_agrees_with_a_bootstrap() -> None:
    draw = np.random.default_rng(3)
    days, values = draw.gamma(4, 10, 300) + 1, draw.gamma(3, 40_000, 300)
    deals = [deal(i, 0, float(d), "won", amount=int(v)) for i, (d, v) in enumerate(zip(days, values, strict=True))]
    deals += [deal(f"l{i}", 0, 9, "lost") for i in range(500)]
    row = by(sales_velocity.compute(setting(deal=deals), Ask()).rows)
    found = []
    for _ in range(2000):
        pick, won = draw.integers(0, 300, 300), draw.binomial(800, 300 / 800)
        found.append(800 * won / 800 * values[pick].mean() / days[pick].mean())
    low, high = np.quantile(found, [0.025, 0.975])
    assert log(row["high"] / row["low"]) == pytest.approx(log(high / low), rel=0.1)


@pytest.mark.parametrize("slice_by", ["", "owner", "region"])
@QUICK
@given(cut=cuts())
def test_the_buying_cycle_equals_pandas(slice_by: str, cut: Relations) -> None:
    frame = pd.DataFrame([d for d in cut["deal"] if d["outcome"] != "lost"])
    rows = buying_cycle.compute(setting(**cut), Ask(by=slice_by)).rows
    if frame.empty:
        assert rows == []
        return
    frame["slice"] = [oracles.slice_of(cut, d, slice_by, "opportunity") for d in frame.to_dict("records")]
    ages = [oracles.lag(o, w, END, False) for o, w in zip(frame["opened_at"], frame["opened_whole_day"], strict=True)]
    frame["age"] = ages
    assert [r[slice_by or "source"] for r in rows] == sorted(set(frame["slice"]))
    for row in rows:
        mine = frame[frame["slice"] == row[slice_by or "source"]]
        won = mine.loc[mine["outcome"] == "won", "lag_days"].astype(float)
        still = mine.loc[mine["outcome"] == "open", "age"]
        assert (row["won"], row["open"]) == (len(won), len(still))
        assert row["median_days"] == (pytest.approx(won.median()) if len(won) else None)
        if len(won):
            assert row["open_older"] == int((still > won.median()).sum())


def test_the_cycle_stands_beside_the_quota_period_of_its_segment() -> None:
    quotas = Quotas("quarters", {}, {"enterprise": "years"})
    assert buying_cycle.quota_days(charter(quotas=quotas), "enterprise") == 365.25
    assert buying_cycle.quota_days(charter(quotas=quotas), "(all)") == 365.25 / 4
    assert buying_cycle.quota_days(charter(), "(all)") is None


QUOTAS = Quotas("quarters", {"anna": 300_000, "bram": 100_000}, {})


@QUICK
@given(cut=cuts())
def test_quota_attainment_equals_a_plain_loop(cut: Relations) -> None:
    rows = quota_attainment.compute(setting(charter(quotas=QUOTAS), **cut), Ask()).rows
    wins = [d for d in cut["deal"] if d["outcome"] == "won"]
    assert sum(r["won"] for r in rows if r["member"] == "(all)") == len(wins)
    for row in rows:
        mine = [
            d
            for d in wins
            if f"{d['closed_at'].year}-Q{(d['closed_at'].month + 2) // 3}" == row["period"]
            and row["member"] in (d["owner"] or "(none)", "(all)")
            and d["currency"] == row["currency"]
        ]
        assert (row["won"], row["amount_won"]) == (len(mine), worth(mine, "won") if mine else 0)
        quota = {"anna": 300_000, "bram": 100_000, "(all)": 400_000}.get(row["member"])
        assert row["quota"] == (quota if row["currency"] == "EUR" else None)
        if row["quota"] and row["amount_won"] is not None:
            assert row["attainment"] == pytest.approx(row["amount_won"] / quota)


def test_pace_is_attainment_over_the_part_of_the_period_that_has_passed() -> None:
    won = deal("d", 0, 30, "won", owner="anna", amount=150_000)
    here = setting(charter(quotas=QUOTAS), datetime(2024, 2, 14, 18), deal=[won])
    row = by(quota_attainment.compute(here, Ask()).rows, member="anna")
    assert (row["attainment"], row["elapsed"]) == (0.5, pytest.approx(45 / 91))
    assert row["pace"] == pytest.approx(0.5 * 91 / 45)


def test_a_member_without_a_win_has_a_row() -> None:
    rows = quota_attainment.compute(setting(charter(quotas=QUOTAS), datetime(2024, 2, 1)), Ask()).rows
    assert [(r["member"], r["won"], r["attainment"]) for r in rows] == [
        ("anna", 0, 0.0),
        ("bram", 0, 0.0),
        ("(all)", 0, 0.0),
    ]


def test_closing_late_in_the_period_shows() -> None:
    deals = [deal("a", 0, 10, "won", owner="anna"), deal("b", 0, 89, "won", owner="anna", amount=300_000)]
    here = setting(charter(quotas=QUOTAS), datetime(2024, 4, 1), deal=deals)
    rows = quota_attainment.compute(here, Ask()).rows
    assert by(rows, member="anna", period="2024-Q1")["last_tenth"] == 0.75


def test_foreign_money_is_held_against_a_quota_only_by_the_charters_rate() -> None:
    won = [deal("d", 0, 40, "won", owner="anna", currency="USD")]
    bare = quota_attainment.compute(setting(charter(quotas=QUOTAS), deal=won), Ask())
    assert by(bare.rows, member="anna", currency="USD")["attainment"] is None
    assert any("no rate" in note for note in bare.notes)
    rated = charter(quotas=QUOTAS, rates={("USD", date(2024, 1, 1)): 0.9})
    row = by(quota_attainment.compute(setting(rated, deal=won), Ask()).rows, member="anna", period="2024-Q1")
    assert (row["amount_won"], row["currency"]) == (90_000, "EUR")


def test_a_rate_counts_from_its_day_and_yen_have_no_cents() -> None:
    rated = charter(rates={("JPY", date(2024, 1, 1)): 0.006, ("JPY", date(2024, 3, 1)): 0.007})
    assert in_charter_currency(1000, "JPY", date(2024, 2, 1), rated) == 600
    assert in_charter_currency(1000, "JPY", date(2024, 3, 1), rated) == 700
    assert in_charter_currency(1000, "JPY", date(2023, 12, 31), rated) is None


UNITS = st.sampled_from(["weeks", "months", "quarters", "years"])


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), UNITS)
def test_periods_hold_their_day_and_leave_no_gap(day: date, unit: Any) -> None:
    period = period_of(day, unit)
    assert period.start <= day < period.end
    assert period_of(period.end, unit).start == period.end
    assert list(periods_between(day, period.end, unit)) == [period, period_of(period.end, unit)]
    assert period.elapsed(period.end) == 1 and period.elapsed(period.start) == pytest.approx(1 / period.days)


def test_quarters_and_weeks_have_their_usual_names() -> None:
    named = [
        (2024, 3, 31, "quarters", "2024-Q1"),
        (2024, 12, 30, "weeks", "2025-W01"),
        (2024, 10, 1, "quarters", "2024-Q4"),
    ]
    for year, month, day, unit, name in named:
        assert period_of(date(year, month, day), unit).name == name  # type: ignore[arg-type]


def test_handoffs_and_stages_show_in_the_loop() -> None:
    cut = {
        "cycle": [cycle("a", source="web")],
        "handoff": [handoff("h", cycle="a")],
        "reach": [reach("a", "sal", 2), reach("a", "sql", 3)],
    }
    row = by(closed_loop.compute(setting(**cut), Ask(by="source")).rows)
    assert [row[c] for c in ("cycles", "handoffs", "sal", "sql", "opportunities", "win_rate")] == [1, 1, 1, 1, 0, None]

"""Stage time against plain Python: who is followed, when they end, and what competes."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from tests.analytics import oracles
from tests.analytics.cuts import at, by, charter, cycle, deal, reach, setting
from tests.analytics.drawn import LONG, QUICK, Relations, cuts

from tandem.analytics import stage_time
from tandem.analytics.measure import Ask


def ask(cut: dict[str, Any], by: str = "") -> Any:
    return stage_time.compute(setting(**cut), Ask(by=by, at=(10, 30)))


@QUICK
@given(cuts())
@pytest.mark.parametrize("slice_by", ["", "source"])
def test_every_number_equals_plain_python(slice_by: str, cut: Relations) -> None:
    hold_to_plain_python(slice_by, cut)


@pytest.mark.full
@LONG
@given(cuts(most=30))
def test_every_number_equals_plain_python_over_many_cuts(cut: Relations) -> None:
    hold_to_plain_python("source", cut)


def hold_to_plain_python(slice_by: str, cut: Relations) -> None:
    cases: dict[tuple[str, str, str], list[tuple[str, float]]] = defaultdict(list)
    for pair, status, days in oracles.fates(cut, slice_by):
        cases[pair].append((status, days))
    rows = ask(cut, slice_by).rows
    assert {(r["source"], r["from"], r["to"]) for r in rows} == set(cases)
    for row in rows:
        mine = cases[row["source"], row["from"], row["to"]]
        timed = [(s, d) for s, d in mine if d >= 0]
        lags = pd.Series([d for s, d in timed if s == "converted"], dtype=float)
        assert row["n"] == len(mine) == row["converted"] + row["lost"] + row["open"]
        for status in ("converted", "lost", "open"):
            assert row[status] == sum(1 for s, _ in mine if s == status)
        assert row["faults"] == len(mine) - len(timed)
        for column, q in (("median_days", 0.5), ("q1_days", 0.25), ("q3_days", 0.75)):
            assert row[column] == (pytest.approx(lags.quantile(q)) if len(lags) else None)
        for day in (10, 30):
            assert row[f"reached_{day}"] == pytest.approx(oracles.incidence(timed, day), abs=1e-12)


def test_a_charter_of_two_stages_has_one_pair() -> None:
    cut = {
        "cycle": [cycle("a", entry_stage="mql", opportunity="d", outcome="sql"), cycle("b", entry_stage="mql")],
        "deal": [deal("d", 1, 20, "won")],
    }
    rows = stage_time.compute(setting(charter(stages=("mql", "customer")), **cut), Ask()).rows
    assert [(r["from"], r["to"], r["n"], r["converted"], r["open"], r["median_days"]) for r in rows] == [
        ("mql", "customer", 2, 1, 1, 20.0)
    ]
    assert list(rows[0]) == [c.name for c in stage_time.columns(Ask())]


def test_a_longer_path_ends_with_the_whole_run() -> None:
    cut = {
        "cycle": [cycle("a", opportunity="d", outcome="sql")],
        "reach": [reach("a", "mql", 2), reach("a", "sal", 3), reach("a", "sql", 5)],
        "deal": [deal("d", 6, 16, "won")],
    }
    rows = ask(cut).rows
    assert [(r["from"], r["to"], r["median_days"]) for r in rows] == [
        ("lead", "mql", 2.0),
        ("mql", "sal", 1.0),
        ("sal", "sql", 2.0),
        ("sql", "opportunity", 1.0),
        ("opportunity", "customer", 10.0),
        ("lead", "customer", 16.0),
    ]


def test_a_stage_that_nobody_was_seen_in_makes_no_pair() -> None:
    cut = {
        "cycle": [cycle("a")],
        "reach": [reach("a", "mql", 2), reach("a", "sql", 4), reach("a", "sal", 4, skipped=True)],
    }
    assert [(r["from"], r["to"]) for r in ask(cut).rows] == [("lead", "mql"), ("mql", "sql")]


def test_a_negative_lag_is_counted_told_and_not_timed() -> None:
    cut = {
        "cycle": [cycle("late", 30, opportunity="d", outcome="sql"), cycle("good", 0, opportunity="e", outcome="sql")],
        "deal": [deal("d", 5, 10, "won"), deal("e", 2, 8, "won")],
    }
    answer = ask(cut)
    row = by(answer.rows, **{"from": "lead", "to": "customer"})
    assert (row["n"], row["converted"], row["faults"], row["median_days"]) == (2, 2, 1, 8.0)
    assert answer.faults["negative_lags"] >= 1
    assert any("ended before it started; counted, but not timed" in note for note in answer.notes)


def test_the_same_day_is_zero_days_and_no_fault_when_one_end_is_a_date() -> None:
    cut = {
        "cycle": [cycle("a", 0.9999, entered_whole_day=True, opportunity="d", outcome="sql")],
        "deal": [deal("d", 0, 0.4, "won")],
    }
    row = by(ask(cut).rows, **{"from": "lead", "to": "customer"})
    assert (row["median_days"], row["faults"]) == (0.0, 0)


def test_open_cycles_are_followed_to_the_end_of_the_data_and_not_dropped() -> None:
    cut = {"cycle": [cycle("a"), cycle("b", 360)], "reach": [reach("a", "mql", 40)]}
    row = ask(cut).rows[0]
    assert (row["n"], row["converted"], row["open"]) == (2, 1, 1)
    assert row["reached_30"] == 0.0
    with_long = stage_time.compute(setting(**cut), Ask(at=(40,))).rows[0]
    assert with_long["reached_40"] == 1.0


def test_lost_competes_and_is_never_censoring() -> None:
    cut = {
        "cycle": [cycle("a"), cycle("b", outcome="disqualified", ended_at=at(5))],
        "reach": [reach("a", "mql", 10)],
    }
    row = ask(cut).rows[0]
    assert (row["lost"], row["reached_10"]) == (1, 0.5)


def test_the_interval_of_the_median_holds_it() -> None:
    cut = {"cycle": [cycle(i) for i in range(9)], "reach": [reach(i, "mql", i + 1) for i in range(9)]}
    row = ask(cut).rows[0]
    assert row["low"] < row["median_days"] == 5.0 < row["high"]


def test_olists_days_to_won_are_as_pandas_has_them() -> None:
    leads = oracles.olist()
    cut: dict[str, Any] = {"cycle": [], "deal": []}
    for lead in leads.itertuples():
        cut["cycle"].append(
            cycle(lead.mql_id, entry_stage="mql", source=lead.origin, entered_whole_day=True, opportunity=lead.mql_id)
            | {"entered_at": lead.first_contact.to_pydatetime(), "entered_day": lead.first_contact.date()}
        )
        if lead.won == lead.won:
            won = {"closed_at": lead.won.to_pydatetime(), "closed_day": lead.won.date()}
            cut["deal"].append(deal(lead.mql_id, 0, 1, "won") | won)
    end = leads["won"].max().to_pydatetime()
    here = setting(charter(stages=("mql", "customer")), end, **cut)
    for slice_by, expected in (("source", oracles.olist_stage_time()), ("", oracles.olist_stage_time(by_source=False))):
        rows = stage_time.compute(here, Ask(by=slice_by)).rows
        assert {r["source"] for r in rows} == set(expected)
        for row in rows:
            assert {k: row[k] for k in expected[row["source"]]} == pytest.approx(expected[row["source"]])
    assert by(stage_time.compute(here, Ask()).rows)["faults"] == 1

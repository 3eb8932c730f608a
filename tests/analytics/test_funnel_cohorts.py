"""The funnel against a plain loop over cycles, and its laws."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from tests.analytics import oracles
from tests.analytics.cuts import STAGES, at, by, charter, cycle, deal, reach, setting
from tests.analytics.drawn import LONG, QUICK, Relations, cuts

from tandem.analytics import funnel
from tandem.analytics.measure import Ask


def ask(cut: dict[str, Any], by: str = "") -> Any:
    return funnel.compute(setting(**cut), Ask(by=by))


@QUICK
@given(cuts())
@pytest.mark.parametrize("slice_by", ["", "source", "region"])
def test_every_number_equals_a_plain_loop(slice_by: str, cut: Relations) -> None:
    hold_to_a_plain_loop(slice_by, cut)


@pytest.mark.full
@LONG
@given(cuts(most=30))
def test_every_number_equals_a_plain_loop_over_many_cuts(cut: Relations) -> None:
    hold_to_a_plain_loop("source", cut)


def hold_to_a_plain_loop(slice_by: str, cut: Relations) -> None:
    expected = oracles.funnel(cut, slice_by)
    rows = ask(cut, slice_by).rows
    assert {(r[slice_by or "source"], r["stage"]) for r in rows} == set(expected)
    for row in rows:
        want = expected[row[slice_by or "source"], row["stage"]]
        assert {k: row[k] for k in ("entered", "reached", "mature", "still_open")} == {
            k: want[k] for k in ("entered", "reached", "mature", "still_open")
        }
        assert row["rate"] == pytest.approx(want["rate"])


@QUICK
@given(cuts())
def test_no_stage_is_reached_by_more_than_the_stage_before(cut: Relations) -> None:
    reached = [row["reached"] for row in ask(cut).rows]
    assert reached == sorted(reached, reverse=True)


@QUICK
@given(cuts())
def test_slices_add_up_to_the_whole(cut: Relations) -> None:
    whole, parts = ask(cut).rows, ask(cut, "source").rows
    for row in whole:
        for count in ("entered", "reached", "mature", "still_open"):
            assert row[count] == sum(p[count] for p in parts if p["stage"] == row["stage"])


def test_stages_come_in_the_charters_order_and_empty_sources_have_a_row() -> None:
    rows = ask({"cycle": [cycle("a"), cycle("b", source="web")]}, "source").rows
    assert [r["stage"] for r in rows if r["source"] == "(none)"] == list(STAGES[:6])
    assert list(rows[0]) == [c.name for c in funnel.columns(Ask(by="source"))]


def test_a_rate_is_told_only_of_cycles_that_all_had_the_horizon() -> None:
    cut = {"cycle": [cycle("old", 0), cycle("new", 350)], "reach": [reach("new", "mql", 351)]}
    row = by(ask(cut).rows, stage="mql")
    assert (row["entered"], row["reached"], row["mature"], row["rate"]) == (2, 1, 1, 0.0)


def test_what_is_reached_after_the_horizon_is_counted_but_not_in_the_rate() -> None:
    cut = {"cycle": [cycle("a")], "reach": [reach("a", "mql", 91)]}
    row = by(ask(cut).rows, stage="mql")
    assert (row["reached"], row["rate"]) == (1, 0.0)


def test_no_mature_cycle_means_no_rate() -> None:
    row = ask({"cycle": [cycle("new", 350)]}).rows[0]
    assert (row["rate"], row["low"], row["high"]) == (None, None, None)


def test_one_won_deal_counts_once_however_many_people() -> None:
    people = [cycle(n, i, outcome="sql", opportunity="d") for i, n in enumerate("abc")]
    answer = ask({"cycle": people, "deal": [deal("d", 10, 40, "won", lead="lead of b")]})
    assert by(answer.rows, stage="customer")["reached"] == 1
    assert by(answer.rows, stage="customer")["still_open"] == 0
    assert any(note.startswith("2 cycles belong to a deal that is counted once") for note in answer.notes)


def test_a_recycle_stands_apart() -> None:
    answer = ask({"cycle": [cycle("a"), cycle("again", 100, number=2)]})
    assert answer.rows[0]["entered"] == 1
    assert any(note.startswith("Recycles stand apart from these rows: 1 cycle;") for note in answer.notes)


def test_a_skipped_stage_counts_as_reached_and_is_listed() -> None:
    answer = ask({"cycle": [cycle("a")], "reach": [reach("a", "sal", 5)]})
    assert by(answer.rows, stage="mql")["reached"] == 1
    assert "1 cycle skipped mql; they count as having reached it." in answer.notes


def test_a_cycle_that_ended_is_no_longer_open() -> None:
    gone = cycle("a", outcome="disqualified", ended_at=at(3))
    assert [r["still_open"] for r in ask({"cycle": [gone, cycle("b")]}).rows] == [0, 1, 1, 1, 1, 1]


def test_a_charter_of_two_stages_has_two_rows() -> None:
    here = setting(charter(stages=("mql", "customer")), cycle=[cycle("a", entry_stage="mql")])
    assert [r["stage"] for r in funnel.compute(here, Ask()).rows] == ["mql", "customer"]


def test_nothing_imported_gives_no_rows() -> None:
    answer = ask({})
    assert (answer.rows, answer.notes) == ([], ("No cycle entered on the recorded track in this window.",))


def test_the_window_is_half_open() -> None:
    cut = {"cycle": [cycle("a", 10), cycle("b", 20)]}
    rows = funnel.compute(setting(**cut), Ask(since=at(10), until=at(20))).rows
    assert rows[0]["entered"] == 1


def test_olists_leads_are_counted_by_source_as_pandas_counts_them() -> None:
    leads = oracles.olist()
    expected = oracles.olist_funnel()
    cut = {"cycle": [], "deal": [], "event": []}
    for lead in leads.itertuples():
        cut["cycle"].append(
            cycle(lead.mql_id, entry_stage="mql", source=lead.origin, entered_whole_day=True, opportunity=lead.mql_id)
            | {"entered_at": lead.first_contact.to_pydatetime(), "entered_day": lead.first_contact.date()}
        )
        if lead.won == lead.won:
            won = {"closed_at": lead.won.to_pydatetime(), "closed_day": lead.won.date()}
            cut["deal"].append(deal(lead.mql_id, 0, 1, "won", opened_day=None) | won)
    end = leads["won"].max().to_pydatetime()
    here = setting(charter(stages=("mql", "customer")), end, **cut)
    rows = funnel.compute(here, Ask(by="source")).rows
    assert len(rows) == len(expected)
    for row in rows:
        want = expected[row["source"], row["stage"]]
        assert {k: row[k] for k in want} == pytest.approx(want)

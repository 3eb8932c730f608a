"""Win and loss against plain Python and against pandas on the public data set."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from hypothesis import given
from tests.analytics import oracles
from tests.analytics.cuts import charter, deal, dimension, setting
from tests.analytics.drawn import QUICK, Relations, cuts

from tandem.analytics import win_loss
from tandem.analytics.measure import Ask


def ask(cut: dict[str, Any], by: str = "") -> Any:
    return win_loss.compute(setting(**cut), Ask(by=by))


@QUICK
@given(cuts())
@pytest.mark.parametrize("slice_by", ["", "source", "owner", "region", "loss_reason"])
def test_every_number_equals_a_plain_loop(slice_by: str, cut: Relations) -> None:
    expected: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in cut["deal"]:
        expected[oracles.slice_of(cut, row, slice_by, "opportunity"), row["currency"]].append(row)
    rows = ask(cut, slice_by).rows
    assert [(r[slice_by or "source"], r["currency"]) for r in rows] == sorted(expected)
    for row in rows:
        mine = expected[row[slice_by or "source"], row["currency"]]
        outcomes = [d["outcome"] for d in mine]
        won, lost = outcomes.count("won"), outcomes.count("lost")
        assert (row["opportunities"], row["won"], row["lost"]) == (len(mine), won, lost)
        assert row["open"] == outcomes.count("open")
        amounts = [d["amount"] for d in mine if d["outcome"] == "won" and d["amount"] is not None]
        assert row["amount_won"] == (sum(amounts) if amounts or not won else None)
        assert row["win_rate"] == (pytest.approx(won / (won + lost)) if won + lost else None)


def test_currencies_are_never_added() -> None:
    rows = ask({"deal": [deal("a", 0, 1, "won"), deal("b", 0, 1, "won", currency="USD")]}).rows
    assert [(r["currency"], r["amount_won"]) for r in rows] == [("EUR", 100_000), ("USD", 100_000)]


def test_the_first_column_has_the_name_of_the_dimension() -> None:
    rows = ask({"deal": [deal("a", 0)], "dimension": [dimension("opportunity", "a", "manager", "Kim")]}, "manager").rows
    assert next(iter(rows[0])) == "manager"
    assert rows[0]["manager"] == "Kim"
    assert (rows[0]["win_rate"], rows[0]["low"]) == (None, None)


def test_a_lost_deal_without_reason_shows_in_the_fill_rate() -> None:
    cut = {"deal": [deal("a", 0, 1, "lost", loss_reason="price"), deal("b", 0, 1, "lost")]}
    assert "Of 2 lost deals 1 a reason, 0 a competitor, 0 a stage (counted)." in ask(cut).notes


def test_a_won_deal_without_amount_is_told() -> None:
    answer = ask({"deal": [deal("a", 0, 1, "won", amount=None)]})
    assert answer.rows[0]["amount_won"] is None
    assert answer.notes == ("1 won deal has no amount; nothing is added for it.",)


def test_an_open_deal_without_amount_stands_with_the_charters_currency() -> None:
    rows = ask({"deal": [deal("a", 0, 1, "won"), deal("b", 0, amount=None, currency="")]}).rows
    assert [(r["currency"], r["opportunities"], r["open"], r["amount_won"]) for r in rows] == [("EUR", 2, 1, 100_000)]


@pytest.mark.parametrize(("column", "name"), [("manager", "manager"), ("regional_office", "region")])
def test_mavens_win_rates_and_revenue_are_as_pandas_has_them(column: str, name: str) -> None:
    outcome = {"Won": "won", "Lost": "lost"}
    cut: dict[str, Any] = {"deal": [], "dimension": []}
    for i, row in enumerate(oracles.maven().to_dict("records")):
        done = outcome.get(row["deal_stage"], "open")
        amount = None if row["close_value"] == "" else round(float(row["close_value"]) * 100)
        money = {"amount": amount, "currency": "" if amount is None else "USD"}
        cut["deal"].append(deal(i, 0, None if done == "open" else 1, done, **money))
        cut["dimension"].append(dimension("opportunity", i, name, row[column]))
    rows = win_loss.compute(setting(charter(currency="USD"), **cut), Ask(by=name)).rows
    expected = oracles.maven_win_loss(column)
    assert {r[name] for r in rows} == set(expected)
    for row in rows:
        assert {k: row[k] for k in expected[row[name]]} == pytest.approx(expected[row[name]])

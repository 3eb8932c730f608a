"""What a reader of Maven's recipe must be told, in sentences."""

from __future__ import annotations

from decimal import Decimal

from tests.recipes.asking import Recipe
from tests.recipes.test_olist_says import by


def test_no_opportunity_is_lost_for_want_of_an_account(maven: Recipe) -> None:
    assert by(maven.imported, "file")["sales_pipeline.csv"]["accepted"] == 8800
    assert by(maven.ask("show data_quality"), "check")["without_account"]["bad"] == 1425
    sectors = by(maven.ask("show win_loss --by sector"), "sector")
    assert sectors["(none)"]["opportunities"] == 1425
    assert sum(row["opportunities"] for row in sectors.values()) == 8800


def test_gtxpro_is_reconciled_and_told(maven: Recipe) -> None:
    products = by(maven.ask("show win_loss --by product"), "product")
    assert "GTXPro" not in products and products["GTX Pro"]["opportunities"] == 1480
    assert any("'GTXPro' was read as 'GTX Pro' (1,480 rows" in note for note in maven.imported["notes"])
    assert any("'technolgy' was read as 'technology'" in note for note in maven.imported["notes"])


def test_each_manager_has_one_row_with_win_rate_and_revenue(maven: Recipe) -> None:
    rows = maven.ask("show win_loss --by manager")["rows"]
    assert len(rows) == len(by(maven.ask("show win_loss --by manager"), "manager")) == 6
    for row in rows:
        assert row["opportunities"] == row["won"] + row["lost"] + row["open"]
        assert row["currency"] == "USD" and row["low"] < row["win_rate"] < row["high"]
    assert sum(Decimal(row["amount_won"]) for row in rows) == Decimal("10005534.00")


def test_managers_and_regions_add_up_to_the_same_company(maven: Recipe) -> None:
    for count in ("opportunities", "won", "lost", "open"):
        totals = {
            sum(row[count] for row in maven.ask(f"show win_loss --by {by}")["rows"])
            for by in ("manager", "region", "product", "sector", "source")
        }
        assert len(totals) == 1


def test_the_same_deals_are_counted_in_every_table_also_those_whose_opening_is_unknown(maven: Recipe) -> None:
    (loop,) = maven.ask("show closed_loop --by source")["rows"]
    (velocity,) = maven.ask("show sales_velocity")["rows"]
    (every,) = maven.ask("show sourced_influenced")["rows"]
    assert loop["opportunities"] == velocity["opportunities"] == every["opportunities"] == 8800
    assert any("500 deals have no opening day" in note for note in maven.ask("show buying_cycle")["notes"])


def test_the_cycle_stands_beside_the_quota_period(maven: Recipe) -> None:
    (cycle,) = maven.ask("show buying_cycle")["rows"]
    assert (cycle["median_days"], cycle["quota_days"]) == (57.0, 91.3125)
    assert by(maven.ask("diagnose"), "sign")["quota_against_cycle"]["state"] == "watch"


def test_of_deals_alone_no_sign_about_leads_is_judged(maven: Recipe) -> None:
    states = {row["sign"]: row["state"] for row in maven.ask("diagnose")["rows"]}
    assert states.pop("quota_against_cycle") == "watch"
    assert set(states.values()) == {"cannot be judged"}

"""What a reader of Olist's recipe must be told, in sentences."""

from __future__ import annotations

from typing import Any

from tests.recipes.asking import Document, Recipe

Row = dict[str, Any]


def by(document: Document, key: str) -> dict[str, Row]:
    return {row[key]: row for row in document["rows"]}


def test_every_row_of_both_files_is_accepted_once(olist: Recipe) -> None:
    rows = by(olist.imported, "file")
    assert list(next(iter(rows.values()))) == ["file", "object", "read", "accepted", "duplicate", "rejected"]
    assert all(row["read"] == row["accepted"] + row["duplicate"] + row["rejected"] for row in rows.values())
    assert rows["olist_marketing_qualified_leads_dataset.csv"]["accepted"] == 8000
    assert rows["olist_closed_deals_dataset.csv"]["accepted"] == 842


def test_a_file_that_is_left_out_is_named(olist: Recipe) -> None:
    assert any("olist_sellers_dataset.csv: left out" in note for note in olist.imported["notes"])


def test_the_sixty_empty_origins_are_a_row_and_a_fault_beside_those_that_say_unknown(olist: Recipe) -> None:
    sources = {row["source"]: row["entered"] for row in olist.ask("show funnel --by source")["rows"]}
    assert sources["(none)"] == 60 and sources["unknown"] > 0
    assert sum(sources.values()) == 8000
    assert by(olist.ask("show data_quality"), "check")["empty_field"]["bad"] == 60


def test_the_deal_won_before_its_first_contact_is_counted_but_not_timed(olist: Recipe) -> None:
    (row,) = olist.ask("show stage_time --at 30,60,90")["rows"]
    assert (row["converted"], row["faults"]) == (842, 1)
    assert by(olist.ask("show data_quality"), "check")["closed_before_first_contact"]["bad"] == 1
    assert any("counted, but not timed" in note for note in olist.ask("show stage_time --at 30,60,90")["notes"])


def test_open_cycles_are_followed_to_the_data_s_end_and_told(olist: Recipe) -> None:
    (row,) = olist.ask("show stage_time --at 30,60,90")["rows"]
    assert row["open"] == 8000 - 842 == by(olist.ask("show data_quality"), "check")["open_cycles"]["bad"]
    assert row["reached_90"] < row["converted"] / row["n"], "later wins are not counted as early ones"


def test_the_fivefold_jump_in_volume_is_told_with_its_month(olist: Recipe) -> None:
    jump = by(olist.ask("show data_quality"), "check")["volume_jump"]
    assert jump["bad"] == 1 and jump["example"].startswith("2018-01: 200 → 1,141")
    assert any("2018-01" in note for note in olist.ask("show data_quality")["notes"])


def test_answers_have_the_columns_that_programs_rely_on(olist: Recipe) -> None:
    def columns(question: str) -> str:
        return ", ".join(olist.ask(question)["rows"][0])

    assert columns("show funnel --by source") == (
        "source, stage, entered, reached, mature, rate, low, high, still_open"
    )
    assert columns("show stage_time --by source --at 30,60,90") == (
        "source, from, to, n, converted, lost, open, median_days, q1_days, q3_days, low, high, faults, "
        "reached_30, reached_60, reached_90"
    )
    assert columns("show win_loss --by source") == (
        "source, opportunities, won, lost, open, win_rate, low, high, amount_won, currency"
    )
    assert columns("diagnose") == (
        "sign, kind, state, value, unit, threshold, n, low, high, cost_low, cost_high, currency, trend, prescription, "
        "records"
    )


UNJUDGED = {
    "crossed_messages": "marketing_email",
    "broken_sla": "lead_status_history",
    "unworked_leads": "sales_activity",
    "unanswered_hand_raises": "form_submissions",
    "silent_sales": "lead_status_history",
    "no_lead_process": "lead_status_history",
    "top_of_funnel_kpis": "kpi_map",
    "unjoined_results": "sales_activity",
    "split_tools": "second_tool",
    "quota_against_cycle": "quotas",
}
"""Sign → a feed that the two files do not hold."""


def test_signs_that_cannot_be_judged_are_named_with_the_feed_that_would_change_that(olist: Recipe) -> None:
    signs, doctor = by(olist.ask("diagnose"), "sign"), by(olist.ask("doctor"), "name")
    assert {sign for sign, row in signs.items() if row["state"] == "cannot be judged"} == set(UNJUDGED)
    for sign, feed in UNJUDGED.items():
        assert feed in doctor[sign]["missing"].split(", ")
        assert f"{feed} (" in doctor[sign]["would_change_it"]


def test_silence_is_not_held_against_sales_when_no_tool_records_their_answers(olist: Recipe) -> None:
    silent = by(olist.ask("diagnose"), "sign")["silent_sales"]
    assert (silent["state"], silent["value"], silent["records"]) == ("cannot be judged", None, [])


def test_a_measure_says_which_of_its_feeds_the_data_lack(olist: Recipe) -> None:
    notes = olist.ask("show first_response")["notes"]
    assert any("no owner history, sales activity" in note and "tandem doctor" in note for note in notes)
    assert not any("tandem doctor" in note for note in olist.ask("show funnel --by source").get("notes", []))


def test_growth_is_not_alarming_where_wins_grow_faster_than_handoffs(olist: Recipe) -> None:
    growth = by(olist.ask("diagnose"), "sign")["mql_as_success"]
    assert growth["state"] == "fine" and growth["unit"] == "share a year"
    assert -1 < growth["low"] < growth["value"] < growth["high"] < 0
    assert [month for month, _, n in growth["trend"] if not n] == [], "months after the export's end are none"

"""Tables and headlines: nothing that says nothing, no contrast that is noise, money as people read it."""

from __future__ import annotations

import pytest
from tests.reports.packs import STAMP, diagnosis, finding, rate, win_loss

from tandem.analytics.measure import Column
from tandem.reports import brief
from tandem.reports.cards import ORDER
from tandem.reports.measures import sections
from tandem.reports.pack import Pack, Part
from tandem.reports.tables import LONG, plain_table, table
from tandem.reports.wording import MARKS, money_range

COLUMNS = (
    Column("source", "text", "the slice"),
    Column("n", "count", "cases"),
    Column("rate", "share", "cases that did"),
    Column("low", "share", "lower end"),
    Column("high", "share", "upper end"),
    Column("cost", "money", "what it cost"),
    Column("faults", "count", "oddities"),
    Column("currency", "text", "ISO code"),
)
ROW = {"source": "(all)", "n": 1234, "rate": 0.5, "low": 0.4, "high": 0.6, "cost": None, "faults": 0, "currency": "EUR"}


def test_columns_that_say_nothing_are_left_out_and_an_interval_is_one() -> None:
    shown = table("Rates", COLUMNS, [ROW, ROW])
    assert [column.head for column in shown.columns] == ["n", "rate", "95 % interval"]
    assert shown.rows[0] == ("1,234", "50.0 %", "40.0 % to 60.0 %")
    assert shown.caption == "Rates, EUR"


def test_columns_that_say_something_stay() -> None:
    told = table("Rates", COLUMNS, [ROW, {**ROW, "source": "event", "cost": 1050, "faults": 1, "currency": "USD"}])
    assert [column.head for column in told.columns] == [
        "source", "n", "rate", "95 % interval", "cost", "faults", "currency",
    ]  # fmt: skip
    assert told.rows[1][4] == "10.50"


def test_a_long_table_is_folded_and_keeps_every_row() -> None:
    long = table("Rates", COLUMNS, [{**ROW, "n": n} for n in range(LONG + 1)])
    assert long.long
    assert len(long.rows) == LONG + 1
    assert not table("Rates", COLUMNS, [ROW] * LONG).long


def test_one_wide_row_reads_downwards() -> None:
    wide = table("One", [Column(f"c{i}", "count", f"number {i}") for i in range(12)], [{f"c{i}": i for i in range(12)}])
    assert len(wide.rows) == 12
    assert wide.rows[3] == ("c3", "3", "number 3")


def test_parts_show_shares_as_percent_and_tiny_p_values_as_such() -> None:
    told = plain_table("Parts", [{"promise": "x", "share": 0.666, "allowed": 0.1, "p": 1e-41, "low": 0.6, "high": 0.7}])
    assert told is not None
    assert told.rows[0] == ("x", "66.6 %", "10.0 %", "< 0.001", "60.0 % to 70.0 %")


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0, 9_010_000, "up to EUR 90,100"),
        (45_512_345, 128_000_000, "EUR 455,000 to 1.28 million"),
        (100_000, 100_001, "EUR 1,000"),
        (0, 0, "EUR 0"),
    ],
)
def test_money_in_prose_has_three_digits_and_says_up_to(low: int, high: int, said: str) -> None:
    assert money_range(low, high, "EUR") == said


def headline(part: Part) -> str:
    """The title of a measure's section."""
    return str(sections(Pack(STAMP, diagnosis([]), (part,)))[0]["headline"])


def test_a_headline_names_a_contrast_only_where_intervals_are_apart() -> None:
    apart = win_loss([rate("referral", 80, 20, 0.71, 0.87), rate("social", 40, 60, 0.31, 0.5)])
    noise = win_loss([rate("referral", 54, 46, 0.44, 0.63), rate("social", 46, 54, 0.37, 0.56)])
    assert headline(apart) == "Win rate: referral 80.0 %, social 40.0 %"
    assert headline(noise) == "Win rate: 54.0 % to 46.0 %; the intervals overlap, so no source clearly differs"


def test_a_headline_speaks_of_no_slice_with_few_cases() -> None:
    few = win_loss([rate("referral", 6, 1, 0.48, 0.97), rate("social", 40, 60, 0.31, 0.5)])
    assert headline(few) == "Win and loss"


def test_every_state_has_a_shape_of_its_own_on_the_terminal_too() -> None:
    assert len({MARKS[state] for state in ORDER}) == len(ORDER)
    for state in ORDER:
        value = None if state in ("not enough data", "cannot be judged") else 0.25
        assert (
            brief.rows(diagnosis([finding("unworked_leads", state, value=value)]))[0]["state"]
            == f"{MARKS[state]} {state}"
        )


def test_the_interval_and_the_bar_are_in_the_unit_of_the_value() -> None:
    growth = finding("mql_as_success", value=0.048, low=-0.693, high=2.58, unit="share a year", threshold=0.1)
    row = brief.rows(diagnosis([growth]))[0]
    assert (row["value"], row["interval"], row["bar"]) == ("4.8 % a year", "-69.3 % to 258.0 %", "10.0 %")

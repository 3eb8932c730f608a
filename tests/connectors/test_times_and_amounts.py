"""Dates and amounts in every spelling that exports use."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.connectors.reading.faults import BadCell
from tandem.connectors.reading.money import Amounts
from tandem.connectors.reading.record_ids import long_id
from tandem.connectors.reading.times import DAY_FIRST, MONTH_FIRST, Times, order_of
from tandem.zones import UnknownZone

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ZONES = ("UTC", "Europe/Amsterdam", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/Sao_Paulo")
MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(2037, 12, 31))


def micros(moment: datetime) -> int:
    return (moment.astimezone(UTC) - EPOCH) // timedelta(microseconds=1)


@settings(max_examples=300)
@given(MOMENTS, st.integers(-14 * 60, 14 * 60))
def test_a_time_with_a_zone_is_the_instant_it_names(naive: datetime, minutes: int) -> None:
    from datetime import timezone

    moment = naive.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    expected = micros(moment)
    sign, hours, rest = "-" if minutes < 0 else "+", abs(minutes) // 60, abs(minutes) % 60
    base = naive.strftime("%Y-%m-%d %H:%M:%S.%f")
    for text in (moment.isoformat(), f"{base}{sign}{hours:02d}{rest:02d}", f"{base} {sign}{hours:02d}:{rest:02d}"):
        assert Times("Asia/Kolkata").read(text).at == expected


@settings(max_examples=300)
@given(MOMENTS, st.sampled_from(ZONES))
def test_a_time_without_zone_is_read_on_the_clocks_of_the_zone(naive: datetime, zone: str) -> None:
    """Oracle: of all instants around, the earliest at which the zone's clocks show that time; none in the gap."""
    naive = naive.replace(second=0, microsecond=0)
    where = ZoneInfo(zone)
    guesses = [naive.replace(tzinfo=UTC) + timedelta(minutes=15 * quarter) for quarter in range(-60, 61)]
    showing = sorted(g for g in guesses if g.astimezone(where).replace(tzinfo=None) == naive)
    for text in (naive.strftime("%Y-%m-%d %H:%M"), naive.strftime("%Y.%m.%d %H:%M")):
        try:
            moment = Times(zone).read(text)
        except BadCell:
            assert not showing
        else:
            assert moment.at == micros(showing[0])
            assert bool(moment.note) == (len(showing) > 1)


@settings(max_examples=300)
@given(MOMENTS, st.sampled_from((DAY_FIRST, MONTH_FIRST)), st.booleans())
def test_slashed_dates_come_back_as_they_were_written(naive: datetime, order: str, half_day: bool) -> None:
    naive = naive.replace(second=0, microsecond=0)
    day = f"{naive.day}/{naive.month}" if order == DAY_FIRST else f"{naive.month}/{naive.day}"
    hour = f"{naive.hour % 12 or 12}" if half_day else f"{naive.hour}"
    clock = f"{hour}:{naive.minute:02d}" + ((" PM" if naive.hour >= 12 else " am") if half_day else "")
    assert Times("UTC", order).read(f"{day}/{naive.year} {clock}").at == micros(naive.replace(tzinfo=UTC))


@given(st.dates(date(1971, 1, 1), date(2037, 12, 30)), st.sampled_from(ZONES))
def test_a_day_without_time_is_its_last_microsecond_there(day: date, zone: str) -> None:
    moment = Times(zone).read(day.isoformat())
    assert moment.whole_day
    local = (EPOCH + timedelta(microseconds=moment.at)).astimezone(ZoneInfo(zone))
    after = (EPOCH + timedelta(microseconds=moment.at + 1)).astimezone(ZoneInfo(zone))
    assert local.date() == day
    assert after.date() == day + timedelta(days=1)


@given(st.integers(10**8, 4 * 10**9))
def test_seconds_and_milliseconds_since_1970_are_told_apart(seconds: int) -> None:
    assert Times("Asia/Kolkata").read(str(seconds)).at == seconds * 1_000_000
    assert Times("Asia/Kolkata").read(str(seconds * 1000 + 7)).at == seconds * 1_000_000 + 7_000


def test_the_order_of_day_and_month_is_the_columns_never_a_cells() -> None:
    column = ["1/2/2026", "13/2/2026", "3/4/2026"]
    times = Times("UTC", "", lambda: column)
    assert [times.read(text).at // 86_400_000_000 for text in column] == [20485, 20497, 20546]  # 1 Feb, 13 Feb, 3 Apr
    assert order_of(["2/13/2026", "1/2/2026"]) == MONTH_FIRST
    assert order_of(["1/2/2026"]) == ""
    assert order_of(["13/2/2026", "2/13/2026"]) == ""


def test_a_column_that_does_not_tell_is_refused_with_what_to_say() -> None:
    with pytest.raises(BadCell, match="date_order"):
        Times("UTC", "", lambda: ["1/2/2026", "3/4/2026"]).read("1/2/2026")


NO_TIMES = (
    "", "x", "2026-02-30", "2026-13-01", "2026-01-01 25:00", "9999-12-31", "12", "20260101", "13:00", "2026-W01-1",
    "2026-01-01 13:00 PM", "2026-01-01T10:00:00+99:00",
)  # fmt: skip


@pytest.mark.parametrize("text", NO_TIMES)
def test_what_is_no_time_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(BadCell):
        Times("UTC").read(text)


@given(st.text(max_size=40))
def test_no_text_makes_the_readers_stumble(text: str) -> None:
    for read in (Times("Europe/Amsterdam", DAY_FIRST).read, Amounts("EUR").read):
        try:
            read(text)
        except BadCell as why:
            assert str(why)


def test_an_unknown_zone_is_told() -> None:
    for name in ("Mars/Base", "", "../../etc/passwd", "Europe"):
        with pytest.raises(UnknownZone):
            Times(name)


WRITERS = {
    "1,234.56": lambda whole, cents: f"{whole:,}.{cents:02d}",
    "1.234,56 €": lambda whole, cents: f"{whole:,}".replace(",", ".") + f",{cents:02d} €",
    "1 234,56": lambda whole, cents: f"{whole:,}".replace(",", "\u00a0") + f",{cents:02d}",
    "1'234.56": lambda whole, cents: f"{whole:,}".replace(",", "'") + f".{cents:02d}",
    "$1234.56": lambda whole, cents: f"${whole}.{cents:02d}",
    "USD 1,234.56": lambda whole, cents: f"USD {whole:,}.{cents:02d}",
    "1234.56": lambda whole, cents: f"{whole}.{cents:02d}",
}


@settings(max_examples=300)
@given(st.integers(0, 10**9), st.integers(0, 99), st.sampled_from(sorted(WRITERS)), st.sampled_from(("", "-", "(")))
def test_amounts_come_back_as_they_were_written(whole: int, cents: int, spelling: str, sign: str) -> None:
    text = WRITERS[spelling](whole, cents)
    text = f"({text})" if sign == "(" else sign + text
    amount = Amounts("EUR").read(text)
    assert amount.minor == (-1 if sign else 1) * (whole * 100 + cents)
    assert amount.currency == ("USD" if "$" in text or "USD" in text else "EUR")


def test_one_separator_before_three_digits_is_left_to_the_column() -> None:
    assert Amounts("EUR").read("1,234").minor == 123_400
    assert Amounts("EUR", column=lambda: ["1.234", "17,50 €"]).read("1.234").minor == 123_400
    assert Amounts("EUR", column=lambda: ["1.234", "17.50"]).read("1.234").minor == int(Decimal("1.234") * 100)
    assert Amounts("EUR", ",").read("1.234").minor == 123_400
    assert Amounts("EUR", ",").read("17,5").minor == 1_750


def test_a_dollar_is_the_companys_own_dollar() -> None:
    assert Amounts("AUD").read("$5").currency == "AUD"
    assert Amounts("EUR").read("$5").currency == "USD"
    assert Amounts("JPY").read("500").minor == 500
    assert Amounts("EUR").read("7", "GBP")[:2] == (700, "GBP")


@pytest.mark.parametrize("text", ["abc", "", "1,2,3", "12 EUR USD", "EUR 12 USD", "1.2.3,4,5", "--1", "1e5", "12%"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(BadCell):
        Amounts("EUR").read(text)


def test_a_fifteen_character_id_gets_the_suffix_that_tells_its_capitals() -> None:
    assert long_id("00Q1G00000nDnM5") == "00Q1G00000nDnM5UAK"
    assert long_id("0015500000Xyy06") == "0015500000Xyy06AAB"
    assert long_id("00Q1G00000nDnM5UAK") == "00Q1G00000nDnM5UAK"
    assert long_id("short") == "short"

"""The charter that people keep already is found in their history, and nothing is said where there is too little."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.charter.charters import example

from tandem.charter.editing import exchanged
from tandem.charter.reading import read_charter
from tandem.lifecycle.rulebook import RuleBook
from tandem.planning.practised.bar import NO_BAR, bars
from tandem.planning.practised.cases import KEPT, NOT_ENOUGH, Case, Finding, cases
from tandem.planning.practised.load import capacities, volumes
from tandem.planning.practised.promises import clocks_of, kept, promised

if TYPE_CHECKING:
    from tests.truth.diagnosed import Diagnosed

CHARTER = example()
MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
BEGIN = int(datetime(2025, 1, 6, 9, tzinfo=UTC).timestamp()) * 1_000_000
"""A Monday at 10:00 in Amsterdam."""
CALENDAR = RuleBook(CHARTER).calendar_of("")


def case(at: int = BEGIN, **what: object) -> Case:
    """A handoff that anna got at once and nobody has worked yet."""
    blank = Case(at, False, False, 60, 40.0, "anna", at, None, False, 0, False, "", None, None, None)
    return blank._replace(**what)  # type: ignore[arg-type]


def office(day: int, minutes: int) -> int:
    """`minutes` of office time after 10:00 on the `day`th day of the story."""
    return CALENDAR._after(BEGIN + day * DAY, minutes * MINUTE)


def found(what: str, findings: object) -> Finding:
    return next(f for f in findings if f.what == what)  # type: ignore[attr-defined]


def answered(minutes: list[int]) -> list[Case]:
    """Cases on as many Mondays, each answered after so many office minutes (−1: never)."""
    rows = []
    for number, minute in enumerate(minutes):
        at = BEGIN + 7 * DAY * (number % 100)
        touched = None if minute < 0 else CALENDAR._after(at, minute * MINUTE)
        rows.append(case(at, touched_at=touched, touched=touched is not None))
    return rows


def first_response(cases: list[Case]) -> Finding:
    return found("sales.first_response", promised(CHARTER, cases, BEGIN + 1_000 * DAY))


def test_a_team_that_answers_nine_in_ten_within_two_hours_is_offered_two_hours() -> None:
    finding = first_response(answered([100] * 180 + [400] * 20))
    assert finding.practised == "2 business hours for 85 %"
    assert finding.low is not None and finding.low >= 0.85 > finding.low - 0.05


def test_a_team_that_never_keeps_four_in_five_is_offered_the_share_that_it_keeps() -> None:
    finding = first_response(answered([100] * 100 + [-1] * 100))
    assert finding.practised == "4 business hours for 40 %" and "no duration" in finding.sentence


def test_a_hand_raise_is_never_promised_more_time_than_other_leads() -> None:
    """Others are answered within two hours, hand-raises within three: two are promised, as far as they are kept."""
    raised = [row._replace(hand_raise=True) for row in answered([150] * 40 + [100] * 60)]
    findings = list(promised(CHARTER, answered([100] * 1_000) + raised, BEGIN + 1_000 * DAY))
    assert found("sales.first_response", findings).practised == "2 business hours for 95 %"
    assert found("sales.hand_raises", findings).practised == "2 business hours for 50 %"
    alone = list(promised(CHARTER, raised, BEGIN + 1_000 * DAY))
    assert found("sales.hand_raises", alone).practised == "3 business hours for 95 %"


@pytest.mark.parametrize(("cases", "enough"), [(29, False), (30, True)])
def test_too_few_cases_say_nothing_and_change_nothing(cases: int, enough: bool) -> None:
    finding = first_response(answered([10] * cases))
    assert (finding.practised != NOT_ENOUGH, bool(finding.values)) == (enough, enough)


def test_a_clock_that_is_still_running_at_the_datas_end_counts_for_nothing() -> None:
    old, young = answered([100] * 100), [case(BEGIN + 999 * DAY)] * 500
    assert first_response(old + young)[2:5] == first_response(old)[2:5]


def test_a_lead_that_sales_gave_back_in_time_is_no_case() -> None:
    back = [case(ended_at=BEGIN + 30 * MINUTE)] * 200
    assert first_response(answered([100] * 100) + back).n == 100


@given(st.lists(st.integers(1, 3_000), min_size=30, max_size=120))
def test_what_is_offered_was_kept_and_nothing_shorter_was(minutes: list[int]) -> None:
    """The oracle: a plain count over office minutes."""
    from tandem.analytics.statistics import wilson

    finding = first_response(answered(minutes))
    if finding.practised.endswith("business hours for 80 %"):
        limit = 60 * int(finding.practised.split()[0])
        low, _ = wilson(sum(m <= limit for m in minutes), len(minutes)) or (0, 0)
        shorter, _ = wilson(sum(m <= limit - 60 for m in minutes), len(minutes)) or (0, 0)
        assert low >= KEPT and (limit == 60 or shorter < KEPT)


def scored(draw: np.random.Generator, fit_bar: int, activity_bar: int, count: int = 2_000) -> list[Case]:
    """Handoffs of which sales takes most above a bar and few below it."""
    rows = []
    for _ in range(count):
        fit, activity = int(draw.integers(0, 21)) * 5, float(draw.uniform(0, 100))
        above = fit >= fit_bar and activity >= activity_bar
        verdict = "accepted" if draw.random() < (0.85 if above else 0.2) else "returned"
        rows.append(case(fit=fit, activity=activity, verdict=verdict))
    return rows


@pytest.mark.parametrize(("fit", "activity"), [(50, 30), (35, 20), (70, 60)])
def test_the_bar_that_sales_practises_is_found(fit: int, activity: int) -> None:
    finding = found("bar of qualify", bars(CHARTER, scored(np.random.default_rng(7), fit, activity), BEGIN + DAY))
    near_fit, near_activity = (int(word) for word in finding.practised.split() if word.isdigit())
    assert abs(near_fit - fit) <= 5 and abs(near_activity - activity) <= 5
    assert finding.share is not None and abs(finding.share - 0.85) < 0.05


def test_where_no_bar_tells_leads_apart_the_bar_stays() -> None:
    draw = np.random.default_rng(3)
    rows = [row._replace(verdict=draw.choice(["accepted", "returned"])) for row in scored(draw, 50, 30, 400)]
    finding = found("bar of qualify", bars(CHARTER, rows, BEGIN + DAY))
    assert finding.practised == NO_BAR and not finding.values
    few = found("bar of qualify", bars(CHARTER, rows[:40], BEGIN + DAY))
    assert few.practised == NOT_ENOUGH and not few.values


def test_the_capacity_is_what_a_member_works_in_a_busy_sound_week() -> None:
    """Anna works all she gets up to twelve a week, and drops what is more."""
    draw, rows = np.random.default_rng(11), []
    for week in range(60):
        for number in range(int(draw.poisson(11))):
            rows.append(case(BEGIN + (7 * week + number % 5) * DAY, touched=number < 12))
    finding = found("capacity of anna", capacities(CHARTER, rows, BEGIN + 600 * DAY))
    assert 11 <= int(finding.practised.split()[0]) <= 13
    assert found("capacity of bram", capacities(CHARTER, rows, BEGIN + 600 * DAY)).practised == NOT_ENOUGH


def test_the_volume_is_what_nearly_every_month_brought() -> None:
    rows = [
        case(BEGIN + day * DAY + n, verdict="accepted" if n % 4 else "returned") for day in range(300) for n in range(8)
    ]
    finding = found("marketing.handoffs", volumes(CHARTER, rows, BEGIN + 400 * DAY))
    assert 224 <= int(finding.practised.split()[0]) <= 248
    accepted = found("marketing.accepted", volumes(CHARTER, rows, BEGIN + 400 * DAY))
    assert accepted.practised == "70 % accepted" and accepted.share == 0.75


def test_every_number_found_can_be_put_into_the_charter() -> None:
    from tests.charter.charters import shipped

    text, through = shipped("example"), BEGIN + 1_000 * DAY
    rows = [row._replace(verdict_at=row.at, disposed_at=row.at) for row in scored(np.random.default_rng(7), 40, 20)]
    rows += [row._replace(hand_raise=True) for row in answered([60] * 300)]
    for finding in [*bars(CHARTER, rows, through), *promised(CHARTER, rows, through), *volumes(CHARTER, rows, through)]:
        text = exchanged(text, finding.values)
    charter, faults = read_charter(text, "charter.yaml")
    assert charter is not None, "\n".join(map(str, faults))
    assert "fit >= 40 and activity >= 20" in text and "# Northwind's agreement" in text
    response = next(p for p in charter.promises if p.key == "sales.first_response")
    assert (response.share, response.within.count) == (0.1, 4)


@pytest.mark.full
def test_what_a_sound_company_keeps_is_found(companies: Callable[..., Diagnosed]) -> None:
    """Its reps answer hand-raises within 13 office minutes and others within 230, give every verdict within two
    business days and close within 14, but for the few that the simulation lets slip."""
    company = companies(5, healthy=True)
    setting = company.setting
    assert setting.data_through is not None
    through = int(setting.data_through.replace(tzinfo=UTC).timestamp() * 1_000_000)
    rows = cases(setting, datetime(2000, 1, 1), setting.data_through)
    told = {finding.what: finding for finding in promised(setting.charter, rows, through)}
    assert told["sales.first_response"].practised.startswith(("3 business hours", "4 business hours"))
    assert told["sales.hand_raises"].practised.startswith(("10 business minutes", "15 business minutes"))
    assert told["sales.acceptance"].practised.split(" for")[0] in ("1 business day", "2 business days")
    assert told["sales.disposition"].practised.split(" for")[0] in ("12 business days", "15 business days")
    assert told["sales.attempts"].practised.startswith("5 attempts")
    true = {member.per_week for member in setting.charter.teams["sales"].members.values()}
    for finding in capacities(setting.charter, rows, through):
        if finding.practised != NOT_ENOUGH:
            low, high = finding.sentence.split("interval ")[1].rstrip(").").split(" to ")
            assert any(float(low) - 1 <= (number or 0) <= float(high) + 1 for number in true), finding


@pytest.mark.full
@pytest.mark.parametrize("promise", ["sales.first_response", "sales.hand_raises"])
def test_the_share_kept_of_todays_promise_holds_what_the_simulation_planted(
    companies: Callable[..., Diagnosed], promise: str
) -> None:
    """The truth is the probability before anything was drawn; the interval told is Wilson's at 95 %."""
    from tandem.analytics.statistics import wilson

    company = companies(5)
    charter, end = company.setting.charter, company.setting.data_through
    assert end is not None
    through = int(end.replace(tzinfo=UTC).timestamp() * 1_000_000)
    agreed = next(p for p in charter.promises if p.key == promise)
    rows = cases(company.setting, datetime(2000, 1, 1), end)
    good, count = kept(clocks_of(RuleBook(charter), agreed, rows), agreed.within, through)
    truth = company.truth["signs"]["broken_sla"]["parts"][promise]
    planted = 1 - sum(truth["expected"]) / sum(truth["cases"])
    low, high = wilson(good, count) or (1, 0)
    assert abs(count - sum(truth["cases"])) <= 0.02 * count
    assert low <= planted <= high, (good, count, planted)

"""Proofs of the journey, of bars and of clocks, held to the engine: folds of made-up accounts, real calendars."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.charter.charters import example, reads, shipped
from tests.lifecycle import stories

from tandem.charter.model import BusinessHours, Duration, Scoring
from tandem.charter.proofs import prove
from tandem.charter.proofs.fading import days_to_reach, giving, most_activity
from tandem.charter.proofs.working_time import due, reachable_share
from tandem.lifecycle.business_time import calendar
from tandem.lifecycle.fading import POINT, fading
from tandem.zones import DAY, MINUTE

COOL = "  cool_down: {nurture -> mql: 30 days, except: hand_raise}\n"


def test_the_circle_that_is_told_is_the_one_that_the_engine_runs() -> None:
    """Without the cool-down a returned lead is handed over again the same second; with it, it rests."""
    acts = [
        stories.act("form.submitted", "2026-03-02 10:00", form="demo"),
        stories.status("New", "2026-03-02 10:30"),
        stories.act("sales.returned", "2026-03-02 11:00", reason="Not now"),
    ]
    lead = [stories.lead(stories.said("title", "VP of Sales"))]
    for text, again in ((stories.CHARTER.replace(COOL, ""), True), (stories.CHARTER, False)):
        moves = stories.on(stories.told(*acts, leads=lead, agreed=stories.charter(text))["move"], "decided")
        returned = stories.at("2026-03-02 11:00")
        assert ("mql" in [m["to_stage"] for m in moves if m["at"] == returned]) is again
        found = [f for f in prove(stories.charter(text)).failures if f.proof == "no endless ping-pong"]
        assert bool(found) is again
        if found:
            assert [f.stages for f in found] == [("mql", "nurture")]
            assert dict(found[0].values)["activity"] >= 30


@pytest.mark.parametrize(
    ("brake", "moves"),
    [
        ("a buyer's act", 'back: {from: mql, to: lead, on: page.viewed}'),
        ("a deal", "back: {from: mql, to: lead, on: opportunity.opened}"),
        ("days to wait", 'back: {from: mql, to: lead, when: "days_in_stage >= 7"}'),
        ("other facts", 'back: {from: mql, to: lead, when: "fit < 50"}'),
        ("", 'back: {from: mql, to: lead, when: "fit >= 20"}'),
        ("", "back: {from: mql, to: lead, on: sales.returned}"),
        ("", 'a: {from: mql, to: sal, when: "fit >= 20"}, back: {from: sal, to: lead, on: sales.disposed}'),
    ],
)  # fmt: skip
def test_a_circle_is_endless_unless_a_buyer_a_deal_time_or_other_facts_stop_it(brake: str, moves: str) -> None:
    text = (
        "charter: Circles\ntime_zone: UTC\ncurrency: EUR\n"
        "fields: {employees: {number: {at_least: 1}}}\n"
        'scoring: {fit: {big: {when: "employees >= 100", points: 50}}}\n'
        "lifecycle:\n  stages: [lead, mql, sal]\n"
        f'  moves: {{on_we_go: {{from: lead, to: mql, when: "fit >= 50"}}, {moves}}}\n'
    )
    endless = [f for f in prove(reads(text), text).failures if f.proof == "no endless ping-pong"]
    assert bool(endless) is not bool(brake)


def test_an_earlier_move_that_takes_the_lead_elsewhere_stops_a_circle() -> None:
    text = (
        "charter: Circles\ntime_zone: UTC\ncurrency: EUR\n"
        "lifecycle:\n  stages: [lead, mql, sal]\n  final: [sal]\n  moves:\n"
        "    out: {from: mql, to: sal, when: free_mail}\n"
        "    go: {from: lead, to: mql, when: free_mail}\n"
        "    back: {from: mql, to: lead, when: free_mail}\n"
    )
    assert not [f for f in prove(reads(text), text).failures if f.proof == "no endless ping-pong"]
    other_way = text.replace("    out: {from: mql, to: sal, when: free_mail}\n", "")
    assert [f for f in prove(reads(other_way), other_way).failures if f.proof == "no endless ping-pong"]


UNITS = st.sampled_from(["hours", "days", "weeks"])


def capped(*caps: int, half_life: Duration) -> Scoring:
    lines = "\n".join(
        f"    l{n}: {{on: page.viewed, points: {cap}, at_most: {cap} per day}}" for n, cap in enumerate(caps)
    )
    text = f"charter: C\ntime_zone: UTC\ncurrency: EUR\nscoring:\n  activity:\n    half_life: {half_life.count:g} "
    return reads(f"{text}{half_life.unit}\n{lines}\nlifecycle: {{stages: [lead]}}\n").scoring


@settings(max_examples=30)
@given(
    st.lists(st.integers(1, 60), min_size=1, max_size=3),
    st.integers(1, 40),
    st.sampled_from(["hours", "days", "weeks"]),
)
def test_no_schedule_of_acts_climbs_above_the_most_that_activity_can_be(caps: list[int], count: int, unit: Any) -> None:
    """The worst case by simulation: every cap in the last second of each day, and once more at midnight."""
    half_life = Duration(count, unit)
    scoring = capped(*caps, half_life=half_life)
    seconds = round(count * {"hours": 3600, "days": 86400, "weeks": 604800}[unit])
    fade, height, cap = fading(seconds), 0, sum(caps) * POINT
    for _ in range(min(40 * seconds // 86400 + 5, 4000)):
        height = fade.faded(height, 86400) + cap
    peak = fade.faded(height, 1) + cap
    most = most_activity(scoring) * POINT
    assert peak <= most + 1
    assert peak >= 0.99 * most


def test_the_fastest_lead_is_as_fast_in_the_engine() -> None:
    scoring = capped(16, half_life=Duration(14, "days"))
    day = days_to_reach(giving(scoring)[0], scoring.half_life, 60)
    assert day is not None
    fade, height, heights = fading(14 * 86400), 0, []
    for _ in range(day):
        height = fade.faded(height, 86400) + 16 * POINT
        heights.append(height)
    assert heights[-1] >= 60 * POINT and all(h < 60 * POINT for h in heights[:-1])


def test_a_band_above_all_caps_is_out_of_reach_and_one_below_is_not() -> None:
    lines = "    visit: {on: page.viewed, points: 5, at_most: 10 per day}\n"
    text = (
        "charter: C\ntime_zone: UTC\ncurrency: EUR\nscoring:\n  activity:\n    half_life: 7 days\n" + lines
        + '  grade: {activity: {1: "activity >= 120", 2: "activity >= 110", 3: "activity >= 10", 4: otherwise}}\n'
        "lifecycle:\n  stages: [lead, mql]\n  final: [mql]\n"
        '  moves: {go: {from: lead, to: mql, when: "activity >= 118"}}\n'
    )  # fmt: skip
    assert 110 < most_activity(reads(text).scoring) < 118
    found = {f.rules[0] for f in prove(reads(text), text).failures if f.proof == "reachable bars"}
    assert found == {"band 1", "go"}


hours = st.builds(
    lambda days, opens, length: BusinessHours(frozenset(days), opens, min(opens + length, 1440)),
    st.sets(st.integers(0, 6), min_size=1),
    st.integers(0, 23).map(lambda hour: 60 * hour),
    st.integers(30, 700),
)
durations = st.one_of(
    st.builds(Duration, st.integers(1, 40), st.just("days"), st.booleans()),
    st.builds(Duration, st.integers(1, 90), st.just("hours"), st.booleans()),
    st.builds(Duration, st.integers(1, 900), st.just("minutes"), st.booleans()),
)


@settings(max_examples=200)
@given(hours, durations)
def test_clocks_fall_due_as_the_engines_calendar_says(opening: BusinessHours, within: Duration) -> None:
    week = stories.at("2026-03-02 00:00")
    start = week + min(opening.days) * DAY + opening.opens * MINUTE
    assert calendar(opening, "Etc/UTC").due(start, within) - start == due(within, opening) * MINUTE


@settings(max_examples=10)
@given(hours, st.integers(10, 4000))
def test_the_share_of_a_week_with_an_open_minute_in_time_is_counted_right(opening: BusinessHours, minutes: int) -> None:
    week, open_minutes = 7 * 1440, calendar(opening, "Etc/UTC")
    start = stories.at("2026-03-02 00:00")
    met = [
        open_minutes.minutes_between(start + m * MINUTE, start + (m + minutes) * MINUTE) > 0 for m in range(0, week, 3)
    ]
    assert reachable_share(minutes, opening) == pytest.approx(sum(met) / len(met), abs=0.002)


def test_what_the_example_promises_is_kept_on_real_calendars() -> None:
    assert not [f for f in prove(example(), shipped("example")).failures if f.proof == "promises fit"]

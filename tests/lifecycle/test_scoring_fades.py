"""Activity fades as 2^(−t/half-life), to micro-points; caps count local days; bars are crossed on whole seconds."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal, localcontext

from hypothesis import given, settings
from hypothesis import strategies as st
from stories import CHARTER, LEAD, act, at, charter, lead, on, said, told, world

from tandem.lifecycle.explain import explain
from tandem.lifecycle.fading import POINT, fading
from tandem.lifecycle.inputs import AccountFile
from tandem.zones import EPOCH, zone_info

HALF_LIFE = 14 * 86_400
KINDS = st.sampled_from(["demo", "paper", "page", "bot", "opened"])
STORIES = st.lists(st.tuples(st.integers(0, 90 * 86_400), KINDS), max_size=40)
BEGIN = at("2026-02-20 00:00")


def exactly(points: int, seconds: int) -> Decimal:
    with localcontext() as context:
        context.prec = 40
        return Decimal(points) * Decimal(2) ** (Decimal(-seconds) / HALF_LIFE)


def acts_of(story: list[tuple[int, str]]) -> list:
    kinds = {
        "demo": ("form.submitted", {"form": "demo"}), "paper": ("form.submitted", {"form": "paper"}),
        "page": ("page.viewed", {}), "bot": ("form.submitted", {"form": "demo", "bot": True}),
        "opened": ("email.opened", {}),
    }  # fmt: skip
    found = []
    for number, (second, kind) in enumerate(sorted(story)):
        name, what = kinds[kind]
        found.append(act(name, BEGIN + second * POINT, member=str(number), **what))
    return found


def oracle(story: list[tuple[int, str]], end: int) -> Decimal:
    """The score the plain way: every event's own points, capped by Amsterdam's day, each faded to the end."""
    points, caps = {"demo": 40, "paper": 15, "page": 4}, {"paper": 30, "page": 10}
    given_on: dict[tuple[str, object], int] = defaultdict(int)
    total = Decimal(0)
    for second, kind in sorted(story):
        if kind not in points:
            continue
        moment = BEGIN + second * POINT
        day = (EPOCH + timedelta(microseconds=moment)).astimezone(zone_info("Europe/Amsterdam")).date()
        worth = min(points[kind], caps.get(kind, 10**9) - given_on[kind, day])
        given_on[kind, day] += worth
        total += exactly(worth, end // POINT - moment // POINT)
    return total


def reasons(story: list[tuple[int, str]], through: str = "2026-08-01 00:00") -> list:
    file = AccountFile(b"a" * 16, 0, acts_of(story), [lead(said("title", "VP Sales"))])
    return explain([charter()], world(through), file, LEAD)


@settings(max_examples=80, deadline=None)
@given(STORIES)
def test_the_score_equals_every_events_faded_points_added_up(story: list[tuple[int, str]]) -> None:
    end = at("2026-08-01 00:00")
    told_score = next(r.points for r in reasons(story) if r.part == "score")
    assert abs(Decimal(told_score) - 50 - oracle(story, end)) <= Decimal(len(story) + 1) / POINT


@settings(max_examples=40, deadline=None)
@given(STORIES)
def test_the_events_that_why_lists_sum_to_the_score(story: list[tuple[int, str]]) -> None:
    rows = reasons(story)
    score = next(r.points for r in rows if r.part == "score")
    parts = [r.points for r in rows if r.part in ("fit", "activity")]
    assert abs(sum(parts) - score) <= (len(story) + 1) / POINT
    assert all(r.event is not None for r in rows if r.part == "activity")


def test_an_oracle_that_forgets_the_caps_would_be_noticed() -> None:
    story = [(second, "page") for second in range(6)]
    end = at("2026-08-01 00:00")
    uncapped = sum(exactly(4, end // POINT - BEGIN // POINT - s) for s, _ in story)
    assert abs(uncapped - oracle(story, end)) > Decimal("0.001")


@settings(max_examples=200, deadline=None)
@given(
    st.integers(1, 500 * POINT), st.integers(0, 400 * 86_400), st.sampled_from([3_600, 86_400, HALF_LIFE, 7_777_777])
)
def test_fading_is_the_formula_rounded_to_a_micro_point(value: int, seconds: int, half_life: int) -> None:
    with localcontext() as context:
        context.prec = 40
        exact = Decimal(value) * Decimal(2) ** (Decimal(-seconds) / half_life)
    assert abs(fading(half_life).faded(value, seconds) - exact) <= Decimal("0.5000001")


@settings(max_examples=200, deadline=None)
@given(st.integers(2, 500 * POINT), st.data(), st.sampled_from([3_600, HALF_LIFE]))
def test_a_bar_is_crossed_at_the_first_whole_second_below_it(value: int, data: st.DataObject, half_life: int) -> None:
    bar = data.draw(st.integers(1, value))
    table = fading(half_life)
    second = table.seconds_until_below(value, bar)
    assert second is not None
    assert table.faded(value, second) < bar
    assert second == 0 or table.faded(value, second - 1) >= bar


COLD = CHARTER.replace(
    "    accept: {from: mql,", '    cool: {from: mql, to: nurture, when: "activity < 20"}\n    accept: {from: mql,'
)


def test_fading_alone_moves_a_lead_at_the_second_it_crosses_the_bar() -> None:
    demo = act("form.submitted", "2026-02-02 10:00", form="demo")
    cut = told(demo, leads=[lead(said("title", "VP Sales"))], agreed=charter(COLD))
    cooled = next(m for m in on(cut["move"], "decided") if m["rule"] == "cool")
    assert cooled["event"] is None
    assert cooled["at"] == demo.at + (HALF_LIFE + 1) * POINT
    assert fading(HALF_LIFE).faded(40 * POINT, HALF_LIFE) == 20 * POINT
    assert cooled["activity"] < 20 * POINT


def test_why_tells_each_decision_with_what_its_rule_compared() -> None:
    rows = reasons([(0, "demo")])
    decided = [r for r in rows if r.track == "decided" and r.rule == "qualify"]
    assert [r.part for r in decided] == ["move", "compared"]
    assert decided[1].what == "fit >= 50: 50, yes; activity >= 30: 40.0, yes"

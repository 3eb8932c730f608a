"""A real story becomes a scenario that anybody may read: it plays as it was, and nobody is in it."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stories import ACCOUNT, LEAD, act, at, deal, key, lead, said, world
from test_engine_laws import STORY, acts
from tests.charter.charters import example
from tests.lifecycle.playing import agreed

from tandem.charter.reading.scenarios import read_scenario
from tandem.lifecycle.inputs import AccountFile, LeadRecord
from tandem.lifecycle.scenario.disguise import Disguise
from tandem.lifecycle.scenario.playing import Play
from tandem.lifecycle.scenario.recording import Shifted, record
from tandem.lifecycle.scenario.writing import Written, written
from tandem.vocabulary import EVENT_KINDS
from tandem.zones import zone

PERSONAL = (
    "Eva Smith", "eva.smith", "acme", "smith-webinar", "/hello-eva", "token=81", "asked for eva", "00Q5g00000", "317",
)  # fmt: skip
"""Words of a real person that must not be in a recorded scenario, each planted in the story below."""


def recorded(*story: Any, **of_lead: Any) -> Written:
    ordered = sorted(story, key=lambda a: (a.at, EVENT_KINDS[a.kind].rank))
    deals = of_lead.pop("deals", ())
    account = of_lead.pop("account", ())
    record_of = lead(*of_lead.pop("facts", (said("title", "VP Sales"),)), **of_lead)
    file = AccountFile(ACCOUNT, 7, ordered, [record_of, LeadRecord(key("other"), key("other"))], deals, account)
    return written(agreed(), record(agreed(), world(), file, LEAD))


def missed(text: str) -> list[str]:
    scenario, faults = read_scenario(text, "recorded.yaml", agreed())
    assert scenario is not None, "\n".join(map(str, faults))
    return [outcome.instead for outcome in Play(agreed(), scenario).outcomes() if not outcome.met]


def holds(story: list[tuple[str, int, str]]) -> Written:
    """Recording, then running, passes."""
    found = recorded(*acts(story))
    assert missed(found.text) == []
    return found


@settings(max_examples=60, deadline=None)
@given(STORY.filter(lambda story: any(kind == "form" for kind, _, _ in story)))
def test_a_recorded_story_plays_as_it_was_recorded(story: list[tuple[str, int, str]]) -> None:
    holds(story)


@pytest.mark.full
@settings(max_examples=3_000, deadline=None)
@given(STORY.filter(lambda story: any(kind == "form" for kind, _, _ in story)))
def test_many_recorded_stories_play_as_they_were_recorded(story: list[tuple[str, int, str]]) -> None:
    holds(story)


def test_an_expectation_that_somebody_changes_is_missed() -> None:
    found = holds([("form", 9, "contact"), ("status", 20, "New"), ("status", 30, "Working")])
    assert "move: accept, to: sal" in found.text and found.notes == ()
    assert missed(found.text.replace("move: accept, to: sal", "move: dispose, to: sql"))


def test_moves_are_those_of_the_real_story_moved_by_whole_weeks() -> None:
    found = recorded(
        act("form.submitted", "2026-03-02 10:00", form="contact"),
        act("field.changed", "2026-03-02 10:01", field="status", new="New"),
        act("field.changed", "2026-03-05 09:30", field="status", new="Working"),
        act("opportunity.opened", "2026-03-12 12:00", opportunity=key("deal"), lead=None),
        deals=[deal()],
    )
    assert found.notes == ()
    for line in (
        'at: "2025-03-03 11:00", move: hand_raise, to: mql',
        'at: "2025-03-06 10:30", move: accept, to: sal',
        'at: "2025-03-13 13:00", move: open_deal, to: opportunity',
    ):
        assert line in found.text


def story_of_a_real_person() -> tuple[list[Any], dict[str, Any]]:
    story = [
        act("page.viewed", "2026-03-02 08:00", path="/hello-eva?token=81"),
        act("form.submitted", "2026-03-02 10:00", form="contact", path="/acme/eva.smith", asset="Eva Smith's paper"),
        act("campaign.responded", "2026-03-02 11:00", campaign="smith-webinar"),
        act("field.changed", "2026-03-02 12:00", field="status", new="New"),
        act("field.changed", "2026-03-03 12:00", field="title", old="VP Eva Smith", new="individual eva.smith"),
        act("owner.assigned", "2026-03-03 13:00", new="crm:user:00Q5g00000", member="crm:user:00Q5g00000"),
        act("call.made", "2026-03-03 14:00", outcome="asked for eva", channel="acme phone"),
        act("field.changed", "2026-03-04 12:00", field="status", new="Nurture", reason="asked for eva"),
    ]  # fmt: skip
    facts = (said("title", "VP Eva Smith"), said("email", "eva.smith@acme.example"), said("source", "acme fair"))
    return story, {"facts": facts, "account": (said("employees", "317"), said("owner", "Eva Smith"))}


def found_in(text: str) -> list[str]:
    return [word for word in PERSONAL if word.casefold() in text.casefold()]


def test_nothing_of_the_person_is_in_the_scenario() -> None:
    story, rest = story_of_a_real_person()
    found = recorded(*story, **rest)
    assert "move: hand_raise" in found.text and missed(found.text) == []
    assert found_in(found.text) == []


def test_a_recorder_that_leaks_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Disguise, "text", lambda self, field, value: value)
    story, rest = story_of_a_real_person()
    found = found_in(recorded(*story, **rest).text)
    assert {"Eva Smith", "/hello-eva", "token=81", "asked for eva"} <= set(found)


@cache
def of_the_example() -> Disguise:
    return Disguise(example())


WORDS = st.text(st.sampled_from("abdemo/pricngt-v "), min_size=1, max_size=14)


@given(WORDS, st.sampled_from(["form", "path", "outcome"]))
def test_a_disguised_text_is_answered_as_the_real_one_by_every_rule(value: str, field: str) -> None:
    disguise = of_the_example()
    made_up = disguise.text(field, value)
    if made_up:
        assert disguise._answers(field, made_up) == disguise._answers(field, value)
        assert made_up in ("/page-1", "form-1", "outcome-1") or any(
            made_up in str(wanted) or str(wanted).strip("%") in made_up
            for leaf in disguise._leaves[field] for wanted in leaf.wanted
        )  # fmt: skip


@given(st.integers(1, 50_000))
def test_a_disguised_number_is_answered_as_the_real_one_and_no_longer(value: int) -> None:
    disguise = of_the_example()
    made_up = disguise.number("employees", value)
    assert disguise._answers("employees", float(made_up)) == disguise._answers("employees", value)
    assert len(made_up.strip("0")) <= len(str(value).strip("0"))


@given(st.datetimes(datetime(2019, 1, 1), datetime(2031, 12, 31)), st.integers(0, 700))
def test_moved_times_keep_weekday_time_of_day_and_distance(first: datetime, days: int) -> None:
    begin = at(f"{first:%Y-%m-%d %H:%M}")
    where = zone("Etc/UTC")
    shifted = Shifted(where, begin)
    there = datetime.fromisoformat(shifted.text(begin))
    later = datetime.fromisoformat(shifted.text(begin + days * 86_400_000_000))
    assert abs((there - datetime(2025, first.month, min(first.day, 28))).days) <= 7
    assert (there.weekday(), there.time()) == (first.weekday(), first.replace(second=0, microsecond=0).time())
    assert (later - there).days == days

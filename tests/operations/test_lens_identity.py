"""Joins that people make and take back, the story, and finding a person by whatever name."""

from __future__ import annotations

from datetime import date

import pytest
from tests.operations.lens_world import DAY, HOUR, NOON, contents, entity, event, person, rows, workspace, write

from tandem.operations.build_lens import build_lens
from tandem.operations.coverage import coverage
from tandem.operations.find_person import NobodyFound, SeveralFound, find_person
from tandem.operations.identity import NoSuchLink, SamePerson, confirm, joins_of, restore, revoke, suggestions
from tandem.operations.privacy import erase, ref_of
from tandem.operations.story import person_shown, tell_story
from tandem.timeline.records import Entity, Link

LEAD, OTHER, MARKETING = "salesforce:lead:00Q1", "salesforce:lead:00Q2", "hubspot:contact:501"


def named(ref: str, name: str, email: str) -> tuple[object, ...]:
    return (Entity("person", ref, NOON, {}, {"name": name, "email": email}), Link("email", ref, f"email:{email}"))


@pytest.fixture
def space(tmp_path):
    space = workspace(tmp_path / "w")
    write(space, {
        ("salesforce", "Lead"): [named(LEAD, "Anna Jansen", "anna.jansen@acme.example"),
                                 named(OTHER, "Ana Jansen", "ana.jansen@acme.example")],
        ("hubspot", "contact"): [named(MARKETING, "Anna Jansen", "anna.jansen@acme.example")],
        ("hubspot", "campaign"): [entity("campaign", "hubspot:campaign:7", name="Spring")],
        ("hubspot", "event"): [
            event("email.sent", NOON - 2 * DAY, MARKETING, campaign="hubspot:campaign:7"),
            event("page.viewed", NOON - DAY, "email:anna.jansen@acme.example", path="/pricing"),
            event("page.viewed", NOON - HOUR, "email:who@else.example", path="/"),
        ],
        ("salesforce", "Task"): [event("call.made", NOON, OTHER, whole_day=True, member="salesforce:user:1")],
    })  # fmt: skip
    build_lens(space)
    return space


def test_a_story_is_found_by_address_tools_id_reference_and_own_id(space) -> None:
    own = find_person(space, LEAD).hex()
    for name in ("Anna.Jansen@ACME.example", "501", "00Q1", MARKETING, own, own[:8], own.upper()):
        story = tell_story(space, name)
        assert [(row["lane"], row["what"]) for row in story] == [
            ("marketing", "was sent a mail of Spring"), ("buyer", "saw the page /pricing"),
        ], name  # fmt: skip
    (call,) = tell_story(space, "00Q2")
    assert call["at"] == date(2025, 6, 15), "a fact without time of day has its day only"
    shown = person_shown(space, "501")
    assert shown is not None and shown.name == "Anna Jansen"


def test_nobody_and_several_are_told_with_what_to_do(space) -> None:
    with pytest.raises(NobodyFound, match=r"Nobody in the book is known as 'no@body.example'\. Give an e-mail"):
        find_person(space, "no@body.example")
    with pytest.raises(NobodyFound):
        find_person(space, "who@else.example")
    with pytest.raises(NobodyFound):
        find_person(space, find_person(space, LEAD).hex()[:7])
    write(space, {("hubspot", "more"): [named("hubspot:lead:00Q1", "Zed", "zed@else.example")]})
    build_lens(space)
    with pytest.raises(SeveralFound, match="'00Q1' means 2 persons"):
        find_person(space, "00Q1")


def test_a_confirmed_suggestion_joins_and_revoking_it_gives_the_old_world_back(space) -> None:
    before = contents(space)
    (found,) = suggestions(space)
    assert found["score"] >= 85 and found["left_name"] and found["reasons"]
    link = confirm(space, found["left"].hex(), found["right"].hex(), by="anna", at=NOON)
    build_lens(space)
    assert len(rows(space, "person")) == 1 and len(tell_story(space, "00Q2")) == 3
    with pytest.raises(SamePerson):
        confirm(space, "00Q1", "00Q2", by="anna", at=NOON)
    assert [j["reason"] for j in joins_of(space, "501") if j["link"] == link] == [
        "a member confirmed that they are the same (anna)"
    ]
    assert revoke(space, link.hex()[:12], at=NOON + DAY) and not revoke(space, link.hex(), at=NOON + DAY)
    build_lens(space)
    after = contents(space)
    before.pop("manifest.json"), after.pop("manifest.json")
    assert after == before
    assert restore(space, link.hex(), at=NOON)
    build_lens(space)
    assert len(rows(space, "person")) == 1


def test_a_join_by_address_can_be_taken_back_and_stays_so_when_the_export_comes_again(space) -> None:
    (link,) = [j for j in joins_of(space, "501") if j["left"] == LEAD]
    assert link["reason"] == "both have the same e-mail address" and link["holds"]
    revoke(space, link["link"].hex(), at=NOON)
    build_lens(space)
    assert len(rows(space, "person")) == 3
    assert find_person(space, LEAD) != find_person(space, MARKETING)
    write(space, {("salesforce", "Lead"): [named(LEAD, "Anna Jansen", "anna.jansen@acme.example")]}, NOON + DAY)
    build_lens(space)
    assert find_person(space, LEAD) != find_person(space, MARKETING)


def test_an_unknown_link_is_told(space) -> None:
    for digits in ("ffffffff", "ab", ""):
        with pytest.raises(NoSuchLink, match="No link's id begins"):
            revoke(space, digits, at=NOON)


def test_an_erased_persons_story_keeps_its_facts_without_their_name(space) -> None:
    story = tell_story(space, "501")
    erase(space, [ref_of(space, ref) for ref in (LEAD, MARKETING, "email:anna.jansen@acme.example")], NOON)
    assert person_shown(space, "501") is None
    assert tell_story(space, "501") == story
    assert suggestions(space) == []


def test_coverage_tells_what_each_tool_gave(space) -> None:
    told = {(row["tool"], row["object"]): row for row in coverage(space)}
    events = told["hubspot", "event"]
    assert (events["rows"], events["events"], events["orphans"]) == (3, 3, 1)
    assert events["to_a_person"] == pytest.approx(2 / 3)
    assert str(events["from"]) == "2025-06-13 15:06:40" and str(events["through"]) == "2025-06-15 14:06:40"
    contacts = told["hubspot", "contact"]
    assert (contacts["rows"], contacts["events"], contacts["to_a_person"]) == (1, 0, None)


def test_coverage_counts_filled_fields_and_doubles(tmp_path) -> None:
    space = workspace(tmp_path / "c")
    people = [
        person(f"hubspot:contact:{n}", f"p{n // 2}@acme.example", source="Web" if n else "", country="NL")
        for n in range(4)
    ]
    write(space, {("hubspot", "contact"): people})
    build_lens(space)
    (row,) = coverage(space)
    assert row["people"] == 2 and row["doubles"] == 2
    assert row["filled"] == "source 75 %, country 100 %"

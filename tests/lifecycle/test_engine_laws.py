"""Laws that hold for any story, and plain retellings of the engine's decisions written another way."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stories import ACCOUNT, LEAD, act, at, charter, key, lead, on, said, told, world
from test_scoring_fades import acts_of, oracle

from tandem.lifecycle.inputs import AccountFile
from tandem.lifecycle.replay import Replay
from tandem.vocabulary import EVENT_KINDS

BEGIN = at("2026-03-02 00:00")
HOUR = 3_600_000_000
VP = said("title", "VP Sales")
STATUSES = ("New", "Working", "Qualified", "Nurture", "Bad", "Junk")

words = st.builds(lambda hour, value: ("status", hour, value), st.integers(0, 2_000), st.sampled_from(STATUSES))
forms = st.builds(lambda hour, form: ("form", hour, form), st.integers(0, 2_000), st.sampled_from(["demo", "contact"]))
mails = st.builds(lambda hour: ("mail", hour, "nurture"), st.integers(0, 2_000))
calls = st.builds(lambda hour: ("call", hour, ""), st.integers(0, 2_000))
owners = st.builds(lambda hour, who: ("owner", hour, who), st.integers(0, 2_000), st.sampled_from(["anna", "bram", ""]))
STORY = st.lists(words | forms | mails | calls | owners, max_size=25, unique_by=lambda s: s[1])


def acts(story: list[tuple[str, int, str]], of: bytes = LEAD) -> list[Any]:
    made = {
        "status": lambda when, v: act("field.changed", when, field="status", new=v, lead=of),
        "form": lambda when, v: act("form.submitted", when, form=v, lead=of),
        "mail": lambda when, v: act("email.sent", when, tool="mailer", purpose=v, lead=of),
        "call": lambda when, _: act("call.made", when, lead=of),
        "owner": lambda when, v: act("owner.assigned", when, new=v, lead=of),
    }
    return [made[kind](BEGIN + hour * HOUR, value) for kind, hour, value in sorted(story, key=lambda s: s[1])]


def plain_recorded(story: list[tuple[str, int, str]]) -> list[tuple[str, int]]:
    """The recorded stages the plain way: each believed word that says something new."""
    means = {"New": "mql", "Working": "sal", "Qualified": "sql", "Nurture": "nurture", "Bad": "disqualified"}
    stages = [("lead", at("2026-01-05 10:00"))]
    for kind, hour, value in sorted(story, key=lambda s: s[1]):
        if kind == "status" and value in means and means[value] != stages[-1][0]:
            stages.append((means[value], BEGIN + hour * HOUR))
    return stages


def check_laws(story: list[tuple[str, int, str]]) -> None:
    cut = told(*acts(story), leads=[lead(VP)])
    recorded = on(cut["move"], "recorded")
    assert [(m["to_stage"], m["at"]) for m in recorded] == plain_recorded(story)
    for track in ("recorded", "decided"):
        moves, cycles, handoffs = on(cut["move"], track), on(cut["cycle"], track), on(cut["handoff"], track)
        assert [m["from_stage"] for m in moves[1:]] == [m["to_stage"] for m in moves[:-1]]
        assert [m["at"] for m in moves] == sorted(m["at"] for m in moves)
        assert [c["number"] for c in cycles] == list(range(1, len(cycles) + 1))
        assert all(c["ended_at"] is not None for c in cycles[:-1]), "only the last cycle can be open"
        assert {r["id"] for r in on(cut["reach"], track)} <= {c["cycle"] for c in cycles}
        for before, after in pairwise(handoffs):
            assert before["ended_at"] is not None and before["ended_at"] <= after["at"]
        for clock in on(cut["clock"], track):
            due, ended = clock["due_at"], clock["ended_at"]
            assert clock["state"] != "met" or ended <= due
            assert clock["state"] != "missed" or ended is None or ended > due
            assert clock["state"] != "running" or due >= at("2026-12-31 00:00")
    per_cycle: dict[Any, list[Any]] = defaultdict(list)
    for reached in cut["reach"]:
        per_cycle[reached["id"]].append(reached["stage"])
    assert all(len(stages) == len(set(stages)) for stages in per_cycle.values()), "a stage is reached once a cycle"
    assert crossed_the_plain_way(story) == [c["at"] for c in on(cut["crossed"], "recorded")]


def crossed_the_plain_way(story: list[tuple[str, int, str]]) -> list[int]:
    """Mails while sales has the lead, an hour or more after it got it."""
    stages, crossed = plain_recorded(story), []
    for kind, hour, _ in sorted(story, key=lambda s: s[1]):
        moment = BEGIN + hour * HOUR
        if kind == "mail":
            now = [stage for stage, since in stages if since <= moment][-1]
            then = [stage for stage, since in stages if since <= moment - HOUR][-1]
            if {now, then} <= {"mql", "sal", "sql", "opportunity"}:
                crossed.append(moment)
    return crossed


@settings(max_examples=60, deadline=None)
@given(STORY)
def test_any_story_keeps_the_laws_of_stages_cycles_handoffs_and_clocks(story: list[tuple[str, int, str]]) -> None:
    check_laws(story)


@pytest.mark.full
@settings(max_examples=5_000, deadline=None)
@given(STORY)
def test_many_stories_keep_the_laws(story: list[tuple[str, int, str]]) -> None:
    check_laws(story)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40 * 86_400), st.sampled_from(["demo", "paper", "page", "bot"])), max_size=25))
def test_the_first_qualifying_event_is_the_one_that_plain_arithmetic_finds(story: list[tuple[int, str]]) -> None:
    begin = at("2026-02-20 00:00")
    ordered = sorted(story)
    expected = None
    for number, (second, _) in enumerate(ordered):
        score = oracle(ordered[: number + 1], begin + second * 1_000_000)
        if abs(score - 30) < Decimal("0.0001"):
            return
        if score > 30:
            expected = begin + second * 1_000_000
            break
    moves = on(told(*acts_of(story), leads=[lead(VP)])["move"], "decided")
    assert next((m["at"] for m in moves if m["rule"] == "qualify"), None) == expected


@settings(max_examples=25, deadline=None)
@given(STORY, STORY)
def test_accounts_know_nothing_of_each_other(first: list[Any], second: list[Any]) -> None:
    other = key("other lead")
    files = [
        AccountFile(ACCOUNT, 1, _ordered(acts(first)), [lead(VP)]),
        AccountFile(key("other account"), 2, _ordered(acts(second, other)), [_other(other)]),
    ]
    together = Replay([charter()], world()).fold(files)
    apart = [Replay([charter()], world()).fold([file]) for file in files]
    for name, rows in together.rows.items():
        assert rows.to_pylist() == [row for part in apart for row in part.rows[name].to_pylist()]


def _ordered(found: list[Any]) -> list[Any]:
    return sorted(found, key=lambda a: (a.at, EVENT_KINDS[a.kind].rank))


def _other(of: bytes) -> Any:
    record = lead(VP)
    record.lead = record.person = of
    return record


def test_a_crossing_without_grace_would_be_noticed() -> None:
    story = [("status", 10, "New"), ("mail", 10, "nurture"), ("mail", 11, "nurture"), ("mail", 12, "nurture")]
    late = [("status", 10, "New"), ("mail", 11, "nurture")]
    assert crossed_the_plain_way(late) == [BEGIN + 11 * HOUR]
    assert crossed_the_plain_way(story)[0] == BEGIN + 11 * HOUR, (
        "the mail of the handoff's own hour is within the grace"
    )

"""Nurture tracks: a lead enters and leaves by the rules both teams wrote, at the second they say so."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stories import ACCOUNT, CHARTER, DAY, LEAD, act, at, charter, lead, on, status, told, world

from tandem.lifecycle import decided
from tandem.lifecycle.explain import explain
from tandem.lifecycle.fold import Fold, Rules
from tandem.lifecycle.inputs import AccountFile
from tandem.lifecycle.ledger import Ledger
from tandem.vocabulary import EVENT_KINDS

IN, BACK = status("New", "2026-03-02 10:00"), status("Nurture", "2026-03-04 10:00")


def tracks(text: str, more: str = "") -> Any:
    return charter(
        CHARTER.replace("rules_of_engagement:\n", f"nurture:\n  tracks:\n{text}\nrules_of_engagement:\n{more}")
    )


CALM = tracks("    calm: {enter: \"stage = 'nurture'\", leave: \"stage <> 'nurture'\", every: 7 days}")


def stays(*acts: Any, agreed: Any = CALM, **what: Any) -> list[tuple[str, int, int | None, str]]:
    rows = told(*acts, agreed=agreed, **what)["nurture"]
    return [(row["nurture_track"], row["entered_at"], row["left_at"], row["why"]) for row in rows]


def raised(when: str) -> Any:
    return act("form.submitted", when, form="contact")


def test_a_lead_that_sales_gives_back_enters_the_track_and_leaves_it_with_its_hand_up() -> None:
    found = stays(raised("2026-03-01 10:00"), IN, BACK, raised("2026-03-20 09:00"))
    assert found == [("calm", at("2026-03-04 10:00"), at("2026-03-20 09:00"), "leave")]


def test_who_is_in_a_track_at_the_end_of_the_data_is_in_it_still() -> None:
    assert stays(raised("2026-03-01 10:00"), IN, BACK) == [("calm", at("2026-03-04 10:00"), None, "")]


def test_a_track_without_leave_lasts_as_long_as_its_enter_holds() -> None:
    agreed = tracks("    calm: {enter: \"stage = 'nurture'\"}")
    found = stays(raised("2026-03-01 10:00"), IN, BACK, raised("2026-03-20 09:00"), agreed=agreed)
    assert [(left, why) for _, _, left, why in found] == [(at("2026-03-20 09:00"), "enter")]


def test_a_lead_is_in_one_track_at_a_time_the_first_that_will_have_it() -> None:
    agreed = tracks(
        "    slow: {enter: \"stage = 'nurture' and fit < 10\", leave: \"stage <> 'nurture'\"}\n"
        "    calm: {enter: \"stage = 'nurture'\", leave: \"stage <> 'nurture'\"}"
    )
    found = stays(raised("2026-03-01 10:00"), IN, BACK, agreed=agreed)
    assert [name for name, *_ in found] == ["slow"]


def test_time_alone_moves_a_lead_into_a_track_and_out_of_it() -> None:
    agreed = tracks('    calm: {enter: "stage = \'lead\' and days_in_stage >= 30", leave: "days_in_stage >= 40"}')
    entered = at("2026-01-05 10:00")
    assert stays(agreed=agreed) == [("calm", entered + 30 * DAY, entered + 40 * DAY, "leave")]


def test_fading_moves_a_lead_into_a_track_at_the_second_it_crosses_the_bar() -> None:
    agreed = tracks('    calm: {enter: "stage = \'lead\' and activity < 20", leave: "activity >= 20"}')
    demo = act("form.submitted", "2026-03-02 10:00", form="demo")
    (first, entered, left, _), (_, again, _, _) = stays(demo, agreed=agreed)
    assert (first, entered, left) == ("calm", at("2026-01-05 10:00"), demo.at)
    assert 14 * DAY <= again - demo.at <= 14 * DAY + 1_000_000


@pytest.mark.parametrize(("every", "due"), [("7 days", 3), ("14 days", 2)])
def test_mails_sent_are_told_beside_the_mails_due(every: str, due: int) -> None:
    agreed = tracks(f"    calm: {{enter: \"stage = 'nurture'\", leave: \"stage <> 'nurture'\", every: {every}}}")
    mail = [act("email.sent", f"2026-03-{d:02d} 10:00", team="marketing", purpose=p, tool="mailer")
            for d, p in ((5, "nurture"), (12, "newsletter"), (13, "nurture"), (25, "nurture"))]  # fmt: skip
    rows = told(raised("2026-03-01 10:00"), IN, BACK, *mail, raised("2026-03-20 09:00"), agreed=agreed)["nurture"]
    assert [(row["steps_due"], row["steps_sent"]) for row in rows] == [(due, 2)]


def test_only_a_tracks_own_steps_count_where_it_names_them() -> None:
    agreed = tracks("    calm: {enter: \"stage = 'nurture'\", steps: [Hello, Proof]}")
    mails = [act("email.sent", f"2026-03-{d:02d} 10:00", team="marketing", purpose="nurture", tool="mailer", campaign=c)
             for d, c in ((5, "m1"), (6, "m2"), (7, "m3"))]  # fmt: skip
    of = world(campaigns={"m1": ("", "Hello"), "m2": ("", "Autumn"), "m3": ("", "proof")})
    rows = told(raised("2026-03-01 10:00"), IN, BACK, *mails, agreed=agreed, of=of)["nurture"]
    assert rows[0]["steps_sent"] == 2


def test_the_rules_of_engagement_can_read_the_track() -> None:
    agreed = tracks(
        "    calm: {enter: \"stage = 'nurture'\"}",
        "  resting: {when: \"nurture_track = 'calm'\", marketing: [nurture], sales: any, over: anybody}\n",
    )
    news = act("email.sent", "2026-03-10 10:00", team="marketing", purpose="newsletter", tool="mailer")
    rows = on(told(raised("2026-03-01 10:00"), IN, BACK, news, agreed=agreed)["crossed"], "decided")
    assert [row["rule"] for row in rows] == ["resting"]


def test_a_move_can_read_the_track() -> None:
    wake = "    wake: {from: nurture, to: lead, when: \"nurture_track = 'calm'\"}\n"
    nurture = "nurture: {tracks: {calm: {enter: \"stage = 'nurture'\"}}}\n"
    text = CHARTER.replace("    accept:", f"{wake}    accept:").replace("rules_of_eng", f"{nurture}rules_of_eng")
    cut = told(raised("2026-03-01 10:00"), IN, BACK, agreed=charter(text))
    assert [m["rule"] for m in on(cut["move"], "decided")][-1] == "wake"
    assert [(row["entered_at"], row["left_at"]) for row in cut["nurture"]] == [(BACK.at, BACK.at)]


def test_tracks_change_no_decision_that_does_not_read_them() -> None:
    story = [raised("2026-03-01 10:00"), IN, BACK, act("form.submitted", "2026-05-02 10:00", form="demo")]
    eager = tracks('    calm: {enter: "activity < 20 or days_in_stage >= 3", leave: "activity >= 20", every: 1 days}')
    plain, tracked = (told(*story, agreed=agreed) for agreed in (charter(), eager))
    assert tracked["nurture"]
    assert all(plain[name] == tracked[name] for name in ("move", "handoff", "clock", "crossed", "cycle"))


def test_a_lead_that_sales_works_is_in_no_track_for_nurtured_leads() -> None:
    found = stays(raised("2026-03-01 10:00"), IN, status("Working", "2026-03-03 10:00"))
    assert not found


def test_a_lead_in_a_sequence_of_sales_is_left_alone_until_two_weeks_after_its_last_mail() -> None:
    agreed = tracks('    calm: {enter: "sequence_active", leave: "not sequence_active"}')
    step = [act("email.sent", f"2026-03-0{d} 10:00", team="sales", automatic=True, member="anna") for d in (2, 5)]
    assert stays(*step, agreed=agreed) == [("calm", step[0].at, step[1].at + 14 * DAY, "leave")]
    answered = act("email.replied", "2026-03-06 10:00")
    assert stays(*step, answered, agreed=agreed) == [("calm", step[0].at, answered.at, "leave")]


def test_why_tells_when_a_lead_entered_a_track_and_left_it() -> None:
    file = AccountFile(ACCOUNT, 7, [raised("2026-03-01 10:00"), IN, BACK, raised("2026-03-20 09:00")], [lead()])
    told_ = [(r.rule, r.what) for r in explain([CALM], world(), file, LEAD) if r.part == "nurture"]
    assert told_ == [("nurture.calm", "enters calm"), ("nurture.calm", "leaves calm (leave), 0 mails sent")]


BEGIN, HOURS = at("2026-03-02 00:00"), 3_600_000_000
RESTING = tracks("    calm: {enter: \"(activity < 20 and days_in_stage >= 3) or stage = 'nurture'\"}")
things = st.one_of(
    st.builds(lambda hour, form: act("form.submitted", BEGIN + hour * HOURS, form=form), st.integers(0, 1_500),
              st.sampled_from(["demo", "contact", "paper"])),
    st.builds(lambda hour, word: act("field.changed", BEGIN + hour * HOURS, field="status", new=word),
              st.integers(0, 1_500), st.sampled_from(["New", "Nurture", "Working"])),
)  # fmt: skip


@given(st.lists(things, max_size=8), st.lists(st.integers(0, 2_000 * 3_600), min_size=3, max_size=6))
@settings(max_examples=25, deadline=None)
def test_at_any_second_a_lead_is_in_the_track_exactly_if_its_condition_holds(
    acts: list[Any], seconds: list[int]
) -> None:
    """A track without `leave` needs no memory: folding up to the second and asking once is the oracle."""
    kept = stays(*acts, agreed=RESTING)
    ordered = sorted(acts, key=lambda a: (a.at, EVENT_KINDS[a.kind].rank))
    for second in seconds:
        moment = BEGIN + second * 1_000_000 + 1
        rules = Rules([RESTING], world())
        fold = Fold(rules, Ledger(rules.world), AccountFile(ACCOUNT, 7, ordered, [lead()]))
        fold.run(until=moment)
        facts = decided.facts(rules.books[0], 0, fold.account, fold.leads[LEAD], moment)
        inside = any(entered <= moment and (left is None or moment < left) for _, entered, left, _ in kept)
        assert inside == RESTING.nurture[0].enter.evaluate(facts)

"""Stories that are easy to get wrong: nights, queues, colleagues, reassignments, opt-outs, facts that time moves."""

from __future__ import annotations

from typing import Any

import pytest
from stories import ACCOUNT, CHARTER, LEAD, PERSON, act, at, charter, deal, key, lead, on, said, status, told, world

from tandem.charter.model import Charter
from tandem.lifecycle.explain import explain
from tandem.lifecycle.inputs import AccountFile, LeadRecord, Role
from tandem.vocabulary import EVENT_KINDS

VP = said("title", "VP Sales")
MAIL = {"team": "marketing", "tool": "mailer", "purpose": "nurture"}
BUSY = '  busy: {when: "account_has_open_deal", marketing: [operational], sales: any, over: [anybody, sales_has_it]}\n'
RAISES = "    hand_raises: {within: 15 business minutes, of: assignment, for: 90%}\n"
QUICK = CHARTER.replace("    acceptance:", RAISES + "    acceptance:").replace('"17:30"}', '"17:30", holidays: NL}')
LATE = CHARTER.replace("  cool_down:", "  late: {mql: {after: 2 business days, then: escalate}}\n  cool_down:")


def changed(old: str, new: str) -> Charter:
    assert old in CHARTER
    return charter(CHARTER.replace(old, new))


def clock(cut: dict[str, list[dict[str, Any]]], promise: str, track: str = "recorded") -> dict[str, Any]:
    (found,) = [c for c in on(cut["clock"], track) if c["promise"] == f"sales.{promise}"]
    return found


def owned(when: str, member: str) -> Any:
    return act("owner.assigned", when, new=member)


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2026-03-02 22:00", "2026-03-03 08:15"),
        ("2026-03-06 17:00", "2026-03-09 08:15"),
        ("2026-12-25 10:00", "2026-12-28 08:15"),
        ("2026-03-28 03:00", "2026-03-30 07:15"),
    ],
)
def test_a_hand_raise_while_the_office_is_closed_is_due_a_quarter_after_it_opens(asked: str, due: str) -> None:
    form = act("form.submitted", asked, form="contact")
    cut = told(owned(asked, "anna"), form, status("New", asked), agreed=charter(QUICK))
    for track in ("recorded", "decided"):
        assert clock(cut, "hand_raises", track)["due_at"] == at(due)
    assert [h["hand_raise"] for h in cut["handoff"]] == [True, True], "the status of the same instant answers it"


def test_an_owner_from_before_the_handoff_answers_from_the_handoff_on() -> None:
    before = [owned("2026-02-01 10:00", "anna"), act("call.made", "2026-02-20 10:00")]
    cut = told(*before, status("New", "2026-03-02 09:00"), act("call.made", "2026-03-02 10:00"))
    (handoff,) = on(cut["handoff"], "recorded")
    assert (handoff["assigned_at"], handoff["queue_minutes"]) == (at("2026-03-02 09:00"), 0)
    assert (handoff["response_minutes"], handoff["attempts"]) == (60, 1)


def test_a_lead_put_into_a_queue_as_it_is_handed_over_is_nobodys() -> None:
    queue = owned("2026-03-02 09:00", "crm:queue:north")
    cut = told(owned("2026-02-01 10:00", "anna"), status("New", "2026-03-02 09:00"), queue)
    (handoff,) = on(cut["handoff"], "recorded")
    assert (handoff["assigned_at"], handoff["member"]) == (None, "")
    assert "sales.first_response" not in {c["promise"] for c in cut["clock"]}


def test_a_promise_that_one_member_broke_is_not_told_of_the_next_owner() -> None:
    first, second = owned("2026-03-02 09:00", "anna"), owned("2026-03-05 09:00", "bram")
    call = act("call.made", "2026-03-05 10:00", member="bram")
    response = clock(told(status("New", "2026-03-02 09:00"), first, second, call), "first_response")
    assert (response["state"], response["member"]) == ("missed", "anna")
    assert response["started_at"] == first.at, "reassignment never resets the buyer's clock"
    early = told(status("New", "2026-03-02 09:00"), first, owned("2026-03-02 10:00", "bram"))
    assert clock(early, "first_response")["member"] == "bram", "in time, the clock goes on under the next owner"


def test_a_sequences_own_mail_is_no_first_response_and_a_written_one_is() -> None:
    begin = [owned("2026-03-02 09:00", "anna"), status("New", "2026-03-02 09:00")]
    mail = act("email.sent", "2026-03-02 10:00", team="sales", automatic=True)
    assert clock(told(*begin, mail), "first_response")["state"] == "missed"
    assert clock(told(*begin, mail._replace(automatic=False)), "first_response")["state"] == "met"


def test_a_task_done_on_some_day_is_no_touch() -> None:
    task = act("task.completed", "2026-03-02 22:59", whole_day=True)
    cut = told(owned("2026-03-02 09:00", "anna"), status("New", "2026-03-02 09:00"), task)
    assert on(cut["handoff"], "recorded")[0]["attempts"] == 0
    assert clock(cut, "first_response")["state"] == "missed"


def test_a_buyer_who_answers_ends_the_count_of_attempts_as_kept() -> None:
    begin = [owned("2026-03-02 09:00", "anna"), status("New", "2026-03-02 09:00")]
    mail, reply = act("email.sent", "2026-03-02 10:00", team="sales"), act("email.replied", "2026-03-03 10:00")
    cut = told(*begin, mail, reply)
    assert (clock(cut, "attempts")["state"], clock(cut, "attempts")["ended_at"]) == ("met", reply.at)
    assert on(cut["handoff"], "recorded")[0]["two_way_at"] == reply.at
    machine = told(*begin, mail, reply._replace(bot=True))
    assert clock(machine, "attempts")["state"] == "missed"


def test_a_reply_before_the_assignment_ends_the_attempts_as_they_start() -> None:
    reply, given = act("email.replied", "2026-03-02 10:00"), owned("2026-03-02 11:00", "anna")
    attempts = clock(told(status("New", "2026-03-02 09:00"), reply, given), "attempts")
    assert (attempts["state"], attempts["ended_at"], attempts["minutes"]) == ("met", given.at, 0)


def test_a_hand_raise_is_let_through_a_cool_down_that_holds_a_score() -> None:
    recycled = [
        act("form.submitted", "2026-02-02 09:00", form="contact"),
        status("New", "2026-02-02 09:30"),
        status("Nurture", "2026-02-03 10:00"),
    ]
    scores, asks = (act("form.submitted", "2026-02-10 10:00", form=form) for form in ("demo", "contact"))
    held, let_through = (
        [m["at"] for m in on(told(*recycled, form, leads=[lead(VP)])["move"], "decided") if m["to_stage"] == "mql"]
        for form in (scores, asks)
    )
    assert held == [recycled[0].at], "by March, when the cool-down ends, the score has faded below the bar"
    assert let_through == [recycled[0].at, asks.at]


def test_a_deal_of_one_lead_moves_it_alone_and_guards_its_colleague() -> None:
    other = key("other lead")
    colleague = LeadRecord(other, other, created_at=at("2026-01-05 10:00"), attributes=[VP])
    asks = act("form.submitted", "2026-03-12 10:00", form="contact", lead=other)
    mail = act("email.sent", "2026-03-12 12:00", lead=other, **MAIL)
    cut = told(
        *(status("New", "2026-03-02 09:30"), asks, mail),
        deals=[deal(opened="2026-03-10 10:00")],
        leads=[lead(VP), colleague],
        agreed=changed("  opted_out:", BUSY + "  opted_out:"),
    )
    for track in ("recorded", "decided"):
        last = {m["lead"]: m["to_stage"] for m in on(cut["move"], track)}
        assert last == {LEAD: "opportunity", other: "lead"}
        assert [c["rule"] for c in on(cut["crossed"], track) if c["lead"] == other] == ["busy"]


def test_a_deal_that_two_leads_share_is_told_once() -> None:
    other = key("other lead")
    roles = [Role(LEAD, PERSON, "buyer", None, "converted"), Role(other, other, "user", None, "role")]
    shared = deal(opened="2026-03-10 10:00", closed="2026-04-10 10:00", won=True, roles=roles)
    cut = told(deals=[shared], leads=[lead(), LeadRecord(other, other, created_at=at("2026-01-05 10:00"))])
    assert len(cut["deal"]) == 1
    assert {m["lead"] for m in on(cut["move"], "recorded") if m["to_stage"] == "customer"} == {LEAD, other}


def test_a_handoffs_grace_runs_on_when_sales_takes_the_lead_at_once() -> None:
    quick = [status("New", "2026-03-02 09:00"), status("Working", "2026-03-02 09:20")]
    inside = told(*quick, act("email.sent", "2026-03-02 09:33", **MAIL))
    outside = told(*quick, act("email.sent", "2026-03-02 10:05", **MAIL))
    assert on(inside["crossed"], "recorded") == []
    assert len(on(outside["crossed"], "recorded")) == 1


def test_a_mail_is_forgiven_what_was_allowed_at_any_time_within_the_grace() -> None:
    back = [("New", "2026-03-01 09:00"), ("Nurture", "2026-03-02 09:00"), ("New", "2026-03-02 09:20")]
    mails = [act("email.sent", f"2026-03-02 {hour}", **MAIL) for hour in ("09:30", "10:30")]
    cut = told(*(status(*word) for word in back), *mails)
    assert [c["at"] for c in on(cut["crossed"], "recorded")] == [mails[1].at]


def test_an_opted_out_buyer_stops_the_first_response_unless_they_ask() -> None:
    out = act("email.unsubscribed", "2026-02-01 10:00")
    given = [status("New", "2026-03-02 09:00"), owned("2026-03-02 09:05", "anna")]
    asks = act("form.submitted", "2026-03-02 08:55", form="contact")
    assert clock(told(out, *given), "first_response")["state"] == "stopped"
    assert clock(told(out, asks, *given), "first_response")["state"] == "missed"
    mails = told(out, act("email.sent", "2026-02-01 10:59", **MAIL), act("email.sent", "2026-02-01 11:00", **MAIL))
    assert [(c["at"], c["rule"]) for c in on(mails["crossed"], "recorded")] == [(at("2026-02-01 11:00"), "opted_out")]


def test_caps_count_a_local_day_of_23_hours() -> None:
    pages = [act("page.viewed", when) for when in ("2026-03-28 23:30", "2026-03-29 10:00", "2026-03-29 21:30")]
    after = [act("page.viewed", when) for when in ("2026-03-29 22:30", "2026-03-29 22:45")]
    file = AccountFile(ACCOUNT, 0, pages + after, [lead()])
    given = [r.given for r in explain([charter()], world(), file, LEAD) if r.part == "activity"]
    assert given == [4, 4, 2, 4, 4], "10 a day, and the short Sunday ends at 22:00 UTC"


def test_a_lead_that_rests_too_long_is_escalated_once_and_why_tells_it() -> None:
    story = [status("New", "2026-03-02 09:30"), owned("2026-03-02 10:00", "anna")]
    cut = told(*story, status("Working", "2026-03-10 09:30"), agreed=charter(LATE))
    (late,) = cut["late"]
    assert (late["track"], late["stage"], late["action"], late["member"]) == ("recorded", "mql", "escalate", "anna")
    assert (late["since"], late["at"]) == (at("2026-03-02 09:30"), at("2026-03-04 16:30"))
    assert late["ended_at"] == at("2026-03-10 09:30")
    in_time = told(*story, status("Working", "2026-03-04 16:30"), agreed=charter(LATE))
    assert in_time["late"] == [], "exactly at the end is in time"
    ordered = sorted(story, key=lambda a: (a.at, EVENT_KINDS[a.kind].rank))
    rows = explain([charter(LATE)], world(), AccountFile(ACCOUNT, 0, ordered, [lead()]), LEAD)
    assert [(r.rule, r.what) for r in rows if r.part == "late"] == [("late.mql", "still mql: escalate, was with anna")]


def test_a_cycle_is_brought_by_the_first_campaign_that_the_lead_answered_before_its_end() -> None:
    joined = act("campaign.joined", "2026-01-10 10:00", campaign="list")
    answered = act("campaign.responded", "2026-02-10 10:00", campaign="fair")
    later = act("campaign.responded", "2026-06-10 10:00", campaign="expo")
    ends = [status("New", "2026-03-02 09:00"), status("Qualified", "2026-03-03 09:00")]
    for acts, wanted in (
        ([joined, answered, later], "Spring fair"),
        ([joined, later], "list"),
        ([later], "advert"),
        ([answered._replace(bot=True), joined], "list"),
    ):
        named = world(campaigns={"fair": ("event", "Spring fair")})
        cut = told(*acts, *ends, leads=[lead(said("campaign", "advert"))], of=named)
        assert on(cut["cycle"], "recorded")[0]["campaign"] == wanted
        assert on(cut["handoff"], "recorded")[0]["campaign"] == wanted


def test_a_cycle_knows_its_last_local_day() -> None:
    cut = told(status("New", "2026-03-02 09:00"), status("Bad", "2026-03-02 23:30"))
    (cycle,) = on(cut["cycle"], "recorded")
    assert (str(cycle["ended_day"]), cycle["ended_whole_day"]) == ("2026-03-03", False)


def test_the_first_value_of_a_status_never_follows_its_first_change() -> None:
    change = status("Working", "2026-01-02 10:00", old="New")
    cut = told(change, leads=[lead(created="2026-01-05 10:00")])
    assert [m["to_stage"] for m in on(cut["move"], "recorded")][-2:] == ["mql", "sal"]


def test_a_rule_that_reads_the_days_of_silence_reads_them_at_the_mail() -> None:
    spoken = '  spoken: {when: "days_since_two_way < 7", marketing: none, sales: any, over: [anybody, sales_has_it]}\n'
    talk = act("email.replied", "2026-03-02 10:00")
    mails = [act("email.sent", f"2026-03-{day} 12:00", **MAIL) for day in ("05", "12")]
    cut = told(talk, *mails, agreed=changed("  sales_has_it:", spoken + "  sales_has_it:"))
    assert [(c["at"], c["rule"]) for c in on(cut["crossed"], "recorded")] == [(mails[0].at, "spoken")]


def test_a_fit_that_reads_the_stage_follows_it_and_why_still_adds_up() -> None:
    warm = changed("    free: {", "    known: {when: \"stage = 'nurture'\", points: 20}\n    free: {")
    story = [
        act("form.submitted", "2026-02-02 09:00", form="contact"),
        status("New", "2026-02-02 09:30"),
        status("Nurture", "2026-02-03 10:00"),
    ]
    rows = explain([warm], world(), AccountFile(ACCOUNT, 0, story, [lead(VP)]), LEAD)
    parts = [r for r in rows if r.part in ("fit", "activity")]
    score = next(r.points for r in rows if r.part == "score")
    assert score == pytest.approx(sum(r.points or 0 for r in parts), abs=1e-5)
    assert {r.rule for r in parts if r.part == "fit"} == {"vp", "known"}


def test_colleagues_activity_moves_a_lead_when_the_charter_reads_the_accounts() -> None:
    crowd = changed("fit >= 50 and activity >= 30", "fit >= 50 and account_activity >= 50")
    other = key("other lead")
    colleague = LeadRecord(other, other, created_at=at("2026-01-05 10:00"))
    own = act("form.submitted", "2026-02-02 10:00", form="demo")
    theirs = act("form.submitted", "2026-02-02 11:00", form="demo", lead=other)
    moves = on(told(own, theirs, leads=[lead(VP), colleague], agreed=crowd)["move"], "decided")
    assert [(m["lead"], m["at"]) for m in moves if m["to_stage"] == "mql"] == [(LEAD, theirs.at)]


def test_hand_raises_of_before_the_first_adoption_are_still_told_apart() -> None:
    versions = [
        charter(CHARTER.replace('version: "1"', f'version: "{n}"\nin_force_from: 2026-0{n + 5}-01')) for n in (1, 2)
    ]
    asks = act("form.submitted", "2026-03-02 09:00", form="contact")
    cut = told(asks, status("New", "2026-03-02 09:30"), agreed=versions)
    assert [h["hand_raise"] for h in on(cut["handoff"], "recorded")] == [True]


def test_a_late_event_gives_the_rows_that_it_would_have_given_in_time() -> None:
    story = [act("form.submitted", "2026-02-02 10:00", form="demo"), status("New", "2026-02-03 09:30")]
    late = owned("2026-02-03 09:00", "anna")
    assert told(*story, late, leads=[lead(VP)]) == told(late, *story, leads=[lead(VP)])

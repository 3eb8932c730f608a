"""The agreement as little stories: what the engine must make of what both teams did."""

from __future__ import annotations

from stories import CHARTER, LEAD, PERSON, act, at, charter, deal, lead, on, said, status, told, world

from tandem.lifecycle.inputs import Role

VP = said("title", "VP Sales")
DEMO = act("form.submitted", "2026-02-02 10:00", form="demo")


def stages(rows: list[dict[str, object]], track: str) -> list[tuple[object, object]]:
    return [(row["to_stage"], row["at"]) for row in on(rows, track)]


def test_a_lead_qualifies_at_the_event_that_passes_both_bars() -> None:
    cut = told(act("page.viewed", "2026-02-01 10:00"), DEMO, leads=[lead(VP)])
    assert stages(cut["move"], "decided") == [("lead", at("2026-01-05 10:00")), ("mql", DEMO.at)]
    qualified = on(cut["move"], "decided")[-1]
    assert (qualified["rule"], qualified["fit"], qualified["grade"]) == ("qualify", 50, "A")
    assert qualified["event"] == DEMO.event
    assert 43_000_000 < qualified["activity"] < 44_000_000


def test_fading_keeps_two_papers_below_a_bar_that_they_would_just_reach() -> None:
    papers = [act("form.submitted", f"2026-02-02 1{hour}:00", form="paper") for hour in (0, 1)]
    assert [stage for stage, _ in stages(told(*papers, leads=[lead(VP)])["move"], "decided")] == ["lead"]
    together = [papers[0], papers[1]._replace(at=papers[0].at)]
    assert [stage for stage, _ in stages(told(*together, leads=[lead(VP)])["move"], "decided")] == ["lead", "mql"]


def test_a_decision_that_used_a_field_before_its_export_is_marked_backdated() -> None:
    early = told(DEMO, leads=[lead(VP)])
    known = told(DEMO, leads=[lead(said("title", "VP Sales", known="2026-01-20 00:00"))])
    assert [on(cut["move"], "decided")[-1]["backdated"] for cut in (early, known)] == [True, False]


def test_a_field_has_the_old_value_of_its_first_change_until_that_change() -> None:
    change = act("field.changed", "2026-02-03 10:00", field="title", old="Intern", new="VP Sales")
    cut = told(DEMO, change, leads=[lead(VP)])
    qualified = on(cut["move"], "decided")[-1]
    assert (qualified["at"], qualified["backdated"]) == (change.at, False)


def test_what_a_bot_did_gives_no_points() -> None:
    assert len(on(told(DEMO._replace(bot=True), leads=[lead(VP)])["move"], "decided")) == 1
    assert len(on(told(DEMO, leads=[lead(VP)])["move"], "decided")) == 2


def test_a_cool_down_holds_a_lead_until_its_end_and_not_longer() -> None:
    story = [
        act("form.submitted", "2026-02-02 10:00", form="demo"),
        status("Working", "2026-02-03 10:00", old="New"),
    ]
    cut = told(
        act("form.submitted", "2026-02-02 09:00", form="contact"),
        *(act("form.submitted", f"2026-02-0{d} 10:00", form="demo") for d in (2, 4, 5, 6)),
        act("field.changed", "2026-02-02 09:30", field="status", old="", new="New"),
        act("field.changed", "2026-02-03 10:00", field="status", old="New", new="Nurture"),
        leads=[lead(VP)],
    )
    assert stages(cut["move"], "decided")[1:] == [
        ("mql", at("2026-02-02 09:00")), ("nurture", at("2026-02-03 10:00")), ("mql", at("2026-03-05 10:00")),
    ]  # fmt: skip
    assert on(cut["move"], "decided")[-1]["event"] is None, "a wake-up, no event, moved it"
    assert story


def test_a_hand_raise_is_handed_over_at_once_whatever_the_score() -> None:
    asks = act("form.submitted", "2026-02-02 10:00", form="contact")
    cut = told(asks)
    assert stages(cut["move"], "decided")[-1] == ("mql", asks.at)
    assert on(cut["handoff"], "decided")[0]["hand_raise"] is True


def test_a_hand_raise_during_an_open_deal_opens_no_handoff() -> None:
    asks = act("form.submitted", "2026-02-02 10:00", form="contact")
    busy = deal("theirs", opened="2026-01-10 10:00", roles=[])
    assert on(told(asks, deals=[busy])["handoff"], "decided") == []


def test_the_tools_words_make_the_recorded_stages_and_answers() -> None:
    cut = told(
        act("owner.assigned", "2026-03-02 09:00", new="anna"),
        status("New", "2026-03-02 09:30"),
        act("call.made", "2026-03-02 10:00", outcome="no_answer", member="anna"),
        status("Working", "2026-03-03 12:00"),
        act("field.changed", "2026-03-05 15:00", field="return_reason", new="No budget"),
        status("Nurture", "2026-03-05 15:00"),
    )
    assert [stage for stage, _ in stages(cut["move"], "recorded")] == ["lead", "mql", "sal", "nurture"]
    (handoff,) = on(cut["handoff"], "recorded")
    assert (handoff["verdict"], handoff["verdict_at"]) == ("accepted", at("2026-03-03 12:00"))
    assert (handoff["disposition"], handoff["disposition_reason"]) == ("nurture", "budget")
    assert (handoff["member"], handoff["queue_minutes"], handoff["response_minutes"]) == ("anna", 0, 30)
    assert handoff["attempts"] == handoff["channels"] == 1
    clocks = {row["promise"]: row["state"] for row in on(cut["clock"], "recorded")}
    assert clocks == {
        "sales.acceptance": "met", "sales.first_response": "met", "sales.attempts": "stopped",
        "sales.disposition": "met",
    }  # fmt: skip


def test_a_returned_lead_tells_its_reason_and_starts_a_new_cycle() -> None:
    cut = told(status("New", "2026-03-02 09:30"), status("Nurture", "2026-03-03 12:00", reason="too early"))
    (handoff,) = on(cut["handoff"], "recorded")
    assert (handoff["verdict"], handoff["verdict_reason"], handoff["disposition"]) == ("returned", "too early", "")
    cycles = on(cut["cycle"], "recorded")
    assert [(c["number"], c["entry_stage"], c["outcome"]) for c in cycles] == [
        (1, "lead", "recycled"), (2, "nurture", "open"),
    ]  # fmt: skip
    assert sum(row["unit"] == "cycle" for row in cut["dimension"]) % len(cut["cycle"]) == 0


def test_a_deadline_met_on_the_second_is_met_and_a_microsecond_later_is_missed() -> None:
    def first_response(minutes_late: int) -> str:
        cut = told(
            act("owner.assigned", "2026-03-02 09:00", new="anna"),
            status("New", "2026-03-02 09:00"),
            act("call.made", at("2026-03-02 13:00") + minutes_late, member="anna"),
        )
        return next(c["state"] for c in on(cut["clock"], "recorded") if c["promise"] == "sales.first_response")

    assert [first_response(late) for late in (0, 1)] == ["met", "missed"]


def test_time_in_a_queue_is_told_apart_and_reassignment_never_resets_the_clock() -> None:
    cut = told(
        status("New", "2026-03-02 09:00"),
        act("owner.assigned", "2026-03-02 09:10", new="crm:queue:north"),
        act("owner.assigned", "2026-03-02 11:00", new="anna"),
        act("owner.assigned", "2026-03-02 12:00", new="bram"),
        act("call.made", "2026-03-02 12:30", member="bram"),
    )
    (handoff,) = on(cut["handoff"], "recorded")
    assert (handoff["queue_minutes"], handoff["response_minutes"], handoff["member"]) == (120, 90, "bram")


def test_tasks_notes_machines_and_logs_without_time_answer_no_hour_clock() -> None:
    begin = [act("owner.assigned", "2026-03-02 09:00", new="anna"), status("New", "2026-03-02 09:00")]
    no_answers = [
        act("task.created", "2026-03-02 09:30"),
        act("note.logged", "2026-03-02 09:31"),
        act("email.sent", "2026-03-02 09:32", team="sales", automatic=True),
    ]
    cut = told(*begin, *no_answers)
    assert [c["state"] for c in on(cut["clock"], "recorded") if "first" in c["promise"]] == ["missed"]
    assert on(cut["handoff"], "recorded")[0]["attempts"] == 0
    logged = act("call.made", "2026-03-02 22:59", whole_day=True)
    cut = told(*begin, logged)
    assert [c["state"] for c in on(cut["clock"], "recorded") if "first" in c["promise"]] == ["stopped"]
    assert on(cut["handoff"], "recorded")[0]["first_touch_whole_day"] is True
    assert on(cut["handoff"], "recorded")[0]["response_minutes"] is None


def test_a_lead_that_sales_works_gets_no_nurture_mail() -> None:
    mail = {"team": "marketing", "tool": "mailer", "purpose": "nurture"}
    cut = told(
        act("email.sent", "2026-03-02 08:00", **mail),
        status("New", "2026-03-02 09:00"),
        act("email.sent", "2026-03-02 09:59", **mail),
        act("email.sent", "2026-03-02 10:00", **mail),
        act("email.sent", "2026-03-02 11:00", **{**mail, "purpose": "operational"}),
        act("email.sent", "2026-03-02 12:00", **{**mail, "team": "sales"}),
    )
    crossed = on(cut["crossed"], "recorded")
    assert [(c["at"], c["rule"], c["by"]) for c in crossed] == [(at("2026-03-02 10:00"), "sales_has_it", "address")]


def test_nobody_writes_to_a_buyer_who_opted_out() -> None:
    cut = told(
        act("email.unsubscribed", "2026-03-02 08:00"),
        act("email.sent", "2026-03-02 08:30", tool="mailer", purpose="newsletter"),
        act("email.sent", "2026-03-02 09:30", tool="mailer", purpose="newsletter"),
    )
    assert [(c["at"], c["rule"]) for c in on(cut["crossed"], "recorded")] == [(at("2026-03-02 09:30"), "opted_out")]


def test_an_answer_to_a_handoff_that_the_charter_never_made_is_set_aside() -> None:
    cut = told(status("New", "2026-03-02 09:30"), status("Nurture", "2026-03-03 12:00"))
    assert on(cut["handoff"], "decided") == []
    assert [stage for stage, _ in stages(cut["move"], "decided")] == ["lead"]
    both = told(
        act("form.submitted", "2026-03-02 09:00", form="contact"),
        status("New", "2026-03-02 09:30"),
        status("Working", "2026-03-03 12:00"),
    )
    assert [stage for stage, _ in stages(both["move"], "decided")] == ["lead", "mql", "sal"]


def test_a_deal_moves_its_buyer_and_skipped_stages_count_as_reached() -> None:
    cut = told(
        status("New", "2026-03-02 09:30"),
        deals=[deal(opened="2026-03-10 10:00", closed="2026-04-20 10:00", won=True)],
    )
    reached = {r["stage"]: (r["at"], r["skipped"]) for r in on(cut["reach"], "recorded") if r["unit"] == "cycle"}
    opened, won = at("2026-03-10 10:00"), at("2026-04-20 10:00")
    assert reached == {
        "lead": (at("2026-01-05 10:00"), False), "mql": (at("2026-03-02 09:30"), False), "sal": (opened, True),
        "sql": (opened, True), "opportunity": (opened, False), "customer": (won, False),
    }  # fmt: skip
    (row,) = cut["deal"]
    assert (row["outcome"], row["lag_days"], row["person"]) == ("won", 41.0, PERSON)
    (cycle,) = on(cut["cycle"], "recorded")
    assert (cycle["outcome"], cycle["opportunity"]) == ("sql", row["opportunity"])
    (handoff,) = on(cut["handoff"], "recorded")
    assert (handoff["verdict"], handoff["disposition"], handoff["opportunity"]) == (
        "accepted", "opportunity", row["opportunity"],
    )  # fmt: skip


def test_a_response_before_any_sales_touch_and_the_deal_makes_it_sourced() -> None:
    buyer = deal(opened="2026-03-10 10:00")
    clicked = act("email.clicked", "2026-03-01 10:00")
    called = act("call.made", "2026-02-20 10:00")
    late = act("email.clicked", "2026-03-11 10:00")
    first, second, third = (told(*acts, deals=[buyer])["deal"][0] for acts in ((clicked,), (called, clicked), (late,)))
    assert [(d["sourced"], d["influenced"]) for d in (first, second, third)] == [
        (True, True), (False, True), (False, False),
    ]  # fmt: skip
    bot = told(clicked._replace(bot=True), deals=[buyer])["deal"][0]
    assert (bot["sourced"], bot["influenced"]) == (False, False)
    nobody = told(clicked, deals=[deal(opened="2026-03-10 10:00", roles=[])])["deal"][0]
    assert (nobody["sourced"], nobody["influenced"]) == (None, None)


def test_an_unknown_value_is_counted_and_an_ignored_one_is_not() -> None:
    cut = told(status("Junk", "2026-03-02 09:30"), status("Odd", "2026-03-03 09:30"), status("Odd", "2026-03-04 09:30"))
    assert cut["unmapped"] == [{"tool": "crm", "field": "status", "value": "Odd", "rows": 2}]


def test_a_status_without_history_is_known_from_its_export_only() -> None:
    untracked = world(tracked=frozenset())
    cut = told(leads=[lead(said("status", "Working", "2026-06-01 00:00"))], of=untracked)
    last = on(cut["move"], "recorded")[-1]
    assert (last["to_stage"], last["at"], last["backdated"]) == ("sal", at("2026-06-01 00:00"), True)
    cut = told(leads=[lead(said("status", "Working", "2026-06-01 00:00"))])
    first = on(cut["move"], "recorded")[0]
    assert (first["to_stage"], first["at"], first["backdated"]) == ("sal", at("2026-01-05 10:00"), False)


OLIST = """
charter: Olist
time_zone: America/Sao_Paulo
currency: BRL
lifecycle:
  stages: [mql, customer]
"""


def test_a_deal_won_before_the_first_contact_is_kept_with_its_negative_lag() -> None:
    contact = act("field.changed", "2018-03-02 02:59", field="status", new="mql", tool="olist", whole_day=True)
    for won, seconds in (("2018-02-27 12:00", "early"), ("2018-03-01 18:00", "same day"), ("2018-03-09 12:00", "late")):
        cut = told(
            contact,
            leads=[lead(created="")],
            deals=[deal(closed=won, won=True)],
            agreed=charter(OLIST),
            of=world("2018-12-01 00:00", members={}),
        )
        reached = {r["stage"]: r["at"] for r in on(cut["reach"], "recorded") if r["unit"] == "cycle"}
        assert reached == {"mql": contact.at, "customer": at(won)}, seconds
        (cycle,) = on(cut["cycle"], "recorded")
        assert (cycle["entry_stage"], cycle["entered_whole_day"], cycle["number"]) == ("mql", True, 1)
        assert len(on(cut["handoff"], "recorded")) == 1


def test_the_same_story_gives_the_same_rows_in_any_order_of_leads() -> None:
    second = lead(created="2026-01-06 10:00")
    second.lead = b"\0" * 16
    first, again = (
        told(DEMO, status("New", "2026-03-02 09:30"), leads=leads) for leads in ([lead(VP), second], [second, lead(VP)])
    )
    for name in first:
        assert sorted(map(str, first[name])) == sorted(map(str, again[name]))


def test_the_bridge_says_why_a_lead_counts_on_one_side_only() -> None:
    recorded_only = told(status("New", "2026-03-02 09:30"))["bridge"]
    assert [row["why"] for row in recorded_only] == ["definition"]
    both = told(act("form.submitted", "2026-03-02 09:00", form="contact"), status("New", "2026-03-02 09:30"))
    assert [row["why"] for row in both["bridge"]] == ["both"]
    bot = told(DEMO._replace(bot=True), status("New", "2026-03-02 09:30"), leads=[lead(VP)])["bridge"]
    assert [row["why"] for row in bot] == ["bot"]
    again = told(
        status("New", "2026-03-02 09:30"), status("Working", "2026-03-03 09:30"), status("New", "2026-03-04 09:30")
    )
    assert [row["why"] for row in again["bridge"]] == ["definition", "re_entry"]


def test_people_who_are_known_only_through_a_deal_stay_on_the_books() -> None:
    cut = told(
        leads=[lead(created="")], deals=[deal(opened="2026-03-10 10:00", roles=[Role(LEAD, PERSON, "", None, "role")])]
    )
    assert [(stage, when) for stage, when in stages(cut["move"], "recorded")] == [
        ("opportunity", at("2026-03-10 10:00"))
    ]
    assert CHARTER


def test_the_stage_at_which_a_deal_was_lost_is_the_last_open_one() -> None:
    steps = {"opportunity": deal().opportunity, "lead": None}
    cut = told(
        act("opportunity.opened", "2026-03-01 10:00", **steps),
        act("opportunity.stage_changed", "2026-03-05 10:00", old="Discovery", new="Negotiation", **steps),
        act("opportunity.stage_changed", "2026-03-09 10:00", old="Negotiation", new="Closed Lost", **steps),
        act("opportunity.closed", "2026-03-09 22:59", whole_day=True, outcome="lost", **steps),
        deals=[deal(closed="2026-03-09 22:59", won=False, stage="Closed Lost", loss_reason="price")],
    )
    (row,) = cut["deal"]
    assert (row["outcome"], row["lost_stage"], row["loss_reason"]) == ("lost", "Negotiation", "price")
    assert row["lag_days"] == 8.0, "the closing has no time of day, so whole days count"


def test_an_open_deals_planned_close_date_closes_nothing() -> None:
    (row,) = told(deals=[deal(opened="2026-03-01 10:00", closed="2026-09-01 10:00", stage="Discovery")])["deal"]
    assert (row["outcome"], row["closed_at"]) == ("open", None)


def test_the_version_in_force_at_its_time_decides_an_event() -> None:
    strict = CHARTER.replace("fit >= 50 and activity >= 30", "fit >= 50 and activity >= 90")
    old = charter(CHARTER.replace('version: "1"', 'version: "1"\nin_force_from: 2026-01-01'))
    new = charter(strict.replace('version: "1"', 'version: "2"\nin_force_from: 2026-02-01'))
    before, after = (act("form.submitted", f"2026-0{month}-20 10:00", form="demo") for month in (1, 2))
    for demo, wanted in ((before, [("lead", "1"), ("mql", "1")]), (after, [("lead", "1")])):
        cut = told(demo, leads=[lead(VP)], agreed=[old, new])
        moves = [(m["to_stage"], m["version"]) for m in on(cut["move"], "decided")]
        assert moves == wanted
    early = [act("form.submitted", f"2025-12-{day} 10:00", form="demo") for day in (30, 31)]
    nobody = told(*early, leads=[lead(VP, created="2025-12-01 10:00")], agreed=[old, new])

    assert stages(nobody["move"], "decided") == [
        ("lead", at("2025-12-31 23:00")), ("mql", at("2025-12-31 23:00")),
    ], "the adoption decides on what happened before it"  # fmt: skip


def test_every_handoff_and_clock_belongs_to_a_move_to_mql() -> None:
    cut = told(
        act("form.submitted", "2026-03-02 09:00", form="contact"),
        status("New", "2026-03-02 09:30"),
        status("Nurture", "2026-03-03 12:00"),
        act("form.submitted", "2026-04-20 09:00", form="contact"),
        status("New", "2026-04-20 09:30"),
    )
    for track in ("recorded", "decided"):
        handed = [(m["at"], m["cycle"]) for m in on(cut["move"], track) if m["to_stage"] == "mql"]
        assert handed == [(h["at"], h["cycle"]) for h in on(cut["handoff"], track)]
        assert len(handed) == 2
        assert {c["handoff"] for c in on(cut["clock"], track)} <= {h["handoff"] for h in on(cut["handoff"], track)}
    assert [h["returns"] for h in on(cut["handoff"], "recorded")] == [0, 1]

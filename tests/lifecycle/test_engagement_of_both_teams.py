"""Who may say what to a buyer now, on both sides: sales keeps to the rules as marketing does."""

from __future__ import annotations

from typing import Any

import pytest
from stories import CHARTER, act, charter, deal, on, told

OWNED = charter(
    CHARTER.replace(
        "  opted_out:",
        """  open_deal:
    when: "account_has_open_deal"
    marketing: [operational, newsletter]
    sales: owner_only
    over: [anybody, sales_has_it]
  opted_out:""",
    ).replace("over: [anybody, sales_has_it]}", "over: [anybody, sales_has_it, open_deal]}")
)


def crossed(*acts: Any, team: str = "sales", **what: Any) -> list[tuple[str, str]]:
    """(rule, purpose) of each forbidden message of a team, on the recorded track."""
    rows = on(told(*acts, agreed=OWNED, **what)["crossed"], "recorded")
    return [(row["rule"], row["purpose"]) for row in rows if row["team"] == team]


ASSIGNED = act("owner.assigned", "2026-02-02 10:00", new="anna")
DEAL = {"deals": [deal(opened="2026-03-02 10:00")]}


@pytest.mark.parametrize("kind", ["email.sent", "call.made", "message.sent"])
def test_only_the_owner_speaks_to_the_buyer_of_an_open_deal(kind: str) -> None:
    by_bram = act(kind, "2026-03-09 10:00", team="sales", member="bram")
    by_anna = act(kind, "2026-03-09 11:00", team="sales", member="anna")
    assert crossed(ASSIGNED, by_bram, by_anna, **DEAL) == [("open_deal", "sales")]


def test_the_owner_of_the_open_deal_is_an_owner_too() -> None:
    by_bram = act("call.made", "2026-03-09 10:00", member="bram")
    assert not crossed(ASSIGNED, by_bram, deals=[deal(opened="2026-03-02 10:00", owner="bram")])


def test_the_last_owner_may_finish_within_the_grace() -> None:
    passed_on = act("owner.assigned", "2026-03-09 10:00", new="bram")
    soon, later = (act("call.made", f"2026-03-09 {hour}", member="anna") for hour in ("10:30", "11:30"))
    assert len(crossed(ASSIGNED, passed_on, soon, later, **DEAL)) == 1


def test_nobody_is_accused_where_the_sender_or_the_owner_is_unknown() -> None:
    assert not crossed(ASSIGNED, act("call.made", "2026-03-09 10:00"), **DEAL)
    assert not crossed(act("call.made", "2026-03-09 10:00", member="bram"), **DEAL)


def test_a_buyer_who_opted_out_hears_from_nobody() -> None:
    acts = (
        ASSIGNED,
        act("consent.changed", "2026-03-09 09:00", new="withdrawn"),
        act("call.made", "2026-03-10 10:00", member="anna"),
        act("email.sent", "2026-03-10 11:00", team="marketing", purpose="operational"),
    )
    assert crossed(*acts) == [("opted_out", "sales")]
    assert crossed(*acts, team="marketing") == [("opted_out", "operational")]


def test_a_sequence_that_runs_on_is_a_message_and_a_meeting_is_none() -> None:
    out = act("consent.changed", "2026-03-09 09:00", new="withdrawn")
    step = act("email.sent", "2026-03-10 10:00", team="sales", member="anna", automatic=True)
    met = act("meeting.held", "2026-03-10 12:00", member="anna")
    assert crossed(ASSIGNED, out, step, met) == [("opted_out", "sales")]


def test_what_sales_sends_never_changes_how_it_scores() -> None:
    """The same story, its rules of engagement reading what time moves, with and without calls: one score, one way."""
    text = CHARTER.replace('free_mail", points', 'days_in_stage > 10", points').replace(
        "sales: any}\n  opted_out",
        'sales: owner_only}\n  quiet: {when: "days_in_stage > 20", marketing: any, sales: any}\n  opted_out',
    )
    acts = [ASSIGNED, act("form.submitted", "2026-02-03 10:00", form="contact")]
    calls = [act("call.made", f"2026-03-{day:02d} 10:00", member="bram") for day in range(1, 20)]
    last = act("form.submitted", "2026-03-28 10:00", form="demo")
    quiet, busy = (told(*acts, *more, last, agreed=charter(text)) for more in ([], calls))
    assert on(quiet["move"], "decided") == on(busy["move"], "decided")

"""What a change of the charter says to both teams."""

from __future__ import annotations

import pytest
from tests.charter.charters import reads, shipped

from tandem.charter.diff import Change, diff

EXAMPLE = shipped("example")


def changes(*edits: tuple[str, str], base: str = EXAMPLE) -> tuple[Change, ...]:
    """What is told when these pieces of the example's charter are written otherwise."""
    text = base
    for was, now in edits:
        assert was in text, was
        text = text.replace(was, now, 1)
    return diff(reads(base), reads(text))


def change(was: str, now: str) -> Change:
    """The one change that an edit makes."""
    (found,) = changes((was, now))
    return found


@pytest.mark.parametrize(
    ("was", "now", "sentence"),
    [
        ("50 and activity >= 30", "50 and activity >= 40", "The bar for MQL rises from activity 30 to 40 (`qualify`)."),
        ("50 and activity >= 30", "50 and activity >= 20", "The bar for MQL falls from activity 30 to 20 (`qualify`)."),
        ("fit >= 50 and activity >= 30", "activity >= 30",
         "The move `qualify` from lead to MQL: it no longer asks that fit is at least 50 (in more cases)."),
        ("vp_or_above: {when: \"seniority in ('vp', 'c_level')\", points: 30}",
         "vp_or_above: {when: \"seniority in ('vp', 'c_level')\", points: 25}",
         "The rule `vp_or_above`: its worth in points falls from 30 to 25."),
        ("director:    {when", "boss:    {when", "`director` is now called `boss`, and means the same."),
        ("16 per day", "24 per day", "The rule `pricing`: the daily cap rises from 16 to 24."),
        ("half_life: 14 days", "half_life: 10 days", "Activity halves every 10 days, and no longer every 14 days."),
        ('B: "fit >= 50"', 'B: "fit >= 60"', "Grade B begins at 60 points, and no longer at 50 points."),
        ("within: 4 business hours", "within: 8 business hours",
         "Sales' promise `first_response`: the time grows from 4 business hours to 8 business hours."),
        ("over: 2 channels", "over: 3 channels",
         "Sales' promise `attempts`: the number of channels rises from 2 to 3."),
        ("at_least: 150", "at_least: 100", "Marketing's promise `handoffs`: the number falls from 150 to 100."),
        ("{name: Anna Jansen, email: anna.jansen@northwind.example, territory: benelux, capacity: 12 per week}",
         "{name: Anna Jansen, email: anna.jansen@northwind.example, territory: benelux, capacity: 10 per week}",
         "Anna Jansen (sales): capacity falls from 12 to 10."),
        ('"Nurture": nurture', '"Nurture": ignore',
         "In salesforce, lead_status 'Nurture' now counts as ignore, and no longer as nurture."),
        ('"Cold Call": outbound', '"Cold Call": outbound, "Fair": event',
         "In salesforce, source 'Fair' now counts as event."),
        ("education, other]", "education, trade, other]",
         "The field `industry`: the list of words changes, gaining trade."),
        ("'BE', 'LU'", "'BE'",
         "The route `benelux`: it asks that country is NL or BE, and no longer that country is NL, BE or LU "
         "(in fewer cases)."),
        ("grace: 1 hour", "grace: 30 minutes", "Tools get 30 minutes to follow a change, and no longer 1 hour."),
        ("customer:    {owner: sales, measure: retention}", "customer:    {owner: both, measure: retention}",
         "Both teams own customer, measured by retention (before: sales owns customer, measured by retention)."),
        ("anna: 300000", "anna: 250000.5", "The quota of Anna Jansen is 250,000.50; it was 300,000."),
        ("window: 90 days", "window: 60 days",
         "A response counts for 60 days before an opportunity, and no longer for 90 days."),
        (", meeting.held]", "]", "`meeting.held` no longer counts as a response."),
        ("thresholds: {}", "thresholds: {unworked_leads: 15}",
         "The bar of the sign unworked leads is 15; there was none."),
        ("desk: weekly", "desk: daily", "The rhythm of desk is daily; it was weekly."),
        ("nurture -> mql: 30 days", "nurture -> mql: 60 days",
         "Waiting on the way from nurture to MQL: the wait grows from 30 days to 60 days."),
        ("sal: {after: 15 business days, then: escalate}", "sal: {after: 10 business days, then: reassign}",
         "A lead that rests in SAL is given to somebody else after 10 business days, and no longer escalated after "
         "15 business days."),
    ],
)  # fmt: skip
def test_a_change_in_words(was: str, now: str, sentence: str) -> None:
    assert change(was, now).sentence == sentence


def test_a_higher_bar_means_fewer_leads_to_both_in_their_own_words() -> None:
    told = change("50 and activity >= 30", "50 and activity >= 40")
    assert told.for_sales == (
        "Fewer leads come to you as MQL, and later. (MQL: Worth a first call; nobody has talked to them yet.)"
    )
    assert told.for_marketing.startswith("Fewer of your leads become MQL, and later")
    assert told.for_marketing.endswith("(MQL: Fit and activity both pass the bar we agreed.)")
    assert told.place_a == told.place_b and told.place_a > (1, 1)


@pytest.mark.parametrize(
    ("was", "now", "marketing", "sales"),
    [
        ("50 and activity >= 30", "50 and activity >= 20", "More of your leads", "More leads come to you as MQL"),
        ("50 and activity >= 30", "50 and account_activity >= 30", "Other leads of yours", "Other leads come to you"),
        ("points: 30}", "points: 40}", "Leads score higher", "More leads come to you"),
        ("points: -40}", "points: -50}", "Leads score lower", "Fewer leads come to you"),
        ("free_mail and employees is unknown", "free_mail", "Leads score lower", "Fewer leads come to you"),
        ("half_life: 14 days", "half_life: 3 weeks", "Leads score higher", "More leads come to you"),
        ("within: 4 business hours", "within: 2 business hours", "You can count on more", "You promise more"),
        ("within: 4 business hours", "within: 1 business day", "You can count on something else",
         "You promise something"),
        ("for: 90%, until: [two_way, disposed,", "for: 90%, until: [disposed,",
         "You can count on more", "You promise more"),
        ("accepted: 75%", "accepted: 60%", "You promise less", "You can count on less"),
        ("    first_response: {within: 4 business hours, of: assignment, for: 95%}\n", "",
         "You can no longer count on it.", "You are no longer held to it."),
        ("marketing: [operational, newsletter], sales: owner_only", "marketing: [operational], sales: owner_only",
         "While account has open deal, you may send operational, and no longer operational, newsletter.", ""),
        ('from: "09:00", to: "17:30"', 'from: "09:00", to: "18:30"', "Sales' promises in business time end sooner",
         "Your clocks run 47.5 hours a week"),
        ("mql:         {owner: marketing, measure: handoffs}", "mql:         {owner: sales, measure: handoffs}",
         "You no longer own MQL.", "You now own MQL, measured by handoffs."),
        ("revenue: 80%, accepted_handoffs: 20%", "revenue: 100%", "", "You are paid by 100 % revenue."),
    ],
)  # fmt: skip
def test_what_a_change_means_for_each_team(was: str, now: str, marketing: str, sales: str) -> None:
    told = change(was, now)
    assert told.for_marketing.startswith(marketing) and bool(told.for_marketing) == bool(marketing), told
    assert told.for_sales.startswith(sales) and bool(told.for_sales) == bool(sales), told


def test_of_patterns_the_first_that_matches_wins_so_that_their_order_is_told() -> None:
    told = change('"vp%": vp, "%vice president%": vp', '"%vice president%": vp, "vp%": vp')
    assert told.name == "seniority" and "'%vice president%' is vp, 'vp%' is vp" in told.sentence


QUALIFY = '    qualify:    {from: lead, to: mql, when: "fit >= 50 and activity >= 30"}\n'
HAND_RAISE = next(line + "\n" for line in EXAMPLE.splitlines() if line.startswith("    hand_raise:"))
GIVE_BACK = next(line + "\n" for line in EXAMPLE.splitlines() if line.startswith("    give_back:"))


def test_moves_that_cannot_both_happen_may_stand_in_any_order() -> None:
    moved = EXAMPLE.replace(QUALIFY, "").replace(GIVE_BACK, GIVE_BACK + QUALIFY)
    assert diff(reads(EXAMPLE), reads(moved)) == ()


def test_of_moves_that_can_both_happen_the_order_is_told() -> None:
    rival = '    rival:      {from: lead, to: nurture, when: "fit >= 60"}\n'
    was, now = EXAMPLE.replace(QUALIFY, QUALIFY + rival), EXAMPLE.replace(QUALIFY, rival + QUALIFY)
    (told,) = diff(reads(was), reads(now))
    assert told.sentence == "The first that holds decides, and now `rival` before `qualify` is tried."
    apart = was.replace("fit >= 60", "fit < 50"), now.replace("fit >= 60", "fit < 50")
    assert diff(*map(reads, apart)) == ()


def test_of_routes_the_order_is_told_only_where_both_can_take_a_lead() -> None:
    one, two = "  flemish:   {when: \"country = 'BE'\", to: member anna}\n", "  benelux:   {when"
    was = EXAMPLE.replace(two, one + two)
    line = next(line + "\n" for line in EXAMPLE.splitlines() if line.startswith("  benelux:"))
    now = EXAMPLE.replace(line, line + one)
    (told,) = diff(reads(was), reads(now))
    assert "`benelux` before `flemish`" in told.sentence
    assert diff(reads(was.replace("= 'BE'", "= 'DE'")), reads(now.replace("= 'BE'", "= 'DE'"))) == ()


def test_a_move_that_gets_another_name_and_another_place_is_told_of_both() -> None:
    rival = '    rival:      {from: lead, to: nurture, when: "fit >= 60"}\n'
    was = EXAMPLE.replace(QUALIFY, QUALIFY + rival)
    now = EXAMPLE.replace(QUALIFY, rival.replace("rival:", "other:") + QUALIFY)
    assert [c.sentence for c in diff(reads(was), reads(now))] == [
        "`rival` is now called `other`, and means the same.",
        "The first that holds decides, and now `other` before `qualify` is tried.",
    ]


def test_a_new_rule_says_which_later_ones_it_can_take_a_lead_from() -> None:
    rival = '    rival:      {from: lead, to: nurture, when: "fit >= 60"}\n'
    (told,) = changes((QUALIFY, rival + QUALIFY))
    assert told.sentence.startswith("A new move `rival`, tried before `qualify`: from lead to nurture")
    (route,) = changes(("  otherwise:", "  dutch:     {when: \"country = 'NL'\", to: member anna}\n  otherwise:"))
    assert route.sentence.startswith("A new route `dutch`, tried before `otherwise`: when country")


def test_a_track_without_leave_ends_when_it_could_no_longer_be_entered() -> None:
    assert changes((", leave: \"stage <> 'nurture'\"", "")) == ()
    (told,) = changes(("leave: \"stage <> 'nurture'\"", "leave: \"stage <> 'nurture' or activity >= 30\""))
    assert told.sentence.startswith("The nurture track `mid_funnel`:") and told.sentence.endswith("(in more cases).")


def test_of_tracks_that_one_lead_can_enter_the_order_is_told() -> None:
    one, other = '    early: {enter: "activity >= 5"}\n', '    late: {enter: "activity >= 9"}\n'
    was, now = (EXAMPLE.replace("  tracks:\n", "  tracks:\n" + both) for both in (one + other, other + one))
    (told,) = diff(reads(was), reads(now))
    assert told.part == "nurture.tracks" and "`late` before `early`" in told.sentence


def test_a_part_that_comes_goes_or_gets_another_name() -> None:
    kinds = {
        (found.kind, found.name)
        for found in changes(
            ('    student:     {when: "free_mail and employees is unknown", points: -40}\n', ""),
            ("  activity:\n", '    small:       {when: "employees < 20", points: -10}\n  activity:\n'),
            ("    mail_click:", "    click:"),
        )
    }
    assert kinds == {("removed", "student"), ("added", "small"), ("changed", "click")}


def test_a_new_tool_is_told_once_and_not_value_by_value() -> None:
    found = changes(("  salesforce:\n", '  pipedrive:\n    source: {"Web": web, "Fair": event}\n  salesforce:\n'))
    assert [c.sentence for c in found] == ["The crosswalk now knows pipedrive's source."]
    assert found[0].after == "'Web' is web and 'Fair' is event"


def test_a_new_stage_is_told_with_what_it_means() -> None:
    text = EXAMPLE.replace("[lead, mql,", "[lead, prospect, mql,").replace(
        "glossary:\n", 'glossary:\n  prospect: {means: "Asked."}\n'
    )
    found = {c.part: c for c in diff(reads(EXAMPLE), reads(text))}
    assert found["lifecycle.stages"].sentence == "The stage prospect is new."
    assert found["lifecycle.stages"].for_sales == "prospect: Asked."

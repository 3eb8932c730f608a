"""What the simulated company keeps: causes come before effects, and the planted sizes are the ones asked for."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from tests.example.companies import company

from tandem.example.columns import NEVER
from tandem.example.mails import SERVICE, hold_ends
from tandem.example.people import SOURCES
from tandem.example.plan import DAY, END, HOUR, PLANTED, UnknownSign, plan_for
from tandem.example.sales import ACCEPTED, NO_DISPOSITION, NO_VERDICT, TO_SQL
from tandem.example.simulate import simulate
from tandem.example.truth import tell_truth


@pytest.mark.parametrize("healthy", [False, True])
def test_nothing_happens_before_its_cause_nor_after_the_export(healthy: bool) -> None:
    made = company(healthy=healthy)
    handoffs, work, deals = made.handoffs, made.work, made.deals
    assert (handoffs.at > made.people.created[handoffs.person]).all() and (handoffs.at < END).all()
    for at in (work.assigned, work.first_touch, work.verdict_at, work.disposed_at):
        happened = at != NEVER
        assert (at[happened] > handoffs.at[happened]).all() and (at[happened] < END).all()
    assert (
        work.disposed_at[work.disposition != NO_DISPOSITION] > work.verdict_at[work.disposition != NO_DISPOSITION]
    ).all()
    assert (deals.opened > work.disposed_at[deals.lead]).all() and (deals.ends > deals.opened).all()
    assert (work.disposition[deals.lead] == TO_SQL).all() and (work.verdict[deals.lead] == ACCEPTED).all()


def test_a_lead_that_nobody_tries_gets_no_attempt_no_acceptance_and_no_deal() -> None:
    made = company()
    alone = np.flatnonzero(made.work.left_alone)
    assert len(alone) > 50
    assert not np.isin(made.attempts.lead, alone).any() and not np.isin(made.deals.lead, alone).any()
    assert (made.work.verdict[alone] != ACCEPTED).all()


def test_the_answers_keep_clear_of_the_promised_minute() -> None:
    made = company()
    from tandem.example.working_time import office_seconds

    work, raised = made.work, made.handoffs.hand_raise
    has = (work.first_touch != NEVER) & (work.assigned != NEVER)
    minutes = (office_seconds(work.first_touch) - office_seconds(work.assigned)) / 60
    limit = np.where(raised, 15, 240)
    assert ((minutes <= limit - 1) == work.in_time)[has].all()
    assert ((minutes >= limit + 1) == ~work.in_time)[has].all()


@pytest.mark.parametrize("sign", ["unworked_leads", "unanswered_hand_raises", "broken_sla"])
@pytest.mark.parametrize("size", [0.2, 0.45])
def test_the_planted_share_is_the_share_that_chance_would_give(sign: str, size: float) -> None:
    made = simulate(plan_for(11, 8_000, 18, healthy=True, planted={sign: size}))
    work, raised = made.work, made.handoffs.hand_raise
    bad, of = {
        "unworked_leads": (work.left_alone & ~raised, ~raised),
        "unanswered_hand_raises": (~work.in_time & raised, raised),
        "broken_sla": (~work.in_time & ~work.left_alone & ~raised, ~work.left_alone & ~raised),
    }[sign]
    assert stats.binomtest(int(bad.sum()), int(of.sum()), size).pvalue > 0.001


def test_the_slow_source_takes_so_many_times_as_long_and_no_other_does() -> None:
    made = company(people=20_000)
    deals = made.deals
    won, source = deals.won & deals.closed(), made.people.source[deals.person]
    days = np.log((deals.ends - made.handoffs.at[deals.lead]) / DAY)
    early = won & (made.handoffs.at[deals.lead] < END - 400 * DAY)
    slow, others = source == SOURCES.index("event"), source != SOURCES.index("event")
    ratio = np.exp(np.median(days[early & slow]) - np.median(days[early & others]))
    assert 1.5 < ratio < 2.15
    assert (
        stats.kruskal(*[days[early & (source == n)] for n in range(len(SOURCES)) if SOURCES[n] != "event"]).pvalue
        > 0.001
    )


def test_marketing_spares_everybody_whom_sales_has_but_for_the_planted_leaks() -> None:
    for healthy in (False, True):
        made = company(healthy=healthy)
        mails, handoffs = made.mails, made.handoffs
        ends = hold_ends(handoffs, made.work)
        crossings = 0
        for row in range(len(handoffs)):
            of = mails.person == handoffs.person[row]
            inside = of & (mails.at > handoffs.at[row] + HOUR) & (mails.at < ends[row]) & (mails.purpose != SERVICE)
            assert (mails.crossing[inside] >= 0).all()
            crossings += int(inside.sum())
        assert crossings == (mails.crossing >= 0).sum()
        assert (crossings == 0) == healthy


def test_potential_outcomes_rank_as_the_causes_do() -> None:
    chances = company().chances
    assert (chances.in_time >= chances.late).all() and (chances.late >= chances.never).all()
    assert (chances.in_time >= chances.crossed).all()
    assert (chances.in_time > chances.late).any()


def test_reps_pick_the_better_leads() -> None:
    made = company(people=20_000)
    usual = ~made.handoffs.hand_raise & (made.handoffs.round == 0)
    score, alone = made.handoffs.score[usual], made.work.left_alone[usual]
    assert score[alone].mean() < score[~alone].mean() - 1


def test_planting_one_sign_leaves_the_people_and_their_acts_as_they_were() -> None:
    plain, planted = (simulate(plan_for(2, 900, 12, healthy=True, planted=p)) for p in ({}, {"unworked_leads": 0.4}))
    assert (plain.people.created == planted.people.created).all()
    assert (plain.touches.at == planted.touches.at).all()
    assert planted.work.left_alone.sum() > plain.work.left_alone.sum()


def test_a_sign_that_cannot_be_planted_is_named_with_those_that_can() -> None:
    with pytest.raises(UnknownSign, match=r"cannot plant 'laziness'.*unworked_leads"):
        plan_for(1, 900, 12, planted={"laziness": 1.0})


def test_the_truth_tells_every_sign_and_the_healthy_twin_has_none_planted() -> None:
    sick, sound = (tell_truth(company(healthy=healthy), {}) for healthy in (False, True))
    assert list(sick.signs) == list(sound.signs) == list(PLANTED)
    assert all(sign["planted"] for sign in sick.signs.values())
    assert not any(sign["planted"] for sign in sound.signs.values())
    assert sum(sick.signs["unworked_leads"]["by_month"]["handoffs"]) == len(company().handoffs)


def test_a_sound_team_keeps_its_promises() -> None:
    made = company(healthy=True)
    parts = tell_truth(made, {}).signs["broken_sla"]["parts"]
    early = slice(0, -2)
    allowed = {
        "sales.first_response": 0.05,
        "sales.hand_raises": 0.10,
        "sales.acceptance": 0.0,
        "sales.disposition": 0.05,
    }
    for promise, share in allowed.items():
        missed, cases = sum(parts[promise]["missed"][early]), sum(parts[promise]["cases"][early])
        assert missed <= share * cases, promise
    matured = made.handoffs.at < END - 30 * DAY
    assert (made.work.verdict[matured] != NO_VERDICT).all()

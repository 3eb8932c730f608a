"""What sales does with each lead that it is given: assignment, attempts, verdict, disposition, reasons."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tandem.example.columns import NEVER, Columns, Flags, Floats, Ints, ranks
from tandem.example.marketing import Handoffs
from tandem.example.people import People
from tandem.example.plan import DAY, END, MINUTE, Plan
from tandem.example.reps import TERRITORY_OF_COUNTRY, Reps, share_out
from tandem.example.working_time import after, nearest_office_time

OFFICE_DAY_MINUTES = 510
FIRST_RESPONSE_MINUTES = 240
HAND_RAISE_MINUTES = 15
NO_VERDICT, ACCEPTED, RETURNED = 0, 1, 2
NO_DISPOSITION, TO_SQL, TO_NURTURE, TO_DISQUALIFIED = 0, 1, 2, 3
NO_REASON = -1
LATE_MINUTES, LATE_RAISE_PACE = 380.0, 0.4
"""Mean office minutes past the promise of a late answer; hand-raises get it in this part of the time."""
SOUND_LATEST = 850
"""Office minutes within which a sound team answers even its late leads: inside two business days."""
FINAL_REASONS = (3, 5)
"""Reasons that end a lead instead of recycling it."""
RETURN_REASONS = ("Not now", "Not the right person", "No need", "Bad data", "No budget", "Duplicate")


@dataclass(slots=True)
class Work(Columns):
    """One row per handoff, same order. Instants are UTC seconds or `NEVER`; `reason` is a place in `RETURN_REASONS`.

    `in_time`: answered within its own promise; `soon`: within the first response's. `p_left`: probability, before the
    draw, that nobody tries; `p_unworked`: … and nobody gives it back; `p_late`, `p_slow`: that `in_time`, `soon` fail.
    `quality`: hidden, 0 for leads that only a lowered bar let pass. `chances` are
    the uniform numbers that decide acceptance, deal and win whatever sales does: potential outcomes share them."""

    owner: Ints
    assigned: Ints
    left_alone: Flags
    in_time: Flags
    soon: Flags
    first_touch: Ints
    attempts: Ints
    two_way: Flags
    verdict: Ints
    verdict_at: Ints
    disposition: Ints
    disposed_at: Ints
    reason: Ints
    quality: Floats
    p_left: Floats
    p_unworked: Floats
    p_late: Floats
    p_slow: Floats
    chances: Floats


def work_leads(plan: Plan, people: People, reps: Reps, handoffs: Handoffs, purpose: str) -> Work:
    """Reps respond, or do not, to every handoff; what is later than the export has not happened yet."""
    draw = plan.draw(f"sales {purpose}")
    count = len(handoffs)
    quality = np.where(handoffs.below | (handoffs.round > 0), 0.0, 0.15 + 0.85 * ranks(people.intent[handoffs.person]))
    assigned = handoffs.at + draw.integers(4 * MINUTE, 12 * MINUTE, count)
    owner = share_out(reps, TERRITORY_OF_COUNTRY[people.country[handoffs.person]], assigned)
    p_left = _left_alone(plan, reps, handoffs, owner, assigned)
    left_alone = draw.random(count) < p_left
    nobodys = left_alone & (draw.random(count) < nobodys_share(plan))
    p_late_if_tried = np.where(handoffs.hand_raise, _late_hand_raise(plan), plan.sizes["broken_sla"])
    in_time = ~left_alone & (draw.random(count) >= p_late_if_tried)
    minutes = _delay(plan, draw, handoffs.hand_raise, in_time)
    first_touch = after(assigned, minutes)
    chances = draw.random((count, 3))
    forgotten = left_alone & _forgotten(plan, handoffs.hand_raise)
    verdict, verdict_at = _verdicts(plan, draw, handoffs, left_alone, forgotten, quality, chances[:, 0])
    answered = np.maximum(verdict_at, first_touch + 5 * MINUTE)
    verdict_at = np.where((verdict == RETURNED) & ~left_alone, answered, verdict_at)
    disposition, disposed_at = _dispositions(plan, draw, verdict, verdict_at, quality)
    reason = np.minimum((draw.random(count) ** 1.6 * len(RETURN_REASONS)).astype(np.int64), len(RETURN_REASONS) - 1)
    reason[draw.random(count) < plan.sizes["silent_sales"]] = NO_REASON
    verdict_made = (verdict != NO_VERDICT) & (verdict_at < END)
    disposed = verdict_made & (disposition != NO_DISPOSITION) & (disposed_at < END)
    touched = ~left_alone & (first_touch < END)
    return Work(
        owner,
        np.where(nobodys | (assigned >= END), NEVER, assigned),
        left_alone,
        in_time,
        ~left_alone & (minutes <= FIRST_RESPONSE_MINUTES),
        np.where(touched, first_touch, NEVER),
        _attempts(plan, draw, count),
        ~left_alone & (draw.random(count) < 0.25 + 0.5 * quality),
        np.where(verdict_made, verdict, NO_VERDICT),
        np.where(verdict_made, verdict_at, NEVER),
        np.where(disposed, disposition, NO_DISPOSITION),
        np.where(disposed, disposed_at, NEVER),
        reason,
        quality,
        p_left,
        np.where(_forgotten(plan, handoffs.hand_raise), p_left, 0.0),
        1 - (1 - p_left) * (1 - p_late_if_tried),
        1 - (1 - p_left) * (1 - p_late_if_tried * np.where(handoffs.hand_raise, _slow_raise(), 1.0)),
        chances,
    )


def _left_alone(plan: Plan, reps: Reps, handoffs: Handoffs, owner: Ints, assigned: Ints) -> Floats:
    """Probability that nobody tries: more for weak-looking leads, careless reps and weeks over capacity; the mean is
    the planted share. Hand-raises have a share of their own."""
    week = (assigned - plan.start) // (7 * DAY)
    cell = owner * 1000 + week
    _, place, size = np.unique(cell, return_inverse=True, return_counts=True)
    load = size[place] / reps.capacity[owner]
    tilt = np.exp(0.35 * np.clip(load - 1, -1, 2) - 0.6 * (ranks(handoffs.score) - 0.5)) * reps.carelessness[owner]
    share = np.where(handoffs.hand_raise, 0.4 * plan.sizes["unanswered_hand_raises"], plan.sizes["unworked_leads"])
    result: Floats = share * tilt
    for _ in range(4):
        for group in (handoffs.hand_raise, ~handoffs.hand_raise):
            if group.any():
                result[group] = np.minimum(result[group] * share[group][0] / result[group].mean(), 0.9)
    return result


def nobodys_share(plan: Plan) -> float:
    """Of leads that nobody tries: how many never get an owner."""
    return 0.2 if "no_lead_process" in plan.planted else 0.0


def _late_hand_raise(plan: Plan) -> float:
    """Of hand-raises that somebody answers: how many too late, so that the whole share is as planted."""
    share = plan.sizes["unanswered_hand_raises"]
    return 1 - (1 - share) / (1 - 0.4 * share)


def _delay(plan: Plan, draw: np.random.Generator, hand_raise: Flags, in_time: Flags) -> Floats:
    """Office minutes from assignment to the first answer, never within two minutes of a promise."""
    count = len(hand_raise)
    soon = np.where(
        hand_raise, draw.uniform(2, HAND_RAISE_MINUTES - 2, count), draw.uniform(8, FIRST_RESPONSE_MINUTES - 10, count)
    )
    slow = draw.exponential(LATE_MINUTES, count)
    late_raise = HAND_RAISE_MINUTES + 4 + LATE_RAISE_PACE * slow
    unclear = (late_raise > FIRST_RESPONSE_MINUTES - 10) & (late_raise < FIRST_RESPONSE_MINUTES + 10)
    late_raise = np.where(unclear, FIRST_RESPONSE_MINUTES + 10, late_raise)
    late = np.where(hand_raise, late_raise, FIRST_RESPONSE_MINUTES + 10 + slow)
    latest = 3.5 * OFFICE_DAY_MINUTES if "broken_sla" in plan.planted else SOUND_LATEST
    return np.where(in_time, soon, np.minimum(late, latest))


def _slow_raise() -> float:
    """Probability that a hand-raise answered late has no answer within the first response's promise either."""
    return math.exp(-(FIRST_RESPONSE_MINUTES - 10 - HAND_RAISE_MINUTES - 4) / (LATE_RAISE_PACE * LATE_MINUTES))


def _forgotten(plan: Plan, hand_raise: Flags) -> Flags:
    """Whether a lead that nobody tries is simply forgotten; a sound team gives it back."""
    raised, usual = "unanswered_hand_raises" in plan.planted, "unworked_leads" in plan.planted
    return (hand_raise & raised) | (~hand_raise & usual)


def _verdicts(
    plan: Plan,
    draw: np.random.Generator,
    handoffs: Handoffs,
    left_alone: Flags,
    forgotten: Flags,
    quality: Floats,
    chance: Floats,
) -> tuple[Ints, Ints]:
    """Accepted, returned or silence, and when. A sound team answers all within two business days."""
    count = len(handoffs)
    silent_team = "silent_sales" in plan.planted
    silent = forgotten | (silent_team & (draw.random(count) < 0.12) & ~left_alone)
    slow = silent_team & (draw.random(count) < 0.15)
    accepts = chance < np.where(quality > 0, 0.78 + 0.20 * quality, 0.30)
    verdict = np.where(silent, NO_VERDICT, np.where(accepts & ~left_alone, ACCEPTED, RETURNED))
    minutes = np.where(slow, draw.uniform(1_600, 2_600, count), draw.uniform(20, 900, count))
    return verdict, after(handoffs.at, minutes)


def _dispositions(
    plan: Plan, draw: np.random.Generator, verdict: Ints, verdict_at: Ints, quality: Floats
) -> tuple[Ints, Ints]:
    """How sales closes its work on accepted leads, four to 14 business days later, or leaves them lying."""
    count = len(verdict)
    lies = draw.random(count) < plan.sizes["no_lead_process"]
    to_sql = draw.random(count) < 0.25 + 0.3 * quality
    other = np.where(draw.random(count) < 0.7, TO_NURTURE, TO_DISQUALIFIED)
    disposition = np.where((verdict == ACCEPTED) & ~lies, np.where(to_sql, TO_SQL, other), NO_DISPOSITION)
    return disposition, after(verdict_at, draw.uniform(4.0, 13.5, count) * OFFICE_DAY_MINUTES)


def _attempts(plan: Plan, draw: np.random.Generator, count: int) -> Ints:
    """How many attempts a rep means to make: five or more in a sound team, often fewer otherwise."""
    if "broken_sla" in plan.planted:
        return 1 + draw.poisson(2.2, count)
    return 5 + draw.integers(0, 2, count)


def recycled(plan: Plan, people: People, handoffs: Handoffs, work: Work) -> Handoffs:
    """Leads that went back to nurture and come again weeks later; where there is no process, many more of them."""
    draw = plan.draw("recycled")
    share = 0.15 if "no_lead_process" in plan.planted else 0.08
    back_at = np.where(work.verdict == RETURNED, work.verdict_at, work.disposed_at)
    ended = np.isin(work.reason, FINAL_REASONS)
    back = (((work.verdict == RETURNED) & ~ended) | (work.disposition == TO_NURTURE)) & (back_at != NEVER)
    moment = nearest_office_time(back_at + draw.integers(35 * DAY, 120 * DAY, len(handoffs)))
    again = back & (draw.random(len(handoffs)) < share) & (moment < END - DAY)
    rows = handoffs.take(again)
    rows.at, rows.round = moment[again], rows.round + 1
    rows.hand_raise = np.zeros(len(rows), dtype=bool)
    return rows

"""Example companies made into the plan's arrays without files: the simulation's own touches under simple charters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tandem.example.plan import plan_for
from tandem.example.potential import Fates, potential_outcomes
from tandem.example.marketing import FORM_POINTS, HAND_RAISES
from tandem.example.sales import ACCEPTED, TO_SQL
from tandem.example.simulate import Company, simulate
from tandem.example.plan import DAY, END
from tandem.planning.cases import Cases, Handed, make_cases
from tandem.planning.features import Features
from tandem.planning.history import Recorded

MICROS = 1_000_000
THROUGH = END * MICROS
CHARTER_POINTS = np.array([15, 15, 15, 40, 15])


@dataclass(frozen=True)
class Rule:
    """A charter of the light path: both bars, the half-life in days, and whether a hand-raise passes by itself."""

    fit: int = 50
    activity: int = 30
    half_life: float = 14.0
    raises: bool = True


@lru_cache(maxsize=4)
def company_of(seed: int, people: int, healthy: bool) -> tuple[Company, Fates]:
    company = simulate(plan_for(seed, people, 18, healthy))
    return company, potential_outcomes(company)


def handed(company: Company, rule: Rule) -> Handed:
    """Who passes the bar of a charter that fades, first time only, one row per person."""
    touches = company.touches
    order = np.lexsort((touches.at, touches.person))
    score: dict[int, tuple[float, int]] = {}
    rows: dict[int, tuple[int, bool]] = {}
    fit = company.people.fit
    for person, at, form in zip(
        touches.person[order].tolist(), touches.at[order].tolist(), touches.form[order].tolist(), strict=True
    ):
        if person in rows:
            continue
        before, when = score.get(person, (0.0, at))
        now = before * 2 ** (-(at - when) / (rule.half_life * DAY)) + float(CHARTER_POINTS[form])
        score[person] = (now, at)
        raised = form in HAND_RAISES
        if (raised and rule.raises) or (fit[person] >= rule.fit and now >= rule.activity):
            rows[person] = (at, raised)
    who = np.array(sorted(rows), dtype=np.int64)
    at = np.array([rows[p][0] for p in who.tolist()], dtype=np.int64) * MICROS
    return Handed(
        who, np.ones(len(who), dtype=np.int64), at, np.array([rows[p][1] for p in who.tolist()], dtype=bool), fit[who]
    )


def recorded(company: Company) -> Recorded:
    """The handoffs that happened."""
    handoffs, work, deals = company.handoffs, company.work, company.deals
    order = np.lexsort((handoffs.at, handoffs.person))
    won = np.zeros(len(handoffs), dtype=bool)
    value = np.zeros(len(handoffs), dtype=np.int64)
    seen = deals.won & deals.joined & (deals.ends < END) & (deals.ends - handoffs.at[deals.lead] <= 180 * DAY)
    won[deals.lead[seen]] = True
    value[deals.lead[seen]] = deals.amount[seen]
    reached = {"accepted": work.verdict == ACCEPTED, "sql": work.disposition == TO_SQL, "won": won}
    return Recorded(
        handoffs.person[order], handoffs.at[order] * MICROS, company.people.fit[handoffs.person[order]],
        handoffs.hand_raise[order], {name: found[order] for name, found in reached.items()}, value[order], 0,
    )  # fmt: skip


def features(company: Company, person: np.ndarray, at: np.ndarray, hand_raise: np.ndarray) -> Features:
    """What is known of each person at an instant (UTC µs)."""
    touches, people = company.touches, company.people
    order = np.lexsort((touches.at, touches.person))
    who, when, form = touches.person[order], touches.at[order], touches.form[order]
    begin, end = np.searchsorted(who, person), np.searchsorted(who, person, side="right")
    counts = np.zeros((len(person), len(FORM_POINTS)))
    for row, (b, e, now) in enumerate(zip(begin, end, at // MICROS, strict=True)):
        here = when[b:e] <= now
        np.add.at(counts[row], form[b:e][here], 1)
    numbers = {f"form {n}": counts[:, n] for n in range(counts.shape[1])}
    numbers |= {"fit": people.fit[person].astype(float), "hand raise": hand_raise.astype(float)}
    words = {
        "source": [str(s) for s in people.source[person]],
        "industry": [
            str(i) for i in np.where(people.account[person] < 0, -1, company.accounts.industry[people.account[person]])
        ],
    }
    return Features(numbers, words)


def truth(fates: Fates, cases: Cases, rec: Recorded, outcome: str) -> np.ndarray:
    """The outcome of every case: recorded where it is known, else what would have been."""
    would = getattr(fates, outcome)[cases.lead]
    return np.where(cases.known(outcome, rec), cases.reached(outcome, rec), would)


def compared(seed: int, now: Rule, then: Rule, people: int = 4000, healthy: bool = False):
    company, potential = company_of(seed, people, healthy)
    rec = recorded(company)
    window = (0, THROUGH)
    cases = make_cases(handed(company, now), handed(company, then), rec, window, THROUGH)
    return company, potential, rec, cases


__all__ = ["compared", "features", "truth"]

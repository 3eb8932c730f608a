"""Example companies made into the plan's arrays without files: the simulation's own touches under simple charters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tandem.example.marketing import FORM_POINTS, HAND_RAISES
from tandem.example.plan import DAY, END, plan_for
from tandem.example.potential import Fates, potential_outcomes
from tandem.example.sales import ACCEPTED, TO_SQL
from tandem.example.simulate import Company, simulate
from tandem.planning.cases import NONE, Cases, Handed, make_cases
from tandem.planning.estimate import Model, learn
from tandem.planning.features import Features
from tandem.planning.figures import Outcomes, outcomes
from tandem.planning.history import OUTCOMES, Flags, Floats, Ints, Recorded

MICROS = 1_000_000
THROUGH = END * MICROS
POINTS = np.array([15, 15, 15, 40, 15])


@dataclass(frozen=True)
class Rule:
    """A simple charter: both bars, the half-life in days, and whether a hand-raise passes by itself."""

    fit: int = 50
    activity: int = 30
    half_life: float = 14.0
    raises: bool = True


NOW = Rule()
PROPOSALS = (
    NOW, Rule(activity=20), Rule(activity=45), Rule(fit=30), Rule(fit=70), Rule(raises=False), Rule(half_life=28),
    Rule(fit=40, activity=15),
)  # fmt: skip


@dataclass(frozen=True)
class Compared:
    """Two charters over one company: what the plan sees, and what would really have been."""

    cases: Cases
    recorded: Recorded
    models: dict[str, Model]
    found: dict[str, Outcomes]
    truth: dict[str, Flags]


@lru_cache(maxsize=2)
def company_of(seed: int, people: int, healthy: bool) -> tuple[Company, Fates]:
    company = simulate(plan_for(seed, people, 18, healthy))
    return company, potential_outcomes(company)


def compared(seed: int, then: Rule, people: int = 5000, healthy: bool = False, draws_of: int = 0) -> Compared:
    company, fates = company_of(seed, people, healthy)
    rec = recorded(company)
    window = (0, THROUGH)
    now = handed(company, NOW)
    after = now if then == NOW else handed(company, then)
    cases = make_cases(now, after, rec, window, THROUGH)
    who, at = np.concatenate([rec.lead, cases.lead]), np.concatenate([rec.at, cases.at])
    raised = np.append(now.hand_raise, False)[cases.current] | np.append(after.hand_raise, False)[cases.proposed]
    design = features(company, who, at, np.concatenate([rec.hand_raise, raised])).design()
    models = learn(design[: len(rec)], rec, THROUGH)
    generator = np.random.default_rng([seed, draws_of])
    found = outcomes(cases, rec, models, design[len(rec) :], generator)
    truth = {
        name: np.where(cases.known(name, rec), cases.reached(name, rec), getattr(fates, name)[cases.lead])
        for name in OUTCOMES
    }
    return Compared(cases, rec, models, found, truth)


def handed(company: Company, rule: Rule) -> Handed:
    """Who passes the bar of a charter that fades: the first time only, one row per person."""
    touches, fit = company.touches, company.people.fit
    order = np.lexsort((touches.at, touches.person))
    score: dict[int, tuple[float, int]] = {}
    rows: dict[int, tuple[int, bool]] = {}
    columns = (column[order].tolist() for column in (touches.person, touches.at, touches.form))
    for person, at, form in zip(*columns, strict=True):
        if person in rows:
            continue
        before, when = score.get(person, (0.0, at))
        now = before * 2 ** (-(at - when) / (rule.half_life * DAY)) + float(POINTS[form])
        score[person] = (now, at)
        raised = form in HAND_RAISES
        if (raised and rule.raises) or (fit[person] >= rule.fit and now >= rule.activity):
            rows[person] = (at, raised)
    who = np.array(sorted(rows), dtype=np.int64)
    at = np.array([rows[p][0] for p in who.tolist()], dtype=np.int64) * MICROS
    raises = np.array([rows[p][1] for p in who.tolist()], dtype=bool)
    return Handed(who, np.ones(len(who), dtype=np.int64), at, raises, fit[who])


def recorded(company: Company) -> Recorded:
    """The handoffs that happened."""
    handoffs, work, deals = company.handoffs, company.work, company.deals
    order = np.lexsort((handoffs.at, handoffs.person))
    won = np.zeros(len(handoffs), dtype=bool)
    value = np.zeros(len(handoffs), dtype=np.int64)
    soon = deals.ends - handoffs.at[deals.lead] <= OUTCOMES["won"] // MICROS
    seen = deals.won & deals.joined & (deals.ends < END) & soon
    won[deals.lead[seen]] = True
    value[deals.lead[seen]] = deals.amount[seen]
    reached = {"accepted": work.verdict == ACCEPTED, "sql": work.disposition == TO_SQL, "won": won}
    who = handoffs.person[order]
    return Recorded(
        who, handoffs.at[order] * MICROS, company.people.fit[who], handoffs.hand_raise[order],
        {name: found[order] for name, found in reached.items()}, value[order], 0,
    )  # fmt: skip


def features(company: Company, person: Ints, at: Ints, hand_raise: Flags) -> Features:
    """What is known of each person at an instant (UTC µs)."""
    touches, people = company.touches, company.people
    order = np.lexsort((touches.at, touches.person))
    who, when, form = touches.person[order], touches.at[order], touches.form[order]
    begin, end = np.searchsorted(who, person), np.searchsorted(who, person, side="right")
    counts: Floats = np.zeros((len(person), len(FORM_POINTS)))
    for row, (b, e, now) in enumerate(zip(begin, end, at // MICROS, strict=True)):
        np.add.at(counts[row], form[b:e][when[b:e] <= now], 1)
    numbers = {f"form {n}": counts[:, n] for n in range(counts.shape[1])}
    numbers |= {"fit": people.fit[person].astype(float), "hand raise": hand_raise.astype(float)}
    industry = np.where(people.account[person] < 0, -1, company.accounts.industry[people.account[person]])
    words = {"source": [str(s) for s in people.source[person]], "industry": [str(i) for i in industry]}
    return Features(numbers, words)


def known_share(cases: Cases) -> float:
    return float((cases.real != NONE).mean())

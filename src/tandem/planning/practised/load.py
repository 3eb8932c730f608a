"""What both teams really carry: the leads that a member works in a week, and those that marketing hands over."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from tandem.analytics.statistics import quantile_interval, wilson
from tandem.charter.explain import in_words, percent
from tandem.lifecycle.rulebook import RuleBook
from tandem.planning.practised.cases import FEWEST, NOT_ENOUGH, SETTLED, Case, Finding, floored, told_share

if TYPE_CHECKING:
    from tandem.charter.model import Charter

FEWEST_WEEKS: Final = 12
BUSY: Final = 0.8
"""The quantile of weekly leads worked that counts as capacity."""
QUIET: Final = 0.2
"""The quantile of monthly handoffs that counts as what marketing can keep."""
CAPACITY: Final = "capacity of "


def capacities(charter: Charter, found: Sequence[Case], through: int) -> Iterator[Finding]:
    """How many leads a member really works in a busy week in which no more than usual are ignored."""
    weeks = _weeks(charter, found, through)
    sales = charter.teams["sales"].members
    for key in sorted(sales):
        mine = weeks.get(key, [])
        worked = _good_weeks(mine)
        now = f"{sales[key].per_week} per week" if sales[key].per_week else ""
        interval = quantile_interval(np.array(worked, float), BUSY) if len(worked) >= FEWEST_WEEKS else None
        if interval is None:
            sentence = f"{len(worked)} weeks without more ignored leads than usual: {NOT_ENOUGH}."
            yield Finding(f"{CAPACITY}{key}", now, NOT_ENOUGH, len(worked), None, None, None, sentence, {})
            continue
        number = max(1, round(float(np.quantile(np.array(worked, float), BUSY))))
        where = ("teams", "sales", "members", key, "capacity")
        yield Finding(
            f"{CAPACITY}{key}", now, f"{number} per week", len(worked), None, None, None,
            f"in {percent(BUSY)} of {len(worked)} sound weeks at most {number} leads were worked "
            f"(95 % interval {interval[0]:g} to {interval[1]:g}).",
            {where: f"{number} per week"} if now else {},
        )  # fmt: skip


def _weeks(charter: Charter, found: Iterable[Case], through: int) -> dict[str, list[tuple[int, int]]]:
    """Member → (assigned, worked) of each whole week that is settled."""
    zone = RuleBook(charter).zone
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    worked: dict[str, Counter[int]] = defaultdict(Counter)
    all_weeks: set[int] = set()
    for case in found:
        if case.assigned_at is None or not case.member or case.assigned_at > through - SETTLED:
            continue
        week = (zone.day(case.assigned_at) + 3) // 7
        all_weeks.add(week)
        counts[case.member][week] += 1
        worked[case.member][week] += case.touched
    edges = {min(all_weeks), max(all_weeks)} if all_weeks else set()
    return {
        member: [(count, worked[member][week]) for week, count in sorted(mine.items()) if week not in edges]
        for member, mine in counts.items()
    }


def _good_weeks(weeks: Sequence[tuple[int, int]]) -> list[int]:
    """The leads worked in each week that ignored no greater share than the member's whole history did."""
    assigned, worked = sum(a for a, _ in weeks), sum(w for _, w in weeks)
    usual = 1 - worked / assigned if assigned else 0.0
    return [w for a, w in weeks if a and (a - w) / a <= usual + 1e-9]


def volumes(charter: Charter, found: Sequence[Case], through: int) -> Iterator[Finding]:
    """How many leads marketing hands over in nearly every month, and how many of the answered are accepted."""
    promise = charter.handoffs
    if promise is None:
        return
    zone = RuleBook(charter).zone
    unasked = [case for case in found if not case.hand_raise]
    months = Counter(zone.month(case.at) for case in unasked)
    whole = sorted(months)[1:-1]
    where = ("sla", "marketing", "handoffs")
    now = in_words(promise)
    if len(whole) < 3 or promise.per != "months":
        yield Finding(
            "marketing.handoffs", now, NOT_ENOUGH, len(whole), None, None, None, f"{len(whole)} whole months.", {}
        )
    else:
        numbers = np.array([months[month] for month in whole], float)
        least = int(np.quantile(numbers, QUIET))
        yield Finding(
            "marketing.handoffs", now, f"{least} per month", len(whole), None, None, None,
            f"in {percent(1 - QUIET)} of {len(whole)} months at least {least} leads were handed over unasked "
            f"(from {int(numbers.min())} to {int(numbers.max())}).",
            {(*where, "at_least"): str(least)} if least else {},
        )  # fmt: skip
    accepted = sum(case.verdict == "accepted" for case in unasked)
    answered = accepted + sum(case.verdict == "returned" for case in unasked)
    interval = wilson(accepted, answered)
    if interval is None or answered < FEWEST:
        yield Finding("marketing.accepted", now, NOT_ENOUGH, answered, None, None, None, f"{answered} answers.", {})
        return
    share = floored(interval[0])
    yield Finding(
        "marketing.accepted", now, f"{percent(share)} accepted", answered, accepted / answered, *interval,
        told_share(accepted, answered, "accepted, of those that sales answered") + ".",
        {(*where, "accepted"): f"{share * 100:g}%"},
    )  # fmt: skip

"""How high activity can climb: points, daily caps and the half-life, as sums of a geometric series.

A line capped at *c* points a day gives at most c now, c in the last second of yesterday, and half-lives fade what
came before: c + c / (1 − 2^(−1/H)), with H the half-life in days. A line without a cap gives whatever one likes.
"""

from __future__ import annotations

import math
from typing import Final

from tandem.charter.model import ActivityRule, Duration, Scoring
from tandem.vocabulary import EVENT_KINDS

NEVER_SCORED: Final = frozenset({"email.opened", "task.created", "note.logged"})
_DAYS: Final = {"hours": 1 / 24, "days": 1.0, "weeks": 7.0}
LONGEST: Final = 3650


def half_life_days(half_life: Duration) -> float:
    """The half-life in days."""
    return half_life.count * _DAYS[half_life.unit]


def most_activity(scoring: Scoring) -> float:
    """No lead's activity gets above this; infinite where a line has no daily cap."""
    return sum(_most(rule, half_life_days(scoring.half_life)) for rule in giving(scoring))


def giving(scoring: Scoring) -> list[ActivityRule]:
    """The lines that can raise the activity."""
    return [r for r in scoring.activity if r.points > 0 and r.on in EVENT_KINDS and r.on not in NEVER_SCORED]


def _most(rule: ActivityRule, half_life: float) -> float:
    if rule.at_most is None:
        return math.inf
    return rule.at_most + rule.at_most / (1 - 2 ** (-1 / half_life))


def days_to_reach(rule: ActivityRule, half_life: Duration, bar: float) -> int | None:
    """On which day (1 = the first) a lead that does only this, as much as counts, reaches the bar; None: never."""
    if rule.at_most is None:
        return 1
    fade, height = 2 ** (-1 / half_life_days(half_life)), 0.0
    for day in range(1, LONGEST):
        height = height * fade + rule.at_most
        if height >= bar:
            return day
    return None

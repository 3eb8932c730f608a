"""Brute force for the proofs: every scenario of a small grid, asked of the interpreter, with no solver in between."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import Any

from tandem.charter.model import Charter, EngagementRule

TEAMS = ("marketing", "sales")
PURPOSES = ("nurture", "newsletter", "operational", "event", "sales")
LETTERS = "abc"


@lru_cache(maxsize=1)
def texts(longest: int = 8) -> tuple[str, ...]:
    """Every text of up to eight of three letters."""
    return tuple("".join(letters) for size in range(longest + 1) for letters in product(LETTERS, repeat=size) if size)


def scenarios(domains: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    """Every combination of values."""
    for values in product(*domains.values()):
        yield dict(zip(domains, values, strict=True))


def with_scores(charter: Charter, values: dict[str, Any]) -> dict[str, Any]:
    """The scenario with its fit and grade, reckoned anew."""
    fit = 0
    for rule in charter.scoring.fit:
        fit += rule.points if rule.when.evaluate(values) else 0
    grade = None
    for letter, bar in reversed(charter.scoring.fit_grades):
        grade = letter if bar is None or fit >= bar else grade
    return {**values, "fit": fit, "grade": grade}


def speaking(charter: Charter, values: dict[str, Any]) -> list[EngagementRule]:
    """The rules that hold and are not beaten."""
    holding = [rule for rule in charter.engagement if rule.when.evaluate(values)]
    return [rule for rule in holding if not any(rule.name in other.over for other in holding)]


def says(rule: EngagementRule, team: str, purpose: str) -> str:
    """A rule's answer, written another way than the proofs do."""
    words = set(getattr(rule, team))
    if words & {"any", purpose}:
        return "yes"
    if purpose == "event" and "event_if_owner_agrees" in words:
        return "ask"
    return "owner" if team == "sales" and "owner_only" in words else "no"


def silent(charter: Charter, values: dict[str, Any]) -> bool:
    """Whether nobody agreed on what holds here."""
    return not speaking(charter, values)


def clashes(charter: Charter, values: dict[str, Any]) -> set[frozenset[str]]:
    """The pairs of rules that speak here and say different things."""
    heard = speaking(charter, values)
    return {
        frozenset((a.name, b.name))
        for n, a in enumerate(heard)
        for b in heard[n + 1 :]
        if any(says(a, team, purpose) != says(b, team, purpose) for team in TEAMS for purpose in PURPOSES)
    }


def may_send(charter: Charter, values: dict[str, Any], team: str, purpose: str) -> bool:
    """Whether no rule that speaks says no."""
    return "no" not in {says(rule, team, purpose) for rule in speaking(charter, values)}

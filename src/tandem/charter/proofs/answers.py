"""What the rules of engagement answer in one situation: which speak, and what each says about one message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal, TypeAlias

from tandem.charter.model import EngagementRule

Answer: TypeAlias = Literal["yes", "if the owner agrees", "only its owner", "no"]
PURPOSES: Final[Mapping[str, tuple[str, ...]]] = {
    "marketing": ("nurture", "newsletter", "event", "operational", "sales"),
    "sales": ("sales", "operational", "event", "newsletter", "nurture"),
}
"""The kinds of message of each team, the most telling first."""


def speaking(rules: Iterable[EngagementRule], values: Mapping[str, object]) -> list[EngagementRule]:
    """The rules that hold here and that no other holding rule is `over`."""
    holding = [rule for rule in rules if rule.when.evaluate(values)]
    beaten = {name for rule in holding for name in rule.over}
    return [rule for rule in holding if rule.name not in beaten]


def answer(rule: EngagementRule, team: str, purpose: str) -> Answer:
    """What a rule says about a message of a team."""
    allowed = rule.marketing if team == "marketing" else rule.sales
    if "any" in allowed or purpose in allowed:
        return "yes"
    if purpose == "event" and "event_if_owner_agrees" in allowed:
        return "if the owner agrees"
    return "only its owner" if team == "sales" and "owner_only" in allowed else "no"


def allowed(rules: Iterable[EngagementRule], values: Mapping[str, object], team: str, purpose: str) -> bool:
    """Whether some sender of the team may send this: every rule that speaks must let it; silence does."""
    return all(answer(rule, team, purpose) != "no" for rule in speaking(rules, values))


def differing(one: EngagementRule, other: EngagementRule) -> list[tuple[str, str]]:
    """The (team, purpose) about which two rules say different things."""
    return [
        (team, purpose)
        for team, purposes in PURPOSES.items()
        for purpose in purposes
        if answer(one, team, purpose) != answer(other, team, purpose)
    ]

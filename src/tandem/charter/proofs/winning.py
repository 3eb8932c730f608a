"""Which rule of engagement should win: changes of `over`, and rules to add, that mend what a proof found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from tandem.charter.model import Charter, EngagementRule
from tandem.charter.proofs.answers import allowed, speaking
from tandem.charter.proofs.case import Case
from tandem.charter.proofs.story import quoted

CONSENTED: Final = ("nurture", "newsletter", "event")
"""What nobody may send to one who opted out, whatever a charter says (GDPR, art. 21 (3))."""
LONGEST: Final = 280


def let_one_win(charter: Charter, one: EngagementRule, other: EngagementRule, values: Mapping[str, object]) -> str:
    """How two rules that clash agree: the ways that allow nothing forbidden to the lead of the story come first."""
    ways = [(winner, [*winner.over, loser.name]) for winner, loser in ((other, one), (one, other))]
    good = [way for way in ways if _mends(charter, *way, values)] or ways
    told = " or ".join(f"`over: [{', '.join(over)}]` in `{winner.name}`" for winner, over in good)
    return f"Let one win: write {told}, or change their conditions so that they never hold together."


def let_one_speak(charter: Charter, holding: Sequence[EngagementRule], values: Mapping[str, object]) -> str:
    """How rules that beat each other leave one to answer."""
    names = {rule.name for rule in holding}
    ways = [
        (winner, [name for name in winner.over if name != loser])
        for winner in holding for loser in winner.over if loser in names
    ]  # fmt: skip
    winner, over = next((way for way in ways if _mends(charter, *way, values)), ways[0])
    left = f"write `over: [{', '.join(over)}]` in" if over else "remove `over` from"
    return f"{left[:1].upper()}{left[1:]} `{winner.name}`, so that one of {quoted(sorted(names))} is left to answer."


def _mends(charter: Charter, winner: EngagementRule, over: Iterable[str], values: Mapping[str, object]) -> bool:
    """Whether the lead of the story then gets one answer, and nothing that must never be."""
    rules = [replace(rule, over=tuple(over)) if rule is winner else rule for rule in charter.engagement]
    withdrawn = values.get("consent") == "withdrawn"
    law = not (withdrawn and any(allowed(rules, values, "marketing", purpose) for purpose in CONSENTED))
    broken = any(n.when.evaluate(values) and allowed(rules, values, n.team, n.purpose) for n in charter.never)
    return bool(speaking(rules, values)) and law and not broken


def fill(case: Case, stages: Sequence[str]) -> str:
    """A rule for just those leads of these stages for whom no other holds."""
    situations = case.situations
    here = situations.fact("stage", *stages)
    rules = [r for r in case.charter.engagement if situations.find(here, situations.true(r.when)) is not None]
    listed = f"stage in ({', '.join(repr(stage) for stage in stages)})" if len(stages) > 1 else f"stage = {stages[0]!r}"
    parts = [] if len(stages) == len(case.charter.stages) else [listed]
    when = " and ".join([*parts, *(f"not ({rule.when.text})" for rule in rules)])
    if not when or len(when) > LONGEST or '"' in when:
        return (
            f"Add a rule for {quoted(stages)}, or widen the `when` of one, and say what marketing and sales may send."
        )
    name = free_name("others", (rule.name for rule in case.charter.engagement))
    return (
        f'Add a rule such as {name}: {{when: "{when}", marketing: [operational], sales: any}}, or widen the `when` of '
        "another."
    )


def respect_the_wish(charter: Charter, letting: Sequence[EngagementRule]) -> str:
    """How nobody writes to one who opted out: by the rule that is meant for it, or by a new one."""
    rules = charter.engagement
    meant = [r for r in rules if "consent" in r.when.fields and r.when.evaluate({"consent": "withdrawn"})]
    wrong = [rule for rule in meant if rule in letting]
    if wrong:
        return f"Write marketing: none, sales: none in {quoted(rule.name for rule in wrong)}."
    forbids = next((rule for rule in meant if rule.marketing == rule.sales == ("none",)), None)
    if forbids is not None:
        over = [rule.name for rule in rules if rule is not forbids]
        return f"Write `over: [{', '.join(over)}]` in `{forbids.name}`, and take `{forbids.name}` out of their `over`."
    name = free_name("opted_out", (rule.name for rule in rules))
    return (
        f"Add a rule such as {name}: {{when: \"consent = 'withdrawn'\", marketing: none, sales: none, over: "
        f"[{', '.join(rule.name for rule in rules)}]}}."
    )


def free_name(name: str, taken: Iterable[str]) -> str:
    """A name that is not taken."""
    used = set(taken)
    return next(n for n in (name, *(f"{name}_{number}" for number in range(2, len(used) + 3))) if n not in used)

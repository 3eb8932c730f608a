"""Proofs of the rules of engagement: each scenario has one answer, each rule can speak, no forbidden mail goes out."""

from __future__ import annotations

from typing import Any, Final

from tandem.charter.model import EngagementRule, Never
from tandem.charter.proofs.answers import PURPOSES, allowed, answer, differing, speaking
from tandem.charter.proofs.case import Case
from tandem.charter.proofs.impossible import tell_impossible
from tandem.charter.proofs.scenarios import Values
from tandem.charter.proofs.story import MESSAGES, TEAMS, portrait, quoted

_SAYS: Final = {"yes": "yes", "no": "no", "if the owner agrees": "only if the lead's owner agrees",
                "only its owner": "only the lead's owner may"}  # fmt: skip
CONSENTED: Final = ("nurture", "newsletter", "event")
"""What nobody may send to one who opted out, whatever a charter says (GDPR, art. 21 (3))."""


def prove(case: Case) -> None:
    """Coverage, one answer, no dead rule and never, for who may say what."""
    if not case.charter.engagement:
        case.note(
            "nobody has agreed who may write to whom: there are no rules of engagement.", "Add `rules_of_engagement`."
        )
        return
    terms = _terms(case)
    names = sorted({"stage", *(name for rule in case.charter.engagement for name in rule.when.fields)})
    _covered(case, terms, names)
    _one_answer(case, terms, names)
    _no_dead_rule(case, terms)
    _never(case, terms, names)
    size = case.scenarios.size(names)
    case.covered.append(
        f"rules of engagement: {size:,} scenarios × {sum(map(len, PURPOSES.values()))} kinds of message of the "
        "two teams"
    )


def _terms(case: Case) -> dict[str, Any]:
    """Rule → that it holds and no other holding rule is over it."""
    z3, true, rules = case.scenarios.z3, case.scenarios.true, case.charter.engagement
    over = {rule.name: [true(other.when) for other in rules if rule.name in other.over] for rule in rules}
    return {rule.name: z3.And(true(rule.when), z3.Not(z3.Or(*over[rule.name]))) for rule in rules}


def _covered(case: Case, terms: dict[str, Any], names: list[str]) -> None:
    """Some rule speaks in every scenario; a hole is told once, with every stage that it is open in."""
    scenarios, rules = case.scenarios, case.charter.engagement
    silent = scenarios.z3.Not(scenarios.z3.Or(*terms.values()))
    told: set[str] = set()
    for stage in case.charter.stages:
        model = None if stage in told else scenarios.find(silent, scenarios.fact("stage", stage))
        if model is None:
            continue
        values, facts = scenarios.plain(
            scenarios.values(model, names), lambda trial: not speaking(rules, trial), names, ["stage"]
        )
        also = [
            s for s in case.charter.stages if not speaking(rules, scenarios.complete({**values, "stage": s}, names))
        ]
        told |= set(also)
        _tell_hole(case, values, facts, also)


def _tell_hole(case: Case, values: Values, facts: tuple[str, ...], stages: list[str]) -> None:
    who, everywhere = case.lead, len(stages) == len(case.charter.stages)
    where = "every stage" if everywhere else f"the stage{'s' * (len(stages) > 1)} {quoted(stages)}"
    rest = "" if not facts else " for some leads"
    holding = [rule for rule in case.charter.engagement if rule.when.evaluate(values)]
    same = f" The same goes for {quoted(stages[1:])}." if len(stages) > 1 and not everywhere else ""
    why = (
        "Every rule that holds is beaten by another, so none is left to answer."
        if holding
        else "No rule of engagement speaks about that, so each team does what it likes: the mail may arrive while a "
        f"colleague is on the phone with {who.name}."
    )
    story = (
        f"{portrait(who, case.scenarios.fields, values, ['stage', *facts])} Marketing wants to send {who.name} "
        f"{MESSAGES['nurture']}, and sales wants to write too. {why}{same}"
    )
    mend = (
        f"Take one of them out of `over`: {quoted(r.name for r in holding)}." if holding
        else f"Add a rule for {quoted(stages)}, or widen the `when` of one, and say what marketing and sales may send."
    )  # fmt: skip
    case.fail(
        "coverage", holding[0].place if holding else case.place_of("rules_of_engagement"),
        f"no rule of engagement answers in {where}{rest}.", mend, story,
        quotes=case.quotes(holding or case.charter.engagement),
        rules=tuple(r.name for r in holding), values=values, told=("stage", *facts), team="marketing",
        purpose="nurture", stages=tuple(stages),
    )  # fmt: skip


def _one_answer(case: Case, terms: dict[str, Any], names: list[str]) -> None:
    """No two rules speak at once and say different things."""
    scenarios, rules = case.scenarios, case.charter.engagement
    pairs = [
        (one, other) for n, one in enumerate(rules) for other in rules[n + 1 :]
        if other.name not in one.over and one.name not in other.over and differing(one, other)
    ]  # fmt: skip
    both = {(a.name, b.name): scenarios.z3.And(terms[a.name], terms[b.name]) for a, b in pairs}
    while both and (model := scenarios.find(scenarios.z3.Or(*both.values()))) is not None:
        values = scenarios.values(model, names)
        speak = {rule.name for rule in speaking(rules, values)}
        found = next(((a, b) for a, b in pairs if (a.name, b.name) in both and {a.name, b.name} <= speak), None)
        if found is None:
            raise AssertionError(f"a witness that the interpreter does not confirm: {values}")
        del both[found[0].name, found[1].name]
        _tell_clash(case, *found, values, names)


def _tell_clash(case: Case, one: EngagementRule, other: EngagementRule, values: Values, names: list[str]) -> None:
    rules, who = case.charter.engagement, case.lead
    pair = {one.name, other.name}
    values, facts = case.scenarios.plain(
        values, lambda trial: pair <= {rule.name for rule in speaking(rules, trial)}, names
    )
    team, purpose = differing(one, other)[0]
    about = f"{TEAMS[team]} wants to send {who.name} {MESSAGES[purpose]}"
    story = (
        f"{portrait(who, case.scenarios.fields, values, facts)} {about}: `{one.name}` says "
        f"{_SAYS[answer(one, team, purpose)]}, `{other.name}` says {_SAYS[answer(other, team, purpose)]}. "
        "Both rules hold, and nobody agreed which of them counts."
    )
    case.fail(
        "one answer", other.place,
        f"`{one.name}` and `{other.name}` both hold for some leads and say different things.",
        f"Let one win: add `over: [{one.name}]` to `{other.name}` or `over: [{other.name}]` to `{one.name}`, "
        "or change their conditions so that they never hold together.",
        story, quotes=case.quotes([one, other]), rules=(one.name, other.name), values=values, told=facts, team=team,
        purpose=purpose,
    )  # fmt: skip


def _no_dead_rule(case: Case, terms: dict[str, Any]) -> None:
    scenarios, rules = case.scenarios, case.charter.engagement
    for rule in rules:
        if scenarios.find(terms[rule.name]) is not None:
            continue
        if scenarios.find(scenarios.true(rule.when)) is None:
            tell_impossible(case, rule, rule.name, rule.when, "rule of engagement")
            continue
        winners = [other for other in rules if rule.name in other.over and scenarios.find(
            scenarios.true(other.when), scenarios.true(rule.when)) is not None]  # fmt: skip
        alone = [w for w in winners if scenarios.find(
            scenarios.true(rule.when), scenarios.z3.Not(scenarios.true(w.when))) is None]  # fmt: skip
        winners = alone[:1] or winners
        who = case.lead
        story = (
            f"{who.name} is a lead for whom `{rule.name}` holds ({rule.when.text}). Whoever {who.she} is, "
            f"{quoted((w.name for w in winners), 'or')} holds too and wins over it, so what `{rule.name}` says is "
            "never heard."
        )
        case.fail(
            "no dead rule", rule.place, f"`{rule.name}` never speaks: another rule always wins over it.",
            f"Remove `{rule.name}`, or take it out of `over` of {quoted(w.name for w in winners)}.",
            story, quotes=case.quotes([rule, *winners]), rules=(rule.name, *(w.name for w in winners)),
        )  # fmt: skip


def _never(case: Case, terms: dict[str, Any], names: list[str]) -> None:
    """What must never be is allowed in no scenario; nor is mail to one who opted out."""
    scenarios = case.scenarios
    for never in case.charter.never:
        lets = [terms[r.name] for r in case.charter.engagement if answer(r, never.team, never.purpose) == "no"]
        model = scenarios.find(scenarios.true(never.when), scenarios.z3.Not(scenarios.z3.Or(*lets)))
        if model is not None:
            _tell_never(case, never, scenarios.values(model, {*names, *never.when.fields}), names)
    for purpose in CONSENTED:
        forbidding = [terms[r.name] for r in case.charter.engagement if answer(r, "marketing", purpose) == "no"]
        model = scenarios.find(scenarios.fact("consent", "withdrawn"), scenarios.z3.Not(scenarios.z3.Or(*forbidding)))
        if model is not None:
            _tell_opted_out(case, purpose, scenarios.values(model, {*names, "consent"}), names)
            return


def _tell_never(case: Case, never: Never, values: Values, names: list[str]) -> None:
    rules, who = case.charter.engagement, case.lead

    def holds(trial: Values) -> bool:
        return never.when.evaluate(trial) and allowed(rules, trial, never.team, never.purpose)

    values, facts = case.scenarios.plain(values, holds, {*names, *never.when.fields})
    letting = speaking(rules, values)
    says = (
        f"{quoted(r.name for r in letting)} let{'s' * (len(letting) == 1)} it happen"
        if letting
        else "no rule forbids it"
    )
    story = (
        f"{portrait(who, case.scenarios.fields, values, facts)} {TEAMS[never.team]} sends {who.name} "
        f"{MESSAGES[never.purpose]}: {says}, although both teams agreed that this must never be: “{never.text}”."
    )
    case.fail(
        "never", never.place, f"the rules allow what must never be: {never.text}.",
        f"Take `{never.purpose}` (or `any`) out of what {quoted(r.name for r in letting)} lets {never.team} send "
        "there, or "
        "drop the sentence under `never`." if letting else "Add a rule of engagement that forbids it.",
        story, quotes=case.quotes([*letting, never]), rules=tuple(r.name for r in letting), values=values, told=facts,
        team=never.team, purpose=never.purpose,
    )  # fmt: skip


def _tell_opted_out(case: Case, purpose: str, values: Values, names: list[str]) -> None:
    rules, who = case.charter.engagement, case.lead

    def holds(trial: Values) -> bool:
        return trial.get("consent") == "withdrawn" and allowed(rules, trial, "marketing", purpose)

    values, facts = case.scenarios.plain(values, holds, {*names, "consent"})
    letting = speaking(rules, values)
    says = f"{quoted(r.name for r in letting)} allow{'s' * (len(letting) == 1)} it" if letting else "no rule forbids it"
    story = (
        f"{portrait(who, case.scenarios.fields, values, facts)} Marketing sends {who.name} {MESSAGES[purpose]} all the "
        f"same: {says}. The law gives everybody the right to stop such mail."
    )
    case.fail(
        "never", letting[0].place if letting else case.place_of("rules_of_engagement"),
        "the rules let marketing write to people who opted out.",
        "Add a rule such as opted_out: {when: \"consent = 'withdrawn'\", marketing: none, sales: none, over: "
        f"[{', '.join(rule.name for rule in rules)}]}}.",
        story, quotes=case.quotes(letting), rules=tuple(r.name for r in letting), values=values, told=facts,
        team="marketing", purpose=purpose,
    )  # fmt: skip

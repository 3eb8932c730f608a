"""Proofs of the rules of engagement: each situation has one answer, each rule can speak, no forbidden mail goes out."""

from __future__ import annotations

from typing import Any, Final

from tandem.charter.model import EngagementRule, Never
from tandem.charter.proofs.answers import PURPOSES, allowed, answer, differing, speaking
from tandem.charter.proofs.case import Case
from tandem.charter.proofs.impossible import tell_impossible
from tandem.charter.proofs.situations import Values
from tandem.charter.proofs.story import MESSAGES, TEAMS, counted, listed, portrait, quoted
from tandem.charter.proofs.winning import CONSENTED, fill, let_one_speak, let_one_win, respect_the_wish

_SAYS: Final = {"yes": "yes", "no": "no", "if the owner agrees": "only if the lead's owner agrees",
                "only its owner": "only the lead's owner may"}  # fmt: skip
MANY: Final = 20
"""So many clashes are told at once; mending one of them often mends others."""


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
    kinds = sum(map(len, PURPOSES.values()))
    case.covered.append(f"rules of engagement: {_spanned(case, names)} × {kinds} kinds of message of the two teams")


def _spanned(case: Case, names: list[str]) -> str:
    """ "48 situations (8 of `stage`, 3 of `consent`, 2 of `account_has_open_deal`)"."""
    read = case.situations.spanning(names)
    told = listed([f"{number} of `{name}`" for name, number in read[:4]], "×").replace(", ", " × ")
    rest = f" × {counted(len(read) - 4, 'more fact')}" if len(read) > 4 else ""
    return f"{counted(case.situations.size(names), 'situation')} ({told}{rest})"


def _terms(case: Case) -> dict[str, Any]:
    """Rule → that it holds and no other holding rule is over it."""
    z3, true, rules = case.situations.z3, case.situations.true, case.charter.engagement
    over = {rule.name: [true(other.when) for other in rules if rule.name in other.over] for rule in rules}
    return {rule.name: z3.And(true(rule.when), z3.Not(z3.Or(*over[rule.name]))) for rule in rules}


def _covered(case: Case, terms: dict[str, Any], names: list[str]) -> None:
    """Some rule speaks in every situation; a hole is told once, with every stage that it is open in."""
    situations, rules = case.situations, case.charter.engagement
    silent = situations.z3.Not(situations.z3.Or(*terms.values()))
    told: set[str] = set()
    for stage in case.charter.stages:
        model = None if stage in told else situations.find(silent, situations.fact("stage", stage))
        if model is None:
            continue
        values, facts = situations.plain(
            situations.values(model, names),
            lambda trial: not speaking(rules, trial),
            names,
            ["stage"],
            silent,
        )
        also = [
            s for s in case.charter.stages if not speaking(rules, situations.complete({**values, "stage": s}, names))
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
        f"{portrait(who, case.situations.fields, values, ['stage', *facts])} Marketing wants to send {who.name} "
        f"{MESSAGES['nurture']}, and sales wants to write too. {why}{same}"
    )
    mend = let_one_speak(case.charter, holding, values) if holding else fill(case, stages)
    case.fail(
        "coverage", holding[0].place if holding else case.place_of("rules_of_engagement"),
        f"no rule of engagement answers{rest} in {where}.", mend, story,
        quotes=case.quotes(holding or case.charter.engagement),
        rules=tuple(r.name for r in holding), values=values, told=("stage", *facts), team="marketing",
        purpose="nurture", stages=tuple(stages),
    )  # fmt: skip


def _one_answer(case: Case, terms: dict[str, Any], names: list[str]) -> None:
    """No two rules speak at once and say different things."""
    situations, rules = case.situations, case.charter.engagement
    pairs = [
        (one, other) for n, one in enumerate(rules) for other in rules[n + 1 :]
        if other.name not in one.over and one.name not in other.over and differing(one, other)
    ]  # fmt: skip
    both = {(a.name, b.name): situations.z3.And(terms[a.name], terms[b.name]) for a, b in pairs}
    told = 0
    while both and (model := situations.find(situations.z3.Or(*both.values()))) is not None:
        values = situations.values(model, names)
        speak = {rule.name for rule in speaking(rules, values)}
        found = next(((a, b) for a, b in pairs if (a.name, b.name) in both and {a.name, b.name} <= speak), None)
        if found is None:
            raise AssertionError(f"a witness that the interpreter does not confirm: {values}")
        _tell_clash(case, *found, values, names, both.pop((found[0].name, found[1].name)))
        told += 1
        if told == MANY:
            case.note(f"only the first {MANY} pairs of rules that clash are told.", "Mend them, and check again.")
            return


def _tell_clash(
    case: Case, one: EngagementRule, other: EngagementRule, values: Values, names: list[str], term: Any
) -> None:
    rules, who = case.charter.engagement, case.lead
    pair = {one.name, other.name}
    values, facts = case.situations.plain(
        values, lambda trial: pair <= {rule.name for rule in speaking(rules, trial)}, names, term=term
    )
    team, purpose = differing(one, other)[0]
    about = f"{TEAMS[team]} wants to send {who.name} {MESSAGES[purpose]}"
    story = (
        f"{portrait(who, case.situations.fields, values, facts)} {about}: `{one.name}` says "
        f"{_SAYS[answer(one, team, purpose)]}, `{other.name}` says {_SAYS[answer(other, team, purpose)]}. "
        "Both rules hold, and nobody agreed which of them counts."
    )
    case.fail(
        "one answer", other.place,
        f"`{one.name}` and `{other.name}` both hold for some leads and say different things.",
        let_one_win(case.charter, one, other, values),
        story, quotes=case.quotes([one, other]), rules=(one.name, other.name), values=values, told=facts, team=team,
        purpose=purpose,
    )  # fmt: skip


def _no_dead_rule(case: Case, terms: dict[str, Any]) -> None:
    situations, rules = case.situations, case.charter.engagement
    for rule in rules:
        if situations.find(terms[rule.name]) is not None:
            continue
        if situations.find(situations.true(rule.when)) is None:
            tell_impossible(case, rule, rule.name, rule.when, "rule of engagement")
            continue
        winners = [other for other in rules if rule.name in other.over and situations.find(
            situations.true(other.when), situations.true(rule.when)) is not None]  # fmt: skip
        alone = [w for w in winners if situations.find(
            situations.true(rule.when), situations.z3.Not(situations.true(w.when))) is None]  # fmt: skip
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
    """What rules say must never be is nowhere allowed; nor is mail to one who opted out. Silence is told as a hole."""
    situations, z3, charter = case.situations, case.situations.z3, case.charter
    speaks, told = z3.Or(*terms.values()), False
    for never in charter.never:
        no = [terms[r.name] for r in charter.engagement if answer(r, never.team, never.purpose) == "no"]
        broken = z3.And(situations.true(never.when), z3.Not(z3.Or(*no)), speaks)
        model = situations.find(broken)
        if model is not None:
            read = {*names, *never.when.fields}
            told = _tell_never(case, never, situations.values(model, read), read, broken) or told
    for purpose in () if told else CONSENTED:
        no = [terms[r.name] for r in charter.engagement if answer(r, "marketing", purpose) == "no"]
        broken = z3.And(situations.fact("consent", "withdrawn"), z3.Not(z3.Or(*no)), speaks)
        model = situations.find(broken)
        if model is not None:
            read = {*names, "consent"}
            _tell_opted_out(case, purpose, situations.values(model, read), read, broken)
            return


def _tell_never(case: Case, never: Never, values: Values, names: set[str], broken: Any) -> bool:
    """Tell it, and say whether it is about marketing's mail to one who opted out."""
    rules, who = case.charter.engagement, case.lead

    def holds(trial: Values) -> bool:
        return bool(
            never.when.evaluate(trial) and speaking(rules, trial) and allowed(rules, trial, never.team, never.purpose)
        )

    values, facts = case.situations.plain(values, holds, names, term=broken)
    letting = speaking(rules, values)
    story = (
        f"{portrait(who, case.situations.fields, values, facts)} {TEAMS[never.team]} sends {who.name} "
        f"{MESSAGES[never.purpose]}: {quoted(r.name for r in letting)} let{'s' * (len(letting) == 1)} it happen, "
        f"although both teams agreed that this must never be: “{never.text}”."
    )
    wish = "consent" in facts and values["consent"] == "withdrawn"
    mend = (
        respect_the_wish(case.charter, letting) if wish
        else f"Add a rule for these leads that forbids it and is over {quoted(r.name for r in letting)}, or take "
        f"`{never.purpose}` out of what {quoted(r.name for r in letting)} lets {never.team} send, or drop the sentence "
        "under `never`."
    )  # fmt: skip
    case.fail(
        "never", never.place, f"the rules allow what must never be: {never.text}.", mend, story,
        quotes=case.quotes([*letting, never]), rules=tuple(r.name for r in letting), values=values, told=facts,
        team=never.team, purpose=never.purpose,
    )  # fmt: skip
    return wish and never.team == "marketing" and never.purpose in CONSENTED


def _tell_opted_out(case: Case, purpose: str, values: Values, names: set[str], broken: Any) -> None:
    rules, who = case.charter.engagement, case.lead

    def holds(trial: Values) -> bool:
        wish = trial.get("consent") == "withdrawn"
        return bool(wish and speaking(rules, trial) and allowed(rules, trial, "marketing", purpose))

    values, facts = case.situations.plain(values, holds, names, term=broken)
    letting = speaking(rules, values)
    story = (
        f"{portrait(who, case.situations.fields, values, facts)} Marketing sends {who.name} {MESSAGES[purpose]} all "
        f"the same: {quoted(r.name for r in letting)} allow{'s' * (len(letting) == 1)} it. The law gives everybody "
        "the right to stop such mail."
    )
    case.fail(
        "never", letting[0].place, "the rules let marketing write to people who opted out.",
        respect_the_wish(case.charter, letting), story,
        quotes=case.quotes(letting), rules=tuple(r.name for r in letting), values=values, told=facts,
        team="marketing", purpose=purpose,
    )  # fmt: skip

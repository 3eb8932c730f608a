"""Conditions that no lead meets: contradictions, and bars that points cannot reach."""

from __future__ import annotations

from typing import Any

from tandem.charter.expressions import Expression
from tandem.charter.model import FitRule
from tandem.charter.proofs.case import Case
from tandem.charter.proofs.fading import most_activity
from tandem.charter.proofs.situations import DERIVED, Values
from tandem.charter.proofs.story import portrait


def tell_impossible(
    case: Case, rule: object, name: str, when: Expression, what: str, *during: Any, why: str = ""
) -> None:
    """A rule whose condition never holds: out of reach of all points, or its parts exclude each other."""
    if case.situations.find(case.situations.true(when), *during, scores=False) is not None:
        _tell_bar(case, rule, name, when, what)
        return
    who = case.lead
    near = f" {why}" if why else ""
    story = (
        f"{who.name} is any lead: whoever {who.she} is, {who.she} can never meet `{when.text}`.{near} So the {what} "
        f"`{name}` applies to nobody, and what the teams meant by it never happens."
    )
    mend = (
        "Mend the comparisons that exclude each other, or remove the line."
        if not why
        else "Mend it, or remove the line."
    )
    case.fail(
        "no dead rule", when.place, f"the {what} `{name}` can never happen: no lead meets its condition.", mend, story,
        quotes=case.quotes([rule]), rules=(name,),
    )  # fmt: skip


def _tell_bar(case: Case, rule: object, name: str, when: Expression, what: str) -> None:
    """A condition that only scores make impossible."""
    who, fit, scoring = case.lead, best_fit(case), case.charter.scoring
    high = any(bar >= most_activity(scoring) for bar in when.bars("activity"))
    story = f"The best lead there can be is {who.name}. "
    told: tuple[str, ...] = ()
    values: Values = {}
    rules: list[FitRule] = []
    if when.fields & {"fit", "grade"} and not high:
        values, told = fit
        rules = [r for r in scoring.fit if r.points > 0 and r.when.evaluate(values)]
        sums = " + ".join(f"{r.points} for `{r.name}`" for r in rules) or "no rule gives a point"
        told = tuple(name for name in told if name not in DERIVED)
        story += f"{portrait(who, case.situations.fields, values, told)} That makes a fit of {values['fit']} ({sums}). "
        if any(bar <= int(str(values["fit"])) for bar in when.bars("fit")):
            story += f"But nobody who is all the rest that `{name}` asks for has that fit too. "
    if high:
        most = most_activity(scoring)
        story += f"Whatever {who.she} does, {who.her} activity stays below {most:g}. " if most < 1e9 else ""
    story += f"The {what} `{name}` asks for `{when.text}`, so not even {who.name} gets there."
    mend = "Lower the bar, or give more points" + (" or a higher daily cap" if high else "") + "."
    case.fail(
        "reachable bars", when.place, f"the bar of the {what} `{name}` is out of reach.", mend, story,
        quotes=case.quotes([rule, *rules]), rules=(name,), values=values, told=told,
    )  # fmt: skip


def best_fit(case: Case) -> tuple[Values, tuple[str, ...]]:
    """The facts of a lead with the highest fit there can be, and those of them that it needs."""
    names = {"fit", *(name for rule in case.charter.scoring.fit for name in rule.when.fields)}
    usual = {name: case.situations.alternatives(name)[0] for name in names if name != "fit"}
    values = case.situations.complete({**usual, **case.situations.fit.best}, names)
    most = values["fit"]
    return case.situations.plain(values, lambda trial: trial["fit"] == most, names)

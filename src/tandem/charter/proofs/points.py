"""Proofs of the score: each line can give its points, each grade and band can be reached, and how fast."""

from __future__ import annotations

import math
from typing import Any

from tandem.charter.model import ActivityRule
from tandem.charter.proofs.case import Case
from tandem.charter.proofs.fading import NEVER_SCORED, days_to_reach, giving, most_activity
from tandem.charter.proofs.happenings import during
from tandem.charter.proofs.impossible import best_fit, tell_impossible
from tandem.charter.proofs.situations import DERIVED
from tandem.charter.proofs.story import counted, listed, portrait, quoted, span


def prove(case: Case) -> None:
    """Dead lines, and bars out of reach."""
    scoring = case.charter.scoring
    if not (scoring.fit or scoring.activity or scoring.fit_grades or scoring.activity_bands):
        case.note("nobody has agreed what makes a good lead: there is no scoring.", "Add `scoring`.")
        return
    for rule in scoring.fit:
        if case.situations.find(case.situations.true(rule.when)) is None:
            tell_impossible(case, rule, rule.name, rule.when, "points line")
    for line in scoring.activity:
        _can_give(case, line)
    _grades(case)
    _bands(case)
    bars = sum(bar is not None for _, bar in (*scoring.fit_grades, *scoring.activity_bands))
    case.covered.append(
        f"scores: {counted(len(scoring.fit), 'line')} of fit, {len(scoring.activity)} of activity, "
        f"{counted(bars, 'bar')} of grades and bands"
    )
    case.covered += [*highest(case), *fastest(case)]


def _can_give(case: Case, line: ActivityRule) -> None:
    now = during(case, line.on)
    if line.on in NEVER_SCORED:
        who = case.lead
        case.fail(
            "no dead rule", line.place, f"`{line.name}` never gives its points: {line.on} is never scored.",
            "Score what the buyer does, such as email.clicked.",
            f"{who.name}'s record gets a {line.on.replace('.', ' ')}. That is no act of the buyer, so {who.name} "
            "gets none "
            f"of the {line.points} points that `{line.name}` promises.",
            quotes=case.quotes([line]), rules=(line.name,), event=line.on,
        )  # fmt: skip
    elif line.when is not None and case.situations.find(case.situations.true(line.when), *now) is None:
        alone = case.situations.find(case.situations.true(line.when)) is not None
        why = f"A `{line.on}` never has what it asks for." if alone else ""
        tell_impossible(case, line, line.name, line.when, "points line", *now, why=why)


def _grades(case: Case) -> None:
    """Each letter's bar is within reach of the best lead, and someone falls between it and the next."""
    situations, above = case.situations, None
    for letter, bar in case.charter.scoring.fit_grades:
        reached = [] if bar is None else [situations.fit.at_least(bar)]
        below: list[Any] = [] if above is None else [situations.z3.Not(situations.fit.at_least(above))]
        if bar is not None and situations.find(*reached) is None:
            _tell_grade(case, letter, bar)
        elif case.charter.scoring.fit and situations.find(*reached, *below) is None:
            _tell_empty_grade(case, letter, bar, above)
        above = bar


def _tell_grade(case: Case, letter: str, bar: int) -> None:
    who = case.lead
    values, told = best_fit(case)
    facts = [name for name in told if name not in DERIVED]
    rules = [r for r in case.charter.scoring.fit if r.points > 0 and r.when.evaluate(values)]
    sums = " + ".join(f"{r.points} for `{r.name}`" for r in rules) or "no line gives a point"
    story = (
        f"The best lead there can be: {portrait(who, case.situations.fields, values, facts)} That makes a fit of "
        f"{values['fit']} ({sums}). Grade {letter} asks for {bar}, so not even {who.name} gets it."
    )
    case.fail(
        "reachable bars", case.place_of("scoring", "grade", "fit"),
        f"no lead can reach grade {letter}: its bar is {bar}.",
        f"Lower the bar to {values['fit']} or less, or give more points.", story, quotes=case.quotes(rules),
        rules=(f"grade {letter}",), values=values, told=told,
    )  # fmt: skip


def _tell_empty_grade(case: Case, letter: str, bar: int | None, above: int | None) -> None:
    who = case.lead
    story = (
        f"{who.name} may be any lead: no sum of points lies "
        f"{'below ' + str(above) if bar is None else f'from {bar} to below {above}'}, so nobody ever has grade "
        f"{letter}."
    )
    case.fail(
        "reachable bars", case.place_of("scoring", "grade", "fit"),
        f"no lead can have grade {letter}: no sum of points falls there.",
        "Move its bar, or drop the grade.", story, rules=(f"grade {letter}",),
    )  # fmt: skip


def _bands(case: Case) -> None:
    scoring = case.charter.scoring
    most = most_activity(scoring)
    for band, bar in scoring.activity_bands:
        if bar is None or bar <= 0 or bar < most:
            continue
        who = case.lead
        lines = giving(scoring)
        daily = listed([f"{line.at_most} a day for `{line.name}`" for line in lines]) or "no line gives a point"
        story = (
            f"{who.name} does every day whatever counts: {daily}. But activity halves "
            f"in {span(scoring.half_life)}, so {who.her} activity stays below {most:.4g}, and band {band} asks "
            f"for {bar}."
        )
        case.fail(
            "reachable bars", case.place_of("scoring", "grade", "activity"),
            f"no lead can reach activity band {band}: its bar is {bar}.",
            "Lower the bar, or raise the points or daily caps.", story, quotes=case.quotes(lines),
            rules=(f"band {band}",),
        )  # fmt: skip


def highest(case: Case) -> list[str]:
    """The best fit that a lead can have, and by which lines."""
    if not case.charter.scoring.fit:
        return []
    values, _ = best_fit(case)
    lines = [rule.name for rule in case.charter.scoring.fit if rule.points > 0 and rule.when.evaluate(values)]
    return [f"the best fit there can be is {values['fit']}, by {quoted(lines) or 'no line at all'}"]


def fastest(case: Case) -> list[str]:
    """How fast the fastest lead reaches each bar of activity that moves a lead."""
    bars = sorted({
        (bar, move.name) for move in case.charter.moves if not move.on and move.when
        for bar in move.when.bars("activity") if bar > 0
    })  # fmt: skip
    return [f"activity {bar:g} (`{name}`) is reached at the fastest by {_fastest(case, bar)}" for bar, name in bars]


def _fastest(case: Case, bar: float) -> str:
    scoring = case.charter.scoring
    free = [(math.ceil(bar / line.points), line.name) for line in giving(scoring) if line.at_most is None]
    if free:
        count, name = min(free)
        return f"{count} × `{name}` in one visit" if count > 1 else f"one `{name}`"
    days = [
        (d, line.name) for line in giving(scoring) if (d := days_to_reach(line, scoring.half_life, bar)) is not None
    ]
    if not days:
        return "several lines together only" if bar < most_activity(scoring) else "nobody"
    day, name = min(days)
    return f"`{name}` as often as it counts, on day {day}"

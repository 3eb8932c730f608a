"""The score: who they are (fit), and what they do (activity, which fades)."""

from __future__ import annotations

from tandem.charter.conditions import Leaf
from tandem.charter.fields import Scope
from tandem.charter.model import ActivityRule, Duration, FitRule, Scoring
from tandem.charter.reading import values
from tandem.charter.reading.events import event_kind
from tandem.charter.reading.part import Part

KEYS = (), ("fit", "activity", "grade")
GRADE_KEYS = (), ("fit", "activity")
FIT_KEYS = ("when", "points"), ()
ACTIVITY_KEYS = ("on", "points"), ("when", "at_most")
HALF_LIFE_UNITS = ("hours", "days", "weeks")
MOST_POINTS = 1000
DEFAULT_HALF_LIFE = Duration(14, "days")
NO_SCORING = Scoring((), DEFAULT_HALF_LIFE, (), (), ())
_MADE = ("fit", "activity", "grade")


def scoring(part: Part | None, scope: Scope) -> Scoring:
    """{fit: …, activity: {half_life: …, rules}, grade: {fit: {A: "fit >= 75", …}, activity: {1: …}}}."""
    if part is None:
        return NO_SCORING
    keys = part.keys(*KEYS)
    facts = scope.without(_MADE, "is what these rules make")
    fit = [_fit_rule(entry, facts) for entry in (keys["fit"].entries() if "fit" in keys else [])]
    entries = keys["activity"].entries() if "activity" in keys else []
    half_lives = [values.duration(entry, HALF_LIFE_UNITS) for entry in entries if entry.key == "half_life"]
    activity = [_activity_rule(entry, facts) for entry in entries if entry.key != "half_life"]
    grades = keys["grade"].keys(*GRADE_KEYS) if "grade" in keys else {}
    return Scoring(
        fit=tuple(rule for rule in fit if rule is not None),
        half_life=next((d for d in half_lives if d is not None), DEFAULT_HALF_LIFE),
        activity=tuple(rule for rule in activity if rule is not None),
        fit_grades=_bounds(grades["fit"], "fit", scope) if "fit" in grades else (),
        activity_bands=_bands(grades["activity"], scope) if "activity" in grades else (),
    )


def letters(part: Part | None) -> list[str]:
    """The fit grades that a scoring part names."""
    grade = part.keys(*KEYS).get("grade") if part else None
    fit = grade.keys(*GRADE_KEYS).get("fit") if grade else None
    return [entry.key for entry in fit.entries()] if fit else []


def _fit_rule(part: Part, scope: Scope) -> FitRule | None:
    keys = part.keys(*FIT_KEYS)
    when = keys["when"].condition(scope) if "when" in keys else None
    points = values.whole_number(keys["points"], -MOST_POINTS, MOST_POINTS) if "points" in keys else None
    return None if when is None or points is None else FitRule(part.key, when, points, part.place)


def _activity_rule(part: Part, scope: Scope) -> ActivityRule | None:
    keys = part.keys(*ACTIVITY_KEYS)
    on = event_kind(keys["on"]) if "on" in keys else None
    when = keys["when"].condition(scope.with_event()) if "when" in keys else None
    points = values.whole_number(keys["points"], -MOST_POINTS, MOST_POINTS) if "points" in keys else None
    cap = values.volume_per(keys["at_most"], "days") if "at_most" in keys else None
    if on == "email.opened":
        keys["on"].fault(f"`{part.key}` scores opened mail, and machines open mail.", "Score email.clicked instead.")
        return None
    if cap is not None and points is not None and cap < points:
        keys["at_most"].must(f"be at least the {points} points of one event", f"Write {points} per day?")
    return None if on is None or points is None else ActivityRule(part.key, on, when, points, cap, part.place)


def _bounds(part: Part, field: str, scope: Scope) -> tuple[tuple[str, int | None], ...]:
    """{A: "fit >= 75", B: "fit >= 50", C: otherwise} → (A, 75), (B, 50), (C, None)."""
    found: list[tuple[str, int | None]] = []
    for entry in part.entries():
        if found and found[-1][1] is None:
            entry.fault(f"{entry.label} comes after `otherwise`, and nothing is left for it.", "Put `otherwise` last.")
            break
        bound = None if entry.scalar == "otherwise" else _bound(entry, field, scope)
        if bound is not None and found and (found[-1][1] or 0) <= bound:
            entry.must(f"have a lower bar than {found[-1][0]}", "Go from the best to the worst.")
        found.append((entry.key, bound))
    if found and found[-1][1] is not None:
        part.fault(f"{part.label} says nothing about the rest.", f"Let {found[-1][0]} be otherwise, or add a last one.")
    return tuple(found)


def _bound(part: Part, field: str, scope: Scope) -> int | None:
    when = part.condition(scope)
    if when is None:
        return None
    leaf = when.condition
    if isinstance(leaf, Leaf) and (leaf.field, leaf.op) == (field, ">=") and isinstance(leaf.wanted[0], int):
        return leaf.wanted[0]
    part.must(f"be a bar for {field}", f'Write it like "{field} >= 50", or otherwise.')
    return None


def _bands(part: Part, scope: Scope) -> tuple[tuple[int, int | None], ...]:
    """The bands 1 to 4 from activity, 1 the best."""
    for number, entry in enumerate(part.entries(), 1):
        if entry.key != str(number):
            entry.fault(f"activity's bands are 1, 2, 3, 4, and not '{entry.key}'.", f"Write {number}?", entry.key_place)
    return tuple((number, bound) for number, (_, bound) in enumerate(_bounds(part, "activity", scope), 1))

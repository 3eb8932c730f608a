"""How a change reads: conditions in words, and what became of one attribute."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from tandem.charter.cases import Relation
from tandem.charter.conditions import AllOf, Always, AnyOf, Condition, Constant, Leaf, Not, fold
from tandem.charter.diff.meaning import ORDERED, condition_of, length
from tandem.charter.explain import in_words, percent
from tandem.charter.expressions import Expression
from tandem.charter.model import BusinessHours, Duration

LABELS: Final = {
    "per_week": "capacity", "at_most": "the daily cap", "on": "the event", "source": "the source",
    "to": "where it goes", "by": "the way to choose", "values": "the list of words", "words": "the list of patterns",
    "of": "the owner", "within": "the time", "share": "the share of cases", "accepted": "the accepted share",
    "over": "what it wins over", "at_least": "the number", "per": "the period", "meeting": "the move that counts",
    "carries": "what comes with it", "until": "the end", "channels": "the number of channels", "then": "what happens",
    "after": "the time", "wait": "the wait", "unless": "the list of exceptions", "half_life": "the half-life",
    "enter": "entering", "leave": "leaving", "every": "the time between mails", "away": "the list of absences",
    "means": "the meaning", "points": "its worth in points",
}  # fmt: skip
"""What attributes are called in sentences, where their own name does not do."""
SHARES: Final = frozenset({"share", "accepted"})
HOW: Final[dict[Relation, str]] = {"stricter": "in fewer cases", "looser": "in more cases", "other": "in other cases"}
_COMPARED: Final = {
    "=": "is {}", "<>": "is known and not {}", "<": "is below {}", "<=": "is at most {}", ">": "is above {}",
    ">=": "is at least {}", "is unknown": "is unknown",
}  # fmt: skip


def told(condition: Condition, text: str = "") -> str:
    """A condition in words: "fit is at least 50 and not free mail". `text`: as written, for the case of words."""
    if isinstance(condition, Leaf):
        return _leaf(condition, text)
    if isinstance(condition, Always):
        return "always" if condition.value else "never"
    if isinstance(condition, Not):
        inner = told(condition.part, text)
        return f"not {inner}" if isinstance(condition.part, Leaf) else f"not ({inner})"
    joint = " and " if isinstance(condition, AllOf) else " or "
    parts = [(part, told(part, text)) for part in condition.parts]
    return joint.join(f"({said})" if isinstance(part, AllOf | AnyOf) else said for part, said in parts)


def _leaf(leaf: Leaf, text: str) -> str:
    name = leaf.field.replace("_", " ")
    wanted = [_constant(value, text) for value in leaf.wanted]
    if leaf.op == "is":
        return name
    if leaf.op == "in":
        return f"{name} is {either(wanted)}"
    if leaf.op == "between":
        return f"{name} is from {wanted[0]} to {wanted[1]}"
    if leaf.op == "like":
        verb = "begins with" if wanted[0][0] != "%" else "ends with" if wanted[0][-1] != "%" else "contains"
        return f"{name} {verb} {wanted[0].strip('%')}"
    return f"{name} {_COMPARED[leaf.op].format(*wanted)}"


def _constant(value: Constant, text: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return f"{value:g}" if isinstance(value, float) else str(value)
    at = fold(text).find(f"'{value}'") + 1
    written = text[at : at + len(value)]
    return written if at and fold(written) == value else value


def either(words: Iterable[str]) -> str:
    """ "a, b or c"."""
    *rest, last = words
    return f"{', '.join(rest)} or {last}" if rest else last


def listed(words: Iterable[str]) -> str:
    """ "a, b and c"; "nothing"."""
    *rest, last = list(words) or ["nothing"]
    return f"{', '.join(rest)} and {last}" if rest else last


def value(name: str, found: object) -> str:
    """An attribute's value in words."""
    if isinstance(found, Duration | BusinessHours):
        return in_words(found)
    if isinstance(found, Expression):
        return told(found.condition, found.text)
    if found is None or found in ("", (), {}):
        return "nothing"
    if isinstance(found, bool):
        return "yes" if found else "no"
    if isinstance(found, float):
        return percent(found) if name in SHARES else f"{found:g}"
    if isinstance(found, Mapping):
        return listed(f"'{pattern}' is {word}" for pattern, word in found.items())
    if isinstance(found, tuple):
        return listed(" to ".join(map(str, item)) if isinstance(item, tuple) else str(item) for item in found)
    return str(found)


def label(name: str) -> str:
    """What sentences call an attribute."""
    return LABELS.get(name, name.replace("_", " "))


def moved(name: str, was: object, now: object) -> str:
    """What became of one attribute: "capacity falls from 12 to 10", "the list of words changes, gaining vp"."""
    if isinstance(was, tuple) and isinstance(now, tuple) and was and now and name not in ORDERED:
        return _gained(name, was, now)
    return f"{label(name)} {_verb(was, now)} from {value(name, was)} to {value(name, now)}"


def _verb(was: object, now: object) -> str:
    if isinstance(was, Duration) and isinstance(now, Duration):
        (kind, before), (other, after) = length(was), length(now)
        return "changes" if kind != other else "grows" if after > before else "shrinks"
    if isinstance(was, int | float) and isinstance(now, int | float) and not isinstance(was, bool):
        return "rises" if now > was else "falls"
    return "changes"


def _gained(name: str, was: tuple[object, ...], now: tuple[object, ...]) -> str:
    gained = tuple(item for item in now if item not in was)
    lost = tuple(item for item in was if item not in now)
    parts = [f"{verb} {value(name, items)}" for verb, items in (("gaining", gained), ("losing", lost)) if items]
    return f"{label(name)} changes, {' and '.join(parts)}"


def asked(was: object, now: object, how: Relation) -> str:
    """What became of a condition, and whether it holds in more cases or in fewer."""
    before, after = condition_of(was), condition_of(now)
    lost, gained = _only(before, after), _only(after, before)
    texts = [said.text if isinstance(said, Expression) else "" for said in (was, now)]
    new, old = told(_all(gained) or after, texts[1]), told(_all(lost) or before, texts[0])
    if bar := shifted(before, after):
        said = f"{bar[0]} {'rises' if bar[2] > bar[1] else 'falls'} from {bar[1]:g} to {bar[2]:g}"
    elif isinstance(before, Always) or (gained and not lost):
        said = f"it now {'also ' if gained else ''}asks that {new}"
    elif isinstance(after, Always) or (lost and not gained):
        said = f"it no longer asks that {old}"
    else:
        said = f"it asks that {new}, and no longer that {old}"
    return f"{said} ({HOW[how]})"


def _all(parts: tuple[Condition, ...]) -> Condition | None:
    return None if not parts else parts[0] if len(parts) == 1 else AllOf(parts)


def _only(one: Condition, other: Condition) -> tuple[Condition, ...]:
    """The parts joined by `and` in one condition that the other lacks; () where they share none."""
    mine = one.parts if isinstance(one, AllOf) else (one,)
    theirs = other.parts if isinstance(other, AllOf) else (other,)
    return tuple(part for part in mine if part not in theirs) if set(mine) & set(theirs) else ()


def shifted(before: Condition, after: Condition) -> tuple[str, float, float] | None:
    """(field, was, now) where one bar `field >= n` among parts that otherwise stay has moved."""
    lost, gained = _only(before, after) or (before,), _only(after, before) or (after,)
    if len(lost) != 1 or len(gained) != 1:
        return None
    was, now = lost[0], gained[0]
    if not (isinstance(was, Leaf) and isinstance(now, Leaf)) or (was.field, was.op) != (now.field, now.op):
        return None
    if was.op not in (">=", ">") or isinstance(was.wanted[0], date | str) or isinstance(now.wanted[0], date | str):
        return None
    return was.field.replace("_", " "), float(was.wanted[0]), float(now.wanted[0])

"""What changes in the score: rules for who they are and what they do, fading, grades."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from tandem.charter.cases import Relation
from tandem.charter.diff.change import Change
from tandem.charter.diff.meaning import length
from tandem.charter.diff.telling import Between, Item, Words, change, items, named, one

Effect = Literal["up", "down", "mixed"]


def scoring(both: Between) -> Iterator[Change]:
    """Each rule, the half-life, the grades."""
    a, b = both.a.scoring, both.b.scoring
    yield from items(both, "scoring.fit", lambda charter: named(charter.scoring.fit), _rule)
    yield from items(both, "scoring.activity", lambda charter: named(charter.scoring.activity), _rule)
    sentence = "Activity halves every {now}, and no longer every {was}."
    (kind, before), (other, after) = length(a.half_life), length(b.half_life)
    effect: Effect = "mixed" if kind != other or before == after else "up" if after > before else "down"
    yield from one("scoring.half_life", a.half_life, b.half_life, sentence, _meant(effect))
    yield from _bars("scoring.grade.fit", "Grade {}", dict(a.fit_grades), dict(b.fit_grades))
    was, now = ({str(band): bar for band, bar in side.activity_bands} for side in (a, b))
    yield from _bars("scoring.grade.activity", "Activity band {}", was, now)


def _rule(item: Item) -> Words:
    said = {
        "added": f"A new rule `{item.name}` gives {item.here.points:+d} points",
        "removed": f"The rule `{item.name}` goes, which gave {item.here.points:+d} points",
        "changed": f"The rule `{item.name}`: {item.how()}" if item.kind == "changed" else "",
    }
    return Words(f"{said[item.kind]}.", *_meant(_effect(item)))


def _effect(item: Item) -> Effect:
    """Whether the rule's change can only raise scores, only lower them, or both."""
    if item.kind != "changed":
        return "up" if (item.here.points > 0) == (item.kind == "added") else "down"
    effects = {_of_attribute(item, name, how) for name, how in item.differs.items()}
    return effects.pop() if len(effects) == 1 else "mixed"


def _of_attribute(item: Item, name: str, how: Relation) -> Effect:
    was, now = item.attribute(name)
    if name == "points":
        return "up" if now > was else "down"
    more: bool | None = None
    if name == "when":
        more = {"looser": True, "stricter": False}.get(how)
    elif name == "at_most":
        more = now is None or (was is not None and now > was)
    signs = {item.was.points > 0, item.now.points > 0}
    return "mixed" if more is None or len(signs) > 1 else "up" if more == signs.pop() else "down"


def _meant(effect: Effect) -> tuple[str, str]:
    """What scores that rise or fall mean for each team."""
    return {
        "up": ("Leads score higher: more pass your bars, sooner.", "More leads come to you, sooner, on less evidence."),
        "down": (
            "Leads score lower: fewer pass your bars, later.",
            "Fewer leads come to you, later, on more evidence.",
        ),
        "mixed": ("Other leads pass your bars.", "Other leads come to you."),
    }[effect]


def _bars(part: str, called: str, was: Mapping[str, int | None], now: Mapping[str, int | None]) -> Iterator[Change]:
    """Bars of grades or bands; None = what is left."""
    for name in dict.fromkeys((*was, *now)):
        before, after = (_bar(side, name) for side in (was, now))
        if before != after:
            text = f"{called.format(name)} {'begins at ' + after if after else 'goes'}"
            text += f", and no longer at {before}" if before and after else "" if after else f"; it began at {before}"
            yield change(part, name, before, after, Words(f"{text}."))


def _bar(side: Mapping[str, int | None], name: str) -> str:
    return "" if name not in side else "the rest" if side[name] is None else f"{side[name]} points"

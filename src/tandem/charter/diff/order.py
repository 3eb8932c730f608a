"""The order in which rules are tried, of which the first that holds decides: told only where two can both hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import Any

from tandem.charter.cases import Fields
from tandem.charter.diff.change import Change
from tandem.charter.diff.telling import Words, change, named, renames
from tandem.charter.diff.wording import listed

Rivals = Callable[[Fields, Any, Any], bool]
"""Whether two rules can both hold for one lead at once."""


def reordered(part: str, was: Sequence[Any], now: Sequence[Any], types: Fields, rivals: Rivals) -> Iterator[Change]:
    """Of rules of which the first that holds decides: the pairs that changed places, told once."""
    then = named(now)
    called = renames(named(was), then, types)
    kept = [(rule, then[name]) for rule in was if (name := called.get(rule.name, rule.name)) in then]
    place = {rule.name: n for n, rule in enumerate(now)}
    pairs = [
        (one, other)
        for (one_was, one), (other_was, other) in combinations(kept, 2)
        if place[one.name] > place[other.name] and (rivals(types, one_was, other_was) or rivals(types, one, other))
    ]
    if pairs:
        first = listed(f"`{one.name}` before `{other.name}`" for one, other in pairs)
        second = listed(f"`{other.name}` before `{one.name}`" for one, other in pairs)
        words = Words(f"The first that holds decides, and now {second} is tried.")
        yield change(part, "", first, second, words, *pairs[0])


def tried_before(rule: Any, rules: Sequence[Any], types: Fields, rivals: Rivals) -> str:
    """ ", tried before `a` and `b`": the later rules that this one can take a case from; '' = none."""
    later = rules[[other.name for other in rules].index(rule.name) + 1 :]
    taken = [f"`{other.name}`" for other in later if rivals(types, rule, other)]
    return f", tried before {listed(taken)}" if taken else ""

"""What changes in what each team promises the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from tandem.charter.diff.change import Change
from tandem.charter.diff.meaning import differing, length
from tandem.charter.diff.telling import Between, Item, Words, change, items, phrases
from tandem.charter.explain import in_words
from tandem.charter.model import Charter, Duration, Promise, TeamName

Weight = Literal["more", "less", "else"]
MORE_IS_MORE: Final = frozenset({"share", "accepted", "at_least", "channels"})
"""Attributes that promise more the greater they are."""


def sla(both: Between) -> Iterator[Change]:
    """Marketing's promise of handoffs, what comes with them, and each promise of sales."""
    yield from _handoffs(both)
    yield from items(both, "sla.sales", _promises, _promise, frozenset({"key"}))


def _promises(charter: Charter) -> dict[str, Promise]:
    return {promise.key.partition(".")[2]: promise for promise in charter.promises}


def _handoffs(both: Between) -> Iterator[Change]:
    was, now = both.a.handoffs, both.b.handoffs
    differs = differing(was, now, both.types) if was and now else {}
    if differs or (was is None) != (now is None):
        item = Item("handoffs", was, now, differs)
        carried = phrases(item)
        yield change("sla.marketing", "handoffs", *carried, _words(item, "marketing"), was, now)


def _promise(item: Item) -> Words:
    return _words(item, "sales")


def _words(item: Item, team: TeamName) -> Words:
    """The promise for all, for who keeps it and for who counts on it."""
    weight = _weight(item)
    said = in_words(item.here)
    who = team.capitalize()
    sentence = {
        "added": f"{who} now promises: {said}.",
        "removed": f"{who} no longer promises: {said}.",
        "changed": f"{who}' promise `{item.name}`: {item.how()}." if item.kind == "changed" else "",
    }[item.kind].replace("Marketing' ", "Marketing's ")
    own = {"more": f"You promise more: {said}.", "less": f"You promise less: {said}."}
    theirs = {"more": f"You can count on more: {said}.", "less": f"You can count on less: {said}."}
    if item.kind == "removed":
        own, theirs = {"less": "You are no longer held to it."}, {"less": "You can no longer count on it."}
    mine = own.get(weight, f"You promise something else: {said}.")
    others = theirs.get(weight, f"You can count on something else: {said}.")
    return Words(sentence, mine, others) if team == "marketing" else Words(sentence, others, mine)


def _weight(item: Item) -> Weight:
    """Whether the change can only promise more, only less, or something else."""
    if item.kind != "changed":
        return "more" if item.kind == "added" else "less"
    found = {_of_attribute(name, *item.attribute(name)) for name in item.differs}
    return found.pop() if len(found) == 1 else "else"


def _of_attribute(name: str, was: object, now: object) -> Weight:
    if name in MORE_IS_MORE and isinstance(was, int | float) and isinstance(now, int | float):
        return "more" if now > was else "less"
    if isinstance(was, Duration) and isinstance(now, Duration):
        (kind, before), (other, after) = length(was), length(now)
        return "else" if kind != other else "more" if after < before else "less"
    if name in ("until", "carries") and isinstance(was, tuple) and isinstance(now, tuple):
        grows, shrinks = set(was) < set(now), set(was) > set(now)
        more = shrinks if name == "until" else grows
        return "more" if more else "less" if grows or shrinks else "else"
    return "else"

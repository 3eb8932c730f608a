"""From two versions of one part to the changes told: what is new, gone, renamed, or says something else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, NamedTuple

from tandem.charter.cases import Fields, Relation
from tandem.charter.diff.change import Change, Kind
from tandem.charter.diff.meaning import compared, differing
from tandem.charter.diff.wording import asked, moved, value
from tandem.charter.explain import in_words, title
from tandem.charter.expressions import Expression
from tandem.charter.fields import scope
from tandem.charter.model import Charter, FieldType, Place

NAMES: Final = frozenset({"name", "key"})


class Words(NamedTuple):
    """What a change says to all, and what it means for each team ('' = nothing more)."""

    sentence: str
    marketing: str = ""
    sales: str = ""


@dataclass(frozen=True)
class Between:
    """The two versions: `a` now, `b` then."""

    a: Charter
    b: Charter

    @cached_property
    def types(self) -> Fields:
        """Every field of either version; where both have it, with the values and the range of both."""
        one, other = _types(self.a), _types(self.b)
        both = {name: _wider(one[name], other[name]) for name in one.keys() & other.keys()}
        return {**one, **other, **both}

    def title(self, word: str) -> str:
        """A word as the glossary writes it, the later version's first."""
        later = title(self.b, word)
        return later if later != word else title(self.a, word)


def _types(charter: Charter) -> Fields:
    grades = [letter for letter, _ in charter.scoring.fit_grades]
    tracks = [track.name for track in charter.nurture]
    return scope(charter.stages, charter.fields, grades, tracks).with_event().fields


def _wider(one: FieldType, other: FieldType) -> FieldType:
    low = None if one.at_least is None or other.at_least is None else min(one.at_least, other.at_least)
    high = None if one.at_most is None or other.at_most is None else max(one.at_most, other.at_most)
    return replace(one, values=tuple(dict.fromkeys((*one.values, *other.values))), at_least=low, at_most=high)


@dataclass(frozen=True, slots=True)
class Item:
    """One named part in both versions; None = this version lacks it. `differs`: attribute → how it differs."""

    name: str
    was: Any
    now: Any
    differs: Mapping[str, Relation]

    @property
    def kind(self) -> Kind:
        """Whether it is new, gone or says something else."""
        return "added" if self.was is None else "removed" if self.now is None else "changed"

    @property
    def here(self) -> Any:
        """The later version's, or the earlier's where it is gone."""
        return self.was if self.now is None else self.now

    def attribute(self, name: str) -> tuple[Any, Any]:
        """An attribute in both versions."""
        return getattr(self.was, name), getattr(self.now, name)

    def how(self) -> str:
        """What became of each attribute that differs."""
        said = []
        for name, relation in self.differs.items():
            was, now = self.attribute(name)
            conditional = isinstance(was, Expression) or isinstance(now, Expression)
            said.append(asked(was, now, relation) if conditional else moved(name, was, now))
        return "; ".join(said)


def items(
    both: Between,
    part: str,
    of: Callable[[Charter], Mapping[str, Any]],
    words: Callable[[Item], Words],
    but: frozenset[str] = frozenset(),
) -> Iterator[Change]:
    """The changes of parts that have names, `of` each version. A part that only got another name is told as renamed.

    `but`: attributes that do not count.
    """
    was, now = of(both.a), of(both.b)
    renamed = renames(was, now, both.types)
    for name in dict.fromkeys((*was, *now)):
        before, after = was.get(name), now.get(name)
        if name in renamed:
            sentence = f"`{name}` is now called `{renamed[name]}`, and means the same."
            yield change(part, renamed[name], name, renamed[name], Words(sentence), before, now[renamed[name]])
        elif name not in renamed.values():
            differs = {} if before is None or after is None else differing(before, after, both.types, but)
            if before is None or after is None or differs:
                item = Item(name, before, after, differs)
                yield change(part, name, *phrases(item), words(item), before, after)


def named(rules: Iterable[Any]) -> dict[str, Any]:
    """Rules under their names."""
    return {rule.name: rule for rule in rules}


def renames(was: Mapping[str, Any], now: Mapping[str, Any], types: Fields) -> dict[str, str]:
    """Old name → new name, of rules that only got another name; each is used once."""
    found: dict[str, str] = {}
    for name in (n for n in was if n not in now and hasattr(was[n], "place")):
        for other in (n for n in now if n not in was and n not in found.values()):
            if hasattr(now[other], "name") and not differing(was[name], now[other], types, NAMES):
                found[name] = other
                break
    return found


def phrases(item: Item) -> tuple[str, str]:
    """What each version says, as a phrase; where the phrases are alike, with the attributes that differ."""
    before, after = (_phrase(part) for part in (item.was, item.now))
    if before == after:
        for name in item.differs:
            was, now = item.attribute(name)
            before, after = f"{before}, {name} {value(name, was)}", f"{after}, {name} {value(name, now)}"
    return before, after


def _phrase(part: object) -> str:
    return "" if part is None else part if isinstance(part, str) else in_words(part)


def change(
    part: str, name: str, before: str, after: str, words: Words, was: object = None, now: object = None
) -> Change:
    """A change; what it is (added, removed, changed) follows from the phrases."""
    kind: Kind = "added" if not before else "removed" if not after else "changed"
    return Change(part, name, kind, before, after, *words, place_a=_place(was), place_b=_place(now))


def _place(part: object) -> Place:
    found: Place = getattr(part, "place", (0, 0))
    return found


def one(part: str, was: object, now: object, sentence: str, words: tuple[str, str] = ("", "")) -> Iterator[Change]:
    """The change of a single value. `{was}` and `{now}` in the sentence are the values in words."""
    if compared(part, was, now, {}) != "same":
        before, after = value(part, was), value(part, now)
        words_before, words_after = ("" if said == "nothing" else said for said in (before, after))
        yield change(part, "", words_before, words_after, Words(sentence.format(was=before, now=after), *words))

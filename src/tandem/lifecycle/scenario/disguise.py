"""Disguise: facts of a real buyer made unrecognisable, so that every rule of a charter still answers the same.

A text is exchanged for a made-up one that all conditions of the charter answer alike, a number for a rounder one.
What no disguise fits is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tandem.charter.conditions import Leaf
    from tandem.charter.expressions import Expression
    from tandem.charter.model import Charter

DIGITS: Final = (1, 2, 3)
"""Significant digits that a number may keep, the fewest first."""
GENERIC: Final = {"path": "/page-1"}
"""The made-up text of a field that no condition tells apart from others; else its own name with a 1."""


class Disguise:
    """The conditions of one charter, by the field that they read."""

    def __init__(self, charter: Charter) -> None:
        self._leaves: dict[str, list[Leaf]] = defaultdict(list)
        for condition in _conditions(charter):
            for leaf in condition.condition.leaves():
                self._leaves[leaf.field].append(leaf)

    def text(self, field: str, value: str) -> str:
        """A made-up text that every condition on the field answers like this one; '' where there is none or no need."""
        if not value or not self.reads(field):
            return ""
        wanted = self._answers(field, value)
        return next((text for text in self._made_up(field) if self._answers(field, text) == wanted), "")

    def reads(self, field: str) -> bool:
        """Whether any condition reads the field."""
        return field in self._leaves

    def number(self, field: str, value: float) -> str:
        """The number with as few digits as the conditions on the field allow."""
        wanted = self._answers(field, value)
        for digits in DIGITS:
            rounder = float(f"{value:.{digits}g}")
            if self._answers(field, rounder) == wanted:
                return f"{rounder:.15g}"
        return f"{value:.15g}"

    def _answers(self, field: str, value: object) -> list[bool]:
        return [leaf.test()({field: value}) for leaf in self._leaves.get(field, ())]

    def _made_up(self, field: str) -> Iterator[str]:
        """Texts to try: one that says nothing, the charter's own words, and what its patterns are made of."""
        generic = GENERIC.get(field, f"{field}-1")
        yield generic
        starts, middles, ends = [""], [""], [""]
        for leaf in self._leaves.get(field, ()):
            for word in (str(word) for word in leaf.wanted):
                if leaf.op != "like":
                    yield word
                else:
                    part = middles if word[:1] == word[-1:] == "%" else ends if word[:1] == "%" else starts
                    part.append(word.strip("%"))
        for start, middle, end in product(starts, middles, ends):
            yield from (f"{start}{middle}{end}", f"{start}{middle}-1{end}", f"{start}{generic}{middle}{end}")


def _conditions(charter: Charter) -> Iterable[Expression]:
    """Every condition of a charter."""
    yield from (rule.when for rule in charter.scoring.fit)
    yield from (rule.when for rule in charter.engagement)
    yield from (never.when for never in charter.never)
    whens = [
        *(r.when for r in charter.scoring.activity),
        *(m.when for m in charter.moves),
        *(r.when for r in charter.routing),
    ]
    whens += [when for track in charter.nurture for when in (track.enter, track.leave)]
    yield from (when for when in whens if when is not None)

"""The charter's own facts: what each is worth for each lead at first, and what changes of attributes make of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tandem.charter.crosswalk import BANT_VOCABULARIES
from tandem.charter.fields import BUILT_IN
from tandem.lifecycle.facts import Reader, Typed
from tandem.lifecycle.kernel.program import OWN_FACTS, Numbers

if TYPE_CHECKING:
    from tandem.charter.model import Charter
    from tandem.lifecycle.kernel.history import Facts, History


class OwnFacts:
    """The facts that this charter reads from attributes, with a slot each.

    `words[field]`: the words of its codes. `used[field]`: of a text, the codes that occur.
    """

    def __init__(self, charter: Charter, history: History, read: frozenset[str]) -> None:
        self._history, reader = history, Reader(charter)
        declared = {**{name: BUILT_IN[name] for name in BANT_VOCABULARIES}, **charter.fields}
        self.names = tuple(name for name in declared if name in read)
        self.slots = {name: OWN_FACTS + number for number, name in enumerate(self.names)}
        self._kinds = {name: declared[name].kind for name in self.names}
        self.words: dict[str, Sequence[str]] = {}
        for name in self.names:
            field = declared[name]
            listed = dict.fromkeys(("", *field.values, *field.words.values()))
            self.words[name] = history.strings if field.kind == "text" else tuple(listed)
        self._codes = {name: {w: i for i, w in enumerate(self.words[name])} for name in self.names if self._coded(name)}
        self.used: dict[str, set[int]] = {name: set() for name in self.names if self._kinds[name] == "text"}
        self.read_from = reader.person
        self._person, self._account = _by_field(reader.person), _by_field(reader.account)

    def _coded(self, name: str) -> bool:
        return self._kinds[name] == "enum"

    def first(self) -> Numbers:
        """m × facts: what they are worth before the first event."""
        leads = len(self._history.leads.id)
        sizes = np.diff(self._history.accounts.leads)
        found = np.empty((leads, len(self.names)), np.float64)
        for number, name in enumerate(self.names):
            column = np.full(leads, self._unknown(name))
            if name in self._person:
                self._fill(column, self._history.person, name, self._person[name], first=True)
                self._fill(column, self._history.before, name, self._person[name], first=False)
            elif name in self._account:
                of_account = np.full(len(sizes), self._unknown(name))
                self._fill(of_account, self._history.account, name, self._account[name], first=True)
                column = np.repeat(of_account, sizes)
            found[:, number] = column
        return found

    def _fill(
        self, column: Numbers, facts: Facts, name: str, read: tuple[Sequence[str], Typed], *, first: bool
    ) -> None:
        """Write each unit's first known value, or its last value, known or not."""
        attributes, typed = read
        codes = [code for code in (code_of(self._history.strings, a) for a in attributes) if code is not None]
        chosen = np.flatnonzero(np.isin(facts.name, codes))
        if not len(chosen):
            return
        pairs = facts.tool[chosen].astype(np.int64) << 32 | facts.value[chosen]
        distinct, inverse = np.unique(pairs, return_inverse=True)
        meant = np.array([self.value(name, typed, int(pair) >> 32, int(pair) & 0xFFFFFFFF) for pair in distinct])
        units, values = facts.unit[chosen], meant[inverse]
        if first:
            known = ~self._is_unknown(name, values)
            units, values = units[known][::-1], values[known][::-1]
        column[units] = values

    def value(self, name: str, typed: Typed, tool: int, value: int) -> float:
        """What a tool's value means, as a slot holds it; `tool` and `value` are codes of the history's strings."""
        strings = self._history.strings
        said = typed(strings[tool], strings[value])
        if said is None:
            return self._unknown(name)
        if self._kinds[name] == "text":
            self.used[name].add(value)
            return float(value)
        if self._kinds[name] == "enum":
            return float(self._codes[name][str(said)])
        if isinstance(said, date):
            return float(said.toordinal())
        return float(said)  # type: ignore[arg-type]

    def _unknown(self, name: str) -> float:
        return 0.0 if self._kinds[name] in ("enum", "text") else np.nan

    def _is_unknown(self, name: str, values: Numbers) -> NDArray[np.bool_]:
        return np.isnan(values) if np.isnan(self._unknown(name)) else values == 0


def code_of(words: Sequence[str], word: str) -> int | None:
    """A word's code in a sorted dictionary; None where it does not occur."""
    code = bisect_left(words, word)
    return code if code < len(words) and words[code] == word else None


def _by_field(side: Mapping[str, list[tuple[str, Typed]]]) -> dict[str, tuple[list[str], Typed]]:
    """Field → the attributes that it is read from, and how."""
    found: dict[str, tuple[list[str], Typed]] = {}
    for attribute, fields in side.items():
        for name, typed in fields:
            found.setdefault(name, ([], typed))[0].append(attribute)
    return found

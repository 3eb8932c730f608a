"""What stands beside the events: entries, first values before a first change, statuses and owners since creation.

The same as `Opening._beginnings`, for all leads at once.
"""

from __future__ import annotations

from typing import Final, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from tandem.lifecycle.fold import sales_owner
from tandem.lifecycle.inputs import World
from tandem.lifecycle.kernel.columns.acts import Changes, Sayings
from tandem.lifecycle.kernel.columns.attributes import Attributes
from tandem.lifecycle.kernel.columns.units import UNKNOWN, Units
from tandem.lifecycle.kernel.columns.words import Coded, at_rows, distinct, stacked
from tandem.lifecycle.kernel.history import KINDS, WITHDRAWN
from tandem.lifecycle.opening import ENTERED
from tandem.lifecycle.recorded import STATUS
from tandem.vocabulary import EVENT_KINDS

Number = TypeVar("Number", bound=np.generic)
RANKS: Final = np.array([*(kind.rank for kind in EVENT_KINDS.values()), 60], np.int64)
"""Of each of `KINDS`, in the order of one instant."""


class Notes(NamedTuple):
    """What is put among the acts. `known`: a status that only an export tells. `turn`: among a lead's own notes."""

    lead: NDArray[np.int64]
    at: NDArray[np.int64]
    kind: NDArray[np.uint8]
    flags: NDArray[np.uint8]
    known: NDArray[np.bool_]
    said: NDArray[np.int32]
    turn: NDArray[np.int64]


class Beginnings:
    """The notes of some leads, from their attributes, the first changes of their fields, and when their acts were."""

    def __init__(
        self, units: Units, person: Attributes, before: Changes, first: NDArray[np.int64], consented: NDArray[np.int64],
        world: World,
    ) -> None:  # fmt: skip
        self._units, self._person, self._before, self._world = units, person, before, world
        self._first, self._consented = first, consented
        self._tools = sorted({"", *person.tool.words, *before.tool.words})
        self._created = _Lookup(self._pairs(made := _whole_numbers(person.named("created_at"))), _number(made))
        self.sayings: Sayings = [("", "", "", "")]

    def notes(self) -> Notes:
        """All of them, in no order."""
        parts = [self._entries(), self._owners(), self._withdrawn()]
        parts += [self._status(field, turn) for turn, field in enumerate(STATUS, start=1)]
        return Notes(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))

    def _pairs(self, rows: Attributes | Changes) -> NDArray[np.int64]:
        """(lead, tool) as one number."""
        place = {tool: number for number, tool in enumerate(self._tools)}
        tools = np.array([place[tool] for tool in rows.tool.words], np.int64)[rows.tool.codes]
        lead = rows.lead if isinstance(rows, Changes) else rows.unit
        pairs: NDArray[np.int64] = lead * len(self._tools) + tools
        return pairs

    def _since(self, pairs: NDArray[np.int64]) -> NDArray[np.int64]:
        """When a tool's record was made; of the person, where the tool does not tell."""
        there, at = self._created.find(pairs)
        since: NDArray[np.int64] = np.where(there, at, self._units.created_at[pairs // len(self._tools)])
        return since

    def _entries(self) -> Notes:
        begun = np.maximum(self._units.created_at, self._units.from_at)
        first = self._first
        start = np.where(begun == UNKNOWN, first, np.where(first == UNKNOWN, begun, np.minimum(begun, first)))
        lead = np.flatnonzero(start != UNKNOWN)
        return self._notes(ENTERED, lead, start[lead], np.zeros(len(lead), np.int32), turn=0)

    def _status(self, field: str, turn: int) -> Notes:
        current, changed = self._current(field), self._changed(field)
        pairs = np.union1d(self._pairs(current), self._pairs(changed))
        is_changed, change = _Lookup.rows(self._pairs(changed)).find(pairs)
        _, row = _Lookup.rows(self._pairs(current)).find(pairs)
        since = self._since(pairs)
        created = since != UNKNOWN
        leads, tools = np.divmod(pairs, len(self._tools))
        tracked = np.array([(tool, field) in self._world.tracked for tool in self._tools], np.bool_)[tools]
        old = is_changed & created & _pick(changed.old.where(bool), change)
        never = ~is_changed & created & tracked
        known = ~is_changed & ~never
        at = np.where(old, np.minimum(since, _pick(changed.at, change)), since)
        at = np.where(known, np.minimum(_pick(current.known_at, row), self._world.through), at)
        told = np.flatnonzero(old | never | known)
        rows = np.where(is_changed, len(current.unit) + change, row)[told]
        value = stacked([current.value, changed.old]).at(rows)
        said = self._say("field.changed", Coded(tools[told].astype(np.int32), self._tools), field, value)
        turns = turn * len(self._tools) + tools[told]
        return self._notes("field.changed", leads[told], at[told], said, turns, known[told])

    def _owners(self) -> Notes:
        """The owner from creation on, where the tool keeps a history of owners."""
        owner = self._person.named("owner")
        tracked = owner.tool.where(lambda tool: (tool, "owner") in self._world.tracked)
        owner = at_rows(owner, owner.wins & tracked & (self._since(self._pairs(owner)) != UNKNOWN))
        changed, pairs = self._changed("owner"), self._pairs(owner)
        since = self._since(pairs)
        is_changed, change = _Lookup.rows(self._pairs(changed)).find(pairs)
        rows = np.where(is_changed, len(owner.unit) + change, np.arange(len(owner.unit)))
        value = stacked([owner.value, changed.old]).at(rows)
        there = np.flatnonzero(value.where(bool))
        at = np.where(is_changed, np.minimum(since, _pick(changed.at, change)), since)[there]
        said = self._say("owner.assigned", None, "", value.at(there).told(lambda who: sales_owner(self._world, who)))
        return self._notes("owner.assigned", owner.unit[there], at, said, _LAST + owner.number[there])

    def _withdrawn(self) -> Notes:
        """A consent that was withdrawn at a time that nobody tells."""
        consent = self._person.named("consent")
        consent = at_rows(consent, consent.value.among(("withdrawn",)) & ~np.isin(consent.unit, self._consented))
        at = np.minimum(consent.known_at, self._world.through)
        nothing = np.zeros(len(at), np.int32)
        notes = self._notes("consent.changed", consent.unit, at, nothing, _LAST + consent.number)
        return notes._replace(flags=np.full(len(at), WITHDRAWN, np.uint8))

    def _current(self, field: str) -> Attributes:
        found = self._person.named(field)
        return at_rows(found, found.value.where(bool))

    def _changed(self, field: str) -> Changes:
        rows = self._before.field.among((field,))
        return at_rows(self._before, rows)

    def _say(self, kind: str, tool: Coded | None, name: str, value: Coded) -> NDArray[np.int32]:
        numbers, told = distinct([value] if tool is None else [tool, value])
        start = len(self.sayings)
        self.sayings += [(kind, "" if tool is None else words[0], name, words[-1]) for words in told]
        said: NDArray[np.int32] = numbers + np.int32(start)
        return said

    def _notes(
        self, kind: str, lead: NDArray[np.int64], at: NDArray[np.int64], said: NDArray[np.int32],
        turn: NDArray[np.int64] | int, known: NDArray[np.bool_] | bool = False,
    ) -> Notes:  # fmt: skip
        rows = len(lead)
        return Notes(
            lead, at, np.full(rows, KINDS.index(kind), np.uint8), np.zeros(rows, np.uint8),
            np.broadcast_to(known, rows), said, np.broadcast_to(turn, rows),
        )  # fmt: skip


_LAST: Final = 1 << 20
"""After entries and statuses come the notes of attributes, in the relation's order."""


def first_changes(changes: Changes) -> Changes:
    """Of each lead, tool and field the first change; by lead, then in time order."""
    names, _ = distinct([changes.tool, changes.field])
    key = changes.lead * (int(names.max(initial=0)) + 1) + names
    _, rows = np.unique(key, return_index=True)
    rows = rows[np.lexsort((rows, changes.lead[rows]))]
    return at_rows(changes, rows)


class _Lookup:
    """Values by key; of equal keys the last counts."""

    def __init__(self, keys: NDArray[np.int64], values: NDArray[np.int64]) -> None:
        order = np.argsort(keys, kind="stable")
        self._keys, self._values = keys[order], values[order]

    @classmethod
    def rows(cls, keys: NDArray[np.int64]) -> _Lookup:
        """Each key's own row."""
        return cls(keys, np.arange(len(keys)))

    def find(self, keys: NDArray[np.int64]) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """(whether a key is there, its value or −1)."""
        at = np.searchsorted(self._keys, keys, side="right") - 1
        there = (at >= 0) & (_pick(self._keys, at) == keys)
        return there, np.where(there, _pick(self._values, at), -1)


def _pick(values: NDArray[Number], rows: NDArray[np.int64]) -> NDArray[Number]:
    """The values of some rows; any value where there is no row."""
    return values[rows] if len(values) else np.zeros(len(rows), values.dtype)


def _whole_numbers(rows: Attributes) -> Attributes:
    return at_rows(rows, rows.value.where(str.isdigit))


def _number(rows: Attributes) -> NDArray[np.int64]:
    return np.array([int(word) if word.isdigit() else 0 for word in rows.value.words], np.int64)[rows.value.codes]

"""What the tools' words mean under one charter: stages, facts, reasons, purposes, and outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from tandem.charter.crosswalk import attribute_of
from tandem.lifecycle import deals, recorded
from tandem.lifecycle.inputs import Act
from tandem.lifecycle.kernel.compiling.facts import OwnFacts
from tandem.lifecycle.kernel.history import TEXTS, History
from tandem.lifecycle.kernel.program import Codes, Ints, Words
from tandem.lifecycle.ledger import Ledger

if TYPE_CHECKING:
    from tandem.lifecycle.engagement import Engagement
    from tandem.lifecycle.rulebook import RuleBook

_REASON_OF: Final = {
    "sales.accepted": "return_reason", "sales.returned": "return_reason", "sales.disposed": "disposal_reason",
}  # fmt: skip


class Told(NamedTuple):
    """The words, and the outcomes, reasons and purposes that they count by."""

    words: Words
    outcomes: tuple[str, ...]
    reasons: tuple[str, ...]
    purposes: tuple[str, ...]


class _Saying(NamedTuple):
    row: int
    kind: str
    tool: str
    name: str
    value: str


class WordReader:
    """Reads every distinct saying of a history once."""

    def __init__(self, book: RuleBook, engagement: Engagement, history: History, facts: OwnFacts) -> None:
        self._book, self._engagement, self._history, self._facts = book, engagement, history, facts
        self._ledger = Ledger(history.world)
        rows = len(history.sayings.kind)
        self._is_status, self._retypes = np.zeros(rows, np.uint8), np.zeros(rows, np.uint8)
        self._stage, self._reason = np.zeros(rows, np.int32), np.zeros(rows, np.int32)
        self._purpose = np.zeros(rows, np.int32)
        self._noted = np.full(rows, -1, np.int32)
        self._sets: dict[int, list[tuple[int, float]]] = {}
        self._reasons = list(history.texts[TEXTS.index("reason")])
        self._reason_codes = {reason: code for code, reason in enumerate(self._reasons)}
        self._purposes: dict[str, int] = {"": 0}
        self._reason_fields: dict[str, dict[str, str]] = {}

    def told(self) -> Told:
        """Everything that is said."""
        for (kind, tool, name), group in groupby(self._sayings(), key=lambda s: (s.kind, s.tool, s.name)):
            if kind == "field.changed":
                self._field(tool, name, group)  # type: ignore[arg-type]
            for saying in group if kind in _REASON_OF else ():
                word = saying.value and deals.charter_word(
                    self._ledger, self._book, tool, _REASON_OF[kind], saying.value
                )
                self._reason[saying.row] = self._reason_code(word)
            for saying in group if kind == "email.sent" else ():
                self._purpose[saying.row] = self._purpose_code(saying)
        outcomes = (*self._history.texts[TEXTS.index("outcome")], *self._book.stages, "won", "lost")
        return Told(self._words(outcomes), outcomes, tuple(self._reasons), tuple(self._purposes))

    def _sayings(self) -> Sequence[_Saying]:
        strings = self._history.strings
        columns = (column.tolist() for column in self._history.sayings)
        return [
            _Saying(row, *(strings[code] for code in codes)) for row, codes in enumerate(zip(*columns, strict=True))
        ]

    def _field(self, tool: str, name: str, sayings: Sequence[_Saying]) -> None:
        """A field's values: a status, a fact of the charter, or a reason."""
        if name in recorded.STATUS:
            for saying in sayings:
                self._is_status[saying.row] = 1
                if saying.value:
                    said = recorded.stage_said(self._ledger, self._book, tool, name, saying.value)
                    self._stage[saying.row] = self._code(said)
            return
        read = self._facts.read_from.get(name.casefold(), ())
        vocabulary = self._reason_field(tool, name)
        for saying in sayings if read or vocabulary else ():
            self._retypes[saying.row] = bool(read)
            for field, typed in read:
                if field in self._facts.slots:
                    tool_code = int(self._history.sayings.tool[saying.row])
                    value = self._facts.value(field, typed, tool_code, int(self._history.sayings.value[saying.row]))
                    self._sets.setdefault(saying.row, []).append((self._facts.slots[field], value))
            if vocabulary and saying.value:
                word = deals.charter_word(self._ledger, self._book, tool, vocabulary, saying.value)
                self._noted[saying.row] = self._reason_code(word)

    def _reason_field(self, tool: str, name: str) -> str | None:
        if tool not in self._reason_fields:
            crosswalk = self._book.charter.crosswalk
            names = ("disposal_reason", "return_reason")
            self._reason_fields[tool] = {attribute_of(crosswalk, tool, n).casefold(): n for n in names}
        return self._reason_fields[tool].get(name.casefold())

    def _code(self, stage: str) -> int:
        return self._book.stages.index(stage) + 1 if stage in self._book.stages else 0

    def _reason_code(self, word: str) -> int:
        if word not in self._reason_codes:
            self._reason_codes[word] = len(self._reasons)
            self._reasons.append(word)
        return self._reason_codes[word]

    def _purpose_code(self, saying: _Saying) -> int:
        blank = Act(b"", 0, False, "email.sent", saying.tool, "", "", "", False, False, None, None, *("",) * 11)
        purpose = self._engagement.purpose(blank._replace(campaign=saying.name, purpose=saying.value))
        return self._purposes.setdefault(purpose, len(self._purposes))

    def _words(self, outcomes: Sequence[str]) -> Words:
        sayings = self._history.sayings
        rows = range(len(sayings.kind))
        counts = [len(self._sets.get(row, ())) for row in rows]
        sets = [pair for row in rows for pair in self._sets.get(row, ())]
        plain = len(self._history.texts[TEXTS.index("outcome")])
        order = np.empty(len(self._reasons), np.int32)
        order[sorted(range(len(self._reasons)), key=self._reasons.__getitem__)] = np.arange(len(self._reasons))
        return Words(
            self._is_status, self._stage, (sayings.tool != 0).astype(np.uint8), self._retypes,
            offsets(counts), np.array([slot for slot, _ in sets], np.int32), np.array([v for _, v in sets], np.float64),
            self._reason, self._purpose, sayings.value, np.array([self._code(o) for o in outcomes], np.int32),
            np.array([0, *range(plain, plain + len(self._book.stages))], np.int32), len(outcomes) - 2,
            len(outcomes) - 1, order, *self._notes(),
        )  # fmt: skip

    def _notes(self) -> tuple[Ints, Ints, Codes]:
        """The reasons that tools wrote down, by lead, in time order."""
        events = self._history.events
        noted = self._noted[events.said]
        chosen = np.flatnonzero((noted >= 0) & (events.row >= 0))
        chosen = chosen[np.argsort(events.lead[chosen], kind="stable")]
        start = np.searchsorted(events.lead[chosen], np.arange(len(self._history.leads.id) + 1))
        return start.astype(np.int64), events.at[chosen], noted[chosen]


def offsets(counts: Sequence[int]) -> Codes:
    """Where each list begins in a flat list, and where the last one ends."""
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int32)

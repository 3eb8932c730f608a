"""Decide: run a charter's program over a history, on several threads, and tell the decisions in words.

Accounts are split into stretches of about equal work; each thread folds stretch after stretch without Python's lock,
and what they write is put together in the order of accounts: the same bytes, whatever the split.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np

from tandem.lifecycle.kernel.accounts import State, View, fold
from tandem.lifecycle.kernel.compiling.program import compiled
from tandem.lifecycle.kernel.followed import NotFollowed, unfollowed
from tandem.lifecycle.kernel.state import (
    HANDED,
    HANDOFF_WIDTH,
    MOVE_WIDTH,
    MOVES,
    NOW_THEN,
    NUMBER,
    SCORE_WIDTH,
    SHORT,
    SHORT_RINGS,
    SUPPRESSED,
    SUPPRESSED_WIDTH,
    Rows,
    Scratch,
    rows,
    scratch,
)
from tandem.lifecycle.kernel.tape import taped
from tandem.lifecycle.kernel.telling import tell
from tandem.vocabulary import TandemError

if TYPE_CHECKING:
    from tandem.charter.model import Charter
    from tandem.lifecycle.decisions import Decisions
    from tandem.lifecycle.kernel.history import History
    from tandem.lifecycle.kernel.program import Ints, Program

Nested = TypeVar("Nested", bound=tuple[Any, ...])
STRETCHES: Final = 8
"""How many stretches each thread gets, about."""
END_OF_TIME: Final = 2**56
_RING: Final = 16


class TooManyChanges(TandemError):
    """A saved state has no room for what changed within the grace."""

    def __init__(self) -> None:
        super().__init__("One lead changed too often within the rules' grace. Fold it from the beginning.")


def decide(charter: Charter, history: History, hypothetical: bool = False, threads: int = 2) -> Decisions:
    """What a charter that counts over all history decides. `hypothetical`: opens and clicks of mail that it suppresses
    did not happen. Raises `NotFollowed`."""
    run = Run(charter, history, hypothetical, threads)
    return run.told(run.fold())


class Run:
    """One charter over one history. It can stop at an instant and go on: live is one more event (semantics 13).

    `stretches`: account indexes at which the work is split, from 0 to the number of accounts. Raises `NotFollowed`.
    """

    def __init__(
        self, charter: Charter, history: History, hypothetical: bool = False, threads: int = 2,
        stretches: Sequence[int] | None = None,
    ) -> None:  # fmt: skip
        if beyond := unfollowed(charter):
            raise NotFollowed(beyond)
        program, self._names = compiled(charter, history, hypothetical)
        self.program, self._tape = program, read_only(taped(program, history.events))
        self.view = read_only(view_of(history, program))
        self._history, self._threads, self._ring = history, threads, _RING
        self._stretches = list(stretches) if stretches is not None else _split(self.view, threads * STRETCHES)

    def fold(
        self, state: State | None = None, until: int = END_OF_TIME, opens: bool = True, closes: bool = True
    ) -> Rows:
        """The rows up to an instant, its own events included, from the beginning or (not `opens`) from a state.

        A given state is brought to that instant. `closes`: the data end here, so open handoffs and scores are told too.
        Raises `TooManyChanges`, only with a state.
        """
        kept = self._room(0) if state is None else state
        scores = np.zeros((int(self.view.leads[-1]) if closes else 0, SCORE_WIDTH), np.int64)
        flags = (until, opens, state is not None, closes)
        ends = list(zip(self._stretches, self._stretches[1:], strict=False))
        while True:
            with ThreadPoolExecutor(self._threads) as pool:
                found = list(pool.map(partial(self._stretch, kept, scores, flags), ends))
            if all(part is not None for part in found):
                return joined([one for part in found for one in part or ()], scores)
            if state is not None:
                raise TooManyChanges
            self._ring *= 4
            kept = self._room(0)

    def room(self) -> State:
        """Room for the state of everything."""
        return self._room(1)

    def in_order(self, folded: Rows) -> Rows:
        """Rows of several folds, one after the other in time, in the order in which one fold would have given them."""
        leads = self.view.leads
        moves, handoffs = folded.moves, folded.handoffs
        return folded._replace(
            moves=moves[_order(leads, moves, 9)],
            handoffs=handoffs[_order(leads, handoffs, NOW_THEN - NUMBER + 1)],
            suppressed=folded.suppressed[np.argsort(_account(leads, folded.suppressed), kind="stable")],
        )

    def told(self, folded: Rows) -> Decisions:
        """Rows in words."""
        return tell(self._history, self._names, folded)

    def _stretch(
        self, state: State, scores: Ints, flags: tuple[int, bool, bool, bool], ends: tuple[int, int]
    ) -> list[Rows] | None:
        """Fold one stretch; where an account finds no room for its rows, go on with new ones, twice as large.

        None: the rings were too small."""
        low, high = ends
        size = int(self.view.leads[high] - self.view.leads[low]) * 2 + 16
        found, room = [], self._scratch(low, high)
        while True:
            written = rows(size, size // 4 + 16, size // 4 + 16)._replace(scores=scores)
            low = fold(self._tape, self.view, room, written, state, low, high, *flags)
            found.append(written)
            if low == high:
                return found
            if written.counts[SHORT] & SHORT_RINGS:
                return None
            size *= 2

    def _scratch(self, low: int, high: int) -> Scratch:
        sizes = (self.view.leads, self.view.bounds, self.program.deals.start)
        leads, events, deals = [int(np.diff(offsets[low : high + 1]).max(initial=0)) for offsets in sizes]
        return scratch(self.program, leads, events, deals, self._ring)

    def _room(self, share: int) -> State:
        """A state with room for everything (1) or nothing (0)."""
        accounts, leads = (len(self.view.leads) - 1) * share, int(self.view.leads[-1]) * share
        events = len(self.view.events.at) * share * self.program.hypothetical
        one = scratch(self.program, 1, 0, 0, self._ring)
        return State(
            np.zeros((leads, one.lead.shape[1]), np.int64), np.zeros((leads, one.slots.shape[1]), np.float64),
            np.zeros((accounts, len(one.account)), np.int64),
            np.zeros(int(self.program.deals.start[-1]) * share, np.uint8), np.zeros(events, np.uint8),
        )  # fmt: skip


def _account(leads: Ints, found: Ints) -> Ints:
    return np.searchsorted(leads, found[:, 0], side="right")


def _order(leads: Ints, found: Ints, key: int) -> Ints:
    """By account, instant, events before wake-ups, lead if woken, and turn; `key`: the column of the instant."""
    woken = found[:, key + 1]
    return np.lexsort((found[:, key + 2], woken * found[:, 0], woken, found[:, key], _account(leads, found)))


def joined(parts: Iterable[Rows], scores: Ints) -> Rows:
    """The rows of several folds, one after the other."""
    found = list(parts)
    counts = np.sum([part.counts for part in found], axis=0) if found else np.zeros(11, np.int64)
    return Rows(
        np.concatenate([np.empty((0, MOVE_WIDTH), np.int64), *(p.moves[: p.counts[MOVES]] for p in found)]),
        np.concatenate([np.empty((0, HANDOFF_WIDTH), np.int64), *(p.handoffs[: p.counts[HANDED]] for p in found)]),
        np.concatenate(
            [np.empty((0, SUPPRESSED_WIDTH), np.int64), *(p.suppressed[: p.counts[SUPPRESSED]] for p in found)]
        ),
        scores, counts, np.zeros_like(counts),
    )  # fmt: skip


def view_of(history: History, program: Program) -> View:
    """What the kernel reads of a history."""
    accounts, leads = history.accounts, history.leads
    return View(
        history.events, accounts.leads, accounts.events, accounts.kind, accounts.owner_known, leads.free_mail,
        leads.consent, program.conditions.own,
    )  # fmt: skip


def read_only(arrays: Nested) -> Nested:
    """The same arrays, all contiguous and none to be written: numba compiles for one kind of array only."""
    frozen: list[Any] = []
    for value in arrays:
        if isinstance(value, tuple):
            frozen.append(read_only(value))
        elif isinstance(value, np.ndarray):
            view = np.ascontiguousarray(value).view(np.ndarray)
            view.flags.writeable = False
            frozen.append(view)
        else:
            frozen.append(value)
    return type(arrays)(*frozen)


def _split(view: View, parts: int) -> list[int]:
    """Account indexes that split the events about evenly."""
    accounts = len(view.leads) - 1
    wanted = np.linspace(0, view.bounds[-1], parts + 1)[1:-1]
    inner = np.searchsorted(view.bounds, wanted).tolist()
    return sorted({0, accounts, *(min(int(index), accounts) for index in inner)})

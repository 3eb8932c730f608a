"""Where notes stand among the acts: by account, instant and rank, before acts of the same instant and rank."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tandem.lifecycle.kernel.columns.acts import Acts
from tandem.lifecycle.kernel.columns.beginnings import RANKS, Notes
from tandem.lifecycle.kernel.columns.units import Units
from tandem.lifecycle.kernel.columns.words import at_rows


class Places(NamedTuple):
    """Row of each act and of each note in the whole; `offsets`: of each account in the whole."""

    acts: NDArray[np.int64]
    notes: NDArray[np.int64]
    offsets: NDArray[np.int64]


def places(units: Units, acts: Acts, notes: Notes) -> tuple[Places, Notes]:
    """Where everything stands, and the notes in that order. Acts keep theirs."""
    accounts = len(units.accounts)
    of_note = units.account[notes.lead]
    key = notes.at * 64 + RANKS[notes.kind]
    order = np.lexsort((notes.turn, notes.lead, key, of_note))
    notes, of_note, key = at_rows(notes, order), of_note[order], key[order]
    own = _offsets(units.account[acts.lead], accounts)
    before = _first_not_below(acts.at * 64 + RANKS[acts.kind], key, own[of_note], own[of_note + 1])
    shift = np.cumsum(np.bincount(before, minlength=len(acts.at) + 1))[: len(acts.at)]
    found = Places(np.arange(len(acts.at)) + shift, before + np.arange(len(before)), own + _offsets(of_note, accounts))
    return found, notes


def _offsets(accounts: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    offsets: NDArray[np.int64] = np.concatenate([[0], np.cumsum(np.bincount(accounts, minlength=count))])
    return offsets


def _first_not_below(
    keys: NDArray[np.int64], wanted: NDArray[np.int64], low: NDArray[np.int64], high: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Binary search of each wanted key in its own ascending range low … high−1 of `keys`, all of them at once."""
    while (low < high).any():
        middle = (low + high) // 2
        below = (low < high) & (keys[np.minimum(middle, len(keys) - 1)] < wanted)
        low, high = np.where(below, middle + 1, low), np.where(below | (low >= high), high, middle)
    return low

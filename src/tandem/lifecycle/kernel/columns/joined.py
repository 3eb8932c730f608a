"""Histories of neighbouring ranges of buckets → one history of them all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.lifecycle.kernel.history import Accounts, Events, Facts, History, Leads, Sayings

Starts = NDArray[np.int64]


def joined(parts: Sequence[History]) -> History:
    """One history of at least one part, in the order of buckets."""
    leads, accounts, events, ids = (
        np.cumsum([0, *(len(column) for column in columns)])
        for columns in zip(*((p.leads.id, p.accounts.id, p.events.at, p.ids) for p in parts), strict=True)
    )
    told = [_told(part) for part in parts]
    sayings = _codes(row for rows in told for row in rows)
    strings = _codes(word for part in parts for word in part.strings)
    texts = [_codes(word for part in parts for word in part.texts[n]) for n in range(len(parts[0].texts))]
    say = [np.array([sayings[row] for row in rows], np.int32) for rows in told]
    word = [np.array([strings[w] for w in part.strings], np.int32) for part in parts]
    return History(
        _accounts(parts, leads, events),
        Leads(*map(np.concatenate, zip(*(part.leads for part in parts), strict=True))),
        Events(
            np.concatenate([part.events.at for part in parts]), np.concatenate([part.events.kind for part in parts]),
            np.concatenate([part.events.flags for part in parts]),
            _moved([part.events.lead for part in parts], leads), _moved([part.events.row for part in parts], ids),
            np.concatenate([codes[part.events.said] for codes, part in zip(say, parts, strict=True)]),
            _moved([part.events.cause for part in parts], events), _texts(parts, texts),
        ),
        np.concatenate([part.ids for part in parts]),
        Sayings(*(np.array([strings[row[n]] for row in sayings], np.int32) for n in range(4))),
        _facts([part.person for part in parts], leads, word), _facts([part.account for part in parts], accounts, word),
        _facts([part.before for part in parts], leads, word),
        tuple(deal._replace(account=deal.account + int(start))
              for part, start in zip(parts, accounts, strict=False) for deal in part.deals),
        tuple(strings), tuple(map(tuple, texts)), parts[0].world,
    )  # fmt: skip


def _codes(words: Iterable[Any]) -> dict[Any, int]:
    return {word: code for code, word in enumerate(sorted(set(words)))}


def _told(part: History) -> list[tuple[str, ...]]:
    """A part's sayings as words."""
    columns = ([part.strings[code] for code in codes.tolist()] for codes in part.sayings)
    return list(zip(*columns, strict=True))


def _moved(columns: Sequence[NDArray[np.int32]], starts: Starts) -> NDArray[np.int32]:
    """Row numbers of each part as rows of the whole; −1 stays."""
    moved = (np.where(rows >= 0, rows + start, rows) for rows, start in zip(columns, starts, strict=False))
    return np.concatenate([rows.astype(np.int32) for rows in moved])


def _accounts(parts: Sequence[History], leads: Starts, events: Starts) -> Accounts:
    each = [part.accounts for part in parts]
    return Accounts(
        np.concatenate([one.id for one in each]), np.concatenate([one.bucket for one in each]),
        _offsets([one.leads for one in each], leads), _offsets([one.events for one in each], events),
        np.concatenate([one.kind for one in each]), np.concatenate([one.owner_known for one in each]),
    )  # fmt: skip


def _offsets(each: Sequence[Starts], starts: Starts) -> Starts:
    moved = [offsets[:-1] + start for offsets, start in zip(each, starts, strict=False)]
    return np.concatenate([*moved, starts[-1:]])


def _texts(parts: Sequence[History], texts: Sequence[dict[str, int]]) -> NDArray[np.int32]:
    table = np.empty((len(texts), sum(len(part.events.at) for part in parts)), np.int32)
    for row, codes in enumerate(texts):
        recode = (
            np.array([codes[word] for word in part.texts[row]], np.int32)[part.events.texts[row]] for part in parts
        )
        table[row] = np.concatenate(list(recode))
    return table


def _facts(each: Sequence[Facts], starts: Starts, words: Sequence[NDArray[np.int32]]) -> Facts:
    return Facts(
        _moved([facts.unit for facts in each], starts),
        *(np.concatenate([word[facts[n]] for word, facts in zip(words, each, strict=True)]) for n in range(1, 4)),
    )

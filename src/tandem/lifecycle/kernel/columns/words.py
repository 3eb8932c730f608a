"""Texts as codes: columns of words as numpy arrays, and the sorted dictionaries that a history keeps."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Rows = TypeVar("Rows", bound=tuple[Any, ...])


class Coded(NamedTuple):
    """A column of texts: `words[codes[i]]`. No word stands twice; some may be used by no row."""

    codes: NDArray[np.int32]
    words: Sequence[str]

    def at(self, rows: NDArray[Any]) -> Coded:
        """The column's texts in some rows, a mask or row numbers."""
        return Coded(self.codes[rows], self.words)

    def in_use(self) -> Coded:
        """The same texts; only the words that a row has."""
        used, codes = np.unique(self.codes, return_inverse=True)
        return Coded(codes.astype(np.int32), [self.words[code] for code in used.tolist()])

    def where(self, holds: Callable[[str], object]) -> NDArray[np.bool_]:
        """Which rows have a word for which something holds; asked once a word."""
        told: NDArray[np.bool_] = np.array([bool(holds(word)) for word in self.words], np.bool_)[self.codes]
        return told

    def among(self, words: Collection[str]) -> NDArray[np.bool_]:
        """Which rows have one of these words."""
        return self.where(words.__contains__)

    def told(self, tell: Callable[[str], str]) -> Coded:
        """Every word put otherwise."""
        return _once(self.codes, [tell(word) for word in self.words])


def at_rows(columns: Rows, rows: NDArray[Any]) -> Rows:
    """The same rows (a mask, or row numbers) of every column of a named tuple."""
    make: Any = type(columns)
    chosen: Rows = make(*(column.at(rows) if isinstance(column, Coded) else column[rows] for column in columns))
    return chosen


def coded(column: Any) -> Coded:
    """A table's column of strings or of a dictionary; null is ''."""
    kept = column.unify_dictionaries() if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    whole = kept.combine_chunks()
    words = whole.dictionary.to_pylist()
    codes = np.asarray(whole.indices.fill_null(len(words)), np.int32)
    return _once(codes, [word or "" for word in [*words, None]])


def same(word: str, rows: int) -> Coded:
    """One word in every row."""
    return Coded(np.zeros(rows, np.int32), [word])


def stacked(columns: Sequence[Coded]) -> Coded:
    """Columns one below the other."""
    starts = np.cumsum([0, *(len(column.words) for column in columns)])
    codes = [column.codes + start for column, start in zip(columns, starts, strict=False)]
    return _once(np.concatenate(codes), [word for column in columns for word in column.words])


def _once(codes: NDArray[Any], words: Sequence[str]) -> Coded:
    """A column whose words may stand twice, each of them once."""
    places = {word: place for place, word in enumerate(dict.fromkeys(words))}
    if len(places) < len(words):
        codes = np.array([places[word] for word in words], np.int32)[codes]
    return Coded(codes.astype(np.int32, copy=False), list(places))


def words_in_use(column: Coded) -> list[str]:
    """The words that a row has."""
    used = np.bincount(column.codes, minlength=len(column.words)) > 0
    return [column.words[code] for code in np.flatnonzero(used).tolist()]


def recoded(column: Coded, codes: dict[str, int]) -> NDArray[np.int32]:
    """The column in another dictionary's codes, which holds every word in use."""
    table = np.array([codes.get(word, 0) for word in column.words], np.int32)
    found: NDArray[np.int32] = table[column.codes] if len(table) else column.codes
    return found


def distinct(columns: Sequence[Coded]) -> tuple[NDArray[np.int32], list[tuple[str, ...]]]:
    """Each row's number among the different rows of several columns, and these rows as words."""
    key = np.zeros(len(columns[0].codes), np.int64)
    for column in columns:
        key = key * len(column.words) + column.codes
    found: Any = pa.array(key).dictionary_encode()
    rest = np.asarray(found.dictionary, np.int64)
    told = []
    for column in reversed(columns):
        rest, codes = np.divmod(rest, max(len(column.words), 1))
        told.append([column.words[code] for code in codes.tolist()])
    return np.asarray(found.indices, np.int32), list(zip(*reversed(told), strict=True))

"""What is known of a lead at an instant, as the columns of a model: numbers as they are, words as one column each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import pyarrow as pa

from tandem.planning.history import Flags, Floats, Ints, LeadCodes

RARE: Final = 20
"""A word that fewer rows have is no column of its own."""
FORMS: Final = 6
"""How many forms are counted apart: the usual ones."""
DRAWN_IN: Final = (0.005, 0.995)
"""Numbers beyond these quantiles count as these."""


@dataclass(frozen=True, slots=True)
class Features:
    """Columns of equal length, by name."""

    numbers: Mapping[str, Floats]
    words: Mapping[str, Sequence[str]]

    def take(self, rows: Ints) -> Features:
        """These rows."""
        return Features(
            {name: column[rows] for name, column in self.numbers.items()},
            {name: [column[row] for row in rows.tolist()] for name, column in self.words.items()},
        )

    def design(self) -> Floats:
        """An intercept, the numbers with their extremes drawn in, and a column per frequent word; each with mean 0 and
        deviation 1, those that never vary left out."""
        columns = [np.clip(c, *np.quantile(c, DRAWN_IN)) for _, c in sorted(self.numbers.items()) if len(c)]
        for _, column in sorted(self.words.items()):
            values = np.array(column, dtype=object)
            frequent = sorted(word for word, n in Counter(column).items() if n >= RARE)
            columns += [(values == word).astype(float) for word in frequent[1:]]
        varied = [(c - c.mean()) / c.std() for c in columns if len(c) and c.std() > 0]
        rows = len(next(iter(self.numbers.values())))
        return np.column_stack([np.ones(rows), *varied])


class Asked(Protocol):
    """A lens that takes a table beside the question."""

    def query(self, name: str, params: Mapping[str, object] | None = None) -> pa.Table:
        """Run a named statement."""
        ...

    def query_with(
        self, name: str, tables: Mapping[str, pa.Table], params: Mapping[str, object] | None = None
    ) -> pa.Table:
        """Run a named statement with further relations."""
        ...


@dataclass(frozen=True, slots=True)
class Moment:
    """Leads (codes) at instants (UTC µs), and what the engine says of them there."""

    lead: Ints
    at: Ints
    fit: Ints
    hand_raise: Flags


def features_of(lens: Asked, codes: LeadCodes, moments: Moment) -> Features:
    """What was known of each lead at its instant."""
    ids = pa.array(codes.ids, pa.binary(16))
    asked = pa.table(
        {
            "place": pa.array(np.arange(len(moments.lead))),
            "lead": ids.take(pa.array(moments.lead, pa.int64())),
            "until": pa.array(moments.at).cast(pa.timestamp("us")),
        }
    )
    usual = lens.query("planning/usual_forms")["form"].to_pylist()
    forms = {f"form_{n + 1}": usual[n] if n < len(usual) else "" for n in range(FORMS)}
    counts = lens.query_with("planning/known_at", {"asked": asked}, forms)
    numbers = {name: np.asarray(counts[name], dtype=float) for name in counts.column_names if name != "place"}
    numbers |= {"fit": moments.fit.astype(float), "hand_raise": moments.hand_raise.astype(float)}
    return Features(numbers, _words(lens, codes, moments.lead))


def _words(lens: Asked, codes: LeadCodes, lead: Ints) -> dict[str, list[str]]:
    told = lens.query("planning/lead_words")
    row_of = {id: row for row, id in enumerate(told["lead"].to_pylist())}
    rows = [row_of.get(codes.ids[code]) for code in lead.tolist()]
    found = {}
    for name in ("source", "segment"):
        said = told[name].to_pylist()
        found[name] = ["" if row is None else said[row] or "" for row in rows]
    return found

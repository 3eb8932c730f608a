"""Expressions: conditions as the charter writes them, a small typed subset of SQL, each with its place in the file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tandem.charter.conditions import Compared, Condition, Test, Values
from tandem.charter.model import Place


@dataclass(frozen=True)
class Expression:
    """One condition. `text` as written, `place` its (line, column).

    Values are those of `fields.BUILT_IN`, of the event and of the charter's own fields; unknown is None or absent.
    """

    text: str
    place: Place
    condition: Condition

    @cached_property
    def fields(self) -> frozenset[str]:
        """The fields that it reads."""
        return frozenset(leaf.field for leaf in self.condition.leaves())

    @cached_property
    def compiled(self) -> Test:
        """The condition as a closure: `compiled(values)`; kept, for the engine calls it for every event."""
        return self.condition.test()

    def evaluate(self, values: Values) -> bool:
        """Whether it holds; a comparison with an unknown value is false, `not` of it is true."""
        return self.compiled(values)

    def to_sql(self) -> str:
        """The same condition in DuckDB's SQL over columns named like the fields; never null."""
        return self.condition.sql()

    def compared(self, values: Values) -> list[Compared]:
        """Each comparison with what was found, in the order written: the "why" of a decision."""
        return [leaf.compared(values) for leaf in self.condition.leaves()]

    def bars(self, field: str) -> tuple[float, ...]:
        """The numbers that a field is compared with, sorted: where a fading score can change the answer."""
        leaves = (leaf for leaf in self.condition.leaves() if leaf.field == field)
        return tuple(sorted({float(w) for leaf in leaves for w in leaf.wanted if isinstance(w, (int, float))}))

    def __getstate__(self) -> dict[str, Any]:
        """Closures stay at home when an expression travels to another process."""
        return {"text": self.text, "place": self.place, "condition": self.condition}

    def __str__(self) -> str:
        return self.text

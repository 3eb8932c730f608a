"""Conditions → comparisons that jump: each says where to go on if it holds and if not, so nothing is asked in vain."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from tandem.charter.conditions import AllOf, Always, AnyOf, Condition, Constant, Leaf, Not
from tandem.lifecycle.kernel.history import TEXTS
from tandem.lifecycle.kernel.program import DIFFERS, NO, TEXT, UNKNOWN, WITHIN, WORD, YES, Conditions, Numbers

if TYPE_CHECKING:
    from collections.abc import Callable

    from tandem.charter.expressions import Expression

Row = tuple[int, int, int, int, int]


class Coder:
    """Writes the comparisons of all of a charter's conditions.

    `slots`: field → slot. `words`: field → its codes' words. `used`: text field → the codes that occur (others are not
    looked at). `texts`: column of the event → its codes' texts.
    """

    def __init__(
        self, slots: Mapping[str, int], words: Mapping[str, Sequence[str]], used: Mapping[str, Sequence[int]],
        texts: Mapping[str, Sequence[str]],
    ) -> None:  # fmt: skip
        self._slots, self._words, self._used, self._texts = slots, words, used, texts
        self._rows: list[Row] = []
        self._bounds: list[tuple[float, float]] = []
        self._masks: list[np.ndarray] = []
        self._size = 0
        self._known: dict[tuple[str, str, tuple[Constant, ...]], int] = {}

    def test(self, expression: Expression | None) -> int:
        """The address of a condition; None always holds."""
        return YES if expression is None else self._write(expression.condition, YES, NO)

    def tests(self, expressions: Sequence[Expression | None]) -> np.ndarray:
        """The addresses of several conditions."""
        return np.array([self.test(expression) for expression in expressions], np.int32)

    def conditions(self, own: Numbers) -> Conditions:
        """All comparisons written so far."""
        return Conditions(
            np.array(self._rows, np.int32).reshape(-1, 5),
            np.array(self._bounds, np.float64).reshape(-1, 2),
            np.concatenate([np.zeros(1, np.uint8), *self._masks]),
            own,
        )

    def _write(self, condition: Condition, yes: int, no: int) -> int:
        """Written from its end: a comparison is told where the next one stands."""
        if isinstance(condition, Always):
            return yes if condition.value else no
        if isinstance(condition, Not):
            return self._write(condition.part, no, yes)
        if isinstance(condition, AllOf):
            for part in reversed(condition.parts):
                yes = self._write(part, yes, no)
            return yes
        if isinstance(condition, AnyOf):
            for part in reversed(condition.parts):
                no = self._write(part, yes, no)
            return no
        return self._leaf(condition, yes, no)

    def _leaf(self, leaf: Leaf, yes: int, no: int) -> int:
        if leaf.field in TEXTS:
            return self._row(TEXT, TEXTS.index(leaf.field), self._mask(leaf, self._texts[leaf.field]), yes, no)
        slot = self._slots[leaf.field]
        if leaf.kind in ("enum", "text"):
            return self._row(WORD, slot, self._mask(leaf, self._words[leaf.field]), yes, no)
        if leaf.op == "is unknown":
            return self._row(UNKNOWN, slot, 0, yes, no)
        wanted = [_number(constant) for constant in leaf.wanted]
        if leaf.op == "in":
            for one in reversed(wanted):
                no = self._row(WITHIN, slot, 0, yes, no, (one, one))
            return no
        if leaf.op == "<>":
            return self._row(DIFFERS, slot, 0, yes, no, (wanted[0], wanted[0]))
        return self._row(WITHIN, slot, 0, yes, no, _interval(leaf.op, wanted))

    def _row(
        self, does: int, where: int, mask: int, yes: int, no: int, bounds: tuple[float, float] = (0.0, 0.0)
    ) -> int:
        self._rows.append((does, where, mask, yes, no))
        self._bounds.append(bounds)
        return len(self._rows) - 1

    def _mask(self, leaf: Leaf, words: Sequence[str]) -> int:
        """Where the mask of one comparison with words begins: a bit per word of the field."""
        key = (leaf.field, leaf.op, leaf.wanted)
        if key not in self._known:
            test: Callable[[dict[str, object]], bool] = leaf.test()
            bits = np.zeros(len(words), np.uint8)
            codes = [0, *self._used[leaf.field]] if leaf.field in self._used else list(range(len(words)))
            bits[codes] = [test({leaf.field: words[code]}) for code in codes]
            self._known[key] = self._size + 1
            self._masks.append(bits)
            self._size += len(words)
        return self._known[key]


def _number(constant: Constant) -> float:
    return float(constant.toordinal() if isinstance(constant, date) else constant)


def _interval(op: str, wanted: Sequence[float]) -> tuple[float, float]:
    """The numbers for which a comparison holds, both ends included."""
    low, high = wanted[0] if wanted else 1.0, wanted[-1] if wanted else 1.0
    below = partial(math.nextafter, low)
    return {
        "=": (low, low), "is": (1.0, 1.0), "<": (-math.inf, below(-math.inf)), "<=": (-math.inf, low),
        ">": (below(math.inf), math.inf), ">=": (low, math.inf), "between": (low, high),
    }[op]  # fmt: skip

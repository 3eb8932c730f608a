"""Activity that fades: int64 micro-points, halved every half-life, the same on every machine.

The fade over *s* whole seconds of a half-life of *H* seconds is 2^(−s/H). It is taken from two tables of correctly
rounded doubles and one multiplication, so that no platform's `pow` can move a decision; the product with the value is
rounded half to even to whole micro-points.
"""

from __future__ import annotations

import math
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Final

POINT: Final = 1_000_000
"""Micro-points in a point; also µs in a second."""


class Fading:
    """The fade of one half-life, given in whole seconds (at least 1)."""

    __slots__ = ("_coarse", "_fine", "_shift", "half_life")

    def __init__(self, half_life: int) -> None:
        self.half_life = half_life
        self._shift = (half_life.bit_length() + 1) // 2
        self._fine = _powers(half_life, 1, 1 << self._shift)
        self._coarse = _powers(half_life, 1 << self._shift, (half_life >> self._shift) + 1)

    @property
    def tables(self) -> tuple[list[float], list[float], int]:
        """2^(−s/half-life) by single seconds and by steps of 2^shift seconds; and the shift."""
        return self._fine, self._coarse, self._shift

    def faded(self, value: int, seconds: int) -> int:
        """What is left of `value` micro-points after `seconds` whole seconds (none before: a negative span is 0)."""
        if seconds <= 0 or not value:
            return value
        halvings, rest = divmod(seconds, self.half_life)
        if halvings > 62:
            return 0
        factor = self._coarse[rest >> self._shift] * self._fine[rest & ((1 << self._shift) - 1)]
        return round(math.ldexp(value * factor, -halvings))

    def seconds_until_below(self, value: int, bar: int) -> int | None:
        """The first whole second after which `value` has faded below `bar` > 0; None if it is below already."""
        if bar <= 0 or value < bar:
            return None
        guess = max(int(self.half_life * math.log2(value / bar)) - 1, 1)
        low = guess
        while low > 1 and self.faded(value, low) < bar:
            low -= max(low // 64, 1)
        high = low + 1
        while self.faded(value, high) >= bar:
            low, high = high, high + max((high - low) * 2, 2)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self.faded(value, middle) < bar else (middle, high)
        return low if self.faded(value, low) < bar else high


@lru_cache(maxsize=64)
def fading(half_life: int) -> Fading:
    """The tables of one half-life, built once."""
    return Fading(half_life)


def _powers(half_life: int, step: int, count: int) -> list[float]:
    """2^(−i·step/half_life) for i < count, each the double nearest to the exact value."""
    with localcontext() as context:
        context.prec = 50
        factor = Decimal(2) ** (Decimal(-step) / Decimal(half_life))
        power, powers = Decimal(1), []
        for _ in range(count):
            powers.append(float(power))
            power *= factor
        return powers

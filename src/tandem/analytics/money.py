"""Amounts by currency. Two currencies meet only through the charter's dated rates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from tandem.charter.model import Charter
from tandem.vocabulary import MINOR_DIGITS


def in_charter_currency(amount: int, currency: str, day: date, charter: Charter) -> int | None:
    """`amount` in minor units of the charter's currency at the rate in force on `day`; None without such a rate.

    `charter.rates[(currency, from)]` is what one major unit is worth in the charter's currency from that day on.
    """
    if currency == charter.currency:
        return amount
    rate = rate_on(currency, day, charter.rates)
    if rate is None:
        return None
    shift = MINOR_DIGITS.get(charter.currency, 2) - MINOR_DIGITS.get(currency, 2)
    worth = Decimal(amount) * Decimal(str(rate)).scaleb(shift)
    return int(worth.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def rate_on(currency: str, day: date, rates: Mapping[tuple[str, date], float]) -> float | None:
    """The latest rate of `currency` that begins on or before `day`."""
    begun = [(start, rate) for (name, start), rate in rates.items() if name == currency and start <= day]
    return max(begun)[1] if begun else None


def added(cells: Iterable[Mapping[str, Any]], amount: str, count: str) -> int | None:
    """The sum of `amount` over cells of one currency; 0 when `count` counts none, None when no amount is known."""
    counted = [cell[amount] for cell in cells if cell[count]]
    known = [int(value) for value in counted if value is not None]
    return sum(known) if known or not counted else None

"""How the signs word numbers: short, with units, the same for each reader."""

from __future__ import annotations

from collections.abc import Mapping


def percent(share: float) -> str:
    """0.237 → "24 %"; below ten percent with one decimal."""
    return f"{100 * share:.1f} %" if 0 < abs(share) < 0.0995 else f"{100 * share:.0f} %"


def counted(n: int, noun: str, plural: str = "") -> str:
    """1 → "1 lead", 1234 → "1,234 leads"."""
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"


def between(low: float, high: float) -> str:
    """An interval of shares in words."""
    return f"95 % interval {percent(low)} to {percent(high)}"


def readers(sales: str, marketing: str = "", executives: str = "") -> Mapping[str, str]:
    """One sentence per reader; a reader without words of their own gets the first."""
    return {"sales": sales, "marketing": marketing or sales, "executives": executives or marketing or sales}

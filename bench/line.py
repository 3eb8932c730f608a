"""One line of the benchmarks' table: what was measured, and the budget that it is held to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """`budget` None: told for comparison only. `beside`: the size, and what the number stands beside."""

    what: str
    measured: float
    unit: str
    budget: float | None = None
    at_least: bool = False
    """The budget is a floor, not a ceiling."""
    beside: str = ""

    @property
    def ok(self) -> bool:
        """Whether the budget is kept."""
        if self.budget is None:
            return True
        return self.measured >= self.budget if self.at_least else self.measured <= self.budget

    def cells(self) -> tuple[str, str, str, str, str]:
        """The line as text: what, measured, budget, beside, ok."""
        bound = "" if self.budget is None else f"{'≥' if self.at_least else '≤'} {self.budget:g} {self.unit}".strip()
        verdict = "" if self.budget is None else "yes" if self.ok else "**no**"
        return self.what, f"{self.measured:,.4g} {self.unit}".strip(), bound, self.beside, verdict

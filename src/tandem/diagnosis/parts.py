"""Parts of a fact: several shares of bad cases, each against its own bar; the worst one is the headline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tandem.diagnosis.cases import Cases


@dataclass(frozen=True, slots=True)
class Part:
    """`bad` of `n` cases, with the share that is still in order (`allowed`)."""

    name: str
    n: int
    bad: int
    allowed: float

    @property
    def share(self) -> float:
        """The bad share; 0 without cases."""
        return self.bad / self.n if self.n else 0.0

    @property
    def excess(self) -> float:
        """How far past its bar."""
        return self.share - self.allowed

    def row(self) -> dict[str, object]:
        """As the report shows it."""
        return {"part": self.name, "n": self.n, "found": self.bad, "share": self.share, "allowed": self.allowed}


def parts_of(cases: Cases, allowed: Iterable[tuple[str, float]]) -> list[Part]:
    """One part for each name with its allowed share, those that have cases in the window, the worst first."""
    found = []
    for name, share in allowed:
        inside = cases.of(name).inside()
        if inside:
            found.append(Part(name, len(inside), sum(row.bad for row in inside), share))
    return sorted(found, key=lambda part: (-part.excess, part.name))

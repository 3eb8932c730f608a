"""Companies that the tests share: each is made once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp

from tandem.example.generate import generate
from tandem.example.plan import plan_for
from tandem.example.simulate import Company, simulate
from tandem.example.truth import Truth


@lru_cache(maxsize=8)
def company(people: int = 6_000, months: int = 18, seed: int = 5, healthy: bool = False) -> Company:
    return simulate(plan_for(seed, people, months, healthy))


@lru_cache(maxsize=4)
def exports(people: int = 900, months: int = 12, seed: int = 3, healthy: bool = False) -> tuple[Path, Truth]:
    folder = Path(mkdtemp(prefix="example-"))
    return folder, generate(folder, seed=seed, people=people, months=months, healthy=healthy)

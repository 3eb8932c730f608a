"""The main path of a charter's lifecycle, from entry to customer."""

from __future__ import annotations

from typing import Final

from tandem.charter.model import Charter

ASIDE: Final = frozenset({"nurture", "disqualified", "recycled", "unqualified", "lost"})
DEAL_STAGES: Final = ("opportunity", "customer")


def main_path(charter: Charter) -> list[str]:
    """The charter's stages in its order up to customer, without those that lead away from it."""
    path = [stage for stage in charter.stages if stage not in ASIDE]
    return path[: path.index("customer") + 1] if "customer" in path else path

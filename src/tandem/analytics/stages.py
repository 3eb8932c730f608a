"""The main path of a charter's lifecycle, from entry to customer."""

from __future__ import annotations

from typing import Final

from tandem.charter.model import Charter

ASIDE: Final = frozenset({"nurture", "disqualified", "recycled", "unqualified", "lost"})


def main_path(charter: Charter) -> list[str]:
    """The charter's stages in its order up to customer, without those that lead away from it."""
    path = [stage for stage in charter.stages if stage not in ASIDE]
    return path[: path.index("customer") + 1] if "customer" in path else path


def path_parameters(charter: Charter) -> dict[str, object]:
    """The main path as the parameters `$stages` and `$places` of a statement."""
    path = main_path(charter)
    return {"stages": path, "places": list(range(len(path)))}

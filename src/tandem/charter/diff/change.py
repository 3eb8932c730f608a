"""One thing that two versions of a charter say differently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tandem.charter.model import Place

Kind = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One change of meaning, told once. The phrases have no full stop, the sentences have one.

    `part`: where in the file ("lifecycle.moves"), `name`: which of that part ("qualify", '' = the part itself).
    `before`, `after`: what each version says ('' = nothing). `sentence`: neutral; `for_marketing`, `for_sales`: what
    it means for each team, in the charter's glossary words ('' = nothing beyond the sentence). Places are (line,
    column) in each file, (0, 0) = the file.
    """

    part: str
    name: str
    kind: Kind
    before: str
    after: str
    sentence: str
    for_marketing: str = ""
    for_sales: str = ""
    place_a: Place = (0, 0)
    place_b: Place = (0, 0)

"""Text with columns in braces: `{mql_id}/{seller_id}` takes two cells, `mql` is the word itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from tandem.connectors.sheet import Cells, Text

_PLACE: Final = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Template:
    """How a text is made from a record's cells. `words` then replaces the whole text; `otherwise` all others."""

    text: str
    line: int = 0
    column: int = 0
    words: Mapping[str, str] = field(default_factory=dict)
    otherwise: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it takes."""
        return tuple(_PLACE.findall(self.text))

    @property
    def balanced(self) -> bool:
        """False when a brace is left open or empty."""
        return "{" not in _PLACE.sub("", self.text) and "}" not in _PLACE.sub("", self.text) and all(self.columns)

    def compiled(self, cell: Callable[[str], Text]) -> Text:
        """A function of the cells. '' when a column that it takes is empty: half a text is none."""
        made = self._compiled(cell)
        if not self.words and self.otherwise is None:
            return made
        words, otherwise = self.words, self.otherwise

        def worded(cells: Cells) -> str:
            text = made(cells)
            return words.get(text, text if otherwise is None else otherwise)

        return worded

    def _compiled(self, cell: Callable[[str], Text]) -> Text:
        parts = _PLACE.split(self.text)
        if len(parts) == 1:
            return lambda cells: parts[0]
        if len(parts) == 3 and not parts[0] and not parts[2]:
            return cell(parts[1])
        pieces = [cell(part) if i % 2 else part for i, part in enumerate(parts)]

        def made(cells: Cells) -> str:
            out = []
            for piece in pieces:
                text = piece if isinstance(piece, str) else piece(cells)
                if not text and not isinstance(piece, str):
                    return ""
                out.append(text)
            return "".join(out)

        return made

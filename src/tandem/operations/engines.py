"""Which engine decides: the compiled kernel, or the interpreter where a charter reads what only that one keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tandem.charter.model import Charter
    from tandem.lifecycle.decisions import Decisions
    from tandem.operations.past import Parts, Piece


def decisions(parts: Parts, charters: Sequence[Charter], hypothetical: bool, threads: int) -> Iterator[list[Decisions]]:
    """What each charter decides over each part, in the order of buckets; the same rows whichever engine decides.

    `hypothetical`: opens and clicks of mail that a charter suppresses did not happen.
    """
    engines = [_engine(parts, charter, hypothetical) for charter in charters]
    yield from parts.each_piece(lambda piece: [decide(piece) for decide in engines], threads)


def _engine(parts: Parts, charter: Charter, hypothetical: bool) -> Callable[[Piece], Decisions]:
    from tandem.lifecycle.interpreted import interpreted
    from tandem.lifecycle.kernel.deciding import decide
    from tandem.lifecycle.kernel.followed import unfollowed

    if unfollowed(charter):
        return lambda piece: interpreted([charter], parts.world, parts.files(piece), hypothetical)
    return lambda piece: decide(charter, parts.history(piece), hypothetical, threads=1)

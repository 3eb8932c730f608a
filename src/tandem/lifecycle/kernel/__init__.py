"""The engine's fast way: a charter as arrays, and one fixed compiled fold that reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tandem.charter.model import Charter
    from tandem.lifecycle.decisions import Decisions
    from tandem.lifecycle.kernel.history import History


def decide(charter: Charter, history: History, hypothetical: bool = False, threads: int = 2) -> Decisions:
    """What a charter that counts over all history decides; the same rows as `interpreted` gives.

    `hypothetical`: opens and clicks of mail that the charter suppresses did not happen. Raises `followed.NotFollowed`
    where a rule reads what only the interpreter keeps.
    """
    from tandem.lifecycle.kernel.deciding import decide as decided

    return decided(charter, history, hypothetical, threads)

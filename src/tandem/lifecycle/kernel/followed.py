"""Which charters the kernel follows: all but those whose decisions hang on what only the interpreter keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tandem.vocabulary import TandemError

if TYPE_CHECKING:
    from collections.abc import Collection

    from tandem.charter.model import Charter

INTERPRETED: Final = frozenset({"nurture_track", "sequence_active"})
"""The facts that the kernel does not keep."""


class NotFollowed(TandemError):
    """The kernel was asked for what only the interpreter can decide."""

    def __init__(self, fields: Collection[str]) -> None:
        super().__init__(f"The compiled kernel does not keep {' and '.join(sorted(fields))}. Use the interpreter.")


def unfollowed(charter: Charter) -> frozenset[str]:
    """The facts that the charter's decisions hang on and the kernel does not keep; none = it follows the charter."""
    scoring = charter.scoring
    tests = [*(rule.when for rule in scoring.fit), *(rule.when for rule in scoring.activity)]
    tests += [*(move.when for move in charter.moves), *(rule.when for rule in charter.engagement)]
    tests += [route.when for route in charter.routing]
    return INTERPRETED & {field for test in tests if test for field in test.fields}

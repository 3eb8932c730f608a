"""Late: a lead that rests in a stage for longer than both teams agreed is escalated or given to another member.

The decision is written down; it never moves the lead, for a broken promise recycles nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tandem.lifecycle.ids import made_id

if TYPE_CHECKING:
    from tandem.lifecycle.fold import Rules
    from tandem.lifecycle.ledger import Ledger
    from tandem.lifecycle.state import Lead


def write(ledger: Ledger, rules: Rules, moves: Sequence[tuple[Any, ...]], leads: Mapping[bytes, Lead]) -> None:
    """The rows of `late` that an account's rows of `move` call for, under the version in force when a stay began."""
    stays: dict[tuple[str, bytes], list[tuple[Any, ...]]] = defaultdict(list)
    for move in moves:
        stays[move[0], move[2]].append(move)
    through = rules.world.through
    for (track, lead), rows in stays.items():
        for number, (move, following) in enumerate(zip(rows, [*rows[1:], None], strict=True)):
            since, stage, left = move[4], move[8], following[4] if following else None
            version = rules.version(since)
            book = rules.books[rules.latest if version is None else version]
            rule = next((rule for rule in book.charter.late if rule.stage == stage), None)
            if rule is None:
                continue
            at = book.calendar_of("").due(since, rule.after)
            if at < (through if left is None else left):
                ledger.add("late", (
                    track, made_id("late", track, lead, number), lead, move[3], stage, since, at, ledger.day(at),
                    rule.then, leads[lead].owner_at(at), left, book.version,
                ))  # fmt: skip

"""Suppression: what marketing may not send to whom at the data's end, for tools to keep to from then on.

The rules of engagement are asked about every kind of message for every lead, also one without a stage: who opted out
has opted out. No grace is given: a list is written to be used now. A person is suppressed where any lead of theirs is,
and so is each of their addresses; joining leads to persons is for whoever reads the relation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.charter.crosswalk import PURPOSES
from tandem.lifecycle import decided
from tandem.zones import DAY

if TYPE_CHECKING:
    from tandem.lifecycle.fold import Fold


def write(fold: Fold) -> None:
    """The rows of `suppressed` of an account that is folded to the end."""
    rules, through = fold.rules, fold.world.through
    for lead in fold.leads.values():
        for track, index in ((lead.recorded, rules.latest), (lead.decided, rules.version(through))):
            if index is None:
                continue
            book, engagement = rules.books[index], rules.engagement[index]
            seen = decided.facts(book, index, fold.account, lead, through) if book.engagement_moves else lead.values
            stands = {"stage": track.stage or None, "days_in_stage": (through - track.since) // DAY}
            now = {**seen, **(stands if track.stage else dict.fromkeys(stands))}
            for purpose in PURPOSES:
                if rule := engagement.forbidding(now, purpose):
                    fold.ledger.add("suppressed", (track.name, lead.lead, lead.person, purpose, rule, track.stage))

"""One person, several leads: a mail to one of them crosses what the rules say of another.

A job change opens a new lead at another account, and accounts are folded apart. So the fold notes, for the leads of
such persons only, while each lead's rules forbade marketing what (`Hold`), and which mails the mailed lead's own rules
let pass (`Passed`); joined at the end, they are the messages that crossed by address. Facts that leave no history (all
but stage, open deals and consent) are taken as they stand at the data's end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from tandem.charter.crosswalk import PURPOSES
from tandem.lifecycle import decided
from tandem.lifecycle.engagement import before

if TYPE_CHECKING:
    from tandem.lifecycle.fold import Fold
    from tandem.lifecycle.ledger import Ledger, Row
    from tandem.lifecycle.state import Lead, TrackState

FAR: Final = 2**62
UNTOLD: Final = ""
"""The purpose of a mail that no rule names."""


class Hold(NamedTuple):
    """From `start` to `end` (UTC µs) a lead's `rule` forbids marketing a purpose; something has since `since`."""

    person: bytes
    track: str
    purpose: str
    lead: bytes
    since: int
    start: int
    end: int
    rule: str
    stage: str
    handoff: bytes | None


class Passed(NamedTuple):
    """A mail of marketing that crossed nothing at the lead it went to; `settled`: its time less the grace."""

    person: bytes
    track: str
    purpose: str
    lead: bytes
    settled: int
    at: int
    event: bytes
    day: int | None
    tool: str
    campaign: str


def note_holds(fold: Fold) -> None:
    """Note while each lead of a person with several was held; before the account's handoffs are closed."""
    rules = fold.rules
    for lead in fold.leads.values():
        if lead.record.others:
            for track, index in ((lead.recorded, rules.latest), (lead.decided, rules.version(fold.world.through))):
                if index is not None and track.stage:
                    fold.ledger.holds += _holds(fold, lead, track, index)


def crossed(ledgers: Iterable[tuple[Iterable[Hold], Iterable[Passed]]]) -> list[Row]:
    """The rows of `crossed` that these mails and holds make together, whatever accounts they were folded with."""
    held: dict[tuple[bytes, str, str], list[Hold]] = defaultdict(list)
    mails: list[Passed] = []
    for holds, passed in ledgers:
        mails += passed
        for hold in holds:
            held[hold.person, hold.track, hold.purpose].append(hold)
    found: list[Row] = []
    for mail in sorted(mails, key=lambda m: (m.at, m.event, m.track, m.lead)):
        others = held.get((mail.person, mail.track, _known(mail.purpose)), ())
        crossing = sorted((hold for hold in others if _covers(hold, mail)), key=lambda hold: hold.lead)
        for hold in crossing[:1]:
            found.append((
                mail.track, mail.event, mail.at, mail.day, hold.lead, mail.person, hold.handoff, "marketing", mail.tool,
                mail.purpose, hold.rule, hold.stage, "address", mail.campaign,
            ))  # fmt: skip
    return found


def _covers(hold: Hold, mail: Passed) -> bool:
    return hold.lead != mail.lead and hold.since <= mail.settled and hold.start <= mail.at < hold.end


def _known(purpose: str) -> str:
    return purpose if purpose in PURPOSES else UNTOLD


def _holds(fold: Fold, lead: Lead, track: TrackState, index: int) -> Iterator[Hold]:
    engagement = fold.rules.engagement[index]
    histories = engagement.histories(fold.account, lead, track)
    facts = decided.facts(fold.rules.books[index], index, fold.account, lead, fold.world.through)
    now: Mapping[str, object] = {**facts, "stage": track.stage}
    moments = sorted({when for changes in histories.values() for when, _ in changes})
    running: dict[str, int] = {}
    for start, end in pairwise([-FAR, *moments, FAR]):
        then = {**now, **{name: before(changes, end, now.get(name)) for name, changes in histories.items()}}
        for purpose in (*PURPOSES, UNTOLD):
            if rule := engagement.forbidding(then, purpose):
                since = running.setdefault(purpose, start)
                stage, handoff = str(then["stage"]), _handoff(fold.ledger, lead, track, end)
                yield Hold(lead.person, track.name, purpose, lead.lead, since, start, end, rule, stage, handoff)
            else:
                running.pop(purpose, None)


def _handoff(ledger: Ledger, lead: Lead, track: TrackState, until: int) -> bytes | None:
    """The lead's last handoff before an instant."""
    mine = (handoff for on, handoff, of in ledger.handoffs if on is track and of is lead and handoff.at < until)
    return max(((handoff.at, handoff.id) for handoff in mine), default=(0, None))[1]

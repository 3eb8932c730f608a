"""Messages on their way to a buyer: each is held against the rules of engagement of its time, on both tracks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.lifecycle import decided, nurture_tracks
from tandem.lifecycle.elsewhere import Passed

if TYPE_CHECKING:
    from tandem.lifecycle.engagement import Engagement
    from tandem.lifecycle.fold import Fold
    from tandem.lifecycle.inputs import Act
    from tandem.lifecycle.state import Lead, TrackState


def hear(fold: Fold, lead: Lead, act: Act) -> bool:
    """Hold a message against the rules, on both tracks; whether it is marketing's and the decided one forbids it."""
    rules, crossed = fold.rules, False
    for track, index in ((lead.recorded, rules.latest), (lead.decided, rules.version(act.at))):
        crossed = False
        if not track.stage or index is None:
            continue
        book, engagement = rules.books[index], rules.engagement[index]
        if act.team == "sales":
            if engagement.binds_sales:
                _hear_sales(fold, index, lead, track, act)
            continue
        if book.engagement_moves:
            decided.refresh(book, index, fold.account, lead, act.at)
        crossed = engagement.judge(fold.ledger, fold.account, lead, track, act)
        if lead.record.others and not crossed:
            fold.ledger.passed.append(_passed(fold, engagement, lead, track, act))
        if track is lead.decided:
            nurture_tracks.count(fold, lead, act, engagement.purpose(act))
    return crossed


def _passed(fold: Fold, engagement: Engagement, lead: Lead, track: TrackState, act: Act) -> Passed:
    return Passed(
        lead.person, track.name, engagement.purpose(act), lead.lead, act.at - engagement.grace, act.at, act.event,
        fold.ledger.day(act.at), act.tool, act.campaign,
    )  # fmt: skip


def _hear_sales(fold: Fold, version: int, lead: Lead, track: TrackState, act: Act) -> None:
    """Judge a message of sales on a copy of the lead's facts: what sales sends must not change how it scores."""
    book, engagement = fold.rules.books[version], fold.rules.engagement[version]
    values = lead.values
    if book.engagement_moves:
        lead.values = decided.facts(book, version, fold.account, lead, act.at)
    engagement.judge(fold.ledger, fold.account, lead, track, act, _owns(fold, lead, act, engagement.grace))
    lead.values = values


def _owns(fold: Fold, lead: Lead, act: Act, grace: int) -> bool:
    """Whether the sender owns the lead or an open deal of its account, or did within the grace, as far as is known."""
    owners = {member for when, member in lead.owners if when > act.at - grace}
    owners |= {lead.owner, lead.owner_at(act.at - grace)}
    owners |= {deal.record.owner for deal in fold.deals if deal.record.opportunity in fold.account.open}
    return not act.member or act.member in owners or not any(owners)

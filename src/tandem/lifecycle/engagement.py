"""Rules of engagement: who may say what to a buyer now, and the messages that crossed them.

Every rule that holds counts, but for those that another holding rule is `over`. A purpose is allowed if all of them
allow it; where no rule holds, anything is. A message whose purpose the tool does not tell is allowed only where any is.
What a member of sales sends without a purpose is a message of sales; `owner_only` lets the lead's owner and those of
the account's open deals send it. Where no owner or no sender is known, nobody is told to have crossed it.
After a change of stage, open deals or consent, both teams' tools get the charter's grace to learn of it: a message
is crossed only if the rules forbade it all through the grace before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tandem.charter.crosswalk import IGNORE, word
from tandem.lifecycle.business_time import elapsed
from tandem.zones import DAY

if TYPE_CHECKING:
    from tandem.charter.model import Charter, EngagementRule
    from tandem.lifecycle.account import AccountState
    from tandem.lifecycle.inputs import Act, World
    from tandem.lifecycle.ledger import Ledger
    from tandem.lifecycle.rulebook import RuleBook
    from tandem.lifecycle.state import Lead, TrackState

Changes = Sequence[tuple[int, object]]
"""A fact's changes in time order: (at, what it was before)."""
OWNER_ONLY = "owner_only"
AGREED = {"event": "event_if_owner_agrees"}
"""An event's invitation is taken as agreed where the owner may agree: no feed tells whether they did."""


class Engagement:
    """The rules of one charter, with the answers it has given."""

    def __init__(self, book: RuleBook, world: World) -> None:
        self._charter: Charter = book.charter
        self._campaigns = world.campaigns
        self.fields = tuple(sorted({name for rule in self._charter.engagement for name in rule.when.fields}))
        self.grace = elapsed(0, self._charter.sync_grace, book.zone)
        self._answers: dict[tuple[object, ...], str] = {}
        self._purposes: dict[tuple[str, str, str], str] = {}
        self.binds_sales = any(rule.sales != ("any",) for rule in self._charter.engagement)

    def forbidding(
        self, values: Mapping[str, object], purpose: str, team: str = "marketing", owns: bool = False
    ) -> str:
        """The rule that forbids a team to send this; '' = allowed. `owns`: the sender is the buyer's owner."""
        key = (team, owns, purpose, *[values.get(name) for name in self.fields])
        found = self._answers.get(key)
        if found is None:
            found = self._answers[key] = forbidding(self._charter.engagement, values, team, purpose, owns)
        return found

    def purpose(self, act: Act) -> str:
        """A message's purpose: the tool's own, else what the crosswalk makes of its campaign's type or name."""
        key = (act.tool, act.purpose, act.campaign)
        found = self._purposes.get(key)
        if found is None:
            kinds = (act.purpose,) if act.purpose else self._campaigns.get(act.campaign, ("", ""))
            listed = "purpose" in self._charter.crosswalk.words.get(act.tool, {})
            said = [word(self._charter.crosswalk, act.tool, "purpose", kind) for kind in kinds] if listed else []
            found = next((s for s in said if s and s != IGNORE), act.purpose)
            self._purposes[key] = found
        return found

    def judge(
        self, ledger: Ledger, account: AccountState, lead: Lead, track: TrackState, act: Act, owns: bool = False
    ) -> bool:  # fmt: skip
        """Write the message down as crossed if the rules forbid it, on this track; whether they do."""
        values = {**lead.values, "stage": track.stage, "days_in_stage": (act.at - track.since) // DAY}
        purpose = self.purpose(act)
        if act.team == "sales":
            purpose = purpose or "sales"
        sent = (purpose, act.team, owns)
        rule = self.forbidding(values, *sent)
        if not rule or self._allowed_lately(values, sent, account, lead, track, act.at):
            return False
        own_word = track.name == "decided" or track.said_by in ("", act.tool)
        handoff = track.last.id if track.last else None
        ledger.add("crossed", (
            track.name, act.event, act.at, ledger.day(act.at), lead.lead, lead.person, handoff, act.team, act.tool,
            purpose, rule, track.stage, "person" if own_word else "address", act.campaign,
        ))  # fmt: skip
        return True

    @staticmethod
    def histories(account: AccountState, lead: Lead, track: TrackState) -> dict[str, Changes]:
        """The changes of those facts whose past is kept."""
        return {
            "stage": track.changes,
            "account_has_open_deal": account.open_changes,
            "consent": lead.consent_changes,
        }

    def _allowed_lately(
        self, now: Mapping[str, object], sent: tuple[str, str, bool], account: AccountState, lead: Lead,
        track: TrackState, at: int,
    ) -> bool:  # fmt: skip
        """Whether the rules allowed it at any time within the grace: the sender's tool may still have stood there."""
        histories = self.histories(account, lead, track)
        moments = {when for changes in histories.values() for when, _ in changes if when > at - self.grace}
        return any(
            not self.forbidding(
                {**now, **{name: before(changes, moment, now.get(name)) for name, changes in histories.items()}},
                *sent,
            )
            for moment in moments
        )


def forbidding(
    rules: Sequence[EngagementRule], values: Mapping[str, object], team: str, purpose: str, owns: bool
) -> str:
    """The first rule that forbids a team to send a message of this purpose now; '' = allowed."""
    holding = [rule for rule in rules if rule.when.evaluate(values)]
    beaten = {name for rule in holding for name in rule.over}
    for rule in holding:
        allowed = rule.sales if team == "sales" else rule.marketing
        if rule.name in beaten or "any" in allowed or (owns and OWNER_ONLY in allowed):
            continue
        if not purpose or not {purpose, AGREED.get(purpose, purpose)} & set(allowed):
            return rule.name
    return ""


def before(changes: Changes, moment: int, now: object) -> object:
    """What a fact was just before a moment; what it is now, if it did not change from then on."""
    return next((was for when, was in changes if when >= moment), now)

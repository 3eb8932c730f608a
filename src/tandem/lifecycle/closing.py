"""Closing an account's file: the cycles and handoffs as they ended, their clocks, deals, slices and bridge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from tandem.lifecycle import bridge, deals, elsewhere, lateness, nurture_tracks, promises, suppression
from tandem.lifecycle.fold import Fold, sales_owner

if TYPE_CHECKING:
    from tandem.lifecycle.dimensions import Slices
    from tandem.lifecycle.fold import Rules
    from tandem.lifecycle.inputs import AccountFile, Attribute
    from tandem.lifecycle.ledger import Ledger, Row
    from tandem.lifecycle.state import Cycle, Handoff, Lead, TrackState


def fold_account(rules: Rules, slices: Slices, ledger: Ledger, file: AccountFile) -> None:
    """Fold one account and leave its rows in the ledger."""
    moved = len(ledger.rows["move"])
    fold = Fold(rules, ledger, file)
    fold.run()
    nurture_tracks.close(fold)
    suppression.write(fold)
    elsewhere.note_holds(fold)
    closing = _Closing(rules, slices, ledger, file, fold)
    closing.cycles()
    closing.handoffs()
    closing.deals()
    closing.bridge(moved)
    lateness.write(ledger, rules, ledger.rows["move"][moved:], fold.leads)


class _Closing:
    def __init__(self, rules: Rules, slices: Slices, ledger: Ledger, file: AccountFile, fold: Fold) -> None:
        self._rules, self._slices, self._ledger, self._file, self._fold = rules, slices, ledger, file, fold
        self._book = rules.books[rules.latest]
        self._owners = {record.lead: self._current_owner(record.attributes) for record in file.leads}

    def _current_owner(self, attributes: Iterable[Attribute]) -> str:
        owned = [a for a in attributes if a.name == "owner"]
        for attribute in sorted(owned, key=lambda a: (not a.wins, a.tool)):
            if owner := sales_owner(self._rules.world, attribute.value):
                return owner
        return ""

    def _owner(self, lead: Lead) -> str:
        return lead.owner or self._owners[lead.lead]

    def cycles(self) -> None:
        """Turn the account's cycles into rows, each with its slices."""
        noted, self._ledger.cycles = self._ledger.cycles, []
        for track, cycle, lead in noted:
            self._ledger.add("cycle", self._cycle(track, cycle, lead))
            own = {"source": lead.source, "campaign": self._campaign(cycle, lead), "owner": self._owner(lead)}
            self._slice("cycle", cycle.id, own, lead.values, [*self._file.attributes, *lead.record.attributes])

    def _slice(
        self, unit: str, id: bytes, own: Mapping[str, str], facts: Mapping[str, object], said: Iterable[Attribute]
    ) -> None:
        for name, value in self._slices.values(unit, own, facts, said):
            self._ledger.add("dimension", (unit, id, name, value))

    def _campaign(self, cycle: Cycle, lead: Lead) -> str:
        return lead.campaign(self._rules.world.through if cycle.ended_at is None else cycle.ended_at)

    def _cycle(self, track: TrackState, cycle: Cycle, lead: Lead) -> Row:
        owner = self._owner(lead)
        staff = self._rules.world.members.get(owner)
        return (
            track.name, cycle.id, lead.lead, lead.person, self._file.account, self._file.bucket, cycle.number,
            cycle.entered_at, cycle.entered_whole_day, self._ledger.day(cycle.entered_at), cycle.entry_stage,
            cycle.ended_at, cycle.outcome, cycle.end_reason, lead.source, self._campaign(cycle, lead), owner,
            staff.team if staff else "", cycle.grade, cycle.version, cycle.opportunity,
            self._ledger.day(cycle.ended_at), cycle.ended_whole_day,
        )  # fmt: skip

    def handoffs(self) -> None:
        """Turn the account's handoffs into rows, and run their clocks."""
        noted, self._ledger.handoffs = self._ledger.handoffs, []
        for track, handoff, lead in noted:
            self._ledger.add("handoff", self._handoff(track, handoff, lead))
            version = self._rules.version(handoff.at)
            book = self._rules.books[self._rules.latest if version is None else version]
            promises.write(self._ledger, book, track.name, handoff, lead, self._rules.world.through)

    def _handoff(self, track: TrackState, handoff: Handoff, lead: Lead) -> Row:
        member = handoff.member or (self._owners[lead.lead] if track.name == "recorded" else "")
        calendar = self._book.calendar_of(handoff.members[0][1] if handoff.members else member)
        since = handoff.at if handoff.assigned_at is None else handoff.assigned_at
        timed = promises.first_touch(handoff, since)
        logged = next((at for at, whole_day, _ in handoff.touches if whole_day), None)
        touched = logged if timed is None else timed
        return (
            track.name, handoff.id, lead.lead, lead.person, self._file.account, handoff.cycle.id, handoff.at,
            handoff.whole_day, self._ledger.day(handoff.at), handoff.rule, handoff.hand_raise, lead.source,
            self._campaign(handoff.cycle, lead), handoff.fit, handoff.activity, handoff.grade, handoff.band,
            self._segment(lead), member,
            handoff.assigned_at,
            None if handoff.assigned_at is None else calendar.minutes_between(handoff.at, handoff.assigned_at),
            touched,
            None if timed is None or handoff.assigned_at is None else calendar.minutes_between(since, timed),
            timed is None and logged is not None,
            len(handoff.touches), len({channel for _, _, channel in handoff.touches}), handoff.two_way_at,
            handoff.verdict, handoff.verdict_at, handoff.verdict_reason, handoff.disposition, handoff.disposed_at,
            handoff.disposition_reason, handoff.ended_at, handoff.cycle.opportunity, handoff.returns, handoff.number,
            handoff.route,
        )  # fmt: skip

    def _segment(self, lead: Lead) -> str:
        value = lead.values.get(self._book.charter.segment)
        return "" if value is None else str(value)

    def deals(self) -> None:
        """Write the deals that are at home in this account."""
        mine = [deal for deal in self._fold.deals if deal.record.home]
        people = frozenset(role.lead for deal in mine for role in deal.record.roles)
        parts = deals.parts(self._book.charter.attribution, self._file.acts, people) if people else {}
        for deal in mine:
            record = deal.record
            buyer = deals.primary(record.roles)
            lead = self._fold.leads.get(buyer.lead) if buyer else None
            source = deals.write(self._ledger, self._book, self._rules.world, deal, parts, lead)
            own = {"source": source, "campaign": deals.campaign(deal, lead, self._rules.world), "owner": record.owner}
            said = [*self._file.attributes, *(lead.record.attributes if lead else ()), *record.attributes]
            self._slice("opportunity", record.opportunity, own, lead.values if lead else {}, said)

    def bridge(self, start: int) -> None:
        """Compare the first move to MQL on both tracks, lead by lead."""
        first: dict[tuple[object, object], int] = {}
        for row in self._ledger.rows["move"][start:]:
            if row[8] == "mql":
                first.setdefault((row[0], row[2]), row[4])  # type: ignore[arg-type]
        for lead in self._fold.leads.values():
            recorded, decided = first.get(("recorded", lead.lead)), first.get(("decided", lead.lead))
            bridge.write(self._ledger, lead, recorded, decided)

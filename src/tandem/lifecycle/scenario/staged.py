"""A made-up account folded up to an instant, and what it then looks like: moves, facts, clocks, lateness, routing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from tandem.lifecycle import lateness, promises
from tandem.lifecycle.decided import refresh
from tandem.lifecycle.fold import Fold, Rules, sales_owner
from tandem.lifecycle.ledger import Ledger
from tandem.lifecycle.recorded import Word
from tandem.lifecycle.routing.assignments import Assignment, RoutedHandoff, first_assignments
from tandem.lifecycle.routing.desk import route
from tandem.lifecycle.rulebook import MQL
from tandem.zones import DAY

if TYPE_CHECKING:
    from tandem.lifecycle.inputs import Act
    from tandem.lifecycle.state import Handoff, Lead

Row: TypeAlias = tuple[Any, ...]


class Staged(Fold):
    """The fold of a made-up account: what sales answers there, it answers to the charter's own handoffs.

    In a real history sales can only have answered what a tool recorded as handed over; here nobody records but us.
    """

    def say(self, lead: Lead, word: Word) -> None:
        """Record the handoff that the charter made before the first word about it."""
        handoff = lead.decided.handoff
        answer = word.rule.startswith(("sales.", "deal "))
        if answer and handoff is not None and lead.recorded.handoff is None:
            super().say(lead, Word(MQL, handoff.at, handoff.whole_day, handoff.rule))
        super().say(lead, word)


class Decided(NamedTuple):
    """A move on the decided track."""

    lead: bytes
    at: int
    was: str
    to: str
    rule: str


@dataclass(slots=True)
class Told:
    """The account folded up to an instant."""

    fold: Staged
    ledger: Ledger
    rules: Rules
    at: int

    def moves(self, lead: bytes) -> list[Decided]:
        """The lead's moves on the decided track, its entry among them."""
        rows = (row for row in self.ledger.rows["move"] if row[0] == "decided" and row[2] == lead)
        return [Decided(lead, row[4], row[7], row[8], row[9]) for row in rows]  # type: ignore[arg-type]

    def values(self, lead: bytes, act: Act | None = None, stage: str = "") -> Mapping[str, object]:
        """What the lead's rules read at the instant; with an act's own facts, or as in another stage."""
        state = self.fold.leads[lead]
        if act is not None:
            self.fold.show(state, act)
        refresh(self.rules.books[0], 0, self.fold.account, state, self.at)
        days = (self.at - state.decided.since) // DAY
        told = {"days_in_stage": days, "grade": self.rules.books[0].grade(state.scores[0].fit)}
        return {**state.values, **told, "stage": stage or state.decided.stage}

    def clocks(self, lead: bytes) -> list[Row]:
        """The rows of `clock` of the lead's handoffs, as they stand at the instant."""
        ledger = Ledger(self.rules.world)
        for track, handoff, state in self.ledger.handoffs:
            if track.name == "decided" and state.lead == lead:
                promises.write(ledger, self.rules.books[0], track.name, handoff, state, self.at)
        return ledger.rows["clock"]

    def late(self, lead: bytes) -> list[Row]:
        """The rows of `late` of the lead."""
        ledger = Ledger(self.rules.world)
        decided = [row for row in self.ledger.rows["move"] if row[0] == "decided" and row[2] == lead]
        lateness.write(ledger, self.rules, decided, self.fold.leads)
        return ledger.rows["late"]

    def assigned(self, lead: bytes) -> Assignment | None:
        """To whom the charter's routing first gives the lead's last handoff; None where there is none."""
        handoffs = [self._routed(*noted) for noted in self._numbered()]
        mine = [handoff for handoff in handoffs if handoff.lead == lead]
        if not mine:
            return None
        made = route(self.rules.books[0].charter, handoffs, self.rules.world)
        last = (lead, mine[-1].number)
        waiting = next(one for one in made if (one.lead, one.number) == last)
        return first_assignments(made).get(last, waiting)

    def _numbered(self) -> Iterable[tuple[int, Handoff, Lead]]:
        """The decided handoffs of the account, each with its number among its lead's."""
        counts: dict[bytes, int] = {}
        for track, handoff, state in self.ledger.handoffs:
            if track.name == "decided":
                counts[state.lead] = counts.get(state.lead, 0) + 1
                yield counts[state.lead], handoff, state

    def _routed(self, number: int, handoff: Handoff, state: Lead) -> RoutedHandoff:
        deals = [
            deal.record.owner
            for deal in self.fold.deals
            if deal.opened is not None
            and deal.opened.at <= handoff.at
            and (deal.closed is None or handoff.at < deal.closed.at)
        ]
        owner = next((a.value for a in self.fold.file.attributes if a.name == "owner"), "")
        return RoutedHandoff(
            state.lead, number, handoff.at, handoff.route, handoff.hand_raise,
            had_by=state.owner_at(handoff.at - 1),
            deal_owner=sales_owner(self.rules.world, next(iter(deals), "")),
            account_owner=sales_owner(self.rules.world, owner),
            ended_at=handoff.ended_at,
        )  # fmt: skip

"""What is true of an account while it is folded; it derives from account and deal events alone (semantics 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tandem.lifecycle import scoring
from tandem.lifecycle.fading import POINT

if TYPE_CHECKING:
    from tandem.lifecycle.rulebook import RuleBook
    from tandem.lifecycle.state import Lead

KINDS: Final = ("prospect", "customer", "partner", "competitor")


class AccountState:
    """Its open deals, and sums over its leads. `open_changes`: (at, whether it had one before)."""

    __slots__ = ("kind", "leads", "open", "open_changes", "owner_known")

    def __init__(self, leads: dict[bytes, Lead], kind: str, owner_known: bool) -> None:
        self.leads = leads
        self.open: set[bytes] = set()
        self.open_changes: list[tuple[int, object]] = []
        self.kind = next((known for known in KINDS if known in kind.casefold()), KINDS[0])
        self.owner_known = owner_known

    def activity(self, book: RuleBook, version: int, at: int) -> int:
        """The activity of all its leads together, in micro-points."""
        return sum(scoring.activity(book, lead.scores[version], at) for lead in self.leads.values())

    def people_active(self, book: RuleBook, version: int, at: int) -> int:
        """How many of its leads have at least one point of activity left."""
        scores = (lead.scores[version] for lead in self.leads.values())
        return sum(scoring.activity(book, score, at) >= POINT for score in scores)

    def deal_step(self, opportunity: bytes, step: str, at: int) -> None:
        """A deal was opened, won or lost."""
        was = bool(self.open)
        if step == "opened":
            self.open.add(opportunity)
        else:
            self.open.discard(opportunity)
        if step == "won":
            self.kind = "customer"
        if bool(self.open) != was:
            self.open_changes.append((at, was))
        for lead in self.leads.values():
            self.tell(lead)

    def tell(self, lead: Lead) -> None:
        """Write what is true of the account into what a lead's rules read."""
        lead.values["account_has_open_deal"] = bool(self.open)
        lead.values["account_owner_known"] = self.owner_known
        lead.values["account_kind"] = self.kind
        lead.dirty = True

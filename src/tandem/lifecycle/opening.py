"""Opening an account's file: what its leads, deals and account are known to be before the first act.

Some things that a tool tells are no rows of history: the first value of a field (the *old* of its first change), a
status that never changed, an owner since creation, a deal's opening and closing. They are put among the acts at their
own times. A status of a tool that keeps no history of it is known only from its export, and marked backdated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from tandem.charter.crosswalk import attribute_of
from tandem.lifecycle import deals, scoring
from tandem.lifecycle.account import AccountState
from tandem.lifecycle.inputs import Act, Attribute
from tandem.lifecycle.ledger import Ledger
from tandem.lifecycle.recorded import STATUS
from tandem.lifecycle.state import Lead
from tandem.vocabulary import EVENT_KINDS

if TYPE_CHECKING:
    from tandem.lifecycle.fold import Rules
    from tandem.lifecycle.inputs import AccountFile, LeadRecord

ENTERED: Final = "lead.entered"
KNOWN: Final = "status.known"
ADOPTED: Final = "charter.adopted"
DEAL: Final = "deal.step"
RANK: Final = {**{kind: k.rank for kind, k in EVENT_KINDS.items()}, ENTERED: 60, ADOPTED: 0}
STEP_RANK: Final = {"opened": 40, "won": 43, "lost": 43}
_CONSENT: Final = frozenset({"consent.changed", "email.unsubscribed", "email.complained"})
_JOINED: Final = {"campaign.responded": 0, "campaign.joined": 1}
_TOLD: Final = 2
"""What makes a campaign a lead's, the best first; an attribute comes last."""
_BLANK: Final = Act(b"", 0, False, "", "", "", "", "", False, False, None, None, *("",) * 11)


class Opening:
    """The state from which an account is folded."""

    def __init__(self, rules: Rules, ledger: Ledger, file: AccountFile, traced: bool) -> None:
        self._rules, self._ledger, self._file = rules, ledger, file
        self._book = rules.books[rules.latest]
        self._first: dict[bytes, int] = {}
        self.olds: dict[bytes, dict[tuple[str, str], tuple[str, int]]] = defaultdict(dict)
        """Lead → (tool, field) → its value before its first change, and when that was; in the order of the changes."""
        self._campaigns: dict[bytes, list[tuple[int, int, str]]] = defaultdict(list)
        self._consented: set[bytes] = set()
        deal_acts = self._survey(file.acts)
        self.leads = {record.lead: Lead(record, len(rules.books), traced) for record in file.leads}
        self.account = self._account()
        self.deals = [
            deals.resolve(
                ledger if record.home else Ledger(rules.world), self._book, record, deal_acts[record.opportunity]
            )
            for record in file.deals
        ]
        self._notes: list[Act] = []
        for lead in self.leads.values():
            self._open(lead)
        self._reasons()

    def acts(self) -> list[Act]:
        """The account's acts and, before those of the same instant and rank, what stands beside them."""
        notes = [*self._notes, *self._steps()]
        return sorted([*sorted(notes, key=_key), *self._file.acts], key=_key)

    def _survey(self, acts: Iterable[Act]) -> dict[bytes, list[Act]]:
        """One look at all acts: first ones, first values, and those of deals."""
        of_deals: dict[bytes, list[Act]] = defaultdict(list)
        first, olds = self._first, self.olds
        for act in acts:
            kind = act.kind
            if act.opportunity is not None and kind[0] == "o" and kind.startswith("opportunity."):
                of_deals[act.opportunity].append(act)
            lead = act.lead
            if lead is None:
                continue
            if lead not in first:
                first[lead] = act.at
            if kind == "field.changed" or kind == "owner.assigned":
                field = act.field.casefold() if kind == "field.changed" else "owner"
                olds[lead].setdefault((act.tool, field), (act.old, act.at))
            elif kind in _CONSENT:
                self._consented.add(lead)
            elif kind in _JOINED and act.campaign and not act.bot:
                self._campaigns[lead].append((_JOINED[kind], act.at, self._called(act.campaign)))
        return of_deals

    def _account(self) -> AccountState:
        said = {a.name: a.value for a in sorted(self._file.attributes, key=lambda a: (a.wins, a.tool))}
        return AccountState(self.leads, said.get("type", ""), bool(said.get("owner")))

    def _open(self, lead: Lead) -> None:
        record = lead.record
        for reader in self._rules.readers:
            for side, attributes in ((reader.person, record.attributes), (reader.account, self._file.attributes)):
                values, known = reader.values(side, attributes)
                lead.values.update(values)
                lead.known.update(known)
            for (tool, field), (old, _) in self.olds.get(lead.lead, {}).items():
                for name, typed in reader.person.get(field, ()):
                    lead.values[name] = typed(tool, old)
                    lead.known.pop(name, None)
        lead.values["free_mail"] = record.free_mail
        self._origin(lead)
        self.account.tell(lead)
        self._notes += self._beginnings(lead)
        for version, book in enumerate(self._rules.books):
            lead.scores[version].fit = scoring.fit(book, lead.values)

    def _origin(self, lead: Lead) -> None:
        """Its source in the charter's words, and its campaigns; from the tool whose word counts."""
        told = ""
        for attribute in sorted(lead.record.attributes, key=lambda a: (a.wins, a.tool)):
            if attribute.name == "source" and attribute.value:
                lead.source = deals.charter_word(
                    self._ledger, self._book, attribute.tool, "source", attribute.value
                )  # fmt: skip
            elif attribute.name == "campaign" and attribute.value:
                told = self._called(attribute.value)
        lead.campaigns = self._campaigns.get(lead.lead, [])
        if told:
            lead.campaigns.append((_TOLD, 0, told))

    def _called(self, campaign: str) -> str:
        """A campaign's name; its key where the tool names none."""
        return self._rules.world.campaigns.get(campaign, ("", ""))[1] or campaign

    def _beginnings(self, lead: Lead) -> Iterator[Act]:
        record = lead.record
        through = self._rules.world.through
        created = {a.tool: int(a.value) for a in record.attributes if a.name == "created_at" and a.value.isdigit()}
        start = self._start(record)
        if start is not None:
            yield _BLANK._replace(kind=ENTERED, at=start, lead=lead.lead)
            for at in self._rules.adoptions:
                if start <= at <= through:
                    yield _BLANK._replace(kind=ADOPTED, at=at, lead=lead.lead)
        for field in STATUS:
            yield from self._status(lead, field, created, through)
        for attribute in record.attributes:
            if attribute.name == "consent" and attribute.value == "given":
                lead.values.setdefault("consent", "given")
            elif attribute.name == "consent" and attribute.value == "withdrawn" and lead.lead not in self._consented:
                at = min(attribute.known_at, through)
                yield _BLANK._replace(
                    kind="consent.changed", at=at, lead=lead.lead, tool=attribute.tool, new="withdrawn"
                )
            elif attribute.name == "owner" and attribute.wins:
                yield from self._owner(lead, attribute, created.get(attribute.tool, record.created_at))

    def _start(self, record: LeadRecord) -> int | None:
        known = [at for at in (record.created_at, record.from_at) if at is not None]
        first = self._first.get(record.lead)
        begun = max(known) if known else first
        return begun if begun is None or first is None else min(begun, first)

    def _status(self, lead: Lead, field: str, created: dict[str, int], through: int) -> Iterator[Act]:
        current = {a.tool: a for a in lead.record.attributes if a.name == field and a.value}
        olds = self.olds.get(lead.lead, {})
        changed = {tool for tool, name in olds if name == field}
        for tool in sorted(current.keys() | changed):
            since = created.get(tool, lead.record.created_at)
            said = _BLANK._replace(kind="field.changed", lead=lead.lead, tool=tool, field=field)
            if tool in changed:
                old, changed_at = olds[tool, field]
                if old and since is not None:
                    yield said._replace(at=min(since, changed_at), new=old)
            elif since is not None and (tool, field) in self._rules.world.tracked:
                yield said._replace(at=since, new=current[tool].value)
            else:
                at = min(current[tool].known_at, through)
                yield said._replace(at=at, new=current[tool].value, outcome=KNOWN)

    def _owner(self, lead: Lead, attribute: Attribute, since: int | None) -> Iterator[Act]:
        """The owner from creation on, where the tool keeps a history of owners."""
        if since is None or (attribute.tool, "owner") not in self._rules.world.tracked:
            return
        old, until = self.olds.get(lead.lead, {}).get((attribute.tool, "owner"), (attribute.value, since))
        if old:
            at = min(since, until)
            yield _BLANK._replace(kind="owner.assigned", at=at, lead=lead.lead, tool=attribute.tool, new=old)

    def _reasons(self) -> None:
        """Collect the reasons that tools wrote down beside their status words."""
        crosswalk = self._book.charter.crosswalk
        fields: dict[str, dict[str, str]] = {}
        for act in self._file.acts:
            if act.kind != "field.changed" or act.field in STATUS or act.lead is None or not act.new:
                continue
            if act.tool not in fields:
                fields[act.tool] = {
                    attribute_of(crosswalk, act.tool, name).casefold(): name
                    for name in ("disposal_reason", "return_reason")
                }
            vocabulary = fields[act.tool].get(act.field.casefold())
            lead = self.leads.get(act.lead)
            if vocabulary and lead is not None:
                word = deals.charter_word(self._ledger, self._book, act.tool, vocabulary, act.new)
                lead.reasons.append((act.at, word))

    def _steps(self) -> Iterator[Act]:
        for deal in self.deals:
            for step in deal.steps:
                yield _BLANK._replace(
                    kind=DEAL, at=step.at, whole_day=step.whole_day, outcome=step.step, event=step.event or b"",
                    opportunity=deal.record.opportunity,
                )  # fmt: skip


def _key(act: Act) -> int:
    rank = STEP_RANK[act.outcome] if act.kind == DEAL else RANK.get(act.kind, 50)
    return act.at * 64 + rank

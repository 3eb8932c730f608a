"""The fold: one account's acts in time order, through both tracks, into rows of the cut.

Time is an event: what time alone can change (a bar that fading crosses, a cool-down's end, days in a stage) is woken
for by the fold itself; wake-ups at *t* follow the acts at *t* (semantics 4).
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from tandem.charter.versions import begins, in_force
from tandem.lifecycle import deals, decided, handoffs, messages, nurture_tracks, recorded, scoring, stages, touches
from tandem.lifecycle.engagement import Engagement
from tandem.lifecycle.facts import Reader
from tandem.lifecycle.opening import ADOPTED, DEAL, ENTERED, KNOWN, Opening
from tandem.lifecycle.recorded import Answer, Word
from tandem.lifecycle.rulebook import MQL, RuleBook
from tandem.lifecycle.state import Lead

if TYPE_CHECKING:
    from tandem.charter.model import Charter
    from tandem.lifecycle.inputs import AccountFile, Act, World
    from tandem.lifecycle.ledger import Ledger


class Rules:
    """Every charter version made ready. `dated`: each decides from its day on; else one counts over all history.

    By default several are dated and one is not (semantics 7). The latest version's crosswalk reads the tools' words,
    on the recorded track of all times. `hypothetical`: opens and clicks of mail that the rules of engagement forbid on
    the decided track did not happen.
    """

    def __init__(
        self, charters: Sequence[Charter], world: World, dated: bool | None = None, hypothetical: bool = False
    ) -> None:
        self.world, self.hypothetical = world, hypothetical
        self.charters = tuple(charters)
        self.books = tuple(RuleBook(charter) for charter in charters)
        self.latest = len(self.books) - 1
        self.dated = self.latest > 0 if dated is None else dated
        self.readers = tuple(Reader(charter) for charter in charters)
        self.engagement = tuple(Engagement(book, world) for book in self.books)
        self._begun = tuple(begins(charter) for charter in charters)
        self.adoptions = tuple(at for at in self._begun if self.dated and at is not None)
        """When each dated version came into force, UTC µs."""

    def version(self, at: int) -> int | None:
        """Which version decides at an instant; None before the first of dated ones."""
        return in_force(self._begun, at) if self.dated else 0


class Fold:
    """One account while it is folded; `run` leaves its rows in the ledger."""

    def __init__(self, rules: Rules, ledger: Ledger, file: AccountFile, traced: bool = False) -> None:
        self.rules, self.ledger, self.file, self.world = rules, ledger, file, rules.world
        self.book = rules.books[rules.latest]
        opening = Opening(rules, ledger, file, traced)
        self.leads, self.account, self.deals = opening.leads, opening.account, opening.deals
        self._acts = opening.acts()
        self._people = {deal.record.opportunity: deal for deal in self.deals}
        self.heap: list[tuple[int, bytes]] = []
        self._single = not self.rules.dated

    def run(self, until: int | None = None) -> None:
        """Fold every act and every wake-up to the data's end, or to an instant, its own acts included."""
        heap, leads = self.heap, self.leads
        end = self.world.through if until is None else until
        for act in self._acts:
            if until is not None and act.at > until:
                break
            while heap and heap[0][0] < act.at:
                self._wake(*heapq.heappop(heap))
            lead = leads.get(act.lead) if act.lead is not None else None
            if lead is not None:
                self._act(lead, act)
            elif act.kind == DEAL:
                self._deal_step(act)
        while heap and heap[0][0] <= end:
            self._wake(*heapq.heappop(heap))
        for lead in leads.values():
            if lead.pending and not lead.recorded.stage:
                self._catch_up(lead)

    def _act(self, lead: Lead, act: Act) -> None:
        if not lead.decided.stage:
            self._enter_decided(lead, act)
        handler = HANDLERS.get(act.kind)
        if handler is not None:
            handler(self, lead, act)
        version = 0 if self._single else self.rules.version(act.at)
        if act.kind in CAUSED and lead.mails.get((act.tool, act.campaign, act.asset)):
            self.ledger.set_aside["taken_out"] += 1
        else:
            self._do(lead, act, version)
        if lead.dirty and version is not None and lead.decided.stage:
            book = self.rules.books[version]
            decided.unprompted(self.ledger, book, version, self.account, lead, act.at, act.whole_day, act.event)
            nurture_tracks.follow(self, lead, act.at, act.event)
            self._schedule(lead, act.at)
            if book.nurture_watches_leads:
                self._tell_tracks(lead, act.at)
            if book.watches_leads:
                self._tell_colleagues(lead, version, act)

    def _do(self, lead: Lead, act: Act, version: int | None) -> None:
        """What an act gives to the scores, and the moves that it fires."""
        for number, book in enumerate(self.rules.books):
            rules = book.activity.get(act.kind)
            if rules is not None:
                if act.bot:
                    lead.bots += 1
                else:
                    self.show(lead, act)
                    if book.activity_moves:
                        decided.refresh(book, number, self.account, lead, act.at)
                    if scoring.gain(book, lead.scores[number], act, rules, lead.values):
                        lead.dirty = True
        if act.kind == "form.submitted" and not act.bot:
            self._hear_hand_raise(self.rules.latest if version is None else version, lead, act)
        if version is None or not lead.decided.stage:
            return
        book = self.rules.books[version]
        if act.kind in book.moves_on and not act.bot and not act.kind.startswith("sales."):
            self.show(lead, act)
            decided.prompted(
                self.ledger, book, version, self.account, lead, act.kind, act.at, act.whole_day, act.event,
                act.outcome, act.reason,
            )  # fmt: skip

    def _tell_colleagues(self, lead: Lead, version: int, act: Act) -> None:
        """One lead's activity is its account's: test what the others' moves make of it."""
        for other in self.leads.values():
            if other is not lead and other.decided.stage:
                book = self.rules.books[version]
                decided.unprompted(self.ledger, book, version, self.account, other, act.at, act.whole_day, None)
                self._schedule(other, act.at)

    def _tell_tracks(self, lead: Lead, at: int) -> None:
        for other in self.leads.values():
            if other is not lead:
                nurture_tracks.follow(self, other, at)

    def _hear_hand_raise(self, version: int, lead: Lead, act: Act) -> None:
        """Note a hand-raise, also before the first adoption: the recorded track answers it (semantics 7)."""
        book = self.rules.books[version]
        self.show(lead, act)
        decided.refresh(book, version, self.account, lead, act.at)
        if any(move.when is None or move.when.compiled(lead.values) for move in book.hand_raises):
            lead.raised_at, lead.dirty = act.at, True
            for handoff in (lead.recorded.handoff, lead.decided.handoff):
                if handoff is not None and handoff.at == act.at:
                    handoff.hand_raise = True

    @staticmethod
    def show(lead: Lead, act: Act) -> None:
        """Let rules read the act's own facts."""
        values = lead.values
        values["form"], values["path"], values["outcome"] = act.form, act.path, act.outcome
        values["campaign"], values["channel"], values["reason"] = act.campaign, act.channel, act.reason
        values["purpose"], values["asset"] = act.purpose, act.asset

    def _wake(self, at: int, key: bytes) -> None:
        lead = self.leads[key]
        if at not in (lead.wake, lead.nurture_wake):
            return
        version = self.rules.version(at)
        if lead.wake == at:
            lead.wake = None
            if version is not None:
                book = self.rules.books[version]
                decided.unprompted(self.ledger, book, version, self.account, lead, at, False, None)
        nurture_tracks.follow(self, lead, at)
        self._schedule(lead, at)

    def _schedule(self, lead: Lead, at: int) -> None:
        version = self.rules.version(at)
        if version is None:
            return
        wake = decided.next_wake(self.rules.books[version], version, lead, at)
        due = None if wake is None or wake > self.world.through else wake
        if due is not None and due != lead.wake:
            heapq.heappush(self.heap, (due, lead.lead))
        lead.wake = due

    def _enter_decided(self, lead: Lead, act: Act) -> None:
        """Everyone starts at the first stage; nobody is handed over by existing."""
        version = self.rules.version(act.at)
        first = self.rules.books[version or 0].stages[0]
        if version is None or first == MQL:
            return
        self._change_decided(version, lead, first, act.at, act.whole_day, "entered", act.event)

    def _change_decided(
        self, version: int, lead: Lead, to: str, at: int, whole_day: bool, rule: str, event: bytes | None
    ) -> None:
        stages.change(
            self.ledger, self.rules.books[version], version, lead, lead.decided, to, at, whole_day=whole_day,
            rule=rule, event=event or None,
        )  # fmt: skip
        lead.values["stage"], lead.dirty = to, True

    def say(self, lead: Lead, word: Word) -> None:
        """Record a stage; what it answers goes to the decided track, and deals from before the entry follow."""
        new = not lead.recorded.stage
        answers = recorded.record(self.ledger, self.book, self.rules.latest, lead, word)
        for answer in answers:
            self._answer(lead, answer, word)
        if new:
            if not lead.decided.stage and (version := self.rules.version(word.at)) is not None:
                first = self.rules.books[version].stages[0]
                self._change_decided(version, lead, first, word.at, word.whole_day, "entered", word.event)
            self._catch_up(lead)

    def _answer(self, lead: Lead, answer: Answer, word: Word) -> None:
        version = self.rules.version(word.at)
        if version is not None:
            decided.answer(
                self.ledger, self.rules.books[version], version, self.account, lead, answer, word.at,
                word.whole_day, word.event,
            )  # fmt: skip
            lead.dirty = True

    def _catch_up(self, lead: Lead) -> None:
        pending, lead.pending = lead.pending, []
        for at, whole_day, step, opportunity in pending:
            self._deal_moves(lead, at, whole_day, step, opportunity, None)

    def _deal_step(self, act: Act) -> None:
        opportunity = act.opportunity or b""
        self.account.deal_step(opportunity, act.outcome, act.at)
        for role in self._people[opportunity].record.roles:
            lead = self.leads.get(role.lead)
            if lead is None:
                continue
            if lead.recorded.stage:
                self._deal_moves(lead, act.at, act.whole_day, act.outcome, opportunity, act.event or None)
            else:
                lead.pending.append((act.at, act.whole_day, act.outcome, opportunity))
        for lead in self.leads.values():
            self._settle(lead, act)

    def _settle(self, lead: Lead, act: Act) -> None:
        """What is true of the account changed: test the lead's unprompted moves."""
        version = self.rules.version(act.at)
        self.refit(lead)
        if lead.decided.stage and version is not None:
            book = self.rules.books[version]
            decided.unprompted(self.ledger, book, version, self.account, lead, act.at, act.whole_day, None)
            nurture_tracks.follow(self, lead, act.at)
            self._schedule(lead, act.at)

    def _deal_moves(
        self, lead: Lead, at: int, whole_day: bool, step: str, opportunity: bytes, event: bytes | None
    ) -> None:
        others = any(o != opportunity and self._has_role(lead, o) for o in self.account.open)
        to = recorded.deal_stage(self.book, lead.recorded.stage, step, others)
        if to:
            self.say(lead, Word(to, at, whole_day, f"deal {step}", event=event))
        cycle = lead.recorded.cycle
        if cycle is not None and cycle.opportunity is None and step != "lost":
            cycle.opportunity = opportunity
        version = self.rules.version(at)
        if version is None or not lead.decided.stage:
            return
        kind, outcome = ("opportunity.opened", "") if step == "opened" else ("opportunity.closed", step)
        decided.hear(lead, outcome)
        book = self.rules.books[version]
        decided.prompted(self.ledger, book, version, self.account, lead, kind, at, whole_day, event, outcome)
        if lead.decided.cycle is not None and lead.decided.cycle.opportunity is None and step != "lost":
            lead.decided.cycle.opportunity = opportunity

    def _has_role(self, lead: Lead, opportunity: bytes) -> bool:
        return any(role.lead == lead.lead for role in self._people[opportunity].record.roles)

    def refit(self, lead: Lead) -> None:
        """A fact of the lead changed: reckon its fit anew, under every version."""
        for version, book in enumerate(self.rules.books):
            lead.scores[version].fit = scoring.fit(book, lead.values)
        lead.dirty = True

    def field_changed(self, lead: Lead, act: Act) -> None:
        """A status word, a typed fact, or a reason."""
        if act.field in recorded.STATUS:
            if act.new and (stage := recorded.stage_said(self.ledger, self.book, act.tool, act.field, act.new)):
                backdated = act.outcome == KNOWN
                word = Word(stage, act.at, act.whole_day, act.field, act.reason, act.event or None, backdated, act.tool)
                self.say(lead, word)
            return
        reader = self.rules.readers[self.rules.latest]
        for name, typed in reader.person.get(act.field.casefold(), ()):
            lead.values[name] = typed(act.tool, act.new)
            lead.known.pop(name, None)
            self.refit(lead)
        if act.field == "consent":
            self._consent(lead, act.new, act.at)

    def entered(self, lead: Lead, act: Act) -> None:
        """Nothing said of a lead that exists: it stands at the first stage, unless that is MQL."""
        if not lead.recorded.stage and self.book.stages[0] != MQL:
            self.say(lead, Word(self.book.stages[0], act.at, act.whole_day, "entered"))

    def adopted(self, lead: Lead, act: Act) -> None:
        """Another version is in force: a stage that it does not know becomes its first one."""
        version = self.rules.version(act.at)
        if version is not None and lead.decided.stage not in ("", *self.rules.books[version].stages):
            first = self.rules.books[version].stages[0]
            self._change_decided(version, lead, first, act.at, False, "charter adopted", None)
        lead.dirty = True

    def owner_assigned(self, lead: Lead, act: Act) -> None:
        """The record got an owner, or a queue."""
        owner = sales_owner(self.world, act.member or act.new)
        lead.values["has_owner"] = bool(owner)
        if owner and lead.recorded.handoff is not None and lead.decided.handoff is None:
            self.ledger.set_aside["assignment"] += 1
        handoffs.assign(lead, owner, act.at)

    def _consent(self, lead: Lead, said: str, at: int) -> None:
        if said in ("given", "withdrawn") and lead.values.get("consent") != said:
            lead.consent_changes.append((at, lead.values.get("consent")))
            lead.values["consent"] = said
            self.refit(lead)
        if said == "withdrawn":
            handoffs.opt_out(lead, at)

    def consent_changed(self, lead: Lead, act: Act) -> None:
        """The buyer gave or withdrew consent."""
        self._consent(lead, "withdrawn" if act.kind != "consent.changed" else act.new, act.at)

    def bounced(self, lead: Lead, act: Act) -> None:
        """A mail came back; a hard bounce makes the address invalid."""
        if act.outcome == "hard":
            handoffs.fail_address(lead, act.at)

    def reached_out(self, lead: Lead, act: Act) -> None:
        """A message, call or meeting: held against the rules of engagement; sales' is an attempt too."""
        if touches.is_marketing_mail(act) or touches.is_sales_message(act):
            crossed = messages.hear(self, lead, act)
            if act.automatic and act.team == "sales":
                lead.sequence_at = act.at
                lead.dirty |= any("sequence_active" in book.read for book in self.rules.books)
        else:
            crossed = False
        if self.rules.hypothetical and act.kind == "email.sent":
            lead.mails[act.tool, act.campaign, act.asset] = crossed
        if touches.is_marketing_mail(act):
            return
        if touches.is_sales_touch(act):
            handoffs.touch(self.ledger, lead, act)
        if touches.is_two_way(act):
            handoffs.talk(lead, act.at)

    def verdict(self, lead: Lead, act: Act) -> None:
        """Sales answered in so many words."""
        reason = act.reason and deals.charter_word(self.ledger, self.book, act.tool, _REASONS[act.kind], act.reason)
        to = recorded.verdict_stage(self.book, act.kind, act.outcome)
        if to:
            self.say(lead, Word(to, act.at, act.whole_day, act.kind, reason, act.event, tool=act.tool))
        elif act.kind == "sales.accepted":
            handoffs.accept(lead.recorded, act.at)
            word = Word("", act.at, act.whole_day, event=act.event)
            self._answer(lead, Answer(act.kind, "", reason), word)
        else:
            handoffs.dispose(lead.recorded, act.at, act.outcome, reason)
            word = Word("", act.at, act.whole_day, event=act.event)
            self._answer(lead, Answer(act.kind, act.outcome, reason), word)


def sales_owner(world: World, member: str) -> str:
    """The member if they can work a lead: not a queue, not of marketing; else ''."""
    staff = world.members.get(member)
    if not member or ":queue:" in member or (staff and (staff.team == "marketing" or staff.role == "queue")):
        return ""
    return member


_REASONS: Final = {
    "sales.accepted": "return_reason", "sales.returned": "return_reason", "sales.disposed": "disposal_reason",
}  # fmt: skip

CAUSED: Final = frozenset({"email.opened", "email.clicked"})
"""What a mail's reader does for the mail."""

Handler = Callable[[Fold, Lead, "Act"], None]

HANDLERS: Final[dict[str, Handler]] = {
    "field.changed": Fold.field_changed,
    ENTERED: Fold.entered,
    ADOPTED: Fold.adopted,
    "owner.assigned": Fold.owner_assigned,
    "consent.changed": Fold.consent_changed,
    "email.unsubscribed": Fold.consent_changed,
    "email.complained": Fold.consent_changed,
    "email.bounced": Fold.bounced,
    "sales.accepted": Fold.verdict,
    "sales.returned": Fold.verdict,
    "sales.disposed": Fold.verdict,
    **dict.fromkeys((*sorted(touches.OUTBOUND), *sorted(touches.INBOUND)), Fold.reached_out),
}

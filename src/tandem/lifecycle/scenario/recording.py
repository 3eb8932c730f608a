"""Recording: a real story turned into a scenario that anybody may read.

Without personal data: no name, id, address or free text, and nobody's own words. Facts are those that rules may read,
disguised as far as rules allow (`lifecycle.disguise`). Times move by whole weeks to where they lie nearest in one fixed
year, so that weekdays and times of day stay; a holiday may fall otherwise, and then the scenario may decide otherwise:
what it expects is what the charter decides of the scenario, and where that is not what it decided of the real story,
`Recorded.notes` says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tandem.charter.crosswalk import BANT_VOCABULARIES, PURPOSES
from tandem.lifecycle.fold import HANDLERS, Fold, Rules, sales_owner
from tandem.lifecycle.ledger import Ledger
from tandem.lifecycle.opening import DEAL, ENTERED
from tandem.lifecycle.recorded import STATUS
from tandem.lifecycle.rulebook import MADE_UP_OF_LEADS
from tandem.lifecycle.scenario.disguise import Disguise
from tandem.lifecycle.touches import ANSWERED, INBOUND, OUTBOUND, is_marketing_mail
from tandem.vocabulary import EVENT_KINDS
from tandem.zones import EPOCH, EPOCH_ORDINAL, MICROS, Zone

if TYPE_CHECKING:
    from tandem.charter.model import Charter
    from tandem.lifecycle.inputs import AccountFile, Act, World
    from tandem.lifecycle.recorded import Answer, Word
    from tandem.lifecycle.state import Lead

YEAR: Final = 2025
NAMES: Final = (
    "ben",
    "cora",
    "dan",
    "ella",
    "finn",
    "gina",
    "hugo",
    "ines",
    "jan",
    "kim",
    "leo",
    "mona",
    "nils",
    "olga",
)
"""What the others of the account are called; they have a number after the last."""
ENDS: Final = frozenset({*ANSWERED, "no_answer", "hard", "soft", "no_show", "canceled"})
"""How a call, mail or meeting may end: words of the vocabulary, nobody's own."""
CHANNELS: Final = frozenset(kind.channel for kind in EVENT_KINDS.values())
VERDICTS: Final = frozenset({"sales.accepted", "sales.returned", "sales.disposed"})


class Entry(NamedTuple):
    """One event of a scenario: its instant (of the real story), and its keys beside `at`, as they are written."""

    at: int
    whole_day: bool
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A real story without its people. `facts` by buyer, `lead` first; `moves`: (second, rule, to) of the lead."""

    facts: Mapping[str, Mapping[str, str]]
    created: Mapping[str, int]
    events: tuple[Entry, ...]
    moves: tuple[tuple[int, str, str], ...]
    through: int


def record(charter: Charter, world: World, file: AccountFile, lead: bytes) -> Recorded:
    """What a scenario of this lead's story has to say."""
    rules = Rules([charter], world)
    fold = _Listening(rules, Ledger(world), file)
    facts = {key: _Facts(charter, rules).of(state) for key, state in fold.leads.items()}
    fold.run()
    others = sorted(key for key in fold.leads if key != lead) if rules.books[0].read & MADE_UP_OF_LEADS else []
    names = {lead: "lead", **{key: _name(number) for number, key in enumerate(others)}}
    entries = sorted(_Events(charter, rules, fold, names).entries(), key=lambda entry: entry.at)
    begun = {names[act.lead]: act.at for act in fold.acts if act.kind == ENTERED and act.lead in names}
    rows: list[Any] = [row for row in fold.ledger.rows["move"] if row[0] == "decided" and row[2] == lead and row[7]]
    return Recorded(
        {names[key]: facts[key] for key in names}, begun, tuple(entries),
        tuple((row[4] // MICROS, row[9], row[8]) for row in rows), world.through,
    )  # fmt: skip


def _name(number: int) -> str:
    return NAMES[number] if number < len(NAMES) else f"buyer_{number + 1}"


class _Listening(Fold):
    """The fold of a real account, with every answer of sales that counted for the decided track."""

    def __init__(self, rules: Rules, ledger: Ledger, file: AccountFile) -> None:
        super().__init__(rules, ledger, file)
        self.acts = self._acts
        self.answers: list[tuple[Word, Lead, Answer]] = []

    def _answer(self, lead: Lead, answer: Answer, word: Word) -> None:
        handoff = lead.decided.handoff
        counts = handoff is not None and (answer.kind == "sales.disposed") == bool(handoff.verdict)
        if counts and not word.rule.startswith("deal "):
            self.answers.append((word, lead, answer))
        super()._answer(lead, answer, word)


class _Facts:
    """What a scenario says of a buyer before the first event."""

    def __init__(self, charter: Charter, rules: Rules) -> None:
        self._charter, self._disguise = charter, Disguise(charter)

    def of(self, lead: Lead) -> dict[str, str]:
        """Fact → value as written."""
        values = lead.values
        found = {name: self.written(name, values.get(name)) for name in self._charter.fields}
        found |= {name: str(values.get(name) or "") for name in (*BANT_VOCABULARIES, "consent")}
        found["free_mail"] = "yes" if lead.record.free_mail else ""
        found["account_kind"] = str(values["account_kind"]) if values["account_kind"] != "prospect" else ""
        found["account_owner_known"] = "yes" if values["account_owner_known"] else ""
        heeded = {name for name in found if self._disguise.reads(name)} | {"consent"}
        return {name: value for name, value in found.items() if value and name in heeded}

    def written(self, name: str, value: object) -> str:
        """A typed value as a scenario writes it; '' = unknown, or not to be told."""
        field = self._charter.fields.get(name)
        kind = field.kind if field else "enum"
        if value is None or kind == "date":
            return ""
        if kind == "boolean":
            return "yes" if value else "no"
        if kind == "number":
            return self._disguise.number(name, float(str(value)))
        return self._disguise.text(name, str(value)) if kind == "text" else str(value)


class _Events:
    """The events of a story that a rule, a stage or a clock may heed."""

    def __init__(self, charter: Charter, rules: Rules, fold: _Listening, names: Mapping[bytes, str]) -> None:
        self._charter, self._rules, self._fold, self._names = charter, rules, fold, names
        self._facts, self._disguise = _Facts(charter, rules), Disguise(charter)
        book = rules.books[0]
        self._heeded = {*book.activity, *book.moves_on, *HANDLERS, "form.submitted"} - VERDICTS
        self._deals: dict[bytes, str] = {}
        self._sales = frozenset(charter.teams["sales"].members)

    def entries(self) -> Iterator[Entry]:
        """Every event as the scenario writes it."""
        for act in self._fold.acts:
            if act.kind == DEAL:
                yield Entry(act.at, act.whole_day, self._deal(act))
            elif act.lead in self._names and act.kind in self._heeded and act.kind in EVENT_KINDS:
                for words in self._words(act):
                    yield Entry(act.at, act.whole_day, {"event": act.kind, **self._whose(act.lead), **words})
        for word, lead, answer in self._fold.answers:
            if lead.lead in self._names:
                yield Entry(word.at, word.whole_day, {**self._answer(answer), **self._whose(lead.lead)})

    def _whose(self, lead: bytes | None) -> dict[str, str]:
        name = self._names[lead or b""]
        return {} if name == "lead" else {"lead": name}

    def _deal(self, act: Act) -> dict[str, str]:
        key = act.opportunity or b""
        name = self._deals.setdefault(key, f"deal-{len(self._deals) + 1}")
        roles = next(deal.record.roles for deal in self._fold.deals if deal.record.opportunity == key)
        buyers = dict.fromkeys(self._names[role.lead] for role in roles if role.lead in self._names)
        words = {"deal": name, "buyers": f"[{', '.join(buyers)}]"}
        if act.outcome == "opened":
            return {"event": "opportunity.opened", **words}
        return {"event": "opportunity.closed", "outcome": act.outcome, **words}

    def _answer(self, answer: Answer) -> dict[str, str]:
        outcome = answer.outcome if answer.kind != "sales.accepted" else ""
        known = set()
        for words in self._charter.crosswalk.words.values():
            for vocabulary in ("return_reason", "disposal_reason"):
                known |= set(words.get(vocabulary, {}).values())
        reason = answer.reason if answer.reason in known else self._disguise.text("reason", answer.reason)
        return _said({"event": answer.kind, "outcome": outcome, "reason": reason})

    def _words(self, act: Act) -> Iterator[dict[str, str]]:
        """The keys of an act; nothing for an act that no rule can heed, one for each field that changed."""
        if act.kind == "field.changed":
            if act.field not in STATUS:
                yield from self._changes(act)
            return
        if is_marketing_mail(act) and act.kind not in self._rules.books[0].activity:
            return
        disguised = {
            name: self._disguise.text(name, getattr(act, name)) for name in ("form", "path", "campaign", "asset")
        }
        disguised["outcome"] = act.outcome if act.outcome in ENDS else self._disguise.text("outcome", act.outcome)
        disguised["purpose"] = act.purpose if act.purpose in PURPOSES else ""
        kind = EVENT_KINDS[act.kind]
        if act.channel != kind.channel and act.channel in CHANNELS:
            disguised["channel"] = act.channel
        if act.direction != str(kind.direction) and act.direction in ("in", "out", "none"):
            disguised["direction"] = act.direction
        if act.team != str(kind.team) and act.team in ("marketing", "sales", "buyer"):
            disguised["team"] = act.team
        if act.kind == "consent.changed":
            disguised["new"] = act.new
            if act.new not in ("given", "withdrawn"):
                return
        if act.kind == "owner.assigned":
            disguised["member"] = self._member(act.member or act.new)
        by_machine = act.automatic and act.kind in (*OUTBOUND, *INBOUND)
        flags = {name: "yes" for name, on in (("bot", act.bot), ("automatic", by_machine)) if on}
        yield _said({**disguised, **flags})

    def _changes(self, act: Act) -> Iterator[dict[str, str]]:
        for name, typed in self._rules.readers[0].person.get(act.field.casefold(), ()):
            yield {"field": name, **_said({"new": self._facts.written(name, typed(act.tool, act.new))})}

    def _member(self, member: str) -> str:
        owner = sales_owner(self._rules.world, member)
        return owner if owner in self._sales else "somebody" if owner else "queue"


def _said(words: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in words.items() if value}


class Shifted:
    """Instants moved by whole weeks, in local time, to where they lie nearest in one year."""

    def __init__(self, zone: Zone, first: int) -> None:
        self._zone = zone
        day = date.fromordinal(zone.day(first) + EPOCH_ORDINAL)
        there = day.replace(year=YEAR, day=min(day.day, 28) if day.month == 2 else day.day)
        self._weeks = timedelta(weeks=round((there - day).days / 7))

    def text(self, at: int, whole_day: bool = False) -> str:
        """The moved instant as a scenario writes it, to the second; an hour later where the clocks skipped it."""
        local = (EPOCH + timedelta(microseconds=at + self._zone.offset(at))).replace(tzinfo=None) + self._weeks
        if whole_day:
            return f"{local:%Y-%m-%d}"
        if self._skipped(local):
            local += timedelta(hours=1)
        return f"{local:%Y-%m-%d %H:%M}" + (f":{local:%S}" if local.second else "")

    def _skipped(self, local: datetime) -> bool:
        there = (local - EPOCH.replace(tzinfo=None)) // timedelta(microseconds=1)
        return all(there - offset + self._zone.offset(there - offset) != there for offset in self._zone.offsets)

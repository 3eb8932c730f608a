"""History as arrays: everything that happened, encoded once, before any charter is known.

Accounts stand in the order of bucket and account, leads in the order of account and lead, events in the order in which
the fold reads them (`Opening.acts`, less the steps of deals, which depend on the charter). Every text is a code into a
sorted tuple of distinct strings whose code 0 is ''. Times are int64 UTC µs.

`history_of` builds it the slow and obvious way, from the interpreter's own opening; whoever builds it faster must give
the same arrays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from tandem.lifecycle import touches
from tandem.lifecycle.fold import Rules, sales_owner
from tandem.lifecycle.inputs import World
from tandem.lifecycle.ledger import Ledger
from tandem.lifecycle.opening import ADOPTED, DEAL, ENTERED, Opening
from tandem.vocabulary import EVENT_KINDS

if TYPE_CHECKING:
    from tandem.lifecycle.inputs import AccountFile, Act, Attribute, DealRecord

Word = TypeVar("Word", str, tuple[str, str, str, str])

KINDS: Final = (*EVENT_KINDS, ENTERED)
"""The meaning of `Events.kind`."""
TEXTS: Final = ("form", "path", "outcome", "campaign", "channel", "reason", "purpose", "asset")
"""The rows of `Events.texts`: what a rule may read of an event, as in `charter.fields.EVENT_FIELDS`."""
ACCOUNT_KINDS: Final = ("prospect", "customer", "partner", "competitor")

WHOLE_DAY, BOT, TOUCH, TALK, MAIL, HARD, GIVEN, WITHDRAWN = (1 << bit for bit in range(8))
"""The bits of `Events.flags`. `TOUCH`, `TALK`, `MAIL`: `touches.is_sales_touch`, `is_two_way` and `is_marketing_mail`,
the first two never of a marketing mail, and all three only of `touches`' kinds. `HARD`: a hard bounce. `GIVEN`,
`WITHDRAWN`: what a consent.changed, a field.changed of `consent`, an unsubscribe or a complaint says."""


class Events(NamedTuple):
    """Everything that a lead's fold reads, n events. Events of no known lead are left out."""

    at: NDArray[np.int64]
    """UTC µs. Within an account ascending."""
    kind: NDArray[np.uint8]
    """A code into `KINDS`."""
    flags: NDArray[np.uint8]
    lead: NDArray[np.int32]
    """A row of `Leads`."""
    row: NDArray[np.int32]
    """A row of `History.ids`; −1 of what stands beside the events (first values, entries)."""
    said: NDArray[np.int32]
    """A row of `Sayings`, 0 = nothing."""
    cause: NDArray[np.int32]
    """Of an email.opened or email.clicked: the index of the lead's last marketing or sales email.sent before it with
    the same tool, campaign and asset; else −1."""
    texts: NDArray[np.int32]
    """8 × n: codes into `History.texts`, by `TEXTS`."""


class Sayings(NamedTuple):
    """The distinct things said by rare events, sorted by (kind, tool, name, value) as strings; row 0 is all ''.

    field.changed: name = field as written, value = new. owner.assigned: value = the member of sales (`sales_owner`).
    sales.accepted, .returned, .disposed: value = reason. Marketing's email.sent: name = campaign, value = purpose.
    Columns are codes into `History.strings`; tool is '' for owner.assigned.
    """

    kind: NDArray[np.int32]
    tool: NDArray[np.int32]
    name: NDArray[np.int32]
    value: NDArray[np.int32]


class Facts(NamedTuple):
    """Attributes of leads or accounts: `unit` is a row of `Leads` or an account's index, ascending; the rest are codes
    into `History.strings`, `name` with its case folded. Within a unit in the order that decides: the first that can be
    read wins in `person` and `account` (those that `wins` first, then by tool), the last in `before`."""

    unit: NDArray[np.int32]
    name: NDArray[np.int32]
    tool: NDArray[np.int32]
    value: NDArray[np.int32]


class Leads(NamedTuple):
    """One row per lead, m in all."""

    id: NDArray[np.uint8]
    """m × 16 bytes."""
    free_mail: NDArray[np.bool_]
    consent: NDArray[np.bool_]
    """An attribute says that consent was given."""


class Accounts(NamedTuple):
    """One row per account, k in all."""

    id: NDArray[np.uint8]
    """k × 16 bytes."""
    bucket: NDArray[np.int16]
    leads: NDArray[np.int64]
    """k + 1 offsets into `Leads`."""
    events: NDArray[np.int64]
    """k + 1 offsets into `Events`."""
    kind: NDArray[np.int8]
    """A code into `ACCOUNT_KINDS`."""
    owner_known: NDArray[np.bool_]


class DealFile(NamedTuple):
    """A deal in one of its accounts' files (`account`: its index), and its own acts in time order."""

    account: int
    record: DealRecord
    acts: tuple[Act, ...]


class History(NamedTuple):
    """All of it. Deals stand in the order of their accounts' files. Read-only."""

    accounts: Accounts
    leads: Leads
    events: Events
    ids: NDArray[np.uint8]
    """r × 16 bytes: the events' own ids; `Events.row` points here."""
    sayings: Sayings
    person: Facts
    account: Facts
    before: Facts
    """Each (tool, field)'s value before its first change, in the order of these changes; owner.assigned is 'owner'."""
    deals: tuple[DealFile, ...]
    strings: tuple[str, ...]
    texts: tuple[tuple[str, ...], ...]
    """One dictionary per row of `Events.texts`."""
    world: World


def history_of(rules: Rules, files: Iterable[AccountFile]) -> History:
    """Encode account files, which must stand in the order of bucket and account; any charter's rules will do."""
    writer = _Writer(rules)
    for file in files:
        writer.add(file)
    return writer.history()


class _Writer:
    def __init__(self, rules: Rules) -> None:
        self._rules, self._world, self._ledger = rules, rules.world, Ledger(rules.world)
        self._accounts: list[tuple[bytes, int, int, bool]] = []
        self._leads: list[tuple[bytes, bool, bool]] = []
        self._lead_offsets, self._event_offsets = [0], [0]
        self._events: list[tuple[int, int, int, int, int, tuple[str, str, str, str], int]] = []
        self._texts: list[tuple[str, ...]] = []
        self._ids: list[bytes] = []
        self._facts: dict[str, list[tuple[int, str, str, str]]] = {"person": [], "account": [], "before": []}
        self._deals: list[DealFile] = []

    def add(self, file: AccountFile) -> None:
        """One more account."""
        index, opening = len(self._accounts), Opening(self._rules, self._ledger, file, False)
        kind = ACCOUNT_KINDS.index(opening.account.kind)
        self._accounts.append((file.account, file.bucket, kind, opening.account.owner_known))
        self._attributes("account", index, file.attributes)
        rows = {}
        for record in sorted((lead.record for lead in opening.leads.values()), key=lambda record: record.lead):
            rows[record.lead] = number = len(self._leads)
            given = any(a.name == "consent" and a.value == "given" for a in record.attributes)
            self._leads.append((record.lead, record.free_mail, given))
            self._attributes("person", number, record.attributes)
            olds = opening.olds.get(record.lead, {}).items()
            self._facts["before"] += [(number, field, tool, old) for (tool, field), (old, _) in olds]
        mails: dict[tuple[int, str, str, str], int] = {}
        for act in opening.acts():
            if act.lead in rows and act.kind not in (DEAL, ADOPTED):
                self._act(rows[act.lead], act, mails)
        for deal in file.deals:
            own = (a for a in file.acts if a.opportunity == deal.opportunity and a.kind.startswith("opportunity."))
            self._deals.append(DealFile(index, deal, tuple(own)))
        self._lead_offsets.append(len(self._leads))
        self._event_offsets.append(len(self._events))

    def _attributes(self, side: str, unit: int, attributes: Sequence[Attribute]) -> None:
        ordered = sorted(attributes, key=lambda a: (not a.wins, a.tool))
        self._facts[side] += [(unit, a.name.casefold(), a.tool, a.value) for a in ordered]

    def _act(self, lead: int, act: Act, mails: dict[tuple[int, str, str, str], int]) -> None:
        row = len(self._ids) if act.event else -1
        if act.event:
            self._ids.append(act.event)
        mail = (lead, act.tool, act.campaign, act.asset)
        cause = mails.get(mail, -1) if act.kind in ("email.opened", "email.clicked") else -1
        if act.kind == "email.sent":
            mails[mail] = len(self._events)
        said = saying(self._world, act)
        self._events.append((act.at, KINDS.index(act.kind), flags(act), lead, row, said, cause))
        self._texts.append(tuple(getattr(act, name) for name in TEXTS))

    def history(self) -> History:
        """Everything that was added."""
        sayings = _sorted({("", "", "", ""), *(event[5] for event in self._events)})
        facts = [fact[1:] for rows in self._facts.values() for fact in rows]
        codes = _sorted({"", *(text for rows in (sayings, facts) for row in rows for text in row)})
        columns = list(zip(*self._texts, strict=True)) or [()] * len(TEXTS)
        dictionaries = [_sorted({"", *column}) for column in columns]
        encoded = [[words[text] for text in column] for words, column in zip(dictionaries, columns, strict=True)]
        at, kind, flag, lead, row, said, cause = zip(*self._events, strict=True) if self._events else [()] * 7
        ids, buckets, kinds, owned = zip(*self._accounts, strict=True) if self._accounts else [()] * 4
        leads, free, given = zip(*self._leads, strict=True) if self._leads else [()] * 3
        return History(
            Accounts(
                _ids(ids), np.array(buckets, np.int16), np.array(self._lead_offsets, np.int64),
                np.array(self._event_offsets, np.int64), np.array(kinds, np.int8), np.array(owned, np.bool_),
            ),
            Leads(_ids(leads), np.array(free, np.bool_), np.array(given, np.bool_)),
            Events(
                np.array(at, np.int64), np.array(kind, np.uint8), np.array(flag, np.uint8), np.array(lead, np.int32),
                np.array(row, np.int32), np.array([sayings[s] for s in said], np.int32), np.array(cause, np.int32),
                np.array(encoded, np.int32).reshape(len(TEXTS), len(at)),
            ),
            _ids(self._ids),
            Sayings(*(_column([codes[saying[i]] for saying in sayings]) for i in range(4))),
            _facts(self._facts["person"], codes), _facts(self._facts["account"], codes),
            _facts(self._facts["before"], codes),
            tuple(self._deals), tuple(codes), tuple(tuple(words) for words in dictionaries), self._world,
        )  # fmt: skip


def flags(act: Act) -> int:
    """The bits of one act."""
    mail = touches.is_marketing_mail(act)
    reaches = not mail and act.kind in touches.OUTBOUND | touches.INBOUND
    said = consent_said(act)
    bits = (
        (WHOLE_DAY, act.whole_day), (BOT, act.bot), (TOUCH, reaches and touches.is_sales_touch(act)),
        (TALK, reaches and touches.is_two_way(act)), (MAIL, mail),
        (HARD, act.kind == "email.bounced" and act.outcome == "hard"), (GIVEN, said == "given"),
        (WITHDRAWN, said == "withdrawn"),
    )  # fmt: skip
    return sum(bit for bit, holds in bits if holds)


def consent_said(act: Act) -> str:
    """given | withdrawn | anything else, which says nothing."""
    if act.kind in ("email.unsubscribed", "email.complained"):
        return "withdrawn"
    if act.kind == "consent.changed" or (act.kind == "field.changed" and act.field == "consent"):
        return act.new
    return ""


def saying(world: World, act: Act) -> tuple[str, str, str, str]:
    """(kind, tool, name, value) of an act, as `Sayings` tells it."""
    if act.kind == "field.changed":
        return act.kind, act.tool, act.field, act.new
    if act.kind == "owner.assigned":
        return act.kind, "", "", sales_owner(world, act.member or act.new)
    if act.kind in ("sales.accepted", "sales.returned", "sales.disposed"):
        return act.kind, act.tool, "", act.reason
    if touches.is_marketing_mail(act):
        return act.kind, act.tool, act.campaign, act.purpose
    return "", "", "", ""


def _sorted(words: Iterable[Word]) -> dict[Word, int]:
    return {word: code for code, word in enumerate(sorted(words))}


def _ids(ids: Sequence[bytes]) -> NDArray[np.uint8]:
    return np.frombuffer(b"".join(ids), np.uint8).reshape(len(ids), 16)


def _column(codes: Sequence[int]) -> NDArray[np.int32]:
    return np.array(codes, np.int32)


def _facts(rows: Sequence[tuple[int, str, str, str]], codes: dict[str, int]) -> Facts:
    unit, *texts = zip(*rows, strict=True) if rows else [()] * 4
    return Facts(_column(unit), *(_column([codes[text] for text in column]) for column in texts))

"""A part of the events as columns: kinds, flags, what is said, and the mail that an open or a click answers."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tandem.lifecycle import touches
from tandem.lifecycle.fold import sales_owner
from tandem.lifecycle.inputs import Act, World
from tandem.lifecycle.kernel.columns.units import id_bytes
from tandem.lifecycle.kernel.columns.words import Coded, coded, distinct, same, stacked
from tandem.lifecycle.kernel.history import (
    BOT,
    GIVEN,
    HARD,
    KINDS,
    MAIL,
    TALK,
    TEXTS,
    TOUCH,
    WHOLE_DAY,
    WITHDRAWN,
)  # fmt: skip

CHANGES: Final = ("field.changed", "owner.assigned")
ANSWERS: Final = ("sales.accepted", "sales.returned", "sales.disposed")
CONSENT: Final = ("consent.changed", "email.unsubscribed", "email.complained")
READ: Final = (*Act._fields, "account")
"""The columns of the relation `event` that a history is made of."""

Sayings = list[tuple[str, ...]]


class Acts(NamedTuple):
    """The acts of known leads, in the order of the relation. `lead` is a row of `Units`."""

    at: NDArray[np.int64]
    kind: NDArray[np.uint8]
    flags: NDArray[np.uint8]
    lead: NDArray[np.int64]
    said: NDArray[np.int32]
    """A place in `sayings`, where 0 is nothing."""
    sayings: Sayings
    answers: NDArray[np.int64]
    """The act that an open or a click answers, else −1: the last mail before it of the same tool, campaign, asset."""
    texts: list[Coded]
    ids: NDArray[np.uint8]
    changes: Changes
    consented: NDArray[np.int64]
    """The leads of which a consent is told."""


class Changes(NamedTuple):
    """Acts that change a field or an owner: `act` is their place among the acts."""

    act: NDArray[np.int64]
    lead: NDArray[np.int64]
    at: NDArray[np.int64]
    tool: Coded
    field: Coded
    """With its case folded; an owner's is 'owner'."""
    old: Coded


def read_acts(events: pa.Table, leads: pa.Array[Any], world: World) -> Acts:
    """The acts of these leads in a part of the relation `event`."""
    found: Any = pc.index_in(events["lead"], value_set=leads)
    lead = np.asarray(found.fill_null(-1), np.int64)
    if (lead < 0).any():
        events, lead = events.filter(pa.array(lead >= 0)), lead[lead >= 0]
    kind, tool = coded(events["kind"]), coded(events["tool"])
    texts = [coded(events[name]) for name in TEXTS]
    changed = np.flatnonzero(kind.among((*CHANGES, "consent.changed")))
    rare = events.select(["tool", "member", "field", "old", "new"]).take(changed)
    sayings = _Sayings(len(kind.codes))
    flags = _flags(events, kind, texts[TEXTS.index("outcome")])
    flags[changed] |= _consent(kind.at(changed), coded(rare["field"]), coded(rare["new"]))
    flags[kind.among(CONSENT[1:])] |= WITHDRAWN
    sayings.of_changes(world, changed, kind.at(changed), rare)
    sayings.of_answers(kind, tool, texts)
    sayings.of_mails(np.flatnonzero(flags & MAIL), tool, texts)
    codes = np.array([KINDS.index(word) if word else 0 for word in kind.words], np.uint8)
    at = np.asarray(events["at"].cast(pa.int64()).combine_chunks(), np.int64)
    return Acts(
        at, codes[kind.codes], flags, lead, sayings.said, sayings.told, _answered(lead, kind, tool, texts),
        texts, id_bytes(events["event"]), _changes(changed, kind, lead, at, rare),
        np.unique(lead[kind.among(CONSENT)]),
    )  # fmt: skip


def _flags(events: pa.Table, kind: Coded, outcome: Coded) -> NDArray[np.uint8]:
    """As `history.flags`, but for what is said of consent."""
    team, bot, automatic = coded(events["team"]), _bits(events["bot"]), _bits(events["automatic"])
    inward = coded(events["direction"]).among(("in",))
    outbound, sent = kind.among(touches.OUTBOUND), kind.among(("email.sent",))
    mail = sent & team.among(("marketing",))
    touch = outbound & team.among(("sales",)) & ~automatic & ~inward
    answered = kind.among(("call.made",)) & outcome.among(touches.ANSWERED)
    talk = kind.among(touches.INBOUND | {"meeting.held"}) | (inward & outbound) | answered
    hard = kind.among(("email.bounced",)) & outcome.among(("hard",))
    told = (
        (WHOLE_DAY, _bits(events["whole_day"])), (BOT, bot), (TOUCH, touch & ~mail),
        (TALK, talk & ~mail & ~bot & ~automatic), (MAIL, mail), (HARD, hard),
    )  # fmt: skip
    flags = np.zeros(len(bot), np.uint8)
    for bit, holds in told:
        flags |= holds.astype(np.uint8) * np.uint8(bit)
    return flags


def _consent(kind: Coded, field: Coded, new: Coded) -> NDArray[np.uint8]:
    told = kind.among(("consent.changed",)) | (kind.among(("field.changed",)) & field.among(("consent",)))
    given, withdrawn = told & new.among(("given",)), told & new.among(("withdrawn",))
    bits: NDArray[np.uint8] = np.where(given, GIVEN, 0).astype(np.uint8) | np.where(withdrawn, WITHDRAWN, 0).astype(
        np.uint8
    )
    return bits


class _Sayings:
    """What is said, as it is collected: one number an act."""

    def __init__(self, acts: int) -> None:
        self.said = np.zeros(acts, np.int32)
        self.told: Sayings = [("", "", "", "")]

    def _say(self, acts: NDArray[np.int64], *columns: Coded) -> None:
        numbers, told = distinct(columns)
        self.said[acts] = numbers + len(self.told)
        self.told += told

    def of_changes(self, world: World, acts: NDArray[np.int64], kind: Coded, events: pa.Table) -> None:
        """Changes of fields, and owners who can work a lead."""
        field = kind.among(("field.changed",))
        tool, name, new = (coded(events[column]).at(field) for column in ("tool", "field", "new"))
        self._say(acts[field], same("field.changed", len(tool.codes)), tool, name, new)
        owner = kind.among(("owner.assigned",))
        numbers, pairs = distinct([coded(events["member"]).at(owner), coded(events["new"]).at(owner)])
        who = Coded(numbers, [sales_owner(world, member or said) for member, said in pairs])
        self._say(acts[owner], same("owner.assigned", len(numbers)), *(same("", len(numbers)),) * 2, who)

    def of_answers(self, kind: Coded, tool: Coded, texts: list[Coded]) -> None:
        """What sales answered, with its reason."""
        acts = np.flatnonzero(kind.among(ANSWERS))
        self._say(acts, kind.at(acts), tool.at(acts), same("", len(acts)), texts[TEXTS.index("reason")].at(acts))

    def of_mails(self, acts: NDArray[np.int64], tool: Coded, texts: list[Coded]) -> None:
        """Marketing's messages, with campaign and purpose."""
        campaign, purpose = (texts[TEXTS.index(name)].at(acts) for name in ("campaign", "purpose"))
        self._say(acts, same("email.sent", len(acts)), tool.at(acts), campaign, purpose)


def _answered(lead: NDArray[np.int64], kind: Coded, tool: Coded, texts: list[Coded]) -> NDArray[np.int64]:
    """The last mail sent before each open or click: sort by lead and mail, then carry the last sent one forward."""
    answers = np.full(len(lead), -1, np.int64)
    acts = np.flatnonzero(kind.among(("email.sent", "email.opened", "email.clicked")))
    campaign, asset = (texts[TEXTS.index(name)].at(acts) for name in ("campaign", "asset"))
    mail, told = distinct([tool.at(acts), campaign, asset])
    key = lead[acts] * max(len(told), 1) + mail
    order = np.argsort(key, kind="stable")
    sent = kind.among(("email.sent",))[acts][order]
    last = np.maximum.accumulate(np.where(sent, np.arange(len(acts)), -1))
    there = (last >= 0) & ~sent
    there[there] &= key[order][last[there]] == key[order][there]
    answers[acts[order[there]]] = acts[order[last[there]]]
    return answers


def _changes(
    acts: NDArray[np.int64], kind: Coded, lead: NDArray[np.int64], at: NDArray[np.int64], events: pa.Table
) -> Changes:
    own = kind.at(acts).among(CHANGES)
    acts, events = acts[own], events.filter(pa.array(own))
    field, owner = coded(events["field"]).told(str.casefold), kind.at(acts).among(("owner.assigned",))
    rows = np.where(owner, len(acts), np.arange(len(acts)))
    named = stacked([field, same("owner", 1)]).at(rows)
    return Changes(acts, lead[acts], at[acts], coded(events["tool"]), named, coded(events["old"]))


def _bits(column: Any) -> NDArray[np.bool_]:
    return np.asarray(column.fill_null(False).combine_chunks(), np.bool_)


def first_at(acts: Acts, leads: int, unknown: int) -> NDArray[np.int64]:
    """When each lead's first act was."""
    first = np.full(leads, unknown, np.int64)
    first[acts.lead[::-1]] = acts.at[::-1]
    return first

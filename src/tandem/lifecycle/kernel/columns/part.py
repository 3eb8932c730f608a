"""A part of the lens → its history: leads, accounts, events, facts and deals of a range of buckets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tandem.lifecycle.inputs import Act, World
from tandem.lifecycle.kernel.columns.acts import Acts, Sayings, first_at, read_acts
from tandem.lifecycle.kernel.columns.attributes import AttributeFile, Attributes, Batch, of_unit
from tandem.lifecycle.kernel.columns.beginnings import Beginnings, Notes, first_changes
from tandem.lifecycle.kernel.columns.merging import Places, places
from tandem.lifecycle.kernel.columns.units import UNKNOWN, UnitFile, Units, as_column
from tandem.lifecycle.kernel.columns.words import Coded, at_rows, coded, recoded, words_in_use
from tandem.lifecycle.kernel.history import (
    ACCOUNT_KINDS,
    TEXTS,
    Accounts,
    DealFile,
    Events,
    Facts,
    History,
    Leads,
)
from tandem.lifecycle.kernel.history import Sayings as Said
from tandem.lifecycle.opening import KNOWN
from tandem.lifecycle.reading import acts_by_account, attributes_by_unit, deals_by_account
from tandem.timeline.schema import ID


class Columns:
    """Everything but the events, made ready once for all parts."""

    def __init__(self, base: Mapping[str, pa.Table], attributes: Iterable[pa.Table], world: World) -> None:
        """`base`: the relations person, lead, opportunity and role; `attributes`: the relation, some rows at a time."""
        self.world = world
        self._units = UnitFile(base["lead"], base["person"])
        person, account, of_deals = [], [], []
        for batch in attributes:
            person.append(Batch.of(batch, "person"))
            account.append(Batch.of(batch, "account"))
            of_deals.append(of_unit(batch, "opportunity"))
        self._person, self._account = AttributeFile(person), AttributeFile(account)
        named = base["lead"].filter(pc.is_in(base["lead"]["lead"], value_set=base["role"]["lead"].combine_chunks()))
        home: Any = dict(zip(named["lead"].to_pylist(), named["account"].to_pylist(), strict=True))
        said = attributes_by_unit(pa.concat_tables(of_deals))
        self._deals = deals_by_account(base, said.get("opportunity", {}), home)

    def part(self, low: int, high: int, events: pa.Table) -> History:
        """The history of the buckets low … high−1, whose `events` are all there, sorted as the relation is."""
        units = self._units.between(low, high, {*self._deals, *_without_lead(events)})
        person, account = self._person.of(units.person), self._account.of(units.accounts)
        acts = read_acts(events, as_column(units.lead), self.world)
        before = first_changes(acts.changes)
        first = first_at(acts, len(units.lead), UNKNOWN)
        beginnings = Beginnings(units, person, before, first, acts.consented, self.world)
        where, notes = places(units, acts, beginnings.notes())
        sayings, said = _sayings(acts.sayings, beginnings.sayings)
        facts = (
            (person.unit, person.name.told(str.casefold), person.tool, person.value),
            (account.unit, account.name.told(str.casefold), account.tool, account.value),
            (before.lead, before.field, before.tool, before.old),
        )
        codes = _codes(sayings, facts)
        of_person, of_account, of_before = (
            Facts(unit.astype(np.int32), *(recoded(text, codes) for text in rest)) for unit, *rest in facts
        )
        told, texts = _texts(acts, notes, where)
        return History(
            _accounts(units, account, where), _leads(units, person), _events(acts, notes, where, said, told), acts.ids,
            Said(*(np.array([codes[row[i]] for row in sayings], np.int32) for i in range(4))),
            of_person, of_account, of_before, tuple(self._deal_files(units, events)), tuple(codes), texts, self.world,
        )  # fmt: skip

    def _deal_files(self, units: Units, events: pa.Table) -> Iterator[DealFile]:
        """Deals with their own acts; these are few, and stay Python's."""
        accounts: Any = pa.array(sorted(self._deals), ID)
        place = np.asarray(pc.index_in(as_column(units.accounts), value_set=accounts).fill_null(-1))
        of_deals = coded(events["kind"]).where(lambda kind: kind.startswith("opportunity."))
        acts: dict[tuple[bytes, bytes | None], list[Act]] = {}
        for account, own in acts_by_account(events.filter(pa.array(of_deals))):
            for act in own:
                acts.setdefault((account, act.opportunity), []).append(act)
        for index in np.flatnonzero(place >= 0).tolist():
            account = accounts[int(place[index])].as_py()
            for record in self._deals[account]:
                yield DealFile(index, record, tuple(acts.get((account, record.opportunity), ())))


def _without_lead(events: pa.Table) -> list[bytes]:
    """The accounts of events that are nobody's."""
    alone: Any = events["account"].filter(pc.is_null(events["lead"]))
    found: list[bytes] = alone.drop_null().unique().to_pylist()
    return found


def _leads(units: Units, person: Attributes) -> Leads:
    given = np.zeros(len(units.lead), np.bool_)
    consent = person.named("consent")
    given[consent.unit[consent.value.among(("given",))]] = True
    return Leads(units.lead, units.free_mail, given)


def _accounts(units: Units, account: Attributes, where: Places) -> Accounts:
    """The last of `wins` and tool tells an account's kind and owner."""
    kind, owned = np.zeros(len(units.accounts), np.int8), np.zeros(len(units.accounts), np.bool_)
    said, owner = _decisive_last(account.named("type")), _decisive_last(account.named("owner"))
    kinds = np.array([_kind(word) for word in said.value.words], np.int8)
    kind[said.unit] = kinds[said.value.codes]
    owned[owner.unit] = owner.value.where(bool)
    leads = np.concatenate([[0], np.cumsum(np.bincount(units.account, minlength=len(units.accounts)))])
    return Accounts(units.accounts, units.buckets, leads, where.offsets, kind, owned)


def _decisive_last(rows: Attributes) -> Attributes:
    tools = np.argsort(np.argsort(rows.tool.words, kind="stable"), kind="stable")[rows.tool.codes]
    return at_rows(rows, np.lexsort((rows.number, tools, rows.wins, rows.unit)))


def _kind(word: str) -> int:
    return next((code for code, kind in enumerate(ACCOUNT_KINDS) if kind in word.casefold()), 0)


def _events(acts: Acts, notes: Notes, where: Places, said: NDArray[np.int32], texts: NDArray[np.int32]) -> Events:
    rows = len(acts.at) + len(notes.at)

    def whole(of_acts: NDArray[Any], of_notes: NDArray[Any] | int, kind: type[np.generic]) -> NDArray[Any]:
        column: NDArray[Any] = np.empty(rows, kind)
        column[where.acts], column[where.notes] = of_acts, of_notes
        return column

    answered = acts.answers >= 0
    cause = np.where(answered, where.acts[acts.answers] if len(where.acts) else -1, -1)
    return Events(
        whole(acts.at, notes.at, np.int64), whole(acts.kind, notes.kind, np.uint8),
        whole(acts.flags, notes.flags, np.uint8), whole(acts.lead, notes.lead, np.int32),
        whole(np.arange(len(acts.at)), -1, np.int32),
        said[whole(acts.said, notes.said + len(acts.sayings), np.int32)], whole(cause, -1, np.int32), texts,
    )  # fmt: skip


def _texts(acts: Acts, notes: Notes, where: Places) -> tuple[NDArray[np.int32], tuple[tuple[str, ...], ...]]:
    """What rules may read of acts; of a note nothing but how a status came to be known."""
    table = np.zeros((len(TEXTS), len(acts.at) + len(notes.at)), np.int32)
    known = where.notes[notes.known]
    dictionaries = []
    for row, (name, column) in enumerate(zip(TEXTS, acts.texts, strict=True)):
        told = [KNOWN] if name == "outcome" and len(known) else []
        codes = {word: code for code, word in enumerate(sorted({"", *words_in_use(column), *told}))}
        if len(codes) > 1:
            table[row, where.acts] = recoded(column, codes)
        if told:
            table[row, known] = codes[KNOWN]
        dictionaries.append(tuple(codes))
    return table, tuple(dictionaries)


def _sayings(of_acts: Sayings, of_notes: Sayings) -> tuple[list[tuple[str, ...]], NDArray[np.int32]]:
    """The different sayings, sorted, and the place of each one there."""
    place = {words: number for number, words in enumerate(sorted({*of_acts, *of_notes}))}
    return list(place), np.array([place[words] for words in (*of_acts, *of_notes)], np.int32)


def _codes(sayings: Sayings, facts: tuple[tuple[NDArray[Any], Coded, Coded, Coded], ...]) -> dict[str, int]:
    """Every string of sayings and facts, sorted, and its code."""
    words = {word for row in sayings for word in row}
    words.update(*(words_in_use(column) for _, *columns in facts for column in columns))
    return {word: code for code, word in enumerate(sorted({"", *words}))}

"""One row of a file as entries of the book: references keyed, personal words set apart, ready to be written.

Runs where the file is read, which may be another process than the one that writes: entries are plain tuples.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

import orjson

from tandem.store.keys import Keys
from tandem.timeline.records import Entity, Event, Link, Row
from tandem.vocabulary import EVENT_KINDS

DAY_MICROS: Final = 86_400_000_000
MOST_SENTENCES: Final = 20
EVENT_COLUMNS: Final = (
    "event", "kind", "at", "whole_day", "person", "account", "opportunity", "member", "campaign", "asset", "team",
    "direction", "channel", "automatic", "bot", "form", "path", "field", "old", "new", "outcome", "reason", "purpose",
    "amount", "currency", "seconds", "file", "line", "snapshot", "own_key",
)  # fmt: skip
ENTITY_COLUMNS: Final = (
    "id", "ref", "kind", "tool", "key", "attributes", "first_seen", "last_seen", "file", "line",
)  # fmt: skip
LINK_COLUMNS: Final = (
    "id", "kind", "left", "right", "at", "value", "tool", "first_seen", "last_seen", "revoked_at", "file",
)  # fmt: skip
PERSONAL_FIELDS: Final = {
    "email", "phone", "mobilephone", "mobile_phone", "fax", "name", "firstname", "first_name", "lastname", "last_name",
    "address", "street", "city", "zip", "postal_code", "birthdate", "linkedin", "twitter",
}  # fmt: skip
"""Fields of a person whose old and new values are sealed, never stored in clear."""

NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""A NUL in JSON; an even number of backslashes before it would be text."""

Entry = tuple[Any, ...]
"""(line, id, snapshot, body, about, extra, events, entities, links, private, reason, raw): a row that was read has
events, entities and links as tuples of the tables' columns and `private` as (item, subject, what, seen, bytes); one
that was not has a `reason`. `snapshot` is None for a row that never changes; `extra` is b"" when there is none."""


NONE: Final[Mapping[bytes, int]] = {}

Told = dict[str, tuple[int, int]]
"""Sentence → (the first line it is about, how many rows)."""


def tell(told: Told, line: int, sentence: str, rows: int = 1) -> None:
    """Add a sentence about some rows; of too many different ones only the first are kept."""
    if sentence in told:
        first, before = told[sentence]
        told[sentence] = (min(first, line), before + rows)
    elif len(told) < MOST_SENTENCES:
        told[sentence] = (line, rows)


class Batch(NamedTuple):
    """The entries of some successive rows, the references met in them for the first time, and what to tell of them."""

    entries: list[Entry]
    refs: list[tuple[bytes, bytes]]
    """Persons' references: (keyed, clear)."""
    domains: list[tuple[bytes, str]]
    warnings: int
    told: Told
    """Warnings and reasons for rejecting."""


class Entering:
    """Turns the rows of one file into batches of entries.

    `number`, `tool`, `object` and `as_of` (UTC µs) are the file's. Rows without key get their ordinal among the file's
    equal rows (`equal`: how many there are, by body), which is why rows that were committed before (`skip`) are read
    again, but not entered again.
    """

    def __init__(
        self, keys: Keys, number: int, tool: str, object: str, as_of: int, equal: Mapping[bytes, int] = NONE
    ) -> None:
        self._keys = keys
        self._number = number
        self._tool = tool
        self._scope = f"{tool}\x1f{object}\x1f".encode()
        self._as_of = as_of
        self._equal = Counter(equal)
        self._met: set[bytes] = set()
        self._start()

    def _start(self) -> None:
        self._refs: list[tuple[bytes, bytes]] = []
        self._domains: list[tuple[bytes, str]] = []
        self._private: list[tuple[bytes, bytes, str, int, bytes]] = []
        self._warnings = 0
        self._told: Told = {}

    def batches(self, rows: Iterable[Row], size: int, skip: int = 0) -> Iterator[Batch]:
        """Batches of `size` rows; the first `skip` rows are left out."""
        entries: list[Entry] = []
        for ordinal, row in enumerate(rows):
            entry = self.entry(row)
            if ordinal < skip:
                continue
            entries.append(entry)
            if len(entries) == size:
                yield Batch(entries, self._refs, self._domains, self._warnings, self._told)
                entries = []
                self._start()
        if entries:
            yield Batch(entries, self._refs, self._domains, self._warnings, self._told)

    def entry(self, row: Row) -> Entry:
        """One row as an entry."""
        for sentence in row.warnings:
            self._warn(row.line, sentence)
        if row.fault:
            return self._rejected(row, row.fault)
        try:
            content = orjson.dumps([_said(fact) for fact in row.facts] or [dict(row.extra)], option=_SORTED)
        except orjson.JSONEncodeError as why:
            return self._rejected(row, f"a cell cannot be stored as text: {why}.")
        if b"\\u0000" in content and NUL.search(content):
            return self._rejected(row, "a cell holds a NUL character. Export the file anew, or remove the character.")
        return self._accepted(row, content)

    def _rejected(self, row: Row, reason: str) -> Entry:
        tell(self._told, row.line, reason)
        about = self._person(row.about) if row.about else b""
        return (row.line, b"", None, b"", about, b"", (), (), (), (), reason, row.raw)

    def _warn(self, line: int, sentence: str) -> None:
        self._warnings += 1
        tell(self._told, line, sentence)

    def _accepted(self, row: Row, content: bytes) -> Entry:
        body = self._keys.id(content)
        snapshot = None
        if not row.key:
            self._equal[body] += 1
            id_ = self._keys.id(self._scope + body + str(self._equal[body]).encode())
        elif row.mutable:
            snapshot = self._keys.id(self._scope + row.key.encode())
            id_ = self._keys.id(snapshot + body)
        else:
            id_ = self._keys.id(self._scope + row.key.encode())
        about = self._person(row.about) if row.about else b""
        self._private = []
        events: list[Entry] = []
        entities: list[Entry] = []
        links: list[Entry] = []
        for fact in row.facts:
            if isinstance(fact, Event):
                events.append(self._event(fact, row, snapshot or id_, len(events), snapshot, about))
            elif isinstance(fact, Entity):
                entities.append(self._entity(fact, row.line))
            else:
                links.append(self._link(fact))
        extra = _json(row.extra) if row.extra else b""
        private = tuple(self._private)
        return (
            row.line,
            id_,
            snapshot,
            body,
            about,
            extra,
            tuple(events),
            tuple(entities),
            tuple(links),
            private,
            "",
            row.raw,
        )

    def _event(
        self, event: Event, row: Row, id_: bytes, ordinal: int, snapshot: bytes | None, about: bytes
    ) -> tuple[Any, ...]:
        (
            kind, at, whole_day, key, person, account, opportunity, member, campaign, asset, team, direction, channel,
            automatic, bot, form, path, field, old, new, outcome, reason, purpose, amount, currency, seconds,
        ) = event  # fmt: skip
        means = EVENT_KINDS[kind]
        own_key = key != "" and key != row.key
        if own_key:
            event_id = self._keys.id(b"event" + key.encode())
        else:
            event_id = self._keys.id(id_ + b"%d" % ordinal) if ordinal else id_
        if at > self._as_of + DAY_MICROS:
            self._warn(row.line, f"a {kind} is dated more than 24 h after the export; it is held until due.")
        who = self._person(person) if person else None
        if field in PERSONAL_FIELDS or "@" in old or "@" in new or "@" in reason:
            subject = who or about
            self._private.append((event_id, subject, "words", at, _json({"old": old, "new": new, "reason": reason})))
            old = new = ""
            reason = "" if "@" in reason else reason
        return (
            event_id, kind, at, whole_day, who,
            self._keys.ref(account) if account else None,
            self._keys.ref(opportunity) if opportunity else None,
            member, campaign, asset, team or means.team.value, direction or means.direction.value,
            channel or means.channel, automatic, bot, form, path, field, old, new, outcome, reason, purpose,
            amount, currency, seconds, self._number, row.line, snapshot, own_key,
        )  # fmt: skip

    def _entity(self, entity: Entity, line: int) -> tuple[Any, ...]:
        seen = entity.as_of or self._as_of
        key, attributes, personal = entity.key, dict(entity.attributes), dict(entity.personal)
        if entity.kind == "person":
            for name in [name for name, value in attributes.items() if "@" in value and not name.startswith("owner")]:
                personal[name] = attributes.pop(name)
            ref, key = self._person(entity.key), ""
        else:
            ref = self._reference(entity.key)
        if personal:
            words = _json(personal)
            self._private.append((self._keys.id(b"person" + ref + words), ref, "person", seen, words))
        text = orjson.dumps(attributes, option=_SORTED)
        id_ = self._keys.id(b"entity" + ref + text)
        return (id_, ref, entity.kind, self._tool, key, text.decode(), seen, seen, self._number, line)

    def _link(self, link: Link) -> tuple[Any, ...]:
        left, right = self._reference(link.left), self._reference(link.right)
        id_ = link_id(self._keys, link.kind, left, right, link.value)
        seen = self._as_of
        return (id_, link.kind, left, right, link.at, link.value, self._tool, seen, seen, 0, self._number)

    def _reference(self, ref: str) -> bytes:
        keyed = self._keys.ref(ref)
        if ref.startswith("email:"):
            return self._person(ref)
        if ref.startswith("domain:") and keyed not in self._met:
            self._met.add(keyed)
            self._domains.append((keyed, ref[len("domain:") :]))
        return keyed

    def _person(self, ref: str) -> bytes:
        keyed = self._keys.ref(ref)
        if keyed not in self._met:
            self._met.add(keyed)
            self._refs.append((keyed, ref.encode()))
            if ref.startswith("email:") and "@" in ref:
                self._domains.append((keyed, ref.rpartition("@")[2]))
        return keyed


def link_id(keys: Keys, kind: str, left: bytes, right: bytes, value: str) -> bytes:
    """The id of a link: what it says, not who said it or when."""
    return keys.id(b"link" + kind.encode() + left + right + value.encode())


_SORTED = orjson.OPT_SORT_KEYS


def _said(fact: Event | Entity | Link) -> object:
    """What a fact says, the export's own time apart: two exports that say the same are equal."""
    if isinstance(fact, Entity):
        return (fact.kind, fact.key, dict(fact.attributes), dict(fact.personal))
    return list(fact)


def _json(words: Mapping[str, str]) -> bytes:
    try:
        return orjson.dumps(dict(words), option=_SORTED)
    except orjson.JSONEncodeError:
        return json.dumps(dict(words), sort_keys=True).encode("ascii")

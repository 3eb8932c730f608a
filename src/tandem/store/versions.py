"""What the versions of one record say: its current attributes, and what changed between exports.

A pure function of the set of versions, so that the order in which exports are imported never matters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

KINDS: dict[tuple[str, str] | str, str] = {
    ("opportunity", "stage"): "opportunity.stage_changed",
    "owner": "owner.assigned",
}
DELETED = "deleted"


class Version(NamedTuple):
    """One version of a record; `first_seen` and `last_seen` (UTC µs) are the exports that showed it."""

    ref: bytes
    kind: str
    tool: str
    key: str
    attributes: Mapping[str, str]
    first_seen: int
    last_seen: int
    id: bytes
    file: int
    line: int


class Change(NamedTuple):
    """An attribute that changed from one export to a later one; names as in the book's events."""

    event: bytes
    kind: str
    at: int
    tool: str
    person: bytes | None
    account: bytes | None
    opportunity: bytes | None
    field: str
    old: str
    new: str
    file: int
    line: int


def observations(history: Sequence[Version]) -> list[tuple[int, dict[str, str], Version]]:
    """What was known of a record at each export, in order of time: (export, attributes, version that said so).

    Versions of one export are one observation; where they disagree, the one with the greater id has the word.
    """
    seen: dict[int, tuple[dict[str, str], Version]] = {}
    for version in sorted(history, key=lambda one: one.id):
        for at in {version.first_seen, version.last_seen}:
            attributes = seen[at][0] if at in seen else {}
            seen[at] = ({**attributes, **version.attributes}, version)
    return [(at, *seen[at]) for at in sorted(seen)]


def deleted(history: Sequence[Version]) -> bool:
    """Whether the newest export that showed the record showed it as deleted."""
    if not any(DELETED in version.attributes for version in history):
        return False
    return observations(history)[-1][1].get(DELETED) == "true"


def current(history: Sequence[Version]) -> tuple[dict[str, str], dict[str, int]]:
    """The attributes as last known, and per attribute the export since which it has had its value."""
    values: dict[str, str] = {}
    known_at: dict[str, int] = {}
    for at, attributes, _ in observations(history):
        for name, value in attributes.items():
            if name != DELETED and values.get(name) != value:
                values[name], known_at[name] = value, at
    return values, known_at


def changes(history: Sequence[Version]) -> Iterator[Change]:
    """The changes between successive exports of a person, account or opportunity, dated by the later export.

    Ids are hashes of reference, attribute, time and values. An attribute that one export lacks did not change.
    """
    values: dict[str, str] = {}
    for at, attributes, version in observations(history):
        for name in sorted(attributes.keys() - {DELETED}):
            old, new = values.get(name), attributes[name]
            if old is not None and old != new:
                yield _change(version, at, name, old, new)
            values[name] = new


def _change(version: Version, at: int, name: str, old: str, new: str) -> Change:
    text = "\x1f".join((name, str(at), old, new)).encode()
    return Change(
        event=blake2b(version.ref + text, digest_size=16).digest(),
        kind=KINDS.get((version.kind, name)) or KINDS.get(name) or "field.changed",
        at=at,
        tool=version.tool,
        person=version.ref if version.kind == "person" else None,
        account=version.ref if version.kind == "account" else None,
        opportunity=version.ref if version.kind == "opportunity" else None,
        field=name,
        old=old,
        new=new,
        file=version.file,
        line=version.line,
    )

"""What can happen to an agreement: each act is one entry of its history, which only grows.

Times are UTC µs, hashes and keys hex. A proposal is known by the hash of exactly what it proposes, a credential by
the hash of its public key.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from hashlib import blake2b
from typing import Any, Literal, NamedTuple


@dataclass(frozen=True, slots=True)
class Proposed:
    """A charter and its plan (hashes of their exact bytes; '' without a plan), put to both teams by a member.

    `base`: the proposal that was adopted last before ('' for none); `in_force_from` and `version` as in the charter;
    `begins`: the first instant of that day in the charter's zone.
    """

    proposal: str
    charter_sha256: str
    plan_sha256: str
    base: str
    in_force_from: str
    begins: int
    version: str
    member: str


@dataclass(frozen=True, slots=True)
class Credential:
    """A public key (Ed25519) with which a member signs: their own, or one derived from a one-time code.

    A code is for one `proposal` and expires; for a key these are '' and 0. `voucher` is the credential that vouches
    for this one by the signature `vouch`; '' when it was taken on trust.
    """

    kind: Literal["key", "code"]
    member: str
    team: str
    public: str
    proposal: str
    expires_at: int
    voucher: str
    vouch: str

    @property
    def id(self) -> str:
        """16 bytes in hex: the fingerprint of the public key."""
        return blake2b(bytes.fromhex(self.public), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Tried:
    """Somebody tried a one-time code; entered before the code is compared, so that no try goes uncounted."""

    credential: str


@dataclass(frozen=True, slots=True)
class Signed:
    """A member signed a proposal for their team, by a credential."""

    proposal: str
    member: str
    team: str
    credential: str
    signature: str


@dataclass(frozen=True, slots=True)
class Adopted:
    """A proposal that both teams signed became a version."""

    proposal: str
    member: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A proposal was taken back or turned down."""

    proposal: str
    member: str
    reason: str


Act = Proposed | Credential | Tried | Signed | Adopted | Withdrawn
ACTS: Mapping[str, type[Act]] = {
    "proposed": Proposed,
    "credential": Credential,
    "tried": Tried,
    "signed": Signed,
    "adopted": Adopted,
    "withdrawn": Withdrawn,
}
_NAMES = {kind: name for name, kind in ACTS.items()}


class Entry(NamedTuple):
    """One entry of the history: its place from 1, when it was made, and what happened."""

    number: int
    at: int
    act: Act


def kind_of(act: Act) -> str:
    """The name of an act's kind: a key of `ACTS`."""
    return _NAMES[type(act)]


def packed(act: Act) -> str:
    """An act as canonical JSON."""
    return canonical(asdict(act))


def unpacked(kind: str, body: str) -> Act:
    """The act that `packed` made. Raises `ValueError` for anything else."""
    if kind not in ACTS:
        raise ValueError(kind)
    said = json.loads(body)
    form = {one.name: int if one.type == "int" else str for one in fields(ACTS[kind])}
    if not isinstance(said, dict) or {name: type(value) for name, value in said.items()} != form:
        raise ValueError(body)
    bytes.fromhex(said.get("public", ""))
    return ACTS[kind](**said)


def canonical(content: Mapping[str, Any]) -> str:
    """JSON with sorted names, without blanks: one content, one text."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def proposal_id(charter_sha256: str, plan_sha256: str, base: str) -> str:
    """16 bytes in hex: another byte of charter or plan, or another version before it, is another proposal."""
    return blake2b(f"{charter_sha256}/{plan_sha256}/{base}".encode(), digest_size=16).hexdigest()

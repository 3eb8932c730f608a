"""A plan: what a proposed charter would change, as a file that both teams sign by its hash.

`plan.json` is canonical JSON (keys sorted, one space of indent, a last newline), so the same inputs give the same
bytes. It names the sha256 of both charters and of the data, the engine and the stretch of history, and holds leads by
id only: names are joined when it is shown. Who signs, signs `Plan.sha256`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from tandem.vocabulary import TandemError

LAYOUT: Final = 1
"""The layout of `plan.json`; a reader refuses one that it does not know."""
ID_DIGITS: Final = 16
STAMPS: Final = ("current", "proposed", "data", "engine", "window")


class NoPlan(TandemError):
    """A file is not a plan that `tandem plan` wrote."""

    def __init__(self, file: str, what: str) -> None:
        super().__init__(f"{file} {what} Write a plan with: tandem plan PROPOSED.yaml")


@dataclass(frozen=True, slots=True)
class CharterName:
    """A charter as a plan names it; `in_force_from` is an ISO date or ''."""

    name: str
    version: str
    sha256: str
    in_force_from: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The exact bytes of a `plan.json`, and what they say."""

    body: bytes
    document: Mapping[str, Any]

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Plan:
        """The plan of a document of JSON values; `layout` is added."""
        whole = {"layout": LAYOUT, **document}
        text = json.dumps(whole, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False)
        return cls(text.encode() + b"\n", whole)

    @classmethod
    def read(cls, body: bytes, file: str = "plan.json") -> Plan:
        """The plan in the bytes of a file. Raises `NoPlan`."""
        try:
            document = json.loads(body)
        except ValueError as why:
            raise NoPlan(file, "is not readable as JSON.") from why
        if not isinstance(document, dict) or "layout" not in document:
            raise NoPlan(file, "is no plan: it has no layout.")
        if document["layout"] != LAYOUT:
            raise NoPlan(file, f"has the layout {document['layout']!r}; this Tandem reads {LAYOUT}.")
        if missing := [name for name in STAMPS if not isinstance(document.get(name), dict | str)]:
            raise NoPlan(file, f"is no whole plan: it lacks {', '.join(missing)}.")
        return cls(body, document)

    @property
    def sha256(self) -> str:
        """What is signed: the digest of the bytes."""
        return sha256(self.body).hexdigest()

    @property
    def id(self) -> str:
        """The plan's folder: the first digits of its digest."""
        return self.sha256[:ID_DIGITS]

    @property
    def current(self) -> CharterName:
        """The charter that is compared with."""
        return CharterName(**self.document["current"])

    @property
    def proposed(self) -> CharterName:
        """The charter that is proposed."""
        return CharterName(**self.document["proposed"])

    @property
    def data_sha256(self) -> str:
        """The digest of the data that the plan saw."""
        return str(self.document["data"]["sha256"])

"""What a proof finds: a failure with its witness, told as the short story of a made-up lead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from tandem.vocabulary import Fault

Proof = Literal[
    "coverage", "one answer", "no dead rule", "nobody rests with nobody", "no endless ping-pong", "reachable bars",
    "never", "promises fit",
]  # fmt: skip
PROOFS: Final[tuple[Proof, ...]] = (
    "coverage", "one answer", "no dead rule", "nobody rests with nobody", "no endless ping-pong", "reachable bars",
    "never", "promises fit",
)  # fmt: skip


class Quote(NamedTuple):
    """A line of the charter that has a part in a failure."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Failure:
    """One way in which the charter breaks a proof.

    `values`, `team`, `purpose`, `event` and `stages` are the witness: facts with which the interpreter shows the same.
    `told` names the facts that the story needs; `rules` the rules at fault.
    """

    proof: Proof
    fault: Fault
    story: str
    quotes: tuple[Quote, ...] = ()
    rules: tuple[str, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    team: str = ""
    purpose: str = ""
    event: str = ""
    stages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proved:
    """What was proved: failures in the file's order, what was covered, and what the teams have not agreed on yet."""

    failures: tuple[Failure, ...]
    covered: tuple[str, ...]
    notes: tuple[Fault, ...] = ()

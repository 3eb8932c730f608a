"""Facts after keying: what the book hands to identity, accounts and leads. References are 16-byte keyed hashes."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import NamedTuple

BUCKETS = 4096


class Tie(NamedTuple):
    """A link between two keyed references; `kind` is one of `vocabulary.LINK_KINDS`, `at` 0 when unknown."""

    kind: str
    left: bytes
    right: bytes
    at: int = 0
    value: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One tool's record as last known. `ref` is its clear reference, '' for persons; `known_at`: attribute → the export
    (UTC µs) since which it has had its value; `file` and `line` say where it was read."""

    key: bytes
    tool: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    known_at: Mapping[str, int] = field(default_factory=dict)
    ref: str = ""
    file: int = 0
    line: int = 0


def derived(what: str, *parts: bytes) -> bytes:
    """A 16-byte id of one kind of thing from the ids that make it."""
    return blake2b(b"".join(parts), digest_size=16, person=what.encode()).digest()


def bucket(account: bytes) -> int:
    """The account's bucket, 0 … 4095: the first 12 bits of BLAKE2b, fixed for ever (semantics 3)."""
    return int.from_bytes(blake2b(account, digest_size=2).digest(), "big") >> 4


def components(pairs: Iterable[tuple[bytes, bytes]], alone: Iterable[bytes] = ()) -> dict[bytes, bytes]:
    """Each node → the smallest node that it hangs together with; the order of input never matters.

    Union by least root with path halving: Tarjan and van Leeuwen, "Worst-case analysis of set union algorithms" (1984).
    """
    root: dict[bytes, bytes] = {node: node for node in alone}

    def find(node: bytes) -> bytes:
        root.setdefault(node, node)
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for left, right in pairs:
        a, b = find(left), find(right)
        if a != b:
            root[max(a, b)] = min(a, b)
    return {node: find(node) for node in list(root)}


def shortest_path(ties: Iterable[Tie], start: bytes, end: bytes) -> tuple[Tie, ...]:
    """The fewest ties that lead from `start` to `end`; empty when nothing does. Equal paths: the least tie first."""
    around: dict[bytes, list[tuple[bytes, Tie]]] = defaultdict(list)
    for tie in sorted(ties):
        around[tie.left].append((tie.right, tie))
        around[tie.right].append((tie.left, tie))
    came: dict[bytes, tuple[bytes, Tie] | None] = {start: None}
    queue = deque([start])
    while queue and end not in came:
        node = queue.popleft()
        for other, tie in around[node]:
            if other not in came:
                came[other] = (node, tie)
                queue.append(other)
    path: list[Tie] = []
    step = came.get(end)
    while step is not None:
        path.append(step[1])
        step = came[step[0]]
    return tuple(reversed(path))

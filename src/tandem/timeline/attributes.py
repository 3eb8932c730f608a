"""Current attributes, long: what each tool says of a unit, and whose word counts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from tandem.timeline.keyed import Record
from tandem.timeline.precedence import precedence


class Said(NamedTuple):
    """One tool's word about one attribute; `wins` where it is the one that counts. `known_at` in µs."""

    name: str
    value: str
    known_at: int
    tool: str
    wins: bool


def current(records: Iterable[Record], replaced: Collection[bytes] = ()) -> Iterator[Said]:
    """The attributes of one unit from its records: one row per name and tool, sorted by name and tool order.

    `replaced`: records that were merged away or converted; their words come last within their tool.
    """
    order = sorted(records, key=lambda r: (precedence(r.tool), r.key in replaced, r.key))
    if len(order) == 1:
        record = order[0]
        for name in sorted(record.attributes):
            yield Said(name, record.attributes[name], record.known_at.get(name, 0), record.tool, True)
        return
    for name in sorted({name for record in order for name in record.attributes}):
        said = _by_tool(name, order)
        winner = next((i for i, record in enumerate(said) if record.attributes[name]), 0)
        for i, record in enumerate(said):
            yield Said(name, record.attributes[name], record.known_at.get(name, 0), record.tool, i == winner)


def _by_tool(name: str, order: Sequence[Record]) -> list[Record]:
    """Per tool the first record that knows the attribute, else the first that has it at all."""
    chosen: dict[str, Record] = {}
    for record in order:
        if name in record.attributes:
            before = chosen.setdefault(record.tool, record)
            if record.attributes[name] and not before.attributes[name]:
                chosen[record.tool] = record
    return list(chosen.values())


def winning(records: Iterable[Record], replaced: Collection[bytes] = ()) -> dict[str, str]:
    """The attributes of one unit where only the winning word is wanted."""
    return {said.name: said.value for said in current(records, replaced) if said.wins}

"""A charter's text with some of its values exchanged; comments, lines and all else stay as they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from ruamel.yaml.nodes import MappingNode, Node

from tandem.charter.drafting import quoted
from tandem.charter.reading.document import Faults, compose

Where = tuple[str, ...]
"""The keys that lead to a value: ("sla", "sales", "acceptance", "within")."""

_PLAIN: Final = re.compile(r"[A-Za-z0-9]+%?(?:[ /._-][A-Za-z0-9]+%?)*")
_WORDS: Final = frozenset({"yes", "no", "true", "false", "null", "on", "off"})


def exchanged(text: str, values: Mapping[Where, str]) -> str:
    """The text with each of these values written anew, as YAML. Raises `KeyError` where a key is not there."""
    root = compose(Faults("", text))
    for where, node in sorted(
        ((where, _found(root, where)) for where in values), key=lambda pair: pair[1].start_mark.index, reverse=True
    ):
        before = text[: node.start_mark.index]
        before = before.rstrip(" ") if values[where].startswith("\n") else before
        text = before + values[where] + text[node.end_mark.index :]
    return text


def _found(node: Node | None, where: Where) -> Node:
    for key in where:
        inner = {str(name.value): value for name, value in node.value} if isinstance(node, MappingNode) else {}
        node = inner[key]
    if node is None:
        raise KeyError(where)
    return node


def written(value: str) -> str:
    """A value as the charter writes it: plain where that is safe, else in double quotes."""
    return value if _PLAIN.fullmatch(value) and value.lower() not in _WORDS else quoted(value)

"""A YAML text as the JSON value that editors check: the core schema of YAML 1.2, in which days are text."""

from __future__ import annotations

import re
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

PLAIN = [
    (re.compile(r"~|null|Null|NULL|"), lambda text: None),
    (re.compile(r"true|True|TRUE"), lambda text: True),
    (re.compile(r"false|False|FALSE"), lambda text: False),
    (re.compile(r"[-+]?[0-9]+"), int),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"), float),
]


def json_of(text: str) -> Any:
    """The JSON value of a YAML text."""
    return _value(YAML(typ="safe", pure=True).compose(text))


def _value(node: Node) -> Any:
    if isinstance(node, MappingNode):
        return {str(key.value): _value(value) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [_value(item) for item in node.value]
    assert isinstance(node, ScalarNode)
    if node.style in ("'", '"', "|", ">"):
        return node.value
    made = (make(node.value) for pattern, make in PLAIN if pattern.fullmatch(node.value))
    return next(made, node.value)

"""The YAML of a charter, or a scenario, as parts that know their place; whatever the bytes, never a traceback."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from tandem.charter.model import Place
from tandem.vocabulary import Fault

LONGEST: Final = 1_000_000
"""Characters of a charter."""
MOST_NODES: Final = 100_000
"""Values of a charter, aliases written out."""
DEEPEST: Final = 20
_PLAIN_TAGS: Final = frozenset(
    f"tag:yaml.org,2002:{kind}"
    for kind in ("map", "seq", "str", "int", "float", "bool", "null", "timestamp", "merge", "value")
)


class Faults:
    """The faults of one file, each at a place inside it, kept in the file's order."""

    def __init__(self, file: str, text: str, what: str = "charter") -> None:
        self.file = file
        self.text = text
        self.what = what
        """What the file is: charter | scenario."""
        self.lines = text.split("\n")
        self._found: set[Fault] = set()

    def add(self, place: Place, message: str, mend: str = "") -> None:
        """One more fault; a place past the end of the file or of its line is drawn back inside."""
        line = min(max(place[0], 1), len(self.lines))
        column = min(max(place[1], 1), len(self.lines[line - 1]) + 1) if line == place[0] else 1
        self._found.add(Fault(self.file, line, column, message, mend))

    @property
    def found(self) -> list[Fault]:
        """All faults, in the file's order, each once."""
        return sorted(self._found)

    def place_at(self, index: int) -> Place:
        """The place of the character at `index` of the text."""
        before = self.text[:index]
        return before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1


def decoded(data: bytes, file: str, what: str = "charter") -> tuple[str, list[Fault]]:
    """A file's bytes as text. Anything but UTF-8 is a fault at its first odd byte."""
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", errors="replace")
        place = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        return "", [Fault(file, *place, f"the {what} is not written in UTF-8.", "Save it as UTF-8 text.")]


def compose(faults: Faults) -> Node | None:
    """The root of the document, or None with faults."""
    if len(faults.text) > LONGEST:
        faults.add((1, 1), f"a {faults.what} has at most {LONGEST:,} characters.", "Is this the right file?")
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            root = YAML(typ="safe", pure=True).compose(faults.text)
    except RecursionError:
        faults.add((1, 1), f"the file is nested more than {DEEPEST} levels deep.", f"A {faults.what} needs six.")
        return None
    except ReaderError as error:
        faults.add(faults.place_at(error.position), "a character that YAML does not allow.", "Remove it.")
        return None
    except (YAMLError, ValueError, IndexError, KeyError, AttributeError, TypeError, AssertionError) as error:
        faults.add(*_syntax(error))
        return None
    if root is None:
        name = "your agreement" if faults.what == "charter" else f"the {faults.what}"
        faults.add((1, 1), f"the file holds no {faults.what}.", f"Begin with: {faults.what}: the name of {name}")
        return None
    return root if _sound(root, faults) else None


def _syntax(error: Exception) -> tuple[Place, str, str]:
    """What the YAML parser could not read, in a sentence."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    problem = (
        (getattr(error, "problem", None) or "it cannot be read")
        if isinstance(error, MarkedYAMLError)
        else "it cannot be read"
    )
    return (
        place,
        f"this is no YAML: {' '.join(str(problem).split())}.",
        "Check quotes, commas, brackets and indentation here.",
    )


def _sound(root: Node, faults: Faults) -> bool:
    """No aliases that blow up or bite their tail, no tags that name programs, no key twice."""
    sizes: dict[int, int] = {}
    ok = True

    def size(node: Node, depth: int, above: frozenset[int]) -> int:
        nonlocal ok
        if id(node) in above or depth > DEEPEST:
            what = "an alias that contains itself." if id(node) in above else f"nested more than {DEEPEST} levels deep."
            faults.add(place_of(node), what, "Write the values out.")
            ok = False
            return 1
        if id(node) not in sizes:
            if str(node.tag) not in _PLAIN_TAGS:
                faults.add(place_of(node), f"the tag {node.tag} means nothing here.", "Remove it.")
                ok = False
            inner = above | {id(node)}
            sizes[id(node)] = 1 + sum(size(child, depth + 1, inner) for child in _children(node))
        return sizes[id(node)]

    if size(root, 0, frozenset()) > MOST_NODES:
        faults.add((1, 1), f"aliases blow the {faults.what} up past {MOST_NODES:,} values.", "Write the values out.")
        return False
    _twice(root, faults, set())
    return ok


def _children(node: Node) -> Iterator[Node]:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            yield key
            yield value
    elif isinstance(node, SequenceNode):
        yield from node.value


def _twice(node: Node, faults: Faults, seen: set[int]) -> None:
    if id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, MappingNode):
        first: dict[str, Place] = {}
        for key, _ in node.value:
            word = key.value if isinstance(key, ScalarNode) else ""
            if word in first and isinstance(key, ScalarNode):
                line = first[word][0]
                faults.add(
                    place_of(key), f"the key `{word}` stands here twice, first on line {line}.", "Remove one of them."
                )
            first.setdefault(word, place_of(key))
    for child in _children(node):
        _twice(child, faults, seen)


def place_of(node: Any) -> Place:
    """Where a node begins: line and column from 1."""
    return node.start_mark.line + 1, node.start_mark.column + 1


def index_of(node: Any, text: str, offset: int) -> int:
    """Where the `offset`th character of a scalar's value stands in the file's text: past quotes, escapes and folds."""
    start, end = int(node.start_mark.index), int(node.end_mark.index)
    at = start + (1 if node.style in ("'", '"') else 0)
    if node.style in ("|", ">"):
        at = text.find("\n", start, end) + 1 or start
    for count, char in enumerate(str(node.value)):
        found = at
        while found < end and not (text[found] == char or (char == " " and text[found].isspace())):
            found += 1
        if found >= end:
            return min(at, end)
        if count == offset:
            return found
        at = found + 1
    return min(at, end)

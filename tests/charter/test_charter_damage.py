"""However a charter is damaged, it reads or says where it is wrong: no traceback, no place outside the file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode
from tests.charter.charters import shipped

from tandem.charter.checking import check, notes
from tandem.charter.reading import read_charter
from tandem.vocabulary import Fault


def nodes(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, MappingNode):
        for key, value in node.value:
            yield from nodes(key)
            yield from nodes(value)
    elif isinstance(node, SequenceNode):
        for child in node.value:
            yield from nodes(child)


def spans_of(text: str) -> list[tuple[int, int]]:
    found = list(nodes(YAML(typ="safe", pure=True).compose(text)))
    return [(n.start_mark.index, n.end_mark.index) for n in found]


EXAMPLE = shipped("example")
SPANS = spans_of(EXAMPLE)
SCALARS = [(a, b) for a, b in SPANS if "\n" not in EXAMPLE[a:b] and b > a]
INSTEAD = [
    "", "~", "[]", "{}", "[a, b]", "{a: b}", "0", "-1", "1e999", "999999999999999999999", "0.5", "true", "no", "'", '"',
    "forty", "mql", "50%", "2 days", "2 business days", "12 per week", "2026-13-01", "2026-10-01", "25:00", "&x y",
    "*x", "!tag x", "|", ">", "# gone", "- a", "? a", "fit >= 50", '"fit >= 50"', '"fit >="', '"not"', "'é ☃ 𝄞'",
    "\x85", "\t", "a: b", "${HOME}", "../../x", "<<", "%", "@", "`", "x" * 3000, '"' + "(" * 200 + '"', "[" * 50,
]  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """The example's charter with one to three nodes exchanged, cut out, doubled or swapped, or characters disturbed."""
    text = EXAMPLE
    for _ in range(draw(st.integers(1, 3))):
        start, end = draw(st.sampled_from(SPANS if draw(st.booleans()) else SCALARS))
        start, end = min(start, len(text)), min(end, len(text))
        operator = draw(st.sampled_from(["exchange", "cut", "double", "swap", "insert", "truncate", "line"]))
        if operator == "exchange":
            text = text[:start] + draw(st.sampled_from(INSTEAD)) + text[end:]
        elif operator == "cut":
            text = text[:start] + text[end:]
        elif operator == "double":
            text = text[:end] + ", " + text[start:end] + text[end:]
        elif operator == "swap":
            other, last = draw(st.sampled_from(SCALARS))
            text = text[:start] + EXAMPLE[other:last] + text[end:]
        elif operator == "insert":
            text = text[:start] + draw(st.text(max_size=4)) + text[start:]
        elif operator == "line":
            lines = text.split("\n")
            at = draw(st.integers(0, len(lines) - 1))
            lines[at] = draw(st.sampled_from(["", " " + lines[at], lines[at][2:], lines[at] + "\n" + lines[at]]))
            text = "\n".join(lines)
        else:
            text = text[:end]
    return text


def is_answered(text: str) -> None:
    charter, faults = read_charter(text, "charter.yaml")
    assert (charter is None) == bool(faults)
    stand_inside(faults, text)
    if charter is not None:
        check(charter), notes(charter)


def stand_inside(faults: list[Fault], text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for fault in faults:
        assert fault.message and fault.file == "charter.yaml"
        assert 1 <= fault.line <= len(lines)
        assert 1 <= fault.column <= len(lines[fault.line - 1]) + 1


@settings(max_examples=120, deadline=None)
@given(damaged())
def test_a_damaged_charter_reads_or_says_where_it_is_wrong(text: str) -> None:
    is_answered(text)


@pytest.mark.full
@settings(max_examples=4000, deadline=None)
@given(damaged())
def test_a_damaged_charter_reads_or_says_where_it_is_wrong_at_length(text: str) -> None:
    is_answered(text)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200) | st.text(alphabet="ab: -[]{}&*!|>'\"%@`#?,\n\t~<\\é\x85\u2028\ufeff", max_size=60))
def test_any_bytes_are_answered(data: bytes | str) -> None:
    charter, faults = read_charter(data, "charter.yaml")
    assert charter is None and faults
    assert all(fault.line >= 1 and fault.column >= 1 for fault in faults)


def exchanged(which: int, instead: str) -> str:
    start, end = SCALARS[which]
    return EXAMPLE[:start] + instead + EXAMPLE[end:]


@pytest.mark.full
@pytest.mark.parametrize("instead", INSTEAD)
def test_values_of_the_charter_can_be_wrong_in_every_way(instead: str) -> None:
    """Each way meets every eighth value, beginning where the way before it did not."""
    for which in range(INSTEAD.index(instead) % 8, len(SCALARS), 8):
        is_answered(exchanged(which, instead))


def test_every_value_of_the_charter_can_be_nothing() -> None:
    """A sample of the long test: each sixtieth value exchanged for each of four."""
    for which in range(0, len(SCALARS), 60):
        for instead in ("", "[]", "{}", "'"):
            is_answered(exchanged(which, instead))


@pytest.mark.parametrize(("line", "column"), [(3, 1), (0, 1), (2, 9), (1, 0)])
def test_the_check_of_places_notices_a_place_outside_the_file(line: int, column: int) -> None:
    """The control: these places are not in a file of the lines `charter` and `a: b`."""
    with pytest.raises(AssertionError):
        stand_inside([Fault("charter.yaml", line, column, "wrong")], "charter\na: b")
    stand_inside([Fault("charter.yaml", 2, 5, "wrong")], "charter\na: b")

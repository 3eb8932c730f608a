"""The charter's JSON Schema accepts what the reader accepts, and rejects every fault of shape."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.charter.charters import ROOT, SHIPPED, shipped
from tests.charter.json_of_yaml import json_of
from tests.charter.test_diff import FULL

from tandem.charter.reading import read_charter
from tandem.charter.schema import schema, text_of_schema

CHECK = Draft202012Validator(schema())
Path = tuple[Any, ...]

ONLY_THE_READER_KNOWS = (
    "there is no (stage|move|member|field)", "is no (stage|move|member|tool|rule of engagement|word of this field)",
    "is no field", "needs the key `otherwise`", "is nobody in sales", "add up to", "is never '",
    "`[a-z_]+`( is|, did| stands)",
    "the condition", "a value by itself", "have a lower bar", "be a bar for", "says nothing about the rest",
    "comes after `otherwise`", "not path|cannot be (compared|chained)", "routing after", "cannot win over",
    "must be (one stage|later than|no earlier than|at least|at most)", "listed twice", "case does not count",
    "has no order", "is no name of", "no other ISO 4217", "a day that exists", "a fact of an event",
    "no part of a condition", "quoted text", "member of both teams", "activity's bands",
)  # fmt: skip
"""Faults that are no matter of shape: names that must exist elsewhere, sums, orders, conditions."""
WRONG: list[Any] = [
    None,
    "",
    "forty",
    -7,
    3.5,
    True,
    [],
    ["forty"],
    {},
    {"forty": "forty"},
    10**9,
    "0 days",
    "120%",
    "9 o'clock",
]


def nodes(value: Any, path: Path = ()) -> Iterator[Path]:
    """Where every value of a JSON document stands."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in inner:
        yield from nodes(child, (*path, key))


def mutants(document: Any) -> Iterator[tuple[str, Any]]:
    """The document with one value exchanged, one key taken away, or one key added that nobody knows."""
    for path in nodes(document):
        for wrong in WRONG:
            if path:
                yield (
                    f"{path} = {wrong!r}",
                    changed(document, path, lambda holder, key, wrong=wrong: holder.__setitem__(key, wrong)),
                )
        if path and isinstance(path[-1], str):
            yield f"{path} is gone", changed(document, path, lambda holder, key: holder.__delitem__(key))
            yield (
                f"{path} twice",
                changed(document, path, lambda holder, key: holder.__setitem__(f"{key} zzz", holder[key])),
            )


def changed(document: Any, path: Path, change: Any) -> Any:
    """A copy of the document with a change at a place."""
    found = copy.deepcopy(document)
    holder = found
    for key in path[:-1]:
        holder = holder[key]
    change(holder, path[-1])
    return found


ALL = list(mutants(json_of(FULL)))
FEW = Random(7).sample(ALL, 80)


def verdicts(document: Any) -> tuple[list[str], list[str]]:
    """What the reader and what the schema say against a document."""
    _, faults = read_charter(json.dumps(document), "charter.json")
    return [str(fault) for fault in faults], [error.message for error in CHECK.iter_errors(document)]


@pytest.mark.parametrize("cases", [FEW, pytest.param(ALL, marks=pytest.mark.full)], ids=["some", "all"])
def test_whatever_the_reader_accepts_the_schema_accepts(cases: list[tuple[str, Any]]) -> None:
    seen = [(what, verdicts(document)) for what, document in cases]
    assert not [(what, against) for what, (faults, against) in seen if against and not faults]
    shape = [(what, faults) for what, (faults, against) in seen if faults and not against]
    known = re.compile("|".join(ONLY_THE_READER_KNOWS))
    assert not [(what, faults) for what, faults in shape if not all(known.search(fault) for fault in faults)]
    assert sum(bool(against) for _, (_, against) in seen) > len(cases) // 2, "the control: most mutants are caught"


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_charter_keeps_the_schema(name: str) -> None:
    assert [error.message for error in CHECK.iter_errors(json_of(shipped(name)))] == []


def test_the_schema_is_a_schema_and_the_published_one_is_current() -> None:
    Draft202012Validator.check_schema(schema())
    published = (ROOT / "docs/charter.schema.json").read_text(encoding="utf-8")
    assert published == text_of_schema(), "run: make docs"


def described(part: Any, path: Path = ()) -> Iterator[tuple[str, Any]]:
    """Every key that the schema names, with its schema."""
    for key, value in part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ():
        if key == "properties":
            yield from value.items()
        yield from described(value, (*path, key))


def test_every_key_has_a_description_and_stands_in_the_reference() -> None:
    reference = (ROOT / "docs/reference/charter.md").read_text(encoding="utf-8")
    for key, part in described(schema()):
        shown = part.get("description") or part.get("$ref") or "anyOf" in part or "properties" in part
        assert shown, key
        assert (
            f"`{key}`" in reference or f"`{key}:" in reference or f"{key}:" in reference or f"## {key}" in reference
        ), key

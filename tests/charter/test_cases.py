"""What two conditions have to do with each other is found exactly: it agrees with trying every value."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.charter.cases import TooEntangled, outcomes, overlap, relation
from tandem.charter.conditions import AllOf, Always, AnyOf, Condition, Leaf, Not
from tandem.charter.fields import scope
from tandem.charter.model import FieldType
from tandem.charter.parsing import parse

FIELDS = {
    **scope(stages=("lead", "mql", "sal")).with_event().fields,
    "size": FieldType("size", "number", at_least=0),
    "trade": FieldType("trade", "enum", ("retail", "logistics", "other")),
    "since": FieldType("since", "date"),
    "country": FieldType("country", "text"),
}
TEXTS = ["".join(letters) for n in range(1, 5) for letters in product("abc", repeat=n)]
GRID: dict[str, list[Any]] = {
    "size": [None, 0, 5, 10, 12.5, 15, 20, 21],
    "fit": [-1, 0, 1, 9, 10, 11, 19, 20, 21],
    "trade": [None, "retail", "logistics", "other"],
    "free_mail": [None, True, False],
    "since": [None, *(date(2026, 1, day) for day in (1, 2, 3, 4, 5))],
    "form": [None, *TEXTS],
}
"""Every value that the conditions below can tell apart, and more."""


def leaf(name: str, kind: Any, ops: str, values: list[Any]) -> st.SearchStrategy[Condition]:
    one = st.builds(
        lambda op, value: Leaf(name, kind, op, (value,)), st.sampled_from(ops.split()), st.sampled_from(values)
    )
    some = st.builds(lambda found: Leaf(name, kind, "in", tuple(found)), st.lists(st.sampled_from(values), min_size=1))
    return st.one_of(one, some, st.just(Leaf(name, kind, "is unknown", ())))


COMPARISONS = st.one_of(
    leaf("size", "number", "= <> < <= > >=", [0, 10, 20]),
    leaf("fit", "number", "= <> < <= > >=", [0, 10, 20]),
    leaf("trade", "enum", "= <>", ["retail", "logistics", "other"]),
    leaf("since", "date", "= <> < <= > >=", [date(2026, 1, 2), date(2026, 1, 4)]),
    st.just(Leaf("free_mail", "boolean", "is", ())),
    leaf("form", "text", "= <>", ["a", "ab", "ba"]),
    st.builds(lambda p: Leaf("form", "text", "like", (p,)), st.sampled_from(["a%", "ab%", "%a", "%ba", "%b%", "%aa%"])),
)
CONDITIONS = st.recursive(
    COMPARISONS,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(lambda parts: AllOf(tuple(parts)), st.lists(inner, min_size=2, max_size=3)),
        st.builds(lambda parts: AnyOf(tuple(parts)), st.lists(inner, min_size=2, max_size=3)),
    ),
    max_leaves=4,
)


def tried(a: Condition, b: Condition) -> set[tuple[bool, bool]]:
    """Every pair of answers over the whole grid: the oracle."""
    names = list(dict.fromkeys(leaf.field for leaf in (*a.leaves(), *b.leaves())))
    first, second = a.test(), b.test()
    cases = (dict(zip(names, values, strict=True)) for values in product(*(GRID[name] for name in names)))
    return {(first(case), second(case)) for case in cases}


@settings(max_examples=300)
@given(CONDITIONS.filter(lambda c: len({leaf.field for leaf in c.leaves()}) < 3), st.data())
def test_the_cases_found_are_those_that_trying_every_value_finds(a: Condition, data: st.DataObject) -> None:
    few = {leaf.field for leaf in a.leaves()}
    b = data.draw(CONDITIONS.filter(lambda c: len(few | {leaf.field for leaf in c.leaves()}) < 4))
    assert outcomes(a, b, FIELDS) == tried(a, b)


def read(text: str) -> Condition:
    from tandem.charter.fields import Scope

    condition, complaints = parse(text, Scope(FIELDS))
    assert condition is not None, complaints
    return condition


@pytest.mark.parametrize(
    ("was", "now", "how"),
    [
        ("fit >= 50 and activity >= 30", "activity >= 30 and fit >= 50", "same"),
        ("size between 200 and 5000", "size <= 5000 and size >= 200", "same"),
        ("country in ('de', 'at')", "country = 'AT' or country = 'DE'", "same"),
        ("not (free_mail and fit >= 10)", "not free_mail or fit < 10", "same"),
        ("stage in ('lead', 'mql')", "stage <> 'sal'", "same"),
        ("fit > 49", "fit >= 50", "same"),
        ("activity > 49", "activity >= 50", "stricter"),
        ("size >= 0", "size is unknown", "other"),
        ("size >= 0", "not size is unknown", "same"),
        ("fit >= 50", "fit >= 60", "stricter"),
        ("fit >= 50 and activity >= 30", "fit >= 50", "looser"),
        ("form like '%demo%'", "form = 'demo' or form like '%demo%'", "same"),
        ("form like '/pricing%'", "form like '/pricing/eu%'", "stricter"),
        ("form like 'a%' and form like 'b%'", "false", "same"),
        ("free_mail", "free_mail = true", "same"),
        ("not free_mail", "free_mail = false", "stricter"),
        ("trade = 'retail'", "trade = 'other'", "other"),
    ],
)
def test_a_condition_is_the_same_stricter_looser_or_another(was: str, now: str, how: str) -> None:
    opposite = {"stricter": "looser", "looser": "stricter"}
    assert relation(read(was), read(now), FIELDS) == how
    assert relation(read(now), read(was), FIELDS) == opposite.get(how, how)


def test_conditions_that_cannot_hold_together_do_not_overlap() -> None:
    assert not overlap(read("form = 'demo'"), read("form = 'contact'"), FIELDS)
    assert overlap(read("form like 'de%'"), read("form like '%mo'"), FIELDS)


def test_conditions_with_too_many_cases_are_the_same_only_if_they_are_written_the_same() -> None:
    first, second = ([Leaf(f"{name}{n}", "number", ">", (n,)) for n in range(20)] for name in "fg")
    pairs = tuple(AllOf(pair) for pair in zip(first, second, strict=True))
    one, other = AnyOf((AllOf(tuple(first)), *pairs)), AnyOf((*pairs, AllOf(tuple(first))))
    with pytest.raises(TooEntangled):
        outcomes(one, other, {})
    assert relation(one, other, {}) == "other" and relation(one, one, {}) == "same"
    assert overlap(one, other, {})


def test_a_field_that_is_text_in_one_charter_and_a_number_in_the_other_is_not_compared() -> None:
    assert relation(Leaf("size", "text", "=", ("5",)), Leaf("size", "number", "=", (5,)), FIELDS) == "other"
    assert relation(Always(True), Leaf("size", "number", ">=", (5,)), FIELDS) == "stricter"


def test_many_patterns_are_given_up_at_once() -> None:
    many = AnyOf(tuple(Leaf("form", "text", "like", (f"%word{n}%",)) for n in range(40)))
    assert relation(many, AnyOf(many.parts[:-1]), FIELDS) == "other"

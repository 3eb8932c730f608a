"""Suggestions find slips and second spellings, say why, and do not depend on the order of input."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.timeline.suggestions import Portrait, suggest

ANN = Portrait(b"ann", ("Anna Jansen",), ("Acme B.V.",), ("anna.jansen@acme.example",))


@pytest.mark.parametrize(
    "other",
    [
        Portrait(b"bob", ("Anna Janssen",), ("ACME",), ("a.janssen@acme.example",)),
        Portrait(b"bob", ("Jansen, Anna",), ("Acme",)),
        Portrait(b"bob", ("Anna Jansen",), (), ("anna.jansen@acme.exmaple",)),
        Portrait(b"bob", (), (), ("anna.jansne@acme.example",)),
    ],
)
def test_a_second_spelling_is_suggested_with_reasons(other: Portrait) -> None:
    (found,) = suggest([ANN, other])
    assert (found.left, found.right) == (b"ann", b"bob") and 85 <= found.score <= 100 and found.reasons


@pytest.mark.parametrize(
    "other",
    [
        Portrait(b"bob", ("Anna Jansen",)),
        Portrait(b"bob", ("Anna Jansen",), ("Globex",), ("a.jansen@globex.example",)),
        Portrait(b"bob", ("Pieter Bakker",), ("Acme",), ("p.bakker@acme.example",)),
        Portrait(b"bob", ("Anna Jansen",), (), ("info@acme.example",)),
        Portrait(b"bob"),
    ],
)
def test_a_name_alone_a_company_alone_or_a_roles_address_suggest_nothing(other: Portrait) -> None:
    assert suggest([ANN, other]) == []


people = st.lists(
    st.builds(
        lambda first, last, place, n: Portrait(
            bytes([n]), (f"{first} {last}",), (place,), (f"{first}.{last}@{place}.example".lower(),)
        ),
        st.sampled_from(["Anna", "Ana", "Bram"]), st.sampled_from(["Jansen", "Janssen", "Peters"]),
        st.sampled_from(["acme", "acmee"]), st.integers(0, 255),
    ),
    max_size=8, unique_by=lambda portrait: portrait.person,
)  # fmt: skip


@given(people, st.randoms(use_true_random=False))
def test_the_order_of_people_never_matters(portraits, shuffle) -> None:
    mixed = list(portraits)
    shuffle.shuffle(mixed)
    assert suggest(mixed) == suggest(portraits)
    assert all(s.left < s.right for s in suggest(portraits))


def crowd(size: int) -> tuple[list[Portrait], set[tuple[bytes, bytes]]]:
    draw = random.Random(7)
    letters = "abcdefghiklmnoprstuvw"
    words = ["".join(draw.choices(letters, k=draw.randint(5, 9))) for _ in range(3000)]
    made, doubles = [], set()
    for number in range(size):
        first, last, place = draw.choice(words), draw.choice(words), draw.choice(words)
        me = Portrait(number.to_bytes(4, "big"), (f"{first} {last}",), (place,), (f"{first}.{last}@{place}.example",))
        made.append(me)
        if number % 50 == 0:
            spot = draw.randrange(1, len(last))
            slip = last[: spot - 1] + last[spot] + last[spot - 1] + last[spot + 1 :]
            twin = Portrait(
                (size + number).to_bytes(4, "big"), (f"{first} {slip}",), (place,), (f"{first}.{slip}@{place}.example",)
            )
            made.append(twin)
            doubles.add((me.person, twin.person))
    return made, doubles


def test_planted_doubles_are_found_and_few_strangers() -> None:
    portraits, doubles = crowd(2_000)
    found = {(s.left, s.right) for s in suggest(portraits)}
    assert len(found & doubles) >= 0.9 * len(doubles)
    assert len(found - doubles) <= 0.2 * len(doubles)


@pytest.mark.full
def test_fifty_thousand_people_take_seconds() -> None:
    portraits, doubles = crowd(50_000)
    start = time.process_time()
    found = {(s.left, s.right) for s in suggest(portraits)}
    assert time.process_time() - start < 30
    assert len(found & doubles) >= 0.9 * len(doubles)

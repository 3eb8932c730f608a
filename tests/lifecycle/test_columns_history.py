"""The columns give the history that the interpreter's own opening gives, array by array."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from tests.lifecycle import stories
from tests.lifecycle.random_base import random_base

from tandem.lifecycle.fold import Rules
from tandem.lifecycle.inputs import World
from tandem.lifecycle.kernel.columns.part import Columns
from tandem.lifecycle.kernel.history import KINDS, History, history_of
from tandem.lifecycle.reading import Records
from tandem.operations.replay import BUCKETS, event_parts, open_base, read_table
from tandem.operations.workspace import Workspace
from tandem.store.lens_writer import read_manifest

FACTS = ("person", "account", "before")


def differences(left: object, right: object, place: str = "history") -> list[str]:
    """Where two histories differ, in words; arrays by type, shape and every value."""
    if isinstance(left, np.ndarray) and isinstance(right, np.ndarray):
        equal = left.dtype == right.dtype and left.shape == right.shape and np.array_equal(left, right)
        return [] if equal else [f"{place}: {left.tolist()} is not {right.tolist()}"]
    if hasattr(left, "_fields") and type(left) is type(right):
        told: Iterable[str] = left._fields
        return [d for name in told for d in differences(getattr(left, name), getattr(right, name), f"{place}.{name}")]
    return [] if left == right else [f"{place}: {left} is not {right}"]


def slow(base: dict[str, pa.Table], world: World, low: int, high: int, events: pa.Table) -> History:
    return history_of(Rules([stories.charter()], world), Records(base).files(low, high, events))


@pytest.mark.parametrize("seed", range(150))
def test_a_world_by_dice_is_read_as_the_interpreter_opens_it(seed: int) -> None:
    base, events, world = random_base(seed)
    some = [base["attribute"].slice(start, 5) for start in range(0, len(base["attribute"]) + 1, 5)]
    fast = Columns(base, some, world).part(0, BUCKETS, events)
    assert differences(slow(base, world, 0, BUCKETS, events), fast) == []


def test_the_dice_reach_every_kind_of_event_and_every_array() -> None:
    seen: set[int] = set()
    filled: set[str] = set()
    for seed in range(150):
        base, events, world = random_base(seed)
        history = Columns(base, [base["attribute"]], world).part(0, BUCKETS, events)
        seen |= set(history.events.kind.tolist())
        filled |= {name for name in FACTS if len(getattr(history, name).unit)}
        filled |= {"deals"} if any(deal.acts for deal in history.deals) else set()
        filled |= {"cause"} if (history.events.cause >= 0).any() else set()
        filled |= {f"flag {bit}" for bit in range(8) if (history.events.flags & (1 << bit)).any()}
    assert seen == {code for code, kind in enumerate(KINDS) if not kind.startswith("opportunity.")}
    assert filled == {*FACTS, "deals", "cause", *(f"flag {bit}" for bit in range(8))}


def test_another_world_is_told_apart() -> None:
    base, events, world = random_base(3)
    history = Columns(base, [base["attribute"]], world).part(0, BUCKETS, events)
    for name, array in history.events._asdict().items():
        changed = array.copy()
        changed[..., -1] += 1
        other = history._replace(events=history.events._replace(**{name: changed}))
        assert [place.partition(":")[0] for place in differences(history, other)] == [f"history.events.{name}"]


@pytest.mark.parametrize("cut", [1, 700, 2048, 4095])
def test_a_range_of_buckets_holds_its_own_accounts_only(cut: int) -> None:
    for seed in range(20):
        base, events, world = random_base(seed)
        buckets = np.asarray(events["bucket"])
        for low, high in ((0, cut), (cut, BUCKETS)):
            own = events.filter(pa.array((buckets >= low) & (buckets < high)))
            fast = Columns(base, [base["attribute"]], world).part(low, high, own)
            assert differences(slow(base, world, low, high, own), fast) == []


def test_a_generated_company_is_read_as_the_interpreter_opens_it(companies: Callable[..., Any]) -> None:
    space = Workspace.open(companies(2, people=600, months=12).root / "workspace")
    manifest = read_manifest(space.lens / "base")
    assert manifest is not None
    base, world = open_base(space.lens / "base", manifest)
    columns, parts = Columns(base, [base["attribute"]], world), event_parts(space.lens / "base")
    for number in (0, 9):
        low, high, events = 256 * number, 256 * (number + 1), read_table(parts[number])
        assert differences(slow(base, world, low, high, events), columns.part(low, high, events)) == []

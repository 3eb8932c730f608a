"""Deciding part by part from the lens: the whole history, the same bytes on any number of threads, and kept."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tandem.lifecycle.fold import Rules
from tandem.lifecycle.interpreted import interpreted
from tandem.lifecycle.kernel.deciding import decide as decided
from tandem.lifecycle.kernel.followed import unfollowed
from tandem.lifecycle.kernel.history import history_of
from tandem.lifecycle.reading import Records
from tandem.operations.charter_file import load_charter
from tandem.operations.decide import decide
from tandem.operations.past import in_order
from tandem.operations.replay import BUCKETS, NoLens, event_parts, open_base, read_table
from tandem.operations.workspace import Workspace
from tandem.store.lens_writer import read_manifest


@pytest.fixture
def space(companies: Callable[..., Any], tmp_path: Path) -> Workspace:
    """A company's workspace with its lens, for this test alone."""
    made = companies(2, people=600, months=12).root / "workspace"
    copytree(made, tmp_path / "space", ignore=lambda _, names: [n for n in names if n.startswith(("book", "cut"))])
    return Workspace.open(tmp_path / "space")


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_deciding_part_by_part_is_deciding_at_once(space: Workspace) -> None:
    base, charter = space.lens / "base", load_charter(space.charter)
    tables, world = open_base(base, read_manifest(base) or {})
    events = pa.concat_tables([read_table(path) for path in event_parts(base)]).unify_dictionaries()
    history = history_of(Rules([charter], world), Records(tables).files(0, BUCKETS, events))
    folder, whole = decide(space, charter), decided(charter, history)
    for relation in ("moves", "handoffs", "scores", "suppressed"):
        parts = pa.concat_tables([pq.read_table(path) for path in sorted((folder / relation).glob("*.parquet"))])
        assert parts.to_pylist() == getattr(whole, relation).to_pylist()
    assert (read_manifest(folder) or {})["counts"] == dict(whole.counts)
    assert len(whole.moves) > 600


@pytest.mark.parametrize("test", ["nurture_track = 'mid_funnel'", "not sequence_active"])
def test_what_only_the_interpreter_keeps_is_decided_by_it(space: Workspace, test: str) -> None:
    bar = 'when: "fit >= 50 and activity >= 30"}'
    head, requalify = space.charter.read_text().split("requalify:", 1)
    space.charter.write_text(f"{head}requalify:{requalify.replace(bar, bar[:-2] + f' and {test}' + bar[-2:], 1)}")
    charter = load_charter(space.charter)
    assert unfollowed(charter)
    base = space.lens / "base"
    tables, world = open_base(base, read_manifest(base) or {})
    events = pa.concat_tables([read_table(path) for path in event_parts(base)]).unify_dictionaries()
    wanted = interpreted([charter], world, Records(tables).files(0, BUCKETS, events), hypothetical=True)
    folder = decide(space, charter, hypothetical=True)
    for relation in ("moves", "handoffs", "scores", "suppressed"):
        parts = pa.concat_tables([pq.read_table(path) for path in sorted((folder / relation).glob("*.parquet"))])
        assert parts.to_pylist() == getattr(wanted, relation).to_pylist()
    assert "requalify" in wanted.moves["rule"].to_pylist()


def test_the_bytes_are_the_same_on_one_thread_and_on_three(space: Workspace) -> None:
    charter = load_charter(space.charter)
    found = []
    for threads in (1, 3):
        folder = decide(space, charter, threads=threads)
        found.append(files(folder))
        folder.rename(space.lens / f"aside-{threads}")
    assert found[0] == found[1]
    assert any(name.startswith("handoffs/") for name in found[0])


def test_what_was_decided_is_kept_until_charter_or_data_change(space: Workspace) -> None:
    charter = load_charter(space.charter)
    first = decide(space, charter)
    written = (first / "manifest.json").stat().st_mtime_ns
    assert decide(space, charter) == first
    assert (first / "manifest.json").stat().st_mtime_ns == written
    assert decide(space, charter, hypothetical=True) != first
    space.charter.write_text(space.charter.read_text().replace("half_life: 14 days", "half_life: 20 days"))
    assert decide(space, load_charter(space.charter)) != first


def test_without_a_lens_the_sentence_says_what_to_do(space: Workspace) -> None:
    (space.lens / "base").rename(space.lens / "gone")
    with pytest.raises(NoLens, match="tandem import"):
        decide(space, load_charter(space.charter))


def test_results_come_in_order_and_few_are_held_at_once() -> None:
    running, most, lock = 0, 0, threading.Lock()

    def make(number: int) -> int:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        with lock:
            running -= 1
        return number * number

    assert list(in_order(make, range(50), 2)) == [n * n for n in range(50)]
    assert most <= 2


def test_an_error_on_a_thread_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError):
        list(in_order(lambda number: 1 // number, [1, 0, 1], 2))

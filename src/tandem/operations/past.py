"""A workspace's history as arrays, made from the lens part by part on two threads; no charter is needed to read it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from tandem.operations.replay import BUCKETS, NoLens, event_parts, open_base, read_table
from tandem.operations.workspace import Workspace

if TYPE_CHECKING:
    from tandem.lifecycle.kernel.history import History

Given = TypeVar("Given")
Made = TypeVar("Made")
THREADS: Final = 2


def open_history(workspace: Workspace) -> History:
    """All of a workspace's history. Raises `NoLens`."""
    from tandem.lifecycle.kernel.columns.joined import joined
    from tandem.store.lens_writer import read_manifest

    base = workspace.lens / "base"
    manifest = read_manifest(base)
    if manifest is None:
        raise NoLens(workspace.root)
    return joined(list(histories(base, manifest)))


def histories(base: Path, manifest: Mapping[str, object], threads: int = THREADS) -> Iterator[History]:
    """The histories of the lens' parts, in the order of buckets."""
    yield from made_of_parts(base, manifest, lambda history: history, threads)


def made_of_parts(
    base: Path, manifest: Mapping[str, object], make: Callable[[History], Made], threads: int = THREADS
) -> Iterator[Made]:
    """What is made of each part's history, in the order of buckets; at most `threads` histories are held at once."""
    from tandem.lifecycle.kernel.columns.acts import READ
    from tandem.lifecycle.kernel.columns.part import Columns

    tables, world = open_base(base, manifest)
    columns, parts = Columns(tables, world), event_parts(base)

    def of_part(number: int) -> Made:
        low, high = BUCKETS * number // len(parts), BUCKETS * (number + 1) // len(parts)
        return make(columns.part(low, high, read_table(parts[number], list(READ))))

    yield from in_order(of_part, range(len(parts)), threads)


def in_order(make: Callable[[Given], Made], given: Sequence[Given], threads: int) -> Iterator[Made]:
    """`map` on threads: results in order, no more than `threads` of them waiting to be taken."""
    with ThreadPoolExecutor(threads) as pool:
        running: deque[Future[Made]] = deque()
        for one in given:
            if len(running) == threads:
                yield running.popleft().result()
            running.append(pool.submit(make, one))
        while running:
            yield running.popleft().result()

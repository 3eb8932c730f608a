"""A workspace's history as arrays, made from the lens part by part on two threads; no charter is needed to read it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeVar

from tandem.operations.replay import BUCKETS, NoLens, event_parts, open_base, read_table
from tandem.operations.workspace import Workspace

if TYPE_CHECKING:
    from tandem.lifecycle.inputs import World
    from tandem.lifecycle.kernel.columns.part import Columns
    from tandem.lifecycle.kernel.history import History

Given = TypeVar("Given")
Made = TypeVar("Made")
THREADS: Final = 2


class Parts:
    """The parts of a workspace's lens, opened once for any number of questions, and only when asked one."""

    def __init__(self, workspace: Workspace) -> None:
        """Raises `NoLens`."""
        from tandem.store.lens_writer import read_manifest

        self._base = workspace.lens / "base"
        manifest = read_manifest(self._base)
        if manifest is None:
            raise NoLens(workspace.root)
        self._manifest, self._files = manifest, event_parts(self._base)
        self.data_sha256 = str(manifest.get("sha256") or manifest["data_sha256"])

    @cached_property
    def columns(self) -> Columns:
        """Everything but the events."""
        from tandem.lifecycle.kernel.columns.part import Columns

        return Columns(*open_base(self._base, self._manifest))

    @property
    def world(self) -> World:
        """What is true of the whole data set."""
        return self.columns.world

    def __len__(self) -> int:
        return len(self._files)

    def each(self, make: Callable[[History], Made], threads: int = THREADS) -> Iterator[Made]:
        """What is made of each part's history, in the order of buckets; at most `threads` of them are held at once."""
        columns = self.columns
        yield from in_order(lambda number: make(self._history(columns, number)), range(len(self)), threads)

    def _history(self, columns: Columns, number: int) -> History:
        from tandem.lifecycle.kernel.columns.acts import READ

        low, high = (BUCKETS * edge // len(self) for edge in (number, number + 1))
        return columns.part(low, high, read_table(self._files[number], list(READ)))


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

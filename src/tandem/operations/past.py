"""A workspace's history as arrays, made from the lens part by part on two threads; no charter is needed to read it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from tandem.operations.replay import BUCKETS, SMALL, NoLens, data_through, event_parts, read_table, relation
from tandem.operations.workspace import Workspace

if TYPE_CHECKING:
    import pyarrow as pa

    from tandem.lifecycle.inputs import AccountFile, World
    from tandem.lifecycle.kernel.columns.part import Columns
    from tandem.lifecycle.kernel.history import History
    from tandem.lifecycle.reading import Records

Given = TypeVar("Given")
Made = TypeVar("Made")
THREADS: Final = 2


MOST_EVENTS: Final = 1_000_000
"""A larger part of the lens is taken in several pieces: memory does not grow with the data."""
KEPT_EVENTS: Final = 2_000_000
"""A history of no more events (about 150 bytes each) stays in memory: the next charter need not read it again."""
BATCH: Final = 262_144


class Piece(NamedTuple):
    """The buckets low … high−1, whose events are in a file."""

    file: Path
    low: int
    high: int


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
        self._attributes = sorted((self._base / "attribute").glob("*.parquet"))
        self._kept: dict[Piece, History] = {}
        self.data_sha256 = str(manifest.get("sha256") or manifest["data_sha256"])

    @cached_property
    def columns(self) -> Columns:
        """Everything but the events. The attributes, as many as events, are read some at a time."""
        from tandem.lifecycle.kernel.columns.part import Columns

        tables = {name: relation(self._base, name) for name in SMALL if name != "attribute"}
        attributes = (batch for path in self._attributes for batch in read_batches(path))
        return Columns(tables, attributes, self.world)

    @cached_property
    def world(self) -> World:
        """What is true of the whole data set."""
        from tandem.lifecycle.reading import read_world

        tables = {name: relation(self._base, name) for name in ("member", "campaign")}
        tables["attribute"] = relation(self._base, "attribute", ["unit", "name"])
        events = in_order(lambda path: read_table(path, ["kind", "tool", "field"]), self._files, THREADS)
        return read_world(tables, events, data_through(self._manifest), str(self._manifest["time_zone"]))

    @cached_property
    def _pieces(self) -> list[Piece]:
        """Ranges of buckets of about as many events; a part of the lens, or a share of a large one."""
        import pyarrow.parquet as pq

        width = BUCKETS // len(self._files)
        found = []
        for number, path in enumerate(self._files):
            shares = min(-(-pq.read_metadata(path).num_rows // MOST_EVENTS) or 1, width)
            edges = [width * number + width * share // shares for share in range(shares + 1)]
            found += [Piece(path, low, high) for low, high in pairwise(edges)]
        return found

    def __len__(self) -> int:
        return len(self._pieces)

    def each(self, make: Callable[[History], Made], threads: int = THREADS) -> Iterator[Made]:
        """What is made of each part's history, in the order of buckets; at most `threads` of them are made at once."""
        yield from self.each_piece(lambda piece: make(self.history(piece)), threads)

    def each_piece(self, make: Callable[[Piece], Made], threads: int = THREADS) -> Iterator[Made]:
        """What is made of each part, in the order of buckets; at most `threads` of them are made at once."""
        _ = self.columns  # made once, before the threads ask for it
        yield from in_order(make, self._pieces, threads)

    def files(self, piece: Piece) -> Iterator[AccountFile]:
        """A part's accounts as the interpreter reads them."""
        import pyarrow.parquet as pq

        within: Any = [("bucket", ">=", piece.low), ("bucket", "<", piece.high)]
        return self._records.files(piece.low, piece.high, pq.read_table(piece.file, filters=within))

    @cached_property
    def _records(self) -> Records:
        from tandem.lifecycle.reading import Records

        return Records({name: relation(self._base, name) for name in SMALL})

    def history(self, piece: Piece) -> History:
        """A part's history as arrays."""
        import pyarrow.parquet as pq

        from tandem.lifecycle.kernel.columns.acts import READ

        if (known := self._kept.get(piece)) is not None:
            return known
        within: Any = [("bucket", ">=", piece.low), ("bucket", "<", piece.high)]
        events = pq.read_table(piece.file, columns=list(READ), filters=within)
        found = self.columns.part(piece.low, piece.high, events)
        if int(str(self._manifest["events"])) <= KEPT_EVENTS:
            self._kept[piece] = found
        return found


_OPENED: Final[dict[Path, Parts]] = {}


def parts_of(workspace: Workspace) -> Parts:
    """The parts of a workspace's lens; this process keeps those that it opened last. Raises `NoLens`."""
    found, known = Parts(workspace), _OPENED.get(workspace.root)
    if known is not None and known.data_sha256 == found.data_sha256:
        return known
    _OPENED.clear()
    _OPENED[workspace.root] = found
    return found


def read_batches(path: Path) -> Iterator[pa.Table]:
    """A Parquet file's rows, some at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(BATCH):
            yield pa.Table.from_batches([batch])


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

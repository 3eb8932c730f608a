"""Run a charter over the whole history: the lens' base relations → the charter's cut."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tandem.lifecycle.replay import ENGINE
from tandem.operations.workspace import Workspace
from tandem.vocabulary import TandemError

if TYPE_CHECKING:
    import pyarrow as pa

    from tandem.lifecycle.inputs import World
    from tandem.lifecycle.replay import Folded
    from tandem.operations.in_force import Deciding

Advance = Callable[[str, int, int | None], None]

BUCKETS: Final = 4096
MOST_WORKERS: Final = 2
FEW_EVENTS: Final = 100_000
SMALL: Final = ("person", "lead", "attribute", "member", "campaign", "opportunity", "role")
"""The base relations that a replay reads whole; events come part by part."""


class NoLens(TandemError):
    """There is nothing to replay."""

    def __init__(self, root: Path) -> None:
        super().__init__(f"The lens of {root} is not built yet. Import exports first: tandem import TOOL PATH")


def replay(
    workspace: Workspace,
    agreed: Deciding | None = None,
    on_progress: Advance | None = None,
    workers: int | None = None,
) -> Path:
    """The folder of the cut of what decides in the workspace over the data as they are; cached by their hashes.

    The same bytes whatever the number of `workers` (processes; by default two where there is much to do).
    Raises `NoLens`, and what `in_force.deciding` raises.
    """
    from tandem.lifecycle.schema import CUT
    from tandem.operations.in_force import deciding
    from tandem.store.lens_writer import LensWriter, alone, fitting, read_manifest
    from tandem.timeline.schema import shape

    agreed = agreed or deciding(workspace)
    base = workspace.lens / "base"
    manifest = read_manifest(base)
    if manifest is None:
        raise NoLens(workspace.root)
    data = str(manifest.get("sha256") or manifest["data_sha256"])
    folder = workspace.lens / "cut" / f"{agreed.sha256[:12]}-{data[:12]}"
    stamp = {"engine": f"{ENGINE}-{shape(CUT)}", "charter_sha256": agreed.sha256, "base_sha256": data}
    if fitting(folder, stamp) is not None:
        return folder
    with alone(folder):
        if fitting(folder, stamp) is not None:
            return folder
        with LensWriter(folder) as writer:
            aside = _write(writer, base, agreed, manifest, on_progress or _silent, workers or _workers(manifest))
            writer.finish({**stamp, "charter": agreed.stamp.name, "version": agreed.stamp.version, "set_aside": aside})
    return folder


def _write(
    writer: Any, base: Path, agreed: Deciding, manifest: Mapping[str, object], advance: Advance, workers: int
) -> dict[str, int]:
    from tandem.lifecycle.replay import crossed_table, unmapped_table
    from tandem.lifecycle.schema import CUT

    parts = event_parts(base)
    made: dict[str, list[pa.Table]] = {name: [] for name in CUT}
    unmapped: Counter[tuple[str, str, str]] = Counter()
    set_aside: Counter[str] = Counter()
    noted = []
    for number, folded in enumerate(_folded(base, agreed, manifest, parts, workers)):
        advance("replaying", number, len(parts))
        for name, rows in folded.rows.items():
            made[name].append(rows)
        unmapped.update(folded.unmapped)
        set_aside.update(folded.set_aside)
        noted.append((folded.holds, folded.passed))
    made["crossed"].append(crossed_table(noted))
    made["unmapped"] = [unmapped_table(unmapped)]
    for name, schema in CUT.items():
        writer.write(name, _whole(made.pop(name)), schema)
    return dict(sorted(set_aside.items()))


def _folded(
    base: Path, agreed: Deciding, manifest: Mapping[str, object], parts: Sequence[Path], workers: int
) -> Iterator[Folded]:
    """What folding each part of the events gives, in their order, whoever folds it."""
    from tandem.lifecycle.reading import Records
    from tandem.lifecycle.replay import Replay
    from tandem.store.ahead import read_ahead

    tables, world = open_base(base, manifest)
    run, records = Replay(agreed.charters, world, agreed.dated), Records(tables)

    def share(worker: int) -> Iterator[Folded]:
        for number in range(worker, len(parts), workers):
            low, high = BUCKETS * number // len(parts), BUCKETS * (number + 1) // len(parts)
            yield run.fold(records.files(low, high, read_table(parts[number])))

    shares = [read_ahead(partial(share, worker)) for worker in range(workers)] if workers > 1 else [share(0)]
    for number in range(len(parts)):
        yield next(shares[number % workers])


def _workers(manifest: Mapping[str, object]) -> int:
    """One process for few events: a second costs more than it gives."""
    return MOST_WORKERS if int(str(manifest.get("events", 0))) > FEW_EVENTS else 1


def _whole(parts: list[pa.Table]) -> Iterator[pa.Table]:
    import pyarrow as pa

    yield pa.concat_tables([part.unify_dictionaries() for part in parts]).unify_dictionaries()


def open_base(base: Path, manifest: Mapping[str, object]) -> tuple[dict[str, pa.Table], World]:
    """The base relations but the events, and what is true of the whole data set."""
    from tandem.lifecycle.reading import read_world

    tables = {name: relation(base, name) for name in SMALL}
    events = (read_table(path, ["kind", "tool", "field"]) for path in event_parts(base))
    return tables, read_world(tables, events, data_through(manifest), str(manifest["time_zone"]))


def event_parts(base: Path) -> list[Path]:
    """The parts of the relation `event`: equal ranges of buckets, in order."""
    return sorted((base / "event").glob("*.parquet"))


def read_table(path: Path, columns: list[str] | None = None) -> pa.Table:
    """One Parquet file, words as dictionaries."""
    import pyarrow.parquet as pq

    return pq.read_table(path, columns=columns)


def relation(base: Path, name: str, columns: list[str] | None = None) -> pa.Table:
    """A base relation, or some of its columns; empty where the lens has none."""
    import pyarrow as pa

    from tandem.timeline.schema import BASE

    files = sorted((base / name).glob("*.parquet"))
    if not files:
        return BASE[name].empty_table()
    return pa.concat_tables([read_table(path, columns) for path in files], promote_options="default")


def data_through(manifest: Mapping[str, object]) -> int:
    """The data's last instant in UTC µs; 0 without events."""
    text = str(manifest.get("through") or "")
    if not text:
        return 0
    moment = datetime.fromisoformat(text)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def _silent(step: str, done: int, total: int | None) -> None:
    """Show nothing."""

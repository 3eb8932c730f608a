"""Decide with the compiled kernel: the lens → one charter's decisions in `lens/decided`, part by part."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tandem.operations.answers import Result
from tandem.operations.engines import decisions
from tandem.operations.past import THREADS, parts_of
from tandem.operations.replay import Advance
from tandem.operations.setting import refuse_nothing, stamps
from tandem.operations.workspace import Workspace

if TYPE_CHECKING:
    import pyarrow as pa

    from tandem.charter.model import Charter

RELATIONS: Final = ("moves", "handoffs", "scores", "suppressed")


def decide_result(workspace: Workspace, path: Path | None = None, on_progress: Advance | None = None) -> Result:
    """Decide by the version in force, or by `path`, as if it had been in force all along; count what fired the moves.

    Raises `CharterFaults`, `NoSuchFile`, `NothingImported`, `Tampered`.
    """
    from tandem.operations.build_lens import build_lens
    from tandem.operations.in_force import deciding
    from tandem.store.lens_writer import read_manifest

    agreed = deciding(workspace, path)
    charter = agreed.latest
    refuse_nothing(workspace, build_lens(workspace, on_progress))
    folder = decide(workspace, charter, on_progress=on_progress)
    manifest: Any = read_manifest(folder) or {}
    handoffs, suppressed = (manifest["relations"][name] for name in ("handoffs", "suppressed"))
    aside = ", ".join(f"{count:,} × {name.replace('_', ' ')}" for name, count in manifest["counts"].items())
    return Result(
        kind="command",
        name="decide",
        rows=_counted(folder / "moves"),
        charter=agreed.stamp,
        data=stamps(workspace)[1],
        notes=[
            f"{handoffs:,} handoffs; {suppressed:,} messages of marketing that the rules forbid.",
            f"Answers of people to handoffs that did not happen here are set aside: {aside}.",
            *agreed.notes,
        ],
        done=f"The decisions are in {folder}, as Parquet.",
    )


def _counted(moves: Path) -> list[dict[str, Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    by = ["from_stage", "to_stage", "rule"]
    tables = [pq.read_table(path, columns=by) for path in sorted(moves.glob("*.parquet"))]
    words = pa.concat_tables([table.cast(pa.schema([(name, pa.string()) for name in by])) for table in tables])
    found: Any = words.group_by(by).aggregate([([], "count_all")]).rename_columns([*by, "moves"])
    rows: list[dict[str, Any]] = found.sort_by([(name, "ascending") for name in by]).to_pylist()
    return rows


def decide(
    workspace: Workspace, charter: Charter, hypothetical: bool = False, on_progress: Advance | None = None,
    threads: int = THREADS,
) -> Path:  # fmt: skip
    """The folder of what a charter that counts over all history decides: the relations of `lifecycle.decisions`.

    Cached by the hashes of charter and data; the same bytes whatever the number of threads. `hypothetical`: opens and
    clicks of mail that it suppresses did not happen. Raises `NoLens`.
    """
    from tandem.lifecycle.replay import ENGINE
    from tandem.store.lens_writer import LensWriter, alone, fitting
    from tandem.timeline.schema import shape

    parts = parts_of(workspace)
    data = parts.data_sha256
    folder = workspace.lens / "decided" / f"{charter.sha256[:12]}-{data[:12]}{'-hypothetical' * hypothetical}"
    stamp = {
        "engine": f"{ENGINE}-{shape(_schemas())}", "charter_sha256": charter.sha256, "base_sha256": data,
        "hypothetical": hypothetical,
    }  # fmt: skip
    if fitting(folder, stamp) is not None:
        return folder
    with alone(folder):
        if fitting(folder, stamp) is not None:
            return folder
        counts: Counter[str] = Counter()
        with LensWriter(folder) as writer:
            for number, (found,) in enumerate(decisions(parts, [charter], hypothetical, threads)):
                if on_progress:
                    on_progress("deciding", number, len(parts))
                counts.update(found.counts)
                for name, schema in _schemas().items():
                    writer.write(name, [getattr(found, name)], schema)
            writer.finish({**stamp, "charter": charter.name, "version": charter.version, "counts": dict(counts)})
    return folder


def _schemas() -> dict[str, pa.Schema]:
    from tandem.lifecycle import decisions

    return dict(
        zip(
            RELATIONS,
            (decisions.DECIDED_MOVE, decisions.DECIDED_HANDOFF, decisions.SCORE, decisions.SUPPRESSED),
            strict=True,
        )
    )

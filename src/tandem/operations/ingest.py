"""`tandem import`, `tandem data …` and `tandem doctor` as answers."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tandem.operations.answers import Result
from tandem.operations.setting import Advance, NoSuchFile, stamps
from tandem.vocabulary import TandemError

if TYPE_CHECKING:
    from tandem.operations.workspace import Workspace

MOST_FAULTS = 20


class BadTime(TandemError):
    """A time on the command line cannot be read."""

    exit_code = 2

    def __init__(self, option: str, text: str) -> None:
        super().__init__(f"{option} takes a time like 2026-06-30 or 2026-06-30T18:00:00+02:00, not '{text}'.")


def import_result(
    workspace: Workspace,
    tool: str,
    path: Path,
    *,
    mapping: Path | None = None,
    as_of: str = "",
    dry_run: bool = False,
    on_progress: Advance | None = None,
) -> Result:
    """Import and tell, per file, rows read = accepted + duplicate + rejected. Raises `NoSuchFile`, `BadTime`, …"""
    from tandem.operations.import_exports import import_exports

    if not path.exists():
        raise NoSuchFile(path)
    if mapping is not None and not mapping.is_file():
        raise NoSuchFile(mapping)
    tallies = import_exports(
        workspace, tool, path, mapping=mapping, dry_run=dry_run, as_of=_micros(as_of), on_progress=on_progress
    )
    rejected = sum(tally.rejected for tally in tallies)
    notes = [str(fault) for tally in tallies for fault in tally.faults]
    rest = len(notes) - MOST_FAULTS
    verb = "would be" if dry_run else "are"
    done = (
        f"{rejected:,} rows {verb} kept as rejects: tandem data rejects --workspace {workspace.root}"
        if rejected
        else f"Next: tandem diagnose --workspace {workspace.root}"
    )
    charter, data = stamps(workspace)
    return Result(
        kind="command",
        name="import",
        charter=charter,
        data=data,
        rows=[
            {
                "file": tally.file,
                "object": tally.object,
                "read": tally.read,
                "accepted": tally.accepted,
                "duplicate": tally.duplicate,
                "rejected": tally.rejected,
            }
            for tally in tallies
        ],
        notes=[*notes[:MOST_FAULTS], *([f"… and {rest:,} more"] if rest > 0 else [])],
        done=("Nothing was written (--dry-run). " if dry_run else "") + done,
        failed=rejected > 0 or any(tally.broken for tally in tallies) or not any(tally.object for tally in tallies),
    )


def _micros(text: str) -> int | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as why:
        raise BadTime("--as-of", text) from why
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return round(moment.timestamp() * 1_000_000)


def coverage_result(workspace: Workspace, on_progress: Advance | None = None) -> Result:
    """What each tool gave."""
    from tandem.operations.build_lens import build_lens
    from tandem.operations.coverage import coverage

    build_lens(workspace, on_progress=on_progress)
    charter, data = stamps(workspace)
    return Result(
        kind="command",
        name="data coverage",
        rows=coverage(workspace),
        shown=("tool", "object", "rows", "accepted", "rejected", "events", "orphans", "people", "doubles", "through"),
        charter=charter,
        data=data,
        done="How much of each field is filled: tandem data coverage --format csv",
    )


def rejects_result(workspace: Workspace, *, replay: bool, mapping: Path | None, raw: bool) -> Result:
    """The kept rejects; with `replay`, those that still are."""
    from tandem.operations.rejects import rejects_of, replay_rejects

    notes = []
    if replay:
        now = round(datetime.now(UTC).timestamp() * 1_000_000)
        again = replay_rejects(workspace, now, mapping=mapping)
        tried, accepted = sum(file.tried for file in again), sum(file.accepted for file in again)
        notes.append(f"Of {tried:,} rejects {accepted:,} were accepted; {tried - accepted:,} are still rejected.")
    rows: list[dict[str, str | int]] = []
    for reject in rejects_of(workspace, raw):
        row: dict[str, str | int] = {"file": reject.file, "line": reject.line, "reason": reject.reason}
        rows.append({**row, "raw": reject.raw.decode("utf-8", "replace")} if raw else row)
    charter, data = stamps(workspace)
    done = "" if rows else "No rejects."
    return Result(kind="command", name="data rejects", rows=rows, notes=notes, charter=charter, data=data, done=done)


def doctor_result(workspace: Workspace, on_progress: Advance | None = None) -> Result:
    """What cannot be judged, and what would change that."""
    from tandem.operations.build_lens import build_lens
    from tandem.operations.doctor import advice, examine

    build_lens(workspace, on_progress=on_progress)
    charter, data = stamps(workspace)
    return Result(
        kind="command",
        name="doctor",
        rows=examine(workspace),
        charter=charter,
        data=data,
        notes=advice(workspace),
        shown=("kind", "name", "judgeable", "missing"),
    )

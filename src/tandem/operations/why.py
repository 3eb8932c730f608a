"""Why a person has this score and stage: the events that made it, and each decision with what it compared."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tandem.operations.find_person import find_person
from tandem.operations.replay import BUCKETS, NoLens, event_parts, open_base, read_table
from tandem.operations.workspace import Workspace

if TYPE_CHECKING:
    from tandem.lifecycle.explain import Reason
    from tandem.operations.in_force import Deciding

Row = dict[str, str | int | float | bool | None]


def why(workspace: Workspace, agreed: Deciding, person: str) -> list[Row]:
    """Rows `lead, at, part, track, rule, what, given, points, version, event` for each of the person's leads.

    `part` is score | fit | activity | move | compared | late | nurture; the fit and activity rows add up to the score's points.
    `person`: an address, a tool's id or reference, or Tandem's id. Raises `NoLens`, `NobodyFound`, `SeveralFound`.
    """
    from tandem.lifecycle.explain import explain
    from tandem.lifecycle.reading import Records
    from tandem.store.lens_writer import read_manifest

    base = workspace.lens / "base"
    manifest = read_manifest(base)
    if manifest is None:
        raise NoLens(workspace.root)
    wanted = find_person(workspace, person)
    tables, world = open_base(base, manifest)
    records = Records(tables)
    rows: list[Row] = []
    for account, (bucket, leads) in sorted(records.leads.items()):
        for record in leads:
            if record.person == wanted:
                files = records.files(bucket, bucket + 1, _events(base, bucket, account))
                file = next(file for file in files if file.account == account)
                rows += [_row(reason) for reason in explain(agreed.charters, world, file, record.lead, agreed.dated)]
    return rows


def _events(base: Path, bucket: int, account: bytes) -> Any:
    """The events of one account, from the part that holds its bucket."""
    import pyarrow.compute as pc

    parts = event_parts(base)
    part = read_table(parts[bucket * len(parts) // BUCKETS])
    return part.filter(pc.field("account") == account)


def _row(reason: Reason) -> Row:
    at = None if reason.at is None else datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=reason.at)
    return {
        "lead": reason.lead.hex(),
        "at": None if at is None else at.isoformat().replace("+00:00", "Z"),
        "part": reason.part,
        "track": reason.track,
        "rule": reason.rule,
        "what": reason.what,
        "given": reason.given,
        "points": None if reason.points is None else round(reason.points, 6),
        "version": reason.version,
        "event": reason.event.hex() if reason.event else "",
    }

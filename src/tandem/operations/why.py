"""Why a person has this score and stage: the events that made it, and each decision with what it compared."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tandem.operations.leads_of import leads_of
from tandem.operations.workspace import Workspace

if TYPE_CHECKING:
    from tandem.lifecycle.explain import Reason
    from tandem.operations.in_force import Deciding

Row = dict[str, str | int | float | bool | None]


def why(workspace: Workspace, agreed: Deciding, person: str) -> list[Row]:
    """Rows `lead, at, part, track, rule, what, given, points, version, event` for each of the person's leads.

    `part` is score | fit | activity | move | compared | late | nurture; the fit and activity rows add up to the
    score's points.
    `person`: an address, a tool's id or reference, or Tandem's id. Raises `NoLens`, `NobodyFound`, `SeveralFound`.
    """
    from tandem.lifecycle.explain import explain

    return [
        _row(reason)
        for world, file, lead in leads_of(workspace, person)
        for reason in explain(agreed.charters, world, file, lead, agreed.dated)
    ]


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

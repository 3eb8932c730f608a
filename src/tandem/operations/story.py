"""`tandem story`: one person's story from every tool of both teams, with names joined for showing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tandem.operations.find_person import find_person

if TYPE_CHECKING:
    from tandem.operations.privacy import PersonalData
    from tandem.operations.workspace import Workspace
    from tandem.store.lens import DuckLens
    from tandem.timeline.story import Moment

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def tell_story(workspace: Workspace, person: str) -> list[dict[str, Any]]:
    """The rows of a person's story in order: at, lane, what, tool, member, campaign, asset, form, path, note, event.

    A fact without time of day has its day as `at`. Raises `NobodyFound`, `SeveralFound`.
    """
    from tandem.store.lens import DuckLens
    from tandem.timeline.story import tell

    key = find_person(workspace, person)
    lens = DuckLens.of_folders(workspace.lens / "base")
    table = lens.run("select * from event where person = $person", {"person": key})
    events = table.set_column(table.column_names.index("at"), "at", table["at"].cast("int64")).to_pylist()
    days = {event["event"]: event["day"] for event in events}
    names = _names(lens)
    return [_row(moment, days[moment.event]) for moment in tell(events, lambda what, ref: names.get((what, ref), ""))]


def person_shown(workspace: Workspace, person: str) -> PersonalData | None:
    """Name and address of the person to put above the story; None when they were erased or never named."""
    from tandem.operations.privacy import names_of
    from tandem.store.lens import DuckLens

    key = find_person(workspace, person)
    lens = DuckLens.of_folders(workspace.lens / "base")
    refs = lens.run("select ref from record where person = $person order by tool, ref", {"person": key})
    found = names_of(workspace, [ref for ref in refs["ref"].to_pylist() if ref])
    return next((data for data in found.values() if data.name), next(iter(found.values()), None))


def _row(moment: Moment, day: date) -> dict[str, Any]:
    at: datetime | date = day if moment.whole_day else EPOCH + timedelta(microseconds=moment.at)
    told: Mapping[str, Any] = moment._asdict()
    shown = ("lane", "what", "tool", "member", "campaign", "asset", "form", "path", "note", "event")
    return {"at": at, **{name: told[name] for name in shown}}


def _names(lens: DuckLens) -> dict[tuple[str, str], str]:
    """(member | campaign | asset, key) → name."""
    sql = " union all ".join(f"select '{kind}' as kind, {kind}::text as key, name from {kind}" for kind in _NAMED)
    return {(row["kind"], row["key"]): row["name"] for row in lens.run(sql).to_pylist() if row["name"]}


_NAMED = ("member", "campaign", "asset")

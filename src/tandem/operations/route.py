"""`tandem route`: open handoffs that nobody can be working, and to whom the charter would give each of them now.

*Now* is the data's end. Nothing is assigned: the CRM does that. Whose turn it is and who is full this week follows from
what the tools recorded.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tandem.analytics.measure import Column
from tandem.operations.answers import Result
from tandem.operations.setting import Advance, open_setting

if TYPE_CHECKING:
    from tandem.analytics.measure import Setting
    from tandem.charter.model import Charter
    from tandem.lifecycle.inputs import World
    from tandem.lifecycle.routing.absence import Presence
    from tandem.lifecycle.routing.assignments import Desk, RoutedHandoff
    from tandem.operations.workspace import Workspace

DAYS: Final = 30
"""How far back handoffs are looked at, as in `tandem rescue`."""
COLUMNS: Final = (
    Column("name", "text", "the buyer"),
    Column("gets", "text", "the member of sales who would get the lead; empty: it waits"),
    Column("why", "text", "how they were chosen, or why the lead waits"),
    Column("because", "text", "why the lead needs somebody"),
    Column("hand_raise", "text", "yes: the buyer asked to be called"),
    Column("route", "text", "the charter's route"),
    Column("handed_over", "time", "when sales got the lead"),
    Column("member", "text", "the member's key in the charter"),
    Column("crm_id", "text", "the CRM's id of the lead or contact"),
    Column("lead", "text", "Tandem's id"),
)


def route_result(workspace: Workspace, charter: Path | None, on_progress: Advance | None = None) -> Result:
    """Every open handoff of the last days that needs somebody, hand-raises first, with who gets it and why."""
    opened = open_setting(workspace, charter, on_progress)
    rows = _rows(workspace, opened.setting) if opened.setting.data_through else []
    waits = sum(not row["gets"] for row in rows)
    done = (
        f"{len(rows):,} open handoffs of the last {DAYS} days need somebody." if rows else "Nobody waits for an owner."
    )
    return Result(
        kind="command",
        name="route",
        rows=rows,
        columns=COLUMNS,
        shown=("name", "gets", "why", "because", "hand_raise", "handed_over"),
        charter=opened.charter,
        data=opened.data,
        done=f"{done} {waits:,} of them wait." if waits else done,
    )


def _rows(workspace: Workspace, setting: Setting) -> list[dict[str, Any]]:
    from tandem.lifecycle.routing.absence import Presence
    from tandem.lifecycle.routing.desk import route_now
    from tandem.operations.contacts import contacts

    assert setting.data_through is not None
    now = setting.data_through.replace(tzinfo=None)
    charter = _without_inactive(setting.charter, setting, now.date())
    found = setting.lens.query("operations/open_handoffs", {"now": now, "since": now - timedelta(days=DAYS)})
    world = _world(workspace, now)
    people = charter.teams["sales"].members
    presence = {key: Presence(member, charter.time_zone) for key, member in people.items()}
    listed = zip(_handoffs(setting, found, world), found.to_pylist(), strict=True)
    waiting = [(one, row, why) for one, row in listed if (why := _because(one, presence, world.through))]
    given = {row.lead: row for row in route_now(charter, [w[0] for w in waiting], world, _desk(setting, charter, now))}
    with workspace.open_book() as book:
        known = contacts(workspace, setting.lens, {row["person"] for _, row, _ in waiting}, book)
    return [
        _row(one.route, row, why, given[one.lead], known.get(row["person"], []), people) for one, row, why in waiting
    ]


def _world(workspace: Workspace, now: datetime) -> World:
    from tandem.operations.replay import open_base
    from tandem.store.lens_writer import read_manifest

    base = workspace.lens / "base"
    return replace(open_base(base, read_manifest(base) or {})[1], through=_micros(now))


def _handoffs(setting: Setting, found: Any, world: World) -> list[RoutedHandoff]:
    """The open handoffs as they stand now: `had_by` is who has the lead."""
    import pyarrow as pa

    from tandem.lifecycle.routing.reading import read_handoffs

    lens = setting.lens
    at = pa.array([world.through + 1] * len(found), pa.int64()).cast(pa.timestamp("us"))
    base = {"lead": lens.query("operations/lead_accounts"), "attribute": lens.query("operations/owner_attributes")}
    deals, owned = lens.query("operations/owned_deals"), lens.query("operations/owner_changes")
    return read_handoffs(found.set_column(found.column_names.index("at"), "at", at), base, deals, owned, world)


def _desk(setting: Setting, charter: Charter, now: datetime) -> Desk:
    from tandem.lifecycle.routing.desk import desk_of

    past = setting.lens.query("operations/recent_assignments", {"now": now, "since": now - timedelta(days=DAYS)})
    rows = (tuple(row.values()) for row in past.to_pylist())
    return desk_of(charter, ((lead, name, member, _micros(at)) for lead, name, member, at in rows))


def _without_inactive(charter: Charter, setting: Setting, today: date) -> Charter:
    """The charter with those gone whom a tool says to be inactive."""
    inactive = set(setting.lens.query("operations/inactive_members")["member"].to_pylist())
    sales, yesterday = charter.teams["sales"], today - timedelta(days=1)
    members = {key: replace(m, until=yesterday) if key in inactive else m for key, m in sales.members.items()}
    return replace(charter, teams={**charter.teams, "sales": replace(sales, members=members)})


def _because(handoff: RoutedHandoff, presence: dict[str, Presence], now: int) -> str:
    """Why the lead needs somebody else; '' = it is where it should be."""
    holder = handoff.had_by
    if not holder:
        return "nobody has it"
    if holder not in presence:
        return ""
    if presence[holder].gone(now):
        return f"{holder} has left"
    answered = handoff.first_touch_at is not None or handoff.verdict
    return f"{holder} is away, and nobody has answered" if not answered and not presence[holder].here(now) else ""


def _row(route: str, row: dict[str, Any], why: str, given: Any, records: Any, people: Any) -> dict[str, Any]:
    from tandem.operations.contacts import crm_id, name

    return {
        "name": name(records),
        "gets": people[given.member].name if given.member else "",
        "why": given.why,
        "because": why,
        "hand_raise": "yes" if row["hand_raise"] else "",
        "route": route,
        "handed_over": row["at"],
        "member": given.member,
        "crm_id": crm_id(records),
        "lead": row["lead"].hex(),
    }


def _micros(moment: datetime) -> int:
    return (moment.replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)

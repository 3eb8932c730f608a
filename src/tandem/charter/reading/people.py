"""Who is in the two teams, and when they work."""

from __future__ import annotations

from datetime import date

from tandem.charter.model import BusinessHours, Member, TeamName, TeamSide
from tandem.charter.reading import values
from tandem.charter.reading.part import Part
from tandem.charter.suggestion import did_you_mean

TEAMS: tuple[TeamName, ...] = ("marketing", "sales")
TEAM_KEYS = ("members", "hours")
HOUR_KEYS = ("days", "from", "to"), ("holidays", "extra_holidays")
AWAY_KEYS = ("from", "to"), ()
MEMBER_KEYS = ("name", "email", "time_zone", "hours", "territory", "capacity", "manager", "away", "until")


def teams(part: Part | None) -> dict[TeamName, TeamSide]:
    """{marketing: {members: …, hours: …}, sales: …}; a team that is not named has no members."""
    keys = part.keys((), TEAMS) if part else {}
    sides = {team: _side(team, keys.get(team)) for team in TEAMS}
    for entry in _members(keys.get("sales")):
        if entry.key in sides["marketing"].members:
            entry.fault(f"`{entry.key}` is a member of both teams.", "Give each member one key.", entry.key_place)
    return sides


def _side(team: TeamName, part: Part | None) -> TeamSide:
    entries = _members(part)
    members = {entry.key: _member(entry) for entry in entries}
    for entry in entries:
        manager = members[entry.key].manager
        if manager and manager not in members:
            place = entry.keys((), MEMBER_KEYS)["manager"].place
            message = f"manager of `{entry.key}`: there is no member `{manager}`."
            entry.fault(message, did_you_mean(manager, members), place)
    return TeamSide(team, members, hours(part.keys((), TEAM_KEYS).get("hours")) if part else None)


def _members(part: Part | None) -> list[Part]:
    listed = part.keys((), TEAM_KEYS).get("members") if part else None
    return listed.entries() if listed and not listed.is_empty else []


def _member(part: Part) -> Member:
    values.name(part)
    keys = {} if part.is_empty else part.keys((), MEMBER_KEYS)
    said = {key: keys[key].text() or "" for key in ("name", "email", "territory", "manager") if key in keys}
    if "email" in said and "@" not in said["email"]:
        keys["email"].must("be an e-mail address", "Write one like ada@company.example.")
    return Member(
        key=part.key,
        name=said.get("name", part.key),
        email=said.get("email", "").lower(),
        time_zone=(values.time_zone(keys["time_zone"]) or "") if "time_zone" in keys else "",
        hours=hours(keys.get("hours")),
        territory=said.get("territory", ""),
        per_week=values.volume_per(keys["capacity"], "weeks") if "capacity" in keys else None,
        manager=said.get("manager", ""),
        away=_away(keys.get("away")),
        until=values.day(keys["until"]) if "until" in keys else None,
    )


def _away(part: Part | None) -> tuple[tuple[date, date], ...]:
    """[{from: 2026-07-01, to: 2026-07-14}]: the first and the last day of each absence."""
    found: list[tuple[date, date]] = []
    for item in part.items() if part else []:
        keys = item.keys(*AWAY_KEYS)
        first = values.day(keys["from"]) if "from" in keys else None
        last = values.day(keys["to"]) if "to" in keys else None
        if first is not None and last is not None and last < first:
            keys["to"].must("be no earlier than `from`")
        elif first is not None and last is not None:
            found.append((first, last))
    return tuple(sorted(found))


def hours(part: Part | None) -> BusinessHours | None:
    """{days: mon-fri, from: "09:00", to: "17:30", holidays: NL, extra_holidays: [2026-12-24]}."""
    if part is None:
        return None
    keys = part.keys(*HOUR_KEYS)
    days = values.weekdays(keys["days"]) if "days" in keys else frozenset()
    opens = values.time_of_day(keys["from"]) if "from" in keys else None
    closes = values.time_of_day(keys["to"]) if "to" in keys else None
    off = values.country(keys["holidays"]) if "holidays" in keys else ""
    extra = [values.day(item) for item in keys["extra_holidays"].items()] if "extra_holidays" in keys else []
    if opens is None or closes is None or not days:
        return None
    if opens >= closes:
        keys["to"].must("be later than `from`", "Hours do not run over midnight.")
        return None
    return BusinessHours(days, opens, closes, off or "", frozenset(d for d in extra if d is not None))

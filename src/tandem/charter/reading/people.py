"""Who is in the two teams, and when they work."""

from __future__ import annotations

from tandem.charter.model import BusinessHours, Member, TeamName, TeamSide
from tandem.charter.reading import values
from tandem.charter.reading.part import Part
from tandem.charter.suggestion import did_you_mean

TEAMS: tuple[TeamName, ...] = ("marketing", "sales")


def teams(part: Part | None) -> dict[TeamName, TeamSide]:
    """{marketing: {members: …, hours: …}, sales: …}; a team that is not named has no members."""
    keys = part.keys((), TEAMS) if part else {}
    sides = {team: _side(team, keys[team]) if team in keys else TeamSide(team, {}) for team in TEAMS}
    if "marketing" in keys and "sales" in keys:
        for member in keys["sales"].keys((), ("members", "hours")).get("members", keys["sales"]).entries():
            if member.key in sides["marketing"].members and member.key in sides["sales"].members:
                member.fault(
                    f"`{member.key}` is a member of both teams.", "Give each member one key.", member.key_place
                )
    return sides


def _side(team: TeamName, part: Part) -> TeamSide:
    keys = part.keys((), ("members", "hours"))
    members = {m.key: _member(m) for m in (keys["members"].entries() if "members" in keys else [])}
    for entry in keys["members"].entries() if "members" in keys else []:
        manager = members[entry.key].manager
        if manager and manager not in members:
            place = entry.keys((), _MEMBER)["manager"].place
            entry.fault(
                f"manager of `{entry.key}`: there is no member `{manager}`.", did_you_mean(manager, members), place
            )
    return TeamSide(team, members, hours(keys.get("hours")))


_MEMBER = ("name", "email", "time_zone", "hours", "territory", "capacity", "manager")


def _member(part: Part) -> Member:
    values.name(part)
    keys = part.keys((), _MEMBER)
    said = {key: keys[key].text() or "" for key in ("name", "email", "territory", "manager") if key in keys}
    if "email" in said and "@" not in said["email"]:
        keys["email"].must("be an e-mail address")
    return Member(
        key=part.key,
        name=said.get("name", part.key),
        email=said.get("email", "").lower(),
        time_zone=(values.time_zone(keys["time_zone"]) or "") if "time_zone" in keys else "",
        hours=hours(keys.get("hours")),
        territory=said.get("territory", ""),
        per_week=values.volume_per(keys["capacity"], "weeks") if "capacity" in keys else None,
        manager=said.get("manager", ""),
    )


def hours(part: Part | None) -> BusinessHours | None:
    """{days: mon-fri, from: "09:00", to: "17:30", holidays: NL, extra_holidays: [2026-12-24]}."""
    if part is None:
        return None
    keys = part.keys(("days", "from", "to"), ("holidays", "extra_holidays"))
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

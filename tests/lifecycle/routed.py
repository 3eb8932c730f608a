"""Small sales teams to route to, by hand and at random, and a desk that walks hour by hour to check the fast one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from stories import at, charter

from tandem.charter.model import BusinessHours, Charter, Duration, Late, Member, Route, TeamSide
from tandem.lifecycle.inputs import World
from tandem.lifecycle.routing.assignments import Assignment, RoutedHandoff

HOUR = 3_600_000_000
START, END = at("2026-03-16 00:00"), at("2026-04-13 00:00")
"""Four weeks; Europe's clocks go forward on 29 March, within them."""
BASE = replace(charter(), hours=BusinessHours(frozenset(range(5)), 9 * 60, 17 * 60))
WORLD = World(END, "Europe/Amsterdam")


def agreed(*members: Member, routes: Sequence[Route] = (), late: Sequence[Late] = ()) -> Charter:
    """A charter with these members of sales; by default everything goes to the team, within capacity."""
    ways = tuple(routes) or (way("all", "team"),)
    sales = TeamSide("sales", {member.key: member for member in members})
    return replace(BASE, teams={**BASE.teams, "sales": sales}, routing=ways, late=tuple(late))


def way(name: str, to: str, by: str = "round robin within capacity") -> Route:
    return Route(name, None, to, by, (1, 1))


def handoff(number: int, when: str | int, route: str = "all", **what: Any) -> RoutedHandoff:
    """The first handoff of lead `number`."""
    return RoutedHandoff(bytes([number]) * 16, 1, at(when) if isinstance(when, str) else when, route, **what)


_days = st.integers(0, 27).map(lambda n: date(2026, 3, 16) + timedelta(days=n))
_away = st.lists(st.tuples(_days, st.integers(0, 6)).map(lambda a: (a[0], a[0] + timedelta(days=a[1]))), max_size=2)


def _member(key: str) -> st.SearchStrategy[Member]:
    return st.builds(
        Member,
        key=st.just(key),
        name=st.just(key),
        time_zone=st.sampled_from(["", "America/New_York", "Asia/Tokyo"]),
        territory=st.sampled_from(["north", "south"]),
        per_week=st.sampled_from([None, 1, 1, 2, 3]),
        manager=st.sampled_from(["", "ann", "bob"]),
        away=_away.map(lambda found: tuple(sorted(found))),
        until=st.none() | _days,
    )


KEYS = ("ann", "bob", "cat", "dan")
_to = st.sampled_from(["team", "territory north", "territory south", "member bob"])
_by = st.sampled_from(["round robin within capacity", "round robin", "most capacity", "owner of the account"])
_late = st.builds(
    Late,
    stage=st.sampled_from(["mql", "sal"]),
    after=st.sampled_from([Duration(3, "hours", True), Duration(2, "days", True), Duration(2, "days")]),
    then=st.sampled_from(["escalate", "reassign"]),
)
charters = st.builds(
    lambda members, ways, late: agreed(*members, routes=[way(f"r{i}", *w) for i, w in enumerate(ways)], late=late),
    st.tuples(*map(_member, KEYS)).flatmap(lambda all_: st.integers(1, 4).map(lambda n: all_[:n])),
    st.lists(st.tuples(_to, _by), min_size=2, max_size=2),
    st.lists(_late, max_size=2, unique_by=lambda late: late.stage),
)


@st.composite
def _handoffs(draw: st.DrawFn) -> list[RoutedHandoff]:
    found = []
    names = st.sampled_from(["", "", *KEYS])
    for number in range(draw(st.integers(1, 14))):
        lead = bytes([draw(st.integers(1, 9)) if number else 1]) * 16
        begun = START + HOUR * draw(st.integers(0, 24 * 24))
        answered = draw(st.none() | st.integers(1, 200))
        verdict = draw(st.sampled_from(["accepted", "returned"])) if answered else ""
        said = None if answered is None else begun + HOUR * answered
        ended = said if verdict == "returned" else None if said is None else said + HOUR * draw(st.integers(0, 200))
        found.append(
            RoutedHandoff(
                lead, number, begun, draw(st.sampled_from(["r0", "r0", "r1", ""])), draw(st.booleans()), draw(names),
                draw(names), draw(names), verdict=verdict, verdict_at=said, ended_at=ended,
            )
        )  # fmt: skip
    return found


handoffs = _handoffs()


@cache
def _moment(at: int, zone: str) -> datetime:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)).astimezone(ZoneInfo(zone))


class Walker:
    """The same agreement told as a person would do it: look at the whole desk every hour, count on the fingers."""

    def __init__(self, charter: Charter, leads: Sequence[RoutedHandoff]) -> None:
        self.charter, self.team = charter, charter.teams["sales"].members
        self.leads = sorted(leads, key=lambda h: (h.at, h.lead, h.number))
        self.rows: list[Assignment] = []
        self.counted: list[tuple[str, datetime]] = []
        self.last_in_turn: dict[str, str] = {}
        self.last_of_lead: dict[bytes, str] = {}
        self.has: dict[tuple[bytes, int], str] = {}
        self.queue: dict[tuple[bytes, int], tuple[int, str]] = {}

    def walk(self) -> list[Assignment]:
        for now in range(min(lead.at for lead in self.leads), END + 1, HOUR):
            self._queue(now)
            self._leavers(now)
            for lead in (lead for lead in self.leads if lead.at == now):
                if not self._give(lead, now):
                    self._to_queue(lead, now, "")
            self._broken(now)
        return self.rows

    def _local(self, now: int, member: str = "") -> datetime:
        name = (self.team[member].time_zone if member else "") or self.charter.time_zone
        return _moment(now, name)

    def _works(self, member: str, now: int) -> bool:
        if member not in self.team:
            return False
        said, day = self.team[member], self._local(now, member).date()
        off = any(first <= day <= last for first, last in said.away)
        return not off and (said.until is None or day <= said.until)

    def _taken(self, member: str, now: int) -> int:
        week = self._local(now, member).isocalendar()[:2]
        return sum(who == member and when.isocalendar()[:2] == week for who, when in self.counted)

    def _free(self, member: str, now: int) -> float:
        most = self.team[member].per_week
        return 10**6 if most is None else most - self._taken(member, now)

    def _group(self, to: str) -> list[str]:
        word, _, which = to.partition(" ")
        fits = {"team": lambda m: True, "territory": lambda m: m.territory == which, "member": lambda m: m.key == which}
        return sorted(key for key, member in self.team.items() if fits[word](member))

    def _give(self, lead: RoutedHandoff, now: int, why: str = "", but: str = "") -> bool:
        route = next((r for r in self.charter.routing if r.name == lead.route), None)
        counts = route is not None and route.by != "round robin"
        had = self.last_of_lead.get(lead.lead, lead.had_by)
        if lead.hand_raise and lead.deal_owner != but and self._works(lead.deal_owner, now):
            return self._note(lead, now, lead.deal_owner, why or "owner of the open deal", spend=False)
        if had != but and self._works(had, now) and not (counts and self._free(had, now) <= 0):
            return self._note(lead, now, had, why or "had it before")
        if route is None:
            return False
        if route.by == "owner of the account" and lead.account_owner != but and self._works(lead.account_owner, now):
            return self._note(lead, now, lead.account_owner, why or "owner of the account")
        group = self._group(route.to)
        if route.by == "most capacity":
            ranked = sorted(group, key=lambda m: (-self._free(m, now), self._taken(m, now)))
        else:
            last = self.last_in_turn.get(route.to, "")
            ranked = [m for m in group if m > last] + [m for m in group if m <= last]
        for member in ranked:
            if member != but and self._works(member, now) and not (counts and self._free(member, now) <= 0):
                if route.by != "most capacity":
                    self.last_in_turn[route.to] = member
                return self._note(lead, now, member, why or f"route {route.name}")
        return False

    def _note(self, lead: RoutedHandoff, now: int, member: str, why: str, spend: bool = True) -> bool:
        key = (lead.lead, lead.number)
        since, waited = self.queue.pop(key, (None, ""))
        self.rows.append(Assignment(*key, now, member, waited or why, since))
        self.has[key] = self.last_of_lead[lead.lead] = member
        if spend:
            self.counted.append((member, self._local(now, member)))
        return True

    def _to_queue(self, lead: RoutedHandoff, now: int, why: str) -> None:
        self.queue[lead.lead, lead.number] = now, why
        self.has.pop((lead.lead, lead.number), None)
        self.rows.append(Assignment(lead.lead, lead.number, now, "", "waits"))

    def _queue(self, now: int) -> None:
        for lead in self.leads:
            if (lead.lead, lead.number) in self.queue and (lead.ended_at is None or lead.ended_at > now):
                route = next((r for r in self.charter.routing if r.name == lead.route), None)
                group = self._group(route.to) if route else []
                counts = route is not None and route.by != "round robin"
                if any(self._works(m, now) and not (counts and self._free(m, now) <= 0) for m in group):
                    self._give(lead, now)

    def _leavers(self, now: int) -> None:
        if not self._open(now):
            return
        for member, said in sorted(self.team.items()):
            if said.until is not None and self._local(now, member).date() > said.until:
                for lead in self.leads:
                    mine = self.has.get((lead.lead, lead.number)) == member
                    still = mine and (lead.ended_at is None or lead.ended_at > now)
                    if still and not self._give(lead, now, "reassigned: leaver"):
                        self._to_queue(lead, now, "reassigned: leaver")

    def _broken(self, now: int) -> None:
        for lead in sorted(self.leads, key=lambda h: (h.lead, h.number)):
            for late in self.charter.late:
                accepted = lead.verdict_at if lead.verdict == "accepted" else None
                since = lead.at if late.stage == "mql" else accepted
                left = lead.ended_at if late.stage == "sal" or lead.verdict_at is None else lead.verdict_at
                if since is not None and since <= now and (left is None or now < left) and now < END:
                    key = (lead.lead, lead.number)
                    if self._due(since, late.after) == now and key in self.has:
                        self._act(lead, late, now, self.has[key])

    def _act(self, lead: RoutedHandoff, late: Late, now: int, holder: str) -> None:
        row = Assignment(lead.lead, lead.number, now, holder, "escalated to manager", None, self.team[holder].manager)
        if late.then == "escalate":
            self.rows.append(row)
        elif not self._give(lead, now, "reassigned: promise missed", but=holder):
            self.rows.append(row._replace(why="kept: promise missed, nobody else can take it", told=""))

    def _open(self, now: int) -> bool:
        local = self._local(now)
        return local.weekday() < 5 and 9 <= local.hour < 17

    def _due(self, since: int, after: Duration) -> int:
        if not after.business:
            return since + int(after.count) * 24 * HOUR
        now, left = since, int(after.count)
        if after.unit == "hours":
            while left:
                left -= self._open(now)
                now += HOUR
            return now
        while left:
            now += HOUR
            closes = self._open(now - HOUR) and not self._open(now)
            left -= closes and self._local(now).date() > self._local(since).date()
        return now

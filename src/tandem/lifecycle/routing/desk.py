"""Routing: who of sales gets each handoff. One sequential pass over all handoffs in time order (semantics 9).

Only a hypothetical replay routes: what was assigned in fact is recorded, and stays. The lead goes, in this order, to

1. the owner of the account's open deal, if the buyer raised a hand; that buyer is theirs, whatever their capacity;
2. who had the lead before;
3. one of the route's members, chosen in the route's way;

each only if they can work it: not away, not gone and, where the route heeds capacity, not full in their week. Where
nobody can, the handoff waits; the oldest is served first when a week begins or somebody is back. A lead that is late
is escalated or goes to the next member; what a leaver still holds goes to others at the next opening. The buyer's
clock starts at the first assignment, and no later one resets it. Ties go by the order of the members' keys.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from tandem.charter.model import Duration
from tandem.lifecycle.business_time import NEVER
from tandem.lifecycle.promises import earliest
from tandem.lifecycle.routing.absence import Presence
from tandem.lifecycle.routing.assignments import (
    ACCOUNT_OWNER,
    AWAY,
    DEAL_OWNER,
    ESCALATED,
    FULL,
    HAD_BEFORE,
    KEPT,
    LEFT,
    MISSED,
    NO_ROUTE,
    NOBODY,
    Assignment,
    Desk,
    Key,
    RoutedHandoff,
)
from tandem.lifecycle.rulebook import MQL, SAL, RuleBook
from tandem.zones import MINUTE

if TYPE_CHECKING:
    from tandem.charter.model import Charter, Late, Route
    from tandem.lifecycle.inputs import World

_BY_OWNER, _MOST, _HEEDLESS = "owner of the account", "most capacity", "round robin"
_QUEUE, _LEAVING, _ARRIVAL, _LATE = range(4)
"""What happens first at one instant: the oldest in the queue are served before those who come."""


def route(
    charter: Charter, handoffs: Sequence[RoutedHandoff], world: World, desk: Desk | None = None
) -> list[Assignment]:  # fmt: skip
    """Every assignment up to the data's end in time order; the same whatever the order of `handoffs`.

    A handoff that nobody can take at once has first a row without a member. `desk`: where routing stood before.
    """
    return _Pass(charter, world.through, desk or Desk()).run(handoffs)


def route_now(
    charter: Charter, handoffs: Iterable[RoutedHandoff], world: World, desk: Desk
) -> list[Assignment]:  # fmt: skip
    """Who would get each of these open handoffs now, at the data's end, in the order given; `desk` goes on."""
    now = (handoff._replace(at=world.through) for handoff in handoffs)
    return [row for handoff in now for row in route(charter, [handoff], world, desk)]


def desk_of(charter: Charter, assigned: Iterable[tuple[bytes, str, str, int]]) -> Desk:
    """Where routing stands after what was recorded: (lead, route, member, at) in time order."""
    desk, to = Desk(), {route.name: route.to for route in charter.routing}
    staff = charter.teams["sales"].members
    presence = {key: Presence(member, charter.time_zone) for key, member in staff.items()}
    for lead, name, member, at in assigned:
        desk.holder[lead] = member
        if member in presence:
            week = (member, presence[member].week(at))
            desk.taken[week] = desk.taken.get(week, 0) + 1
            if name in to and member in members_of(charter, to[name]):
                desk.turn[to[name]] = member
    return desk


def members_of(charter: Charter, to: str) -> tuple[str, ...]:
    """The keys of the members whom a route's `to` names ("team", "territory dach", "member anna"), sorted."""
    kind, _, name = to.partition(" ")
    sales = charter.teams["sales"].members
    if kind == "member":
        return (name,) if name in sales else ()
    return tuple(sorted(key for key, member in sales.items() if kind == "team" or member.territory == name))


class _Pass:
    """One pass in time order; the heap holds what is still to happen: (at, what, name, number)."""

    def __init__(self, charter: Charter, through: int, desk: Desk) -> None:
        self._book, self._through, self._desk = RuleBook(charter), through, desk
        self._staff = charter.teams["sales"].members
        self._presence = {key: Presence(member, charter.time_zone) for key, member in self._staff.items()}
        self._routes = {route.name: route for route in charter.routing}
        self._groups = {route.to: members_of(charter, route.to) for route in charter.routing}
        self._late = {late.stage: late for late in charter.late}
        self._handoffs: dict[Key, RoutedHandoff] = {}
        self._held: dict[Key, str] = {}
        self._waiting: list[tuple[int, Key]] = []
        self._since: dict[Key, tuple[int, str]] = {}
        """Waiting handoff → (since when, why it is to be assigned: '' or LEFT)."""
        self._shut: dict[str, int] = {}
        """A route's `to` → until when nobody of it can take more."""
        self._heap: list[tuple[int, int, bytes, int]] = []
        self._rows: list[Assignment] = []

    def run(self, handoffs: Iterable[RoutedHandoff]) -> list[Assignment]:
        self._handoffs = {(handoff.lead, handoff.number): handoff for handoff in handoffs}
        self._heap = [(handoff.at, _ARRIVAL, *key) for key, handoff in self._handoffs.items()]
        self._heap += [(at, _LEAVING, key.encode(), 0) for key, at in self._leavers()]
        heapq.heapify(self._heap)
        while self._heap and self._heap[0][0] <= self._through:
            at, what, name, number = heapq.heappop(self._heap)
            if what == _QUEUE:
                self._serve(at)
            elif what == _LEAVING:
                self._leave(at, name.decode())
            elif what == _ARRIVAL:
                self._arrive(self._handoffs[name, number], at)
            else:
                self._overdue(self._handoffs[name, number], at)
        return self._rows

    def _leavers(self) -> Iterator[tuple[str, int]]:
        """Who leaves, and the next opening of sales after they left."""
        calendar, minute = self._book.calendar_of(""), Duration(1, "minutes", business=True)
        for key, presence in self._presence.items():
            if presence.left_at is not None and (due := calendar.due(presence.left_at, minute)) < NEVER:
                yield key, due - MINUTE

    def _arrive(self, handoff: RoutedHandoff, at: int) -> None:
        for stage, since, left in (
            (MQL, at, earliest(handoff.verdict_at, handoff.ended_at)),
            (SAL, handoff.verdict_at if handoff.verdict == "accepted" else None, handoff.ended_at),
        ):
            rule = self._late.get(stage)
            if rule is not None and since is not None:
                due = self._book.calendar_of("").due(since, rule.after)
                if due < (self._through if left is None else left):
                    heapq.heappush(self._heap, (due, _LATE, handoff.lead, handoff.number))
        if not self._place(handoff, at):
            self._wait(handoff, at, "")

    def _place(self, handoff: RoutedHandoff, at: int, cause: str = "", without: str = "") -> bool:
        """Give it to whom it is due now, if anybody; `cause` is told instead of how they were found."""
        member, how = self._choose(handoff, at, without)
        if not member:
            return False
        key = (handoff.lead, handoff.number)
        since, waited_for = self._since.pop(key, (None, ""))
        self._rows.append(Assignment(*key, at, member, cause or waited_for or how, since))
        self._held[key] = self._desk.holder[handoff.lead] = member
        if how != DEAL_OWNER:
            week = (member, self._presence[member].week(at))
            self._desk.taken[week] = self._desk.taken.get(week, 0) + 1
        return True

    def _choose(self, handoff: RoutedHandoff, at: int, without: str) -> tuple[str, str]:
        """(member, how they were found); ('', '') = nobody can take it now."""
        route = self._routes.get(handoff.route)
        heedful = route is not None and route.by != _HEEDLESS
        before = self._desk.holder.get(handoff.lead, handoff.had_by)
        theirs = (
            (handoff.hand_raise, handoff.deal_owner, False, DEAL_OWNER),
            (True, before, heedful, HAD_BEFORE),
            (route is not None and route.by == _BY_OWNER, handoff.account_owner, False, ACCOUNT_OWNER),
        )
        for holds, member, limited, how in theirs:
            if holds and member != without and self._can_take(member, at, limited):
                return member, how
        if route is None or self._shut.get(_gate(route), 0) > at:
            return "", ""
        able = (member for member in self._able(route, at) if member != without)
        if route.by == _MOST:
            best = min(able, key=lambda member: (-self._room(member, at), self._load(member, at), member), default="")
            return best, f"route {route.name}"
        member = next(able, "")
        if member:
            self._desk.turn[route.to] = member
        return member, f"route {route.name}"

    def _able(self, route: Route, at: int) -> Iterator[str]:
        """Who of a route's members can take a lead, the next in turn first."""
        group = self._groups[route.to]
        start = bisect_right(group, self._desk.turn.get(route.to, ""))
        for member in (*group[start:], *group[:start]):
            if self._can_take(member, at, route.by != _HEEDLESS):
                yield member

    def _can_take(self, member: str, at: int, heedful: bool) -> bool:
        presence = self._presence.get(member)
        return presence is not None and presence.here(at) and not (heedful and self._room(member, at) <= 0)

    def _load(self, member: str, at: int) -> int:
        return self._desk.taken.get((member, self._presence[member].week(at)), 0)

    def _room(self, member: str, at: int) -> float:
        """How many more leads they can take this week; without a bound where the charter says none."""
        per_week = self._presence[member].per_week
        return float("inf") if per_week is None else per_week - self._load(member, at)

    def _wait(self, handoff: RoutedHandoff, at: int, cause: str) -> None:
        key = (handoff.lead, handoff.number)
        route = self._routes.get(handoff.route)
        self._rows.append(Assignment(*key, at, "", self._why_not(route, at)))
        self._since[key] = at, cause
        insort(self._waiting, (handoff.at, key))
        if route is not None and self._shut.get(_gate(route), 0) <= at:
            self._close(route, at)

    def _why_not(self, route: Route | None, at: int) -> str:
        if route is None:
            return NO_ROUTE
        group = [self._presence[member] for member in self._groups[route.to]]
        if all(presence.gone(at) for presence in group):
            return NOBODY
        return FULL if any(presence.here(at) for presence in group) else AWAY

    def _close(self, route: Route, at: int) -> None:
        """Nobody of the group can take more: note when the first of them can again."""
        found: list[int | None] = []
        for member in self._groups[route.to]:
            presence = self._presence[member]
            if presence.per_week != 0 or route.by == _HEEDLESS:
                full = route.by != _HEEDLESS and self._room(member, at) <= 0
                found.append(presence.chance(at, full))
        opens = min((chance for chance in found if chance is not None), default=NEVER)
        self._shut[_gate(route)] = opens
        heapq.heappush(self._heap, (opens, _QUEUE, b"", 0))

    def _serve(self, at: int) -> None:
        """Serve the queue, the oldest first, as far as somebody can take more."""
        still = []
        for since, key in self._waiting:
            handoff = self._handoffs[key]
            route = self._routes.get(handoff.route)
            if handoff.ended_at is not None and handoff.ended_at <= at:
                continue
            if route is not None and self._shut.get(_gate(route), 0) <= at:
                if next(self._able(route, at), ""):
                    self._place(handoff, at)
                    continue
                self._close(route, at)
            still.append((since, key))
        self._waiting = still

    def _leave(self, at: int, leaver: str) -> None:
        held = [self._handoffs[key] for key, member in self._held.items() if member == leaver]
        for handoff in sorted(held, key=lambda h: (h.at, h.lead, h.number)):
            if (handoff.ended_at is None or handoff.ended_at > at) and not self._place(handoff, at, LEFT):
                del self._held[handoff.lead, handoff.number]
                self._wait(handoff, at, LEFT)

    def _overdue(self, handoff: RoutedHandoff, at: int) -> None:
        """A promise is missed: tell the manager, or give the lead to the next member."""
        key = (handoff.lead, handoff.number)
        holder = self._held.get(key)
        if holder is None:
            return
        if self._rule(handoff, at).then == "escalate":
            self._rows.append(Assignment(*key, at, holder, ESCALATED, told=self._staff[holder].manager))
        elif not self._place(handoff, at, MISSED, without=holder):
            self._rows.append(Assignment(*key, at, holder, KEPT))

    def _rule(self, handoff: RoutedHandoff, at: int) -> Late:
        accepted = handoff.verdict_at is not None and handoff.verdict_at <= at
        return self._late[SAL if accepted else MQL]


def _gate(route: Route) -> str:
    """Routes to the same members share a gate, as far as both heed capacity."""
    return f"{route.to}, whatever their capacity" if route.by == _HEEDLESS else route.to

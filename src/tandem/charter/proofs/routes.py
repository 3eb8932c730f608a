"""Proofs of routing: each lead that is handed over finds a route, each route a member who works, each route a lead."""

from __future__ import annotations

from typing import Any

from tandem.charter.model import Charter, Member, Route
from tandem.charter.proofs.case import Case
from tandem.charter.proofs.happenings import during
from tandem.charter.proofs.impossible import tell_impossible
from tandem.charter.proofs.situations import Values
from tandem.charter.proofs.story import counted, listed, portrait, quoted


def prove(case: Case) -> None:
    """Coverage of handoffs, dead routes, routes to nobody, members whom no route reaches."""
    routes = case.charter.routing
    if not routes:
        case.note("nobody has agreed who gets which lead: there is no routing.", "Add `routing`.")
        return
    now = _handed_over(case)
    _covered(case, routes, now)
    alive = [route for number, route in enumerate(routes) if _can_happen(case, route, routes[:number], now)]
    if not case.charter.teams["sales"].members:
        case.note("nobody is named in sales: routing cannot be followed to a person.", "List the members of `teams`.")
    else:
        for route in alive:
            _finds_a_member(case, route)
        _reaches_members(case, alive)
    names = {name for route in routes if route.when for name in route.when.fields} - {"stage"}
    kinds = counted(case.situations.size(names), "kind")
    case.covered.append(f"routing: {counted(len(routes), 'route')} over {kinds} of handed-over leads")


def _handed_over(case: Case) -> list[Any]:
    """A lead is routed as it becomes an MQL, by one of the moves; one who is reassigned may have changed since."""
    if "mql" not in case.charter.stages:
        return []
    situations, now = case.situations, [case.situations.fact("stage", "mql")]
    if any(late.then == "reassign" for late in case.charter.late):
        return now
    ways = [
        situations.z3.And(situations.given(move.when, {"stage": stage}), *during(case, move.on))
        for move in case.charter.moves if "mql" in move.to for stage in move.source
    ]  # fmt: skip
    return [*now, situations.z3.Or(*ways)] if ways else now


def _asks(case: Case, route: Route) -> Any:
    """What a route asks for, on the first day in `mql`."""
    fresh = {"stage": "mql", "days_in_stage": 0} if "mql" in case.charter.stages else {}
    return case.situations.given(route.when, fresh)


def _covered(case: Case, routes: tuple[Route, ...], now: list[Any]) -> None:
    situations, z3, who = case.situations, case.situations.z3, case.lead
    missed = z3.Not(z3.Or(*[_asks(case, r) for r in routes]))
    model = situations.find(*now, missed)
    if model is None:
        return
    names = {name for route in routes if route.when for name in route.when.fields}
    fresh: Values = {"stage": "mql", "days_in_stage": 0} if now else {}
    found = {**situations.values(model, names), **fresh}

    def holds(trial: Values) -> bool:
        facts = [situations.same(name, value) for name, value in trial.items() if name not in ("grade", *fresh)]
        return route_of(case.charter, trial) is None and situations.find(*now, *facts) is not None

    values, told = situations.plain(found, holds, names, [*fresh], z3.Or(z3.Not(z3.And(*now)), missed))
    story = (
        f"{portrait(who, situations.fields, values, told)} {who.name} is handed over to sales. No route is meant for "
        f"{who.name}, so nobody gets the lead: it waits in no one's list while {who.she} waits for a call."
    )
    case.fail(
        "coverage", routes[0].place, "some leads that are handed over find no route.",
        "Add as the last route: otherwise: {to: team}.", story, quotes=case.quotes(routes),
        rules=tuple(r.name for r in routes), values=values, told=told,
    )  # fmt: skip


def route_of(charter: Charter, values: Values) -> Route | None:
    """The first route whose condition holds."""
    return next((r for r in charter.routing if r.when is None or r.when.evaluate(values)), None)


def _can_happen(case: Case, route: Route, earlier: tuple[Route, ...], now: list[Any]) -> bool:
    situations, who = case.situations, case.lead
    here = _asks(case, route)
    if situations.find(*now, here, situations.z3.Not(situations.z3.Or(*[_asks(case, r) for r in earlier]))) is not None:
        return True
    if route.when is not None and situations.find(*now, here) is None:
        alone = situations.find(situations.true(route.when)) is not None
        why = "What it asks for is never true of a lead on the day it is handed over." if alone else ""
        tell_impossible(case, route, route.name, route.when, "route", *now, here, why=why)
        return False
    winners = [r for r in earlier if situations.find(*now, here, _asks(case, r)) is not None]
    story = (
        f"{who.name} is handed over, and `{route.name}` would send {who.name} to {route.to}. But whenever it could, "
        f"{quoted(w.name for w in winners)} stands earlier and takes the lead first. So nobody ever comes to "
        f"{route.to} "
        f"by `{route.name}`."
    )
    case.fail(
        "no dead rule", route.place, f"the route `{route.name}` never gets a lead: earlier routes take them all.",
        f"Put `{route.name}` before {quoted(w.name for w in winners)}, or remove it.", story,
        quotes=case.quotes([*winners, route]), rules=(route.name, *(w.name for w in winners)),
    )  # fmt: skip
    return False


def members_of(charter: Charter, route: Route) -> list[Member]:
    """The members whom a route can choose, whether they work or not."""
    kind, _, name = route.to.partition(" ")
    people = list(charter.teams["sales"].members.values())
    if kind == "team":
        return people
    return [m for m in people if (m.territory if kind == "territory" else m.key) == name]


def works(charter: Charter, member: Member, route: Route | None = None) -> bool:
    """Whether a member can get leads when this charter is in force: still there, with room for at least one a week."""
    gone = member.until is not None and charter.in_force_from is not None and member.until < charter.in_force_from
    within = route is None or "capacity" in route.by
    return not gone and not (within and member.per_week == 0)


def _finds_a_member(case: Case, route: Route) -> None:
    people = members_of(case.charter, route)
    if any(works(case.charter, member, route) for member in people):
        return
    who = case.lead
    reasons = listed([_reason(case.charter, member) for member in people]) or "nobody is there"
    names = set(route.when.fields) if route.when else set()
    model = case.situations.find(*_handed_over(case), _asks(case, route))
    found = case.situations.values(model, names) if model is not None else {}
    values, told = case.situations.plain(
        found, lambda trial: route.when is None or route.when.evaluate(trial), names, ["stage"]
    )
    story = (
        f"{portrait(who, case.situations.fields, values, told)} {who.name} is handed over, and `{route.name}` sends "
        f"{who.name} to {route.to}: {reasons}. So {who.name} waits, and nobody calls."
    )
    case.fail(
        "nobody rests with nobody", route.place, f"the route `{route.name}` leads to nobody who can work a lead.",
        f"Send `{route.name}` to somebody else, or give {route.to} a member with room.", story,
        quotes=case.quotes([route]), rules=(route.name,), values=values, told=told,
    )  # fmt: skip


def _reason(charter: Charter, member: Member) -> str:
    if not works(charter, member) and member.per_week != 0:
        return f"{member.name} has left by then (until {member.until})"
    return f"{member.name} takes 0 leads a week"


def _reaches_members(case: Case, routes: list[Route]) -> None:
    """Who says how many leads they can take gets some."""
    reached = {member.key for route in routes for member in members_of(case.charter, route)}
    left = [
        m for m in case.charter.teams["sales"].members.values()
        if m.per_week and works(case.charter, m) and m.key not in reached
    ]  # fmt: skip
    if not left:
        return
    who, room = case.lead, sum(m.per_week or 0 for m in left)
    names = listed(m.name for m in left)
    story = (
        f"{who.name} is handed over. Whoever {who.she} is, no route leads to {names}, who could take {room} "
        "leads a week: "
        f"the others' lists fill up, and {who.name} may wait while {names} {'have' if len(left) > 1 else 'has'} "
        "nothing to do."
    )
    case.fail(
        "no dead rule", routes[0].place if routes else case.place_of("routing"), f"no route leads to {names}.",
        "Add a route to "
        f"{quoted(sorted({f'territory {m.territory}' if m.territory else f'member {m.key}' for m in left}))}, "
        "or take their capacity out.",
        story, quotes=case.quotes(case.charter.routing), rules=tuple(m.key for m in left),
    )  # fmt: skip

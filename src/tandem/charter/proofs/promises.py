"""Promises fit: clocks do not contradict each other, hours and capacity suffice, both sides promise what they own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tandem.charter.explain import in_words
from tandem.charter.model import BusinessHours, Duration, Late, Promise
from tandem.charter.proofs.case import Case
from tandem.charter.proofs.failure import Proof
from tandem.charter.proofs.routes import members_of, works
from tandem.charter.proofs.story import listed, span
from tandem.charter.proofs.working_time import due, first_day, last_evening, reachable_share

_WEEKS: Final = {
    "minutes": 1 / 10080, "hours": 1 / 168, "days": 1 / 7, "weeks": 1.0, "months": 365.25 / 84,
    "quarters": 365.25 / 28, "years": 365.25 / 7,
}  # fmt: skip
FIT: Final[Proof] = "promises fit"
_GUARDS: Final = {"mql": "sales.acceptance", "sal": "sales.disposition"}


def prove(case: Case) -> None:
    """All that can be reckoned about promises."""
    charter = case.charter
    if not charter.promises and charter.handoffs is None:
        case.note("nobody has promised anything yet: there is no `sla`.", "Add `sla`.")
        return
    checks: tuple[Callable[[Case], None], ...] = (
        _both_sides, _in_order, _late_in_time, _hours_suffice, _capacity_suffices, _owners_answer,
    )  # fmt: skip
    for check in checks:
        check(case)
    case.covered.append(
        f"promises: {len(charter.promises)} of sales and {int(charter.handoffs is not None)} of marketing "
        "against each other, "
        "hours, capacity and owners"
    )


def _promise(case: Case, key: str) -> Promise | None:
    return next((p for p in case.charter.promises if p.key == f"sales.{key}"), None)


def _hours(case: Case) -> BusinessHours:
    return case.charter.teams["sales"].hours or case.charter.hours


def _both_sides(case: Case) -> None:
    """Sales promises answers, so marketing promises leads; and the other way round."""
    charter, who = case.charter, case.lead
    to_mql = [m for m in charter.moves if "mql" in m.to]
    if charter.promises and charter.handoffs is None and to_mql:
        case.fail(
            FIT, charter.promises[0].place, "sales promises to answer, and marketing promises nothing in return.",
            "Add under `sla`: marketing: {handoffs: {at_least: 100, per: month, meeting: "
            f"{to_mql[0].name}, accepted: 70%}}}}.",
            f"Sales keeps its day free to answer {who.name} and others in time. Nobody promised that enough "
            "leads come, nor "
            f"that they are any good: sales may wait for {who.name} the whole month.",
            quotes=case.quotes(charter.promises[:1]), rules=("marketing.handoffs",),
        )  # fmt: skip
    if charter.handoffs is not None and not charter.promises and to_mql:
        case.fail(
            FIT, charter.handoffs.place, "marketing promises leads, and sales promises nothing in return.",
            "Add under `sla`: sales: {acceptance: {within: 2 business days}}.",
            f"Marketing hands {who.name} over, as promised. Nobody in sales promised to answer: {who.name} can "
            "wait for weeks, "
            "and no promise is broken.",
            quotes=case.quotes([charter.handoffs]), rules=("sales",),
        )  # fmt: skip


def _in_order(case: Case) -> None:
    """What comes first is not promised later than what comes after it."""
    hours = _hours(case)
    found = {
        key: _promise(case, key) for key in ("acceptance", "first_response", "hand_raises", "attempts", "disposition")
    }
    pairs = (
        ("hand_raises", "first_response", "asks to talk to sales, and may wait longer than leads who never asked"),
        ("first_response", "disposition", "may get a first answer only after sales had to say how it ended"),
        ("first_response", "attempts", "may get the first call after all attempts should be over"),
        ("acceptance", "disposition", "must be closed before sales even had to accept"),
        ("attempts", "disposition", "must be closed before the promised attempts are over"),
    )
    for first, later, what in pairs:
        one, other = found[first], found[later]
        if one is None or other is None:
            continue
        slack = found["acceptance"] if other.of == "acceptance" and one.of != "acceptance" else None
        if first == "acceptance" and other.of == "acceptance":
            continue
        limit = due(other.within, hours) + (due(slack.within, hours) if slack else 0)
        if one.of == other.of or slack is not None or first == "hand_raises":
            _compare(case, one, other, slack, limit, what)


def _compare(case: Case, one: Promise, other: Promise, slack: Promise | None, limit: float, what: str) -> None:
    took = due(one.within, _hours(case))
    if took <= limit:
        return
    who, parts = case.lead, [other, *([slack] if slack else [])]
    first, later = (p.key.partition(".")[2] for p in (one, other))
    story = (
        f"{who.name} comes on a {first_day(_hours(case))} morning, as business opens, and {what}: `{first}` allows "
        f"{span(one.within)}, while "
        f"{' and '.join(f'`{p.key.partition(chr(46))[2]}` ends after {span(p.within)}' for p in parts)}. Whoever "
        "keeps the one "
        "promise to the last minute breaks the sense of the other."
    )
    case.fail(
        FIT, one.place, f"`{first}` ({span(one.within)}) and `{later}` ({span(other.within)}) do not fit together.",
        f"Shorten `{first}`, or give `{later}` more time.", story, quotes=case.quotes([one, *parts]),
        rules=tuple(p.key for p in (one, *parts)), values={"due": took, "limit": limit},
    )  # fmt: skip


def _late_in_time(case: Case) -> None:
    """What is late is not late before its promise is due; and what escalates has a promise to escalate."""
    hours = _hours(case)
    for late in case.charter.late:
        promise = next((p for p in case.charter.promises if p.key == _GUARDS.get(late.stage)), None)
        if promise is not None and due(late.after, hours) < due(promise.within, hours):
            _tell_too_early(case, late, promise)


def _tell_too_early(case: Case, late: Late, promise: Promise) -> None:
    who, key, hours = case.lead, promise.key.partition(".")[2], _hours(case)
    then = "goes to another member" if late.then == "reassign" else "is reported to the manager"
    story = (
        f"{who.name} comes to `{late.stage}` on a {first_day(hours)} morning. Sales promised `{key}` within "
        f"{span(promise.within)}, but after {span(late.after)} {who.name} is late and {then}, although no promise was "
        "broken."
    )
    case.fail(
        FIT, late.place,
        f"`{late.stage}` is late after {span(late.after)}, before `{key}` is due ({span(promise.within)}).",
        f"Let it be late after {span(promise.within)} or more, or promise `{key}` sooner.",
        story, quotes=case.quotes([late, promise]),
        rules=(f"late.{late.stage}", promise.key), stages=(late.stage,),
        values={"due": due(late.after, hours), "limit": due(promise.within, hours)},
    )  # fmt: skip


def _hours_suffice(case: Case) -> None:
    """A promise in plain time must survive nights and weekends."""
    hours = _hours(case)
    for promise in (p for p in case.charter.promises if not p.within.business and not p.at_least):
        share = reachable_share(due(promise.within, hours), hours)
        if share >= promise.share:
            continue
        who, key = case.lead, promise.key.partition(".")[2]
        story = (
            f"{who.name} comes in on a {last_evening(hours)} evening, just after business closed. "
            f"Sales promised `{key}` within "
            f"{span(promise.within)}, and that clock runs through the night: it is over before anybody is at "
            "work again "
            f"({in_words(hours)}). If leads come at any hour, at most {100 * share:.0f} % can be answered in time, and "
            f"{100 * promise.share:.0f} % are promised."
        )
        case.fail(
            FIT, promise.place, f"`{key}` cannot be kept outside business hours.",
            f"Promise it in business time: {span(_business(promise.within))}.", story, quotes=case.quotes([promise]),
            rules=(promise.key,), values={"share": share},
        )  # fmt: skip


def _business(within: Duration) -> Duration:
    if within.unit in ("minutes", "hours", "days"):
        return Duration(within.count, within.unit, True)
    return Duration(max(1, round(5 * _WEEKS[within.unit] * within.count)), "days", True)


def _capacity_suffices(case: Case) -> None:
    """Those whom routing reaches have room for the number of handoffs that marketing promises."""
    charter, promise = case.charter, case.charter.handoffs
    everybody = charter.teams["sales"].members.values()
    if promise is None or not everybody:
        return
    reached = {m.key for route in charter.routing for m in members_of(charter, route)}
    people = [m for m in everybody if works(charter, m) and (m.key in reached or not charter.routing)]
    if any(m.per_week is None for m in people):
        return
    weekly = sum(m.per_week or 0 for m in people)
    room = weekly * _WEEKS[promise.per]
    if room >= promise.at_least:
        return
    who, per = case.lead, promise.per.removesuffix("s")
    names = listed(m.name for m in people) if len(people) <= 4 else f"the {len(people)} members whom routing reaches"
    about = "" if promise.per == "weeks" else f", about {room:,.0f} a {per}"
    story = (
        f"{who.name} is a good lead, and comes late in the {per}. Marketing promised at least {promise.at_least:,} "
        f"handoffs a {per}, but {names or 'nobody'} can take {weekly:,} a week{about}. So "
        f"{who.name} is one of {promise.at_least - room:,.0f} who wait in the queue, and each {per} it gets longer."
    )
    case.fail(
        FIT, promise.place, f"sales has room for {room:.0f} leads a {per}, and marketing promises {promise.at_least}.",
        f"Promise at most {room:.0f}, or raise members' `capacity`.", story, quotes=case.quotes([promise]),
        rules=("marketing.handoffs",), values={"room": room, "promised": promise.at_least},
    )  # fmt: skip


def _owners_answer(case: Case) -> None:
    """Who owns a stage by its KPI is who promised to move leads on from it."""
    charter = case.charter
    owed: dict[str, tuple[str, object]] = {}
    if charter.handoffs is not None:
        for move in (m for m in charter.moves if m.name == charter.handoffs.meeting):
            owed |= dict.fromkeys(move.source, ("marketing", charter.handoffs))
    if (disposition := _promise(case, "disposition")) is not None:
        owed["sal"] = ("sales", disposition)
    for stage, (team, promise) in sorted(owed.items()):
        kpis = [kpi for kpi in charter.kpis if kpi.stage == stage]
        if not kpis or any(kpi.owner in (team, "both") for kpi in kpis):
            continue
        who, other = case.lead, kpis[0].owner
        case.fail(
            FIT, kpis[0].place, f"`{stage}` is owned by {other}, but {team} promised to move its leads on.",
            f"Write owner: {team}, or owner: both.",
            f"{who.name} stands in `{stage}`. {team.capitalize()} promised to move {who.name} on, but the stage's KPI "
            f"belongs to {other}: if {who.name} is left there, the team that promised loses nothing, and the team that "
            "pays can do nothing about it.",
            quotes=case.quotes([*kpis, promise]), rules=(stage,), stages=(stage,),
        )  # fmt: skip

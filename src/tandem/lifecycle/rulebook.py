"""One charter version made ready for the fold: rules filed under the kind of act and the stage that can fire them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from tandem.lifecycle.business_time import Calendar, calendar, elapsed
from tandem.lifecycle.fading import POINT, Fading, fading
from tandem.zones import Zone, zone

if TYPE_CHECKING:
    from tandem.charter.expressions import Expression
    from tandem.charter.model import ActivityRule, BusinessHours, Charter, CoolDown, Member, Move

Test = Callable[[Mapping[str, object]], bool]

MQL, SAL, SQL, OPPORTUNITY, CUSTOMER = "mql", "sal", "sql", "opportunity", "customer"
NURTURE, DISQUALIFIED = "nurture", "disqualified"
SIDE = (NURTURE, DISQUALIFIED)
"""Stages beside the main path. A charter may lack any of these stages."""
SCORED_NEVER = frozenset({"email.opened", "task.created", "note.logged"})

MADE_UP_OF_LEADS = frozenset({"account_activity", "account_people_active"})
"""Facts of an account that change with any of its leads' activity."""
MOVING = frozenset({"stage", "days_in_stage", "days_since_two_way", "hand_raise", *MADE_UP_OF_LEADS})
"""Facts that move without a change of any field."""
PASSING = MOVING - {"stage"} | {"fit", "activity", "grade", "sequence_active"}
"""Facts that must be brought up to an instant before rules of engagement or of nurture read them."""


class Points(NamedTuple):
    """An activity rule ready to run; `micro` and `cap` in micro-points."""

    number: int
    name: str
    test: Test | None
    micro: int
    cap: int | None


class RuleBook:
    """A charter and what follows from it, computed once per replay."""

    def __init__(self, charter: Charter) -> None:
        self.charter = charter
        self.version = charter.version
        self.zone: Zone = zone(charter.time_zone)
        self.stages = charter.stages
        self.main = tuple(s for s in charter.stages if s not in SIDE)
        self.rank = {stage: n for n, stage in enumerate(self.main)}
        self.activity = _points(charter.scoring.activity)
        self.fit = tuple((rule.name, rule.when.compiled, rule.points) for rule in charter.scoring.fit)
        self.fit_fields = _fields(rule.when for rule in charter.scoring.fit)
        self.moves_on = _by_kind(charter.moves)
        self.moves_when = _by_stage(move for move in charter.moves if not move.on)
        self.move_fields = _fields(move.when for move in charter.moves if move.when)
        of_activity = _fields(rule.when for rule in charter.scoring.activity if rule.when)
        of_engagement = _fields(rule.when for rule in charter.engagement)
        self.route_fields = _fields(route.when for route in charter.routing if route.when)
        asked = [when for track in charter.nurture for when in (track.enter, track.leave) if when]
        of_nurture = _fields(asked)
        self.read = self.move_fields | self.fit_fields | of_activity | of_engagement | self.route_fields | of_nurture
        self.fit_moves = bool(self.fit_fields & MOVING)
        self.activity_moves = bool(of_activity & MOVING)
        self.engagement_moves = bool(of_engagement & PASSING)
        self.nurture_moves = bool(of_nurture & PASSING)
        self.nurture_watches_leads = bool(of_nurture & MADE_UP_OF_LEADS)
        self.watches_leads = bool(self.move_fields & MADE_UP_OF_LEADS)
        self.cool_downs = _cool_downs(charter.cool_downs)
        self.hand_raises = tuple(m for m in charter.moves if m.on == "form.submitted" and MQL in m.to)

    @cached_property
    def fading(self) -> Fading:
        """The fade of the charter's half-life."""
        span = elapsed(0, self.charter.scoring.half_life, zone("Etc/UTC"))
        return fading(max(span // POINT, 1))

    @cached_property
    def activity_bars(self) -> dict[str, tuple[int, ...]]:
        """Stage → the micro-points at which fading can change what its unprompted moves answer, highest first.

        A bar *b* counts twice, as b and one micro-point above it, for `< b` and `<= b` change at different seconds.
        """
        bars = {stage: _bars(moves, "activity") for stage, moves in self.moves_when.items()}
        return {stage: both_sides(found) for stage, found in bars.items()}

    @cached_property
    def day_bars(self) -> dict[str, tuple[int, ...]]:
        """Stage → the whole days in it at which its unprompted moves can change their answer."""
        return {s: _whole_days(_bars(moves, "days_in_stage")) for s, moves in self.moves_when.items()}

    @cached_property
    def silence_bars(self) -> dict[str, tuple[int, ...]]:
        """Stage → the whole days since two-way contact at which its unprompted moves can change their answer."""
        return {s: _whole_days(_bars(moves, "days_since_two_way")) for s, moves in self.moves_when.items()}

    def route(self, values: Mapping[str, object]) -> str:
        """The first route whose condition holds; '' = none."""
        routes = self.charter.routing
        return next((r.name for r in routes if r.when is None or r.when.compiled(values)), "")

    def grade(self, fit: int) -> str:
        """The fit's letter; '' in a charter without grades."""
        return next((letter for letter, bar in self.charter.scoring.fit_grades if bar is None or fit >= bar), "")

    def band(self, activity: int) -> str:
        """The activity's band, '1' the best; `activity` in micro-points."""
        bands = self.charter.scoring.activity_bands
        return next((str(band) for band, bar in bands if bar is None or activity >= bar * POINT), "")

    def calendar_of(self, member: str) -> Calendar:
        """The business hours that count for a member of sales; '' = the team's."""
        sales = self.charter.teams.get("sales")
        person: Member | None = sales.members.get(member) if sales else None
        hours: BusinessHours = (
            (person and person.hours) or (sales and sales.hours) or self.charter.hours
        )  # the nearest that is said
        return calendar(hours, (person and person.time_zone) or self.charter.time_zone)


def _points(rules: Iterable[ActivityRule]) -> dict[str, tuple[Points, ...]]:
    filed: dict[str, list[Points]] = defaultdict(list)
    for number, rule in enumerate(rules):
        if rule.on not in SCORED_NEVER:
            cap = None if rule.at_most is None else rule.at_most * POINT
            test = rule.when.compiled if rule.when else None
            filed[rule.on].append(Points(number, rule.name, test, rule.points * POINT, cap))
    return {kind: tuple(found) for kind, found in filed.items()}


def _fields(conditions: Iterable[Expression]) -> frozenset[str]:
    return frozenset(name for condition in conditions for name in condition.fields)


def _by_stage(moves: Iterable[Move]) -> dict[str, tuple[Move, ...]]:
    filed: dict[str, list[Move]] = defaultdict(list)
    for move in moves:
        for stage in move.source:
            filed[stage].append(move)
    return {stage: tuple(found) for stage, found in filed.items()}


def _by_kind(moves: Iterable[Move]) -> dict[str, dict[str, tuple[Move, ...]]]:
    kinds: dict[str, list[Move]] = defaultdict(list)
    for move in moves:
        if move.on:
            kinds[move.on].append(move)
    return {kind: _by_stage(found) for kind, found in kinds.items()}


def _cool_downs(rules: Iterable[CoolDown]) -> dict[tuple[str, str], CoolDown]:
    return {(rule.source, rule.to): rule for rule in rules}


def _bars(moves: Iterable[Move], field: str) -> set[float]:
    return {bar for move in moves if move.when for bar in move.when.bars(field)}


def both_sides(bars: Iterable[float]) -> tuple[int, ...]:
    """Bars in points → each in micro-points and one above it, highest first."""
    micros = {round(bar * POINT) for bar in bars}
    return tuple(sorted(micros | {micro + 1 for micro in micros}, reverse=True))


def _whole_days(bars: Iterable[float]) -> tuple[int, ...]:
    """Both `>= n` (at n days) and `> n` (at n + 1 days)."""
    return tuple(sorted({day for bar in bars for day in (int(bar), int(bar) + 1) if day > 0}))

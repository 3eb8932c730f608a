"""The agreement as values: what `charter.reading` makes of a charter file. Frozen, typed, in the field's terms.

Durations are `Duration`, shares are fractions (0.95), bars and points whole numbers, money minor units.
`place` is (line, column) in the file, for faults and proofs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tandem.charter.expressions import Expression

Place = tuple[int, int]
Unit = Literal["minutes", "hours", "days", "weeks", "months", "quarters", "years"]
TeamName = Literal["marketing", "sales"]


@dataclass(frozen=True, slots=True)
class Duration:
    """`count` `unit`; `business` counts in business hours (semantics 16), else in elapsed time."""

    count: float
    unit: Unit
    business: bool = False


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """`days`: 0 = Monday; `opens`, `closes`: minutes after local midnight; `holidays`: ISO 3166 country or ''."""

    days: frozenset[int]
    opens: int
    closes: int
    holidays: str = ""
    extra_holidays: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a team. `per_week`: leads a week they can take, None = not said. `away`: first and last days of
    absences; `until`: the last day in the team, None = stays."""

    key: str
    name: str
    email: str = ""
    time_zone: str = ""
    hours: BusinessHours | None = None
    territory: str = ""
    per_week: int | None = None
    manager: str = ""
    away: tuple[tuple[date, date], ...] = ()
    until: date | None = None


@dataclass(frozen=True, slots=True)
class TeamSide:
    """One of the two teams."""

    name: TeamName
    members: Mapping[str, Member]
    hours: BusinessHours | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """One glossary entry in both teams' words."""

    means: str
    in_sales_words: str = ""
    in_marketing_words: str = ""


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """Each tool's own values → our words.

    `words[tool][vocabulary][value]` = word; vocabularies: lead_status, lifecycle_stage, opportunity_stage, source,
    return_reason, disposal_reason, loss_reason, purpose, budget, authority, need, timing. The word `ignore` says
    nothing. Matching of values folds case and outer blanks. A vocabulary that a tool does not list passes values
    through.
    `fields[tool][vocabulary]` = the tool's own field where it is not the usual one ("Budget_Confirmed__c").
    `believe[stage]` = the tool whose word counts for that stage ('' or absent: any).
    """

    words: Mapping[str, Mapping[str, Mapping[str, str]]]
    fields: Mapping[str, Mapping[str, str]]
    believe: Mapping[str, str]
    places: Mapping[tuple[str, str], Place]


@dataclass(frozen=True, slots=True)
class FieldType:
    """A typed fact that rules may use. `kind`: enum | number | text | boolean | date."""

    name: str
    kind: Literal["enum", "number", "text", "boolean", "date"]
    values: tuple[str, ...] = ()
    at_least: float | None = None
    at_most: float | None = None
    source: str = ""
    """The attribute it is read from ('' = the same name)."""
    words: Mapping[str, str] = field(default_factory=dict)
    """For enums: a pattern of the source ('%director%') → value; the first that matches wins, case folded."""
    of: Literal["person", "account"] = "person"
    place: Place = (0, 0)


@dataclass(frozen=True, slots=True)
class FitRule:
    """Points for who they are."""

    name: str
    when: Expression
    points: int
    place: Place


@dataclass(frozen=True, slots=True)
class ActivityRule:
    """Points for what they do: each matching event adds `points`, halved every half-life; `at_most` per local day."""

    name: str
    on: str
    when: Expression | None
    points: int
    at_most: int | None
    place: Place


@dataclass(frozen=True, slots=True)
class Scoring:
    """Fit + fading activity. `fit_grades`: (letter, lower bound) from best to worst, the last bound None (otherwise).
    `activity_bands`: (band 1..4, lower bound in points), 1 the best."""

    fit: tuple[FitRule, ...]
    half_life: Duration
    activity: tuple[ActivityRule, ...]
    fit_grades: tuple[tuple[str, int | None], ...]
    activity_bands: tuple[tuple[int, int | None], ...]


@dataclass(frozen=True, slots=True)
class Move:
    """One way from stage to stage. `on` '' = when the condition becomes true (at events and when fading crosses)."""

    name: str
    source: tuple[str, ...]
    to: tuple[str, ...]
    on: str
    when: Expression | None
    reason_required: bool
    place: Place


@dataclass(frozen=True, slots=True)
class CoolDown:
    """A lead that entered `source` may not move to `to` for `wait`, except by the moves named."""

    source: str
    to: str
    wait: Duration
    unless: tuple[str, ...]
    place: Place = (0, 0)


@dataclass(frozen=True, slots=True)
class Late:
    """What happens when a lead rests in `stage` for `after`: escalate | reassign."""

    stage: str
    after: Duration
    then: Literal["escalate", "reassign"]
    place: Place = (0, 0)


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise with a clock. `key` is "sales.first_response". `of`: handoff | assignment | acceptance | hand_raise.

    `share` of cases promised. Attempts add `at_least`, `channels` and `until`. `only_hand_raises` narrows the cases.
    """

    key: str
    team: TeamName
    within: Duration
    of: str
    share: float
    only_hand_raises: bool = False
    at_least: int = 0
    channels: int = 0
    until: tuple[str, ...] = ()
    place: Place = (0, 0)


@dataclass(frozen=True, slots=True)
class HandoffPromise:
    """What marketing promises sales: volume per period by a move, and the share accepted."""

    at_least: int
    per: Unit
    meeting: str
    accepted: float
    carries: tuple[str, ...]
    place: Place = (0, 0)


@dataclass(frozen=True, slots=True)
class Route:
    """Who gets a lead that is handed over; the first route whose `when` holds (None: always). `to`: "team",
    "territory dach", "member anna". `by`: a way of `charter.reading.rules.WAYS`."""

    name: str
    when: Expression | None
    to: str
    by: str
    place: Place


@dataclass(frozen=True, slots=True)
class NurtureTrack:
    """A series of mails that a lead enters and leaves by conditions. `every`: the time between two of its `steps`."""

    name: str
    enter: Expression
    leave: Expression | None
    every: Duration | None
    steps: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class EngagementRule:
    """Who may say what to this buyer now. Values: purposes, or ('any',), ('none',), ('owner_only',)."""

    name: str
    when: Expression
    marketing: tuple[str, ...]
    sales: tuple[str, ...]
    over: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Never:
    """What no scenario may allow: `team` may send `purpose` while `when` holds. `text` is the whole sentence."""

    team: TeamName
    purpose: str
    when: Expression
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Kpi:
    """Who owns a stage of the journey and by what it is measured.

    `measure`: volume | handoffs | acceptance | pipeline | revenue | retention | conversion | speed | …"""

    stage: str
    owner: str
    measure: str
    place: Place


@dataclass(frozen=True, slots=True)
class Quotas:
    """`by_member[member]` and `by_segment` targets in minor units per period (a Unit)."""

    period: Unit
    by_member: Mapping[str, int]
    segments: Mapping[str, Unit]


@dataclass(frozen=True, slots=True)
class Attribution:
    """`window`: how long before an opportunity a response counts; `qualifying`: event kinds; `responses`: same."""

    window: Duration
    qualifying: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Charter:
    """One dated version. `mql`, `sal`, `sql`: the stages that play these parts (names of stages, usually the same)."""

    name: str
    version: str
    sha256: str
    file: str
    in_force_from: date | None
    time_zone: str
    currency: str
    hours: BusinessHours
    teams: Mapping[TeamName, TeamSide]
    glossary: Mapping[str, Term]
    crosswalk: Crosswalk
    fields: Mapping[str, FieldType]
    scoring: Scoring
    stages: tuple[str, ...]
    final: tuple[str, ...]
    moves: tuple[Move, ...]
    cool_downs: tuple[CoolDown, ...]
    late: tuple[Late, ...]
    handoffs: HandoffPromise | None
    promises: tuple[Promise, ...]
    routing: tuple[Route, ...]
    nurture: tuple[NurtureTrack, ...]
    engagement: tuple[EngagementRule, ...]
    sync_grace: Duration
    never: tuple[Never, ...]
    kpis: tuple[Kpi, ...]
    quotas: Quotas | None
    incentives: Mapping[str, Mapping[str, float]]
    """team → metric → weight (fractions that add up to 1)."""
    attribution: Attribution
    cadence: Mapping[str, str]
    thresholds: Mapping[str, float]
    """sign → the charter's own bar, which wins over the sign's default."""
    rates: Mapping[tuple[str, date], float]
    required_fields: tuple[str, ...]
    segment: str
    """The attribute that is the segment ('' = none)."""

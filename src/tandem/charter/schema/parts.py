"""The parts of a charter as JSON Schema: each key that the reader knows, with the words that it knows there."""

from __future__ import annotations

from typing import Final

from tandem.charter.crosswalk import PURPOSES, STAGE_VOCABULARIES, VOCABULARIES, known_words
from tandem.charter.fields import BUILT_IN, EVENT_FIELDS
from tandem.charter.reading import aims, facts, lifecycle, people, promises, rules, scoring
from tandem.charter.reading.words import FIELD, TERM_KEYS
from tandem.charter.schema import values
from tandem.charter.schema.values import (
    AMOUNT,
    CONDITION,
    COUNTRY,
    CURRENCY,
    DAY,
    NAME,
    NUMBER,
    SHARE,
    TEXT,
    TIME,
    TIME_ZONE,
    UNIT,
    WEEKDAYS,
    Schema,
    any_case,
    block,
    duration,
    each,
    matching,
    one_or_list,
    or_nothing,
    per,
    said,
    whole,
    words,
)  # fmt: skip
from tandem.vocabulary import EVENT_KINDS

_KINDS: Final = [{"const": key, "description": kind.means} for key, kind in EVENT_KINDS.items()]
EVENT_KIND: Final[Schema] = {"$ref": "#/$defs/event_kind"}
_STAGES: Final = one_or_list(TEXT, minItems=1)

HOURS: Final = block(
    people.HOUR_KEYS,
    {
        "days": said("mon-fri, or a list such as [mon, tue, thu].", WEEKDAYS),
        "from": said("When the day opens, local time.", TIME),
        "to": said("When it closes; hours do not run over midnight.", TIME),
        "holidays": said("A country whose public holidays are no business days.", COUNTRY),
        "extra_holidays": said("Further days off.", one_or_list(DAY)),
    },
)
_AWAY: Final = block(people.AWAY_KEYS, {"from": said("The first day.", DAY), "to": said("The last day.", DAY)})
_MEMBER: Final = block(
    ((), people.MEMBER_KEYS),
    {
        "name": said("The name in the tools.", TEXT),
        "email": said("The address in the tools.", matching(".*@.*", "Write an e-mail address.")),
        "time_zone": said("Where it differs from the charter's.", TIME_ZONE),
        "hours": said("Where they differ from the team's.", HOURS),
        "territory": said("Whom routing can mean by `territory …`.", TEXT),
        "capacity": said("Leads they can take.", per("week")),
        "manager": said("The key of another member.", TEXT),
        "away": said("Absences: routing gives them no lead on these days.", {"type": "array", "items": _AWAY}),
        "until": said("Their last day in the team.", DAY),
    },
)
TEAM: Final = block(
    ((), people.TEAM_KEYS),
    {
        "members": said("Each under a key of your choice.", or_nothing(each(or_nothing(_MEMBER), NAME))),
        "hours": said("Where they differ from the charter's.", HOURS),
    },
)
TEAMS: Final = block(
    ((), people.TEAMS), {team: said(f"Who is in {team}.", {"$ref": "#/$defs/team"}) for team in people.TEAMS}
)

TERM: Final = block(
    TERM_KEYS,
    {
        "means": said("What both teams mean by the word.", TEXT),
        "in_sales_words": said("As sales says it.", TEXT),
        "in_marketing_words": said("As marketing says it.", TEXT),
    },
)


def _vocabulary(name: str) -> Schema:
    known = () if name in STAGE_VOCABULARIES else known_words(name, ())
    field = said("The tool's own field, where it is not the usual one.", TEXT)
    return or_nothing(each(words(known) if known else TEXT, **{FIELD: field}))


_TOOL: Final = or_nothing(block(((), VOCABULARIES), {name: _vocabulary(name) for name in VOCABULARIES}))
CROSSWALK: Final = each(_TOOL, believe=said("A stage → the tool whose word counts for it.", each(TEXT)))

_RANGE: Final = {"at_least": said("The least it can be.", NUMBER), "at_most": said("The most.", NUMBER)}
_KIND: Final[dict[str, Schema]] = {
    "one_of": said("The only words there are.", one_or_list({**TEXT, "pattern": r"^[^']*[^'\s][^']*$"}, minItems=1)),
    "number": said("any, or its range.", {"anyOf": [words(["any"]), block(facts.RANGE_KEYS, _RANGE)]}),
    **{kind: said(f"A {kind} of any value.", words(["any"])) for kind in ("text", "boolean", "date")},
}
_OF_KIND: Final = block(
    facts.KEYS,
    {
        **_KIND,
        "from": said("The attribute it is read from.", TEXT),
        "words": said("A pattern of the source → one of the words; the first that matches wins.", each(TEXT)),
        "of": said("Whose fact it is.", words(facts.OWNERS)),
    },
    oneOf=[{"required": [kind]} for kind in facts.KINDS],
    dependentRequired={"words": ["one_of"]},
)
FIELDS: Final = each(
    {"anyOf": [words(facts.KINDS[1:]), _OF_KIND]}, {**NAME, "not": {"enum": sorted({*BUILT_IN, *EVENT_FIELDS})}}
)

_POINTS: Final = said("Points to add; they may be negative.", whole(-scoring.MOST_POINTS, scoring.MOST_POINTS))
_FIT: Final = block(scoring.FIT_KEYS, {"when": CONDITION, "points": _POINTS})
_ACTIVITY: Final = block(
    scoring.ACTIVITY_KEYS,
    {
        "on": said(
            "The kind of event that scores; opened mail cannot.", EVENT_KIND, **{"not": {"const": "email.opened"}}
        ),
        "points": _POINTS,
        "when": CONDITION,
        "at_most": said("The most points of a day; the first events count.", per("day")),
    },
)
_HALF_LIFE: Final = said("After this time activity counts half.", duration(scoring.HALF_LIFE_UNITS))
_BAR: Final = said('A bar like "fit >= 50"; the last is otherwise.', {**TEXT, "type": "string"})
SCORING: Final = block(
    scoring.KEYS,
    {
        "fit": said("Who they are.", each(_FIT)),
        "activity": said("What they do; it fades.", each(_ACTIVITY, half_life=_HALF_LIFE)),
        "grade": block(
            scoring.GRADE_KEYS,
            {
                "fit": said("Letters, the best first.", each(_BAR)),
                "activity": said("The bands 1 to 4, the best first.", each(_BAR, {"pattern": "^[1-9]$"})),
            },
        ),
    },
)

_MOVE: Final = block(
    lifecycle.MOVE_KEYS,
    {
        "from": said("The stage or stages it leaves.", _STAGES),
        "to": said("The stage it enters.", _STAGES),
        "on": said("The kind of event that causes it.", EVENT_KIND),
        "when": CONDITION,
        "reason": said("A reason must be given.", words(["required"])),
    },
    anyOf=[{"required": ["on"]}, {"required": ["when"]}],
)
_LATE: Final = block(
    lifecycle.LATE_KEYS,
    {
        "after": said("How long a lead may rest here.", duration()),
        "then": said("What then happens.", words(lifecycle.THEN)),
    },
)
_WAY: Final[Schema] = {"pattern": r"^(\S+ *(->|→) *\S+|except)$"}
LIFECYCLE: Final = block(
    lifecycle.KEYS,
    {
        "stages": said("All stages in the order of the journey.", one_or_list(NAME, minItems=1, uniqueItems=True)),
        "final": said("Stages that no lead leaves.", one_or_list(TEXT)),
        "moves": said("The ways from stage to stage.", each(_MOVE, NAME)),
        "cool_down": said(
            "nurture -> mql: 30 days: how long a lead waits before it comes again.",
            each(duration(), _WAY, **{"except": said("Moves that need not wait.", one_or_list(TEXT))}),
        ),
        "late": said("A stage → what happens to a lead that rests there.", each(_LATE)),
    },
)

_CLOCK: Final = {
    "within": said("The time that the promise gives.", duration(promises.CLOCK_UNITS)),
    "of": said("Where its clock starts.", words(promises.STARTS)),
    "for": said("The share of cases promised; 100% if left out.", SHARE),
}
_CHANNELS: Final = {**whole(1, 99), "pattern": r"^\s*(?:0?[1-9]|[1-9][0-9])(?: channels?)?\s*$"}
_ATTEMPTS: Final = {
    **_CLOCK,
    "at_least": said("How many tries.", whole(1, 100)),
    "over": said("Over how many channels.", _CHANNELS),
    "until": said("What ends the tries.", one_or_list(words(promises.UNTIL))),
}
_HANDOFFS: Final = {
    "at_least": said("How many leads.", whole(1, 10_000_000)),
    "per": said("In which period.", UNIT),
    "accepted": said("The share that sales accepts.", SHARE),
    "meeting": said("The move that hands them over.", TEXT),
}
_SALES: Final = {
    key: block(promises.ATTEMPT_KEYS, _ATTEMPTS) if key == "attempts" else block(promises.PROMISE_KEYS, _CLOCK)
    for key in promises.OF
}
SLA: Final = block(
    ((), people.TEAMS),
    {
        "marketing": or_nothing(
            block(
                promises.MARKETING_KEYS,
                {
                    "handoffs": said("The leads handed over.", block(promises.HANDOFF_KEYS, _HANDOFFS)),
                    "carries": said("What comes with each.", one_or_list(words(promises.CARRIES))),
                },
            )
        ),
        "sales": or_nothing(block(((), tuple(promises.OF)), _SALES)),
    },
)

_ROUTE: Final = {
    "when": CONDITION,
    "to": said(
        "team, territory …, or member …", matching("team(?: +sales)?|(?:territory|member) +.+", "Nobody in sales.")
    ),
    "by": said("How one of them is chosen.", words(rules.WAYS)),
}
ROUTING: Final = each(
    block(rules.ROUTE_KEYS, _ROUTE), otherwise=said("The last route.", block(rules.LAST_ROUTE_KEYS, _ROUTE))
)
_TRACK: Final = block(
    rules.TRACK_KEYS,
    {
        "enter": CONDITION,
        "leave": CONDITION,
        "every": said("The time between two mails.", duration()),
        "steps": said("The mails' names.", one_or_list(TEXT)),
    },
)
NURTURE: Final = block((("tracks",), ()), {"tracks": said("Series of mails.", each(_TRACK, NAME))})
_SENDING: Final[Schema] = {
    "anyOf": [
        words([*rules.ALONE, *rules.SENDING]),
        {"type": "array", "items": words(rules.SENDING)},
        {"type": "array", "items": words(rules.ALONE), "maxItems": 1},
    ]
}
_RULE: Final = block(
    rules.ENGAGEMENT_KEYS,
    {
        "when": CONDITION,
        "marketing": said("What marketing may send while it holds.", _SENDING),
        "sales": said("What sales may send while it holds.", _SENDING),
        "over": said("The rules that it wins against.", one_or_list(TEXT)),
    },
)
_GRACE: Final = said("The time that tools get to follow a change.", duration(rules.GRACE_UNITS))
ENGAGEMENT: Final = each(_RULE, NAME, grace=_GRACE)
_WHO: Final = f"(?:{'|'.join(map(any_case, people.TEAMS))})"
_WHAT: Final = f"(?:{'|'.join(PURPOSES)})"
_NEVER: Final = " +".join([_WHO, any_case("may"), any_case("send"), _WHAT, any_case("and"), r"\S[\s\S]*"])
NEVER: Final = one_or_list(matching(_NEVER, "Write it like \"marketing may send nurture and stage = 'mql'\"."))

_KPI: Final = block(
    aims.KPI_KEYS,
    {"owner": said("Who owns the stage.", words(aims.OWNERS)), "measure": said("By what.", words(aims.MEASURES))},
)
KPIS: Final = each({"anyOf": [_KPI, {"type": "array", "items": _KPI}]})
QUOTAS: Final = block(
    aims.QUOTA_KEYS,
    {
        "period": said("month, quarter or year.", UNIT),
        "by_member": said("A member's key → an amount.", each(AMOUNT)),
        "segments": said("A segment → its own period.", each(UNIT)),
    },
)
_WEIGHTS: Final = said("A metric → its share of the pay; together 100%.", each(SHARE, words(aims.METRICS)))
_PAID: Final = block(aims.INCENTIVE_KEYS, {"weights": _WEIGHTS})
INCENTIVES: Final = block(((), people.TEAMS), dict.fromkeys(people.TEAMS, _PAID))
ATTRIBUTION: Final = block(
    aims.ATTRIBUTION_KEYS,
    {
        "window": said("How long before an opportunity a response counts.", duration(aims.WINDOW_UNITS)),
        "qualifying_touches": said("The kinds of events that count.", one_or_list(EVENT_KIND)),
    },
)
RATES: Final = each(each({**NUMBER, "exclusiveMinimum": 0}, DAY), CURRENCY)

SHARED: Final = {**values.SHARED, "event_kind": {"oneOf": _KINDS}, "team": TEAM}
"""What stands once in the schema's `$defs`."""

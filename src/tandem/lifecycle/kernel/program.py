"""A charter as arrays: everything that the compiled fold reads of it. Nothing in the kernel's code knows a charter.

Stages are codes 1 … n in the charter's order, 0 = none yet. A test is the address of its first comparison in
`Conditions.code`, or `YES` or `NO`. Lists by key are rows `start[key] … start[key + 1]` of a flat list.
Times and spans are UTC µs, points are micro-points unless said.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]
Bits = NDArray[np.uint8]
Numbers = NDArray[np.float64]
Record = Any
"""A named tuple of this module inside compiled code, whose types numba infers."""

YES: Final = -1
NO: Final = -2
WITHIN, DIFFERS, UNKNOWN, WORD, TEXT = range(5)
"""What a comparison does: a number lies within two bounds; is known and differs from one; is unknown; the word or text
whose code is in a slot, or in a column of the event, has its bit in a mask."""

(
    STAGE, DAYS_IN_STAGE, FIT, ACTIVITY, GRADE, CONSENT, HAND_RAISE, FREE_MAIL, HAS_OWNER, SEQUENCE_ACTIVE,
    DAYS_SINCE_TWO_WAY, HAS_OPEN_DEAL, OWNER_KNOWN, ACCOUNT_ACTIVITY, PEOPLE_ACTIVE, ACCOUNT_KIND, NURTURE_TRACK,
) = range(17)  # fmt: skip
"""The slots of the facts that every charter has; the charter's own follow. A slot is a float64: a number, 0 or 1, days
since year 1, or a code, where 0 is unknown; NaN is an unknown number."""
OWN_FACTS: Final = 17
BUILT_IN_SLOTS: Final = {
    "stage": STAGE, "days_in_stage": DAYS_IN_STAGE, "fit": FIT, "activity": ACTIVITY, "grade": GRADE,
    "consent": CONSENT, "hand_raise": HAND_RAISE, "free_mail": FREE_MAIL, "has_owner": HAS_OWNER,
    "sequence_active": SEQUENCE_ACTIVE, "days_since_two_way": DAYS_SINCE_TWO_WAY,
    "account_has_open_deal": HAS_OPEN_DEAL, "account_owner_known": OWNER_KNOWN, "account_activity": ACCOUNT_ACTIVITY,
    "account_people_active": PEOPLE_ACTIVE, "account_kind": ACCOUNT_KIND, "nurture_track": NURTURE_TRACK,
}  # fmt: skip
UNKNOWN_CONSENT, CONSENTED, OPTED_OUT = range(3)
CUSTOMER_KIND: Final = 2
"""The code of `account_kind`'s customer."""

PLAIN, MONTHS, BUSINESS, BUSINESS_DAYS = range(4)
"""How a wait is counted: µs; months of the local calendar; µs of business time; business days to a close."""


class Conditions(NamedTuple):
    """Comparisons, each with where to go on."""

    code: Codes
    """n × 5: what it does, its slot or column, its mask's start, the address if it holds, the address if not."""
    bounds: Numbers
    """n × 2: the lowest and the highest number within."""
    masks: Bits
    own: Numbers
    """m × facts: what the charter's own facts are worth for each lead at first; they are slots from `OWN_FACTS` on."""


class Fade(NamedTuple):
    """The two tables of `fading.Fading`."""

    fine: Numbers
    coarse: Numbers
    halvings: Numbers
    """2^−i for i < 63."""
    shift: int
    half_life: int


class Scores(NamedTuple):
    """Points for who they are (in points) and what they do."""

    fit_test: Codes
    fit_points: Ints
    kind_start: Codes
    test: Codes
    micro: Ints
    cap: Ints
    """−1 = none."""
    counter: Codes
    """Which daily counter the cap fills."""
    grade_bar: Ints
    """The lower bound in points of grades 1 … n."""
    counters: int


class Reads(NamedTuple):
    """What the charter's rules read, 0 or 1: what nobody reads is not reckoned."""

    days_in_stage: int
    days_since_two_way: int
    hand_raise: int
    account_activity: int
    people_active: int
    grade: int
    fit_moves: int
    activity_moves: int
    engagement_moves: int
    watches_leads: int
    coupled: int
    """One lead's waking up can depend on another's activity."""
    fades: int
    """Moves depend on bars of activity."""
    raise_ends: int


class Moves(NamedTuple):
    """The lifecycle: stages, moves, cool-downs, and the times at which moves change their answer."""

    test: Codes
    to_start: Codes
    to: Codes
    when_start: Codes
    """By stage: the moves without `on`."""
    when: Codes
    on_kind: Codes
    """By kind of event: −1, or which block of `on_start` its moves stand in."""
    on_start: Codes
    """By block × stage."""
    on: Codes
    raise_test: Codes
    """The tests of the moves by which a form raises a hand."""
    rank: Ints
    """By stage: its place on the main path, −1 beside it."""
    cool: Codes
    """Stage × stage: the cool-down between them, −1 = none."""
    cool_source: Codes
    cool_unless: Bits
    """Cool-down × move: 1 = it does not hold this move."""
    cool_how: Codes
    cool_wait: Ints
    bar_start: Codes
    bars: Ints
    """By stage: bars of activity, highest first."""
    days_start: Codes
    days: Ints
    silence_start: Codes
    silence: Ints
    route_test: Codes


class Stages(NamedTuple):
    """The codes of the stages that play a part; 0 where the charter has none."""

    first: int
    mql: int
    sal: int
    sql: int
    opportunity: int
    customer: int
    nurture: int
    disqualified: int


class Calendars(NamedTuple):
    """The charter zone's offsets, and the team's open hours, as in `zones` and `business_time`."""

    changes: Ints
    offsets: Ints
    starts: Ints
    ends: Ints
    before: Ints
    days: Ints
    closes: Ints
    open: int
    """0: no hour is ever open."""


class Engaged(NamedTuple):
    """The rules of engagement, as they bind marketing."""

    test: Codes
    over: Bits
    """Rule × rule: 1 = the first beats the second."""
    forbids: Bits
    """Purpose × rule."""
    grace: int


class Words(NamedTuple):
    """What the tools' words mean: by row of `history.Sayings`, or by code of an outcome or a reason.

    Outcomes and reasons are the history's, then the charter's own words.
    """

    is_status: Bits
    stage: Codes
    tooled: Bits
    """1: a tool says it."""
    retypes: Bits
    """1: some fact of the charter is read from it."""
    set_start: Codes
    set_slot: Codes
    set_value: Numbers
    reason: Codes
    purpose: Codes
    owner: Codes
    """The owner's string."""
    outcome_stage: Codes
    stage_outcome: Codes
    won_outcome: int
    lost_outcome: int
    reason_order: Codes
    noted_start: Ints
    """By lead: the reasons that tools wrote down beside their status words."""
    noted_at: Ints
    noted: Codes


class Deals(NamedTuple):
    """Deals by account, their people, and their steps in time order. Steps: 0 opened, 1 won, 2 lost."""

    start: Ints
    role_start: Ints
    role: Codes
    """A row of the leads."""
    step_start: Ints
    step_at: Ints
    step_key: Ints
    step_whole: Bits
    step: Codes
    step_deal: Codes


class Program(NamedTuple):
    """One charter over one history."""

    conditions: Conditions
    fade: Fade
    scores: Scores
    reads: Reads
    moves: Moves
    stages: Stages
    calendars: Calendars
    engaged: Engaged
    words: Words
    deals: Deals
    ranks: Ints
    """By kind of event: its rank among events of the same microsecond."""
    idle: Bits
    """By kind of event: 1 = it gives no points and fires no move, and changes a lead only by what it says."""
    through: int
    hypothetical: int


class Names(NamedTuple):
    """How the program's codes are told: stages (0 = ''), moves, routes, rules of engagement, purposes, outcomes; the
    deal steps' own events (16 bytes each, all 0 = none)."""

    version: str
    stages: tuple[str, ...]
    moves: tuple[str, ...]
    routes: tuple[str, ...]
    rules: tuple[str, ...]
    purposes: tuple[str, ...]
    outcomes: tuple[str, ...]
    step_events: Bits

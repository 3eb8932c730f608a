"""Scores, moves and rules of engagement as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from tandem.lifecycle.engagement import AGREED
from tandem.lifecycle.kernel.compiling.times import wait
from tandem.lifecycle.kernel.compiling.words import offsets
from tandem.lifecycle.kernel.history import KINDS
from tandem.lifecycle.kernel.program import Bits, Codes, Engaged, Moves, Reads, Scores, Stages
from tandem.lifecycle.opening import ENTERED
from tandem.lifecycle.rulebook import (
    CUSTOMER,
    DISQUALIFIED,
    MADE_UP_OF_LEADS,
    MQL,
    NURTURE,
    OPPORTUNITY,
    SAL,
    SCORED_NEVER,
    SQL,
)

if TYPE_CHECKING:
    from tandem.charter.model import Charter
    from tandem.lifecycle.engagement import Engagement
    from tandem.lifecycle.kernel.compiling.conditions import Coder
    from tandem.lifecycle.rulebook import RuleBook

MEANT: Final = frozenset({ENTERED, "form.submitted", "sales.accepted", "sales.returned", "sales.disposed"})
"""The kinds of which each event means something, whatever it says."""


def scores(book: RuleBook, coder: Coder) -> Scores:
    """Fit rules, and activity rules by kind of event."""
    scoring = book.charter.scoring
    rules = [(number, rule) for number, rule in enumerate(scoring.activity) if rule.on not in SCORED_NEVER]
    rules.sort(key=lambda pair: KINDS.index(pair[1].on))
    capped = [number for number, rule in rules if rule.at_most is not None]
    points = {p.number: p for filed in book.activity.values() for p in filed}
    lowest = -(2**62)
    return Scores(
        coder.tests([rule.when for rule in scoring.fit]),
        np.array([rule.points for rule in scoring.fit], np.int64),
        offsets([sum(rule.on == kind for _, rule in rules) for kind in KINDS]),
        coder.tests([rule.when for _, rule in rules]),
        np.array([points[number].micro for number, _ in rules], np.int64),
        np.array([-1 if (cap := points[number].cap) is None else cap for number, _ in rules], np.int64),
        np.array([capped.index(number) if number in capped else -1 for number, _ in rules], np.int32),
        np.array([lowest if bar is None else bar for _, bar in scoring.fit_grades], np.int64),
        len(capped),
    )


def idle(book: RuleBook, hypothetical: bool) -> Bits:
    """By kind: 1 = the rules give it no points and fire nothing on it, and it has no meaning of its own."""
    heard = {rule.on for rule in book.charter.scoring.activity} | {*book.moves_on} | MEANT
    heard |= {"email.opened", "email.clicked"} if hypothetical else set()
    return np.array([kind not in heard for kind in KINDS], np.uint8)


def reads(book: RuleBook) -> Reads:
    """What the rules read."""
    wanted = book.read
    asked = book.move_fields | book.route_fields | (book.fit_fields if book.fit_moves else frozenset())
    moving = MADE_UP_OF_LEADS & asked
    flags = (
        "days_in_stage" in wanted, "days_since_two_way" in wanted, "hand_raise" in wanted,
        "account_activity" in wanted, "account_people_active" in wanted, "grade" in wanted, book.fit_moves,
        book.activity_moves, book.engagement_moves, book.watches_leads, bool(moving),
        bool({"activity", "grade"} & book.move_fields), "hand_raise" in book.move_fields,
    )  # fmt: skip
    return Reads(*(int(flag) for flag in flags))


def stages(charter: Charter) -> Stages:
    """The codes of the stages that play a part."""
    codes = {stage: code for code, stage in enumerate(charter.stages, 1)}
    parts = (MQL, SAL, SQL, OPPORTUNITY, CUSTOMER, NURTURE, DISQUALIFIED)
    return Stages(1, *(codes.get(part, 0) for part in parts))


def moves(book: RuleBook, coder: Coder) -> Moves:
    """The moves by stage, those with `on` also by kind; cool-downs; and the bars of time."""
    charter, codes = book.charter, {stage: code for code, stage in enumerate(book.stages, 1)}
    kinds = [kind for kind in KINDS if kind in book.moves_on]
    number = {move.name: n for n, move in enumerate(charter.moves)}
    when = [[number[m.name] for m in book.moves_when.get(stage, ())] for stage in ("", *book.stages)]
    on = [
        [number[m.name] for m in book.moves_on[kind].get(stage, ())] for kind in kinds for stage in ("", *book.stages)
    ]
    size = len(book.stages) + 1
    cool = np.full((size, size), -1, np.int32)
    rules = list(book.cool_downs.values())
    for n, rule in enumerate(rules):
        cool[codes[rule.source], codes[rule.to]] = n
    waits = [wait(rule.wait, book.calendar_of("").hours) for rule in rules]
    return Moves(
        coder.tests([move.when for move in charter.moves]), *lists([[codes[s] for s in m.to] for m in charter.moves]),
        *lists(when), np.array([kinds.index(kind) if kind in kinds else -1 for kind in KINDS], np.int32), *lists(on),
        coder.tests([move.when for move in book.hand_raises]),
        np.array([-1, *(book.rank.get(stage, -1) for stage in book.stages)], np.int64), cool,
        np.array([codes[rule.source] for rule in rules], np.int32),
        np.array([[move.name in rule.unless for move in charter.moves] for rule in rules], np.uint8).reshape(
            len(rules), len(charter.moves)
        ),
        np.array([how for how, _ in waits], np.int32), np.array([much for _, much in waits], np.int64),
        *_bars(book, book.activity_bars), *_bars(book, book.day_bars), *_bars(book, book.silence_bars),
        coder.tests([route.when for route in charter.routing]),
    )  # fmt: skip


def engaged(book: RuleBook, engagement: Engagement, purposes: Sequence[str], coder: Coder) -> Engaged:
    """Which rule beats which, and which purposes each forbids to marketing."""
    rules = book.charter.engagement
    over = [[other.name in rule.over for other in rules] for rule in rules]
    forbids = [[not _allows(rule.marketing, purpose) for purpose in purposes] for rule in rules]
    return Engaged(
        coder.tests([rule.when for rule in rules]),
        np.array(over, np.uint8).reshape(len(rules), len(rules)),
        np.array(forbids, np.uint8).reshape(len(rules), len(purposes)).T,
        engagement.grace,
    )


def _allows(allowed: Sequence[str], purpose: str) -> bool:
    if "any" in allowed:
        return True
    return "none" not in allowed and bool(purpose) and bool({purpose, AGREED.get(purpose, purpose)} & set(allowed))


def lists(found: Sequence[Sequence[int]]) -> tuple[Codes, Codes]:
    """Where each list begins, and all lists one after the other."""
    return offsets([len(one) for one in found]), np.array([item for one in found for item in one], np.int32)


def _bars(book: RuleBook, bars: Mapping[str, Sequence[int]]) -> tuple[Codes, np.ndarray]:
    found = [bars.get(stage, ()) for stage in ("", *book.stages)]
    return offsets([len(one) for one in found]), np.array([bar for one in found for bar in one], np.int64)

"""What sales' promises could promise: the response times and attempts that were really kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from tandem.analytics.statistics import CONVERTED, OPEN, aalen_johansen, wilson
from tandem.charter.explain import in_words, percent
from tandem.charter.model import Duration
from tandem.lifecycle.rulebook import RuleBook
from tandem.planning.practised.cases import (
    FEWEST,
    KEPT,
    NOT_ENOUGH,
    SETTLED,
    Case,
    Finding,
    Where,
    floored,
    told_share,
)
from tandem.zones import DAY

if TYPE_CHECKING:
    from tandem.charter.model import Charter, Promise
    from tandem.lifecycle.business_time import Calendar

MOST_ATTEMPTS: Final = 12
SPANS: Final = (
    *(Duration(n, "minutes", True) for n in (5, 10, 15, 20, 30, 45)),
    *(Duration(n, "hours", True) for n in (1, 2, 3, 4, 5, 6, 7, 8)),
    *(Duration(n, "days", True) for n in (1, 2, 3, 4, 5, 7, 10, 12, 15, 20, 25, 30)),
)
"""The round durations that a promise may be about, the shortest first."""


class Clock(NamedTuple):
    """A promise's case: when it started, was answered, and lost its cause."""

    start: int
    answered: int | None
    ended: int | None
    calendar: Calendar


def kept(clocks: Iterable[Clock], within: Duration, through: int) -> tuple[int, int]:
    """(kept, cases) of clocks whose time was up by the data's end, by the rules of `lifecycle.promises`."""
    good = count = 0
    for clock in clocks:
        due = clock.calendar.due(clock.start, within)
        if due >= through:
            continue
        answered = clock.answered is not None and clock.answered <= due
        if not answered and clock.ended is not None and clock.ended <= due:
            continue
        good, count = good + answered, count + 1
    return good, count


def promised(charter: Charter, found: Sequence[Case], through: int) -> Iterator[Finding]:
    """What each of sales' promises could promise; to a hand-raise never more time than to any other lead."""
    book = RuleBook(charter)
    day = charter.hours.closes - charter.hours.opens
    longest: float | None = None
    for promise in charter.promises:
        if promise.at_least > 1:
            yield _attempts(promise, found, through)
            continue
        limit = longest if promise.only_hand_raises else None
        spans = [span for span in SPANS if limit is None or _minutes(span, day) <= limit]
        clocks = list(clocks_of(book, promise, found))
        finding, span = _response(promise, clocks, through, spans, limit is not None)
        if promise.key == "sales.first_response":
            longest = _minutes(span, day)
        yield finding


def _minutes(span: Duration, day: int) -> float:
    """A duration in business minutes, of a day with so many."""
    return span.count * {"minutes": 1, "hours": 60}.get(span.unit, day)


def clocks_of(book: RuleBook, promise: Promise, found: Iterable[Case]) -> Iterator[Clock]:
    """The cases of a promise; none for an act without time of day, which feeds no hour clock."""
    name = promise.key.rpartition(".")[2]
    for case in found:
        if (promise.only_hand_raises or promise.of == "hand_raise") and not case.hand_raise:
            continue
        start = case.at
        if promise.of == "assignment":
            start = case.assigned_at if case.assigned_at is not None else -1
        elif promise.of == "acceptance":
            start = case.verdict_at if case.verdict == "accepted" and case.verdict_at is not None else -1
        if start < 0 or (case.whole_day and start == case.at):
            continue
        answered = {"acceptance": case.verdict_at, "disposition": case.disposed_at}.get(name, case.touched_at)
        if name not in ("acceptance", "disposition") and case.touched and case.touched_at is None:
            continue
        calendar = book.calendar_of("" if promise.of == "handoff" else case.member)
        yield Clock(start, answered if answered is None else max(answered, start), case.ended_at, calendar)


def _response(
    promise: Promise, clocks: list[Clock], through: int, spans: Sequence[Duration], limited: bool
) -> tuple[Finding, Duration]:
    """The shortest of these durations that was kept often enough, and what it is; else as far as one is kept.

    `limited`: another promise forbids longer ones, so that the last of `spans` stands in for today's duration.
    """
    what, now = promise.key, in_words(promise)
    good, count = kept(clocks, promise.within, through)
    told = told_share(good, count, f"within {in_words(promise.within)}, as promised now")
    if count < FEWEST:
        return Finding(what, now, NOT_ENOUGH, count, None, None, None, f"{told}: {NOT_ENOUGH}.", {}), promise.within
    where = ("sla", *promise.key.split("."))
    for span in spans:
        good, count = kept(clocks, span, through)
        interval = wilson(good, count)
        if count < FEWEST or interval is None or interval[0] < KEPT:
            continue
        share = floored(interval[0])
        finding = Finding(
            what, now, f"{in_words(span)} for {percent(share)}", count, good / count, *interval,
            f"{told_share(good, count, f'within {in_words(span)}')}; {told}{_median(clocks, through)}.",
            {(*where, "within"): in_words(span), (*where, "for"): f"{share * 100:g}%"},
        )  # fmt: skip
        return finding, span
    span = spans[-1] if limited and spans else promise.within
    sentence = f"{told}; no duration up to {in_words((spans or SPANS)[-1])} is kept for {percent(KEPT)}"
    finding = _as_far_as_kept(
        promise, *kept(clocks, span, through), in_words(span), f"{sentence}{_median(clocks, through)}."
    )
    return finding._replace(values={**finding.values, (*where, "within"): in_words(span)}), span


def _as_far_as_kept(promise: Promise, good: int, count: int, number: str, sentence: str) -> Finding:
    """A promise that is kept too seldom under any number: its own number, for the share that is really kept."""
    low, high = wilson(good, count) or (0.0, 1.0)
    share = floored(low)
    values: dict[Where, str] = {("sla", *promise.key.split("."), "for"): f"{share * 100:g}%"} if share else {}
    practised = f"{number} for {percent(share)}" if share else "kept by hardly anybody"
    found = good / count if count else None
    return Finding(promise.key, in_words(promise), practised, count, found, low, high, sentence, values)


def _median(clocks: Sequence[Clock], through: int) -> str:
    """Until when half were answered; those not answered yet are censored (Kaplan & Meier 1958)."""
    ends = [(c.answered, CONVERTED) if c.answered is not None else (c.ended or through, OPEN) for c in clocks]
    days = np.array([max(end - c.start, 0) / DAY for c, (end, _) in zip(clocks, ends, strict=True)])
    found = aalen_johansen(days, np.array([status for _, status in ends]))
    reached = np.flatnonzero(found.share >= 0.5)
    return f"; half within {float(found.days[reached[0]]):.2g} days" if len(reached) else "; fewer than half ever"


def _attempts(promise: Promise, found: Sequence[Case], through: int) -> Finding:
    """The most attempts that leads who did not answer really got."""
    closed = [
        case.attempts
        for case in found
        if case.assigned_at is not None
        and not case.talked
        and min(through, case.ended_at or through) - case.assigned_at > SETTLED
    ]
    what, now = promise.key, in_words(promise)
    if len(closed) < FEWEST:
        return Finding(
            what, now, NOT_ENOUGH, len(closed), None, None, None, f"{len(closed)} leads that never answered.", {}
        )
    for least in range(MOST_ATTEMPTS, 0, -1):
        good = sum(attempts >= least for attempts in closed)
        interval = wilson(good, len(closed))
        if interval is not None and interval[0] >= KEPT:
            share = floored(interval[0])
            where = ("sla", *promise.key.split("."))
            return Finding(
                what, now, f"{least} attempts for {percent(share)}", len(closed), good / len(closed), *interval,
                told_share(good, len(closed), f"got {least} attempts or more, of leads that never answered") + ".",
                {(*where, "at_least"): str(least), (*where, "for"): f"{share * 100:g}%"},
            )  # fmt: skip
    enough = sum(attempts >= promise.at_least for attempts in closed)
    sentence = (
        told_share(enough, len(closed), f"got {promise.at_least} attempts or more, of leads that never answered")
        + f"; half got {int(np.median(closed)) or 'none'}{' or fewer' if np.median(closed) >= 1 else ''}."
    )
    return _as_far_as_kept(promise, enough, len(closed), f"{promise.at_least} attempts", sentence)

"""What people really keep, read from the recorded handoffs: the response times, attempts, capacity and volumes.

Each number is the best that was kept often enough: for `KEPT` of the cases, by the lower end of the 95 % Wilson
interval, so that a charter that begins with it can be held. Only cases whose time was up before the data's end count:
an answer in time and none in time are then equally known. Where there are fewer than `FEWEST` of them, nothing is said.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pyarrow as pa

from tandem.analytics.statistics import CONVERTED, OPEN, aalen_johansen, quantile_interval, wilson
from tandem.charter.explain import in_words, percent
from tandem.charter.model import Duration
from tandem.lifecycle.rulebook import RuleBook
from tandem.zones import DAY

if TYPE_CHECKING:
    from tandem.analytics.measure import Setting
    from tandem.charter.model import Charter, Promise
    from tandem.lifecycle.business_time import Calendar

KEPT: Final = 0.8
"""The share of cases for which a number must have been kept, to be practised."""
FEWEST: Final = 30
"""Cases that a number needs."""
FEWEST_WEEKS: Final = 12
BUSY: Final = 0.8
"""The quantile of weekly leads worked that counts as capacity."""
QUIET: Final = 0.2
"""The quantile of monthly handoffs that counts as what marketing can keep."""
SETTLED: Final = 14 * DAY
"""After this time a lead that nobody touched counts as ignored."""
MOST_ATTEMPTS: Final = 12
NOT_ENOUGH: Final = "not enough data"
CAPACITY: Final = "capacity of "
SPANS: Final = (
    *(Duration(n, "minutes", True) for n in (5, 10, 15, 20, 30, 45)),
    *(Duration(n, "hours", True) for n in (1, 2, 3, 4, 5, 6, 7, 8)),
    *(Duration(n, "days", True) for n in (1, 2, 3, 4, 5, 7, 10, 12, 15, 20, 25, 30)),
)
"""The round durations that a promise may be about, the shortest first."""

Where = tuple[str, ...]


class Case(NamedTuple):
    """One recorded handoff; times in UTC µs, None = did not happen."""

    at: int
    whole_day: bool
    hand_raise: bool
    fit: int
    activity: float
    member: str
    assigned_at: int | None
    touched_at: int | None
    touched: bool
    attempts: int
    talked: bool
    verdict: str
    verdict_at: int | None
    disposed_at: int | None
    ended_at: int | None


class Finding(NamedTuple):
    """One number that people keep. `values`: where in the charter it belongs → how it is written; {} = keep the old.

    `share` of `n` cases, with its 95 % interval; None where the number is no share."""

    what: str
    now: str
    practised: str
    n: int
    share: float | None
    low: float | None
    high: float | None
    sentence: str
    values: dict[Where, str]


def cases(setting: Setting, since: Any, until: Any) -> list[Case]:
    """The recorded handoffs from `since` until `until` (exclusive), by time."""
    found = setting.lens.query("planning/practised", {"since": since, "until": until})
    columns = []
    for name in Case._fields:
        column = found[name]
        columns.append((column.cast(pa.int64()) if pa.types.is_timestamp(column.type) else column).to_pylist())
    return [Case(*row)._replace(activity=(row[4] or 0) / 1_000_000) for row in zip(*columns, strict=True)]


class _Clock(NamedTuple):
    """A promise's case: when it started, was answered, and lost its cause."""

    start: int
    answered: int | None
    ended: int | None
    calendar: Calendar


def kept(clocks: Iterable[_Clock], within: Duration, through: int) -> tuple[int, int]:
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
    """What each of sales' promises could promise."""
    book = RuleBook(charter)
    for promise in charter.promises:
        if promise.at_least > 1:
            yield _attempts(promise, found, through)
        else:
            yield _response(promise, list(_clocks(book, promise, found)), through)


def _clocks(book: RuleBook, promise: Promise, found: Iterable[Case]) -> Iterator[_Clock]:
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
        yield _Clock(start, answered if answered is None else max(answered, start), case.ended_at, calendar)


def _response(promise: Promise, clocks: list[_Clock], through: int) -> Finding:
    """The shortest round duration that was kept often enough."""
    what, now = promise.key, in_words(promise)
    share_now = kept(clocks, promise.within, through)
    told = _told_share(*share_now, f"within {in_words(promise.within)}, as promised now")
    if share_now[1] < FEWEST:
        return Finding(what, now, NOT_ENOUGH, share_now[1], None, None, None, f"{told}: {NOT_ENOUGH}.", {})
    for span in SPANS:
        good, count = kept(clocks, span, through)
        interval = wilson(good, count)
        if count < FEWEST or interval is None or interval[0] < KEPT:
            continue
        share = _floored(interval[0])
        where = ("sla", *promise.key.split("."))
        return Finding(
            what, now, f"{in_words(span)} for {percent(share)}", count, good / count, *interval,
            f"{_told_share(good, count, f'within {in_words(span)}')}; {told}{_median(clocks, through)}.",
            {(*where, "within"): in_words(span), (*where, "for"): f"{share * 100:g}%"},
        )  # fmt: skip
    sentence = f"{told}; no duration up to {in_words(SPANS[-1])} is kept for {percent(KEPT)}{_median(clocks, through)}."
    return _as_far_as_kept(promise, *share_now, f"{in_words(promise.within)}", sentence)


def _as_far_as_kept(promise: Promise, good: int, count: int, number: str, sentence: str) -> Finding:
    """A promise that is kept too seldom under any number: its own number, for the share that is really kept."""
    low, high = wilson(good, count) or (0.0, 1.0)
    share = _floored(low)
    values: dict[Where, str] = {("sla", *promise.key.split("."), "for"): f"{share * 100:g}%"} if share else {}
    practised = f"{number} for {percent(share)}" if share else "kept by hardly anybody"
    return Finding(promise.key, in_words(promise), practised, count, good / count, low, high, sentence, values)


def _median(clocks: Sequence[_Clock], through: int) -> str:
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
            share = _floored(interval[0])
            where = ("sla", *promise.key.split("."))
            return Finding(
                what, now, f"{least} attempts for {percent(share)}", len(closed), good / len(closed), *interval,
                _told_share(good, len(closed), f"got {least} attempts or more, of leads that never answered") + ".",
                {(*where, "at_least"): str(least), (*where, "for"): f"{share * 100:g}%"},
            )  # fmt: skip
    enough = sum(attempts >= promise.at_least for attempts in closed)
    sentence = (
        _told_share(enough, len(closed), f"got {promise.at_least} attempts or more, of leads that never answered")
        + f"; half got {int(np.median(closed))} or fewer."
    )
    return _as_far_as_kept(promise, enough, len(closed), f"{promise.at_least} attempts", sentence)


def capacities(charter: Charter, found: Sequence[Case], through: int) -> Iterator[Finding]:
    """How many leads a member really works in a busy week in which no more than usual are ignored."""
    weeks = _weeks(charter, found, through)
    sales = charter.teams["sales"].members
    for key in sorted(sales):
        mine = weeks.get(key, [])
        worked = _good_weeks(mine)
        now = f"{sales[key].per_week} per week" if sales[key].per_week else ""
        interval = quantile_interval(np.array(worked, float), BUSY) if len(worked) >= FEWEST_WEEKS else None
        if interval is None:
            sentence = f"{len(worked)} weeks without more ignored leads than usual: {NOT_ENOUGH}."
            yield Finding(f"{CAPACITY}{key}", now, NOT_ENOUGH, len(worked), None, None, None, sentence, {})
            continue
        number = max(1, round(float(np.quantile(np.array(worked, float), BUSY))))
        where = ("teams", "sales", "members", key, "capacity")
        yield Finding(
            f"{CAPACITY}{key}", now, f"{number} per week", len(worked), None, None, None,
            f"in {percent(BUSY)} of {len(worked)} sound weeks at most {number} leads were worked "
            f"(95 % interval {interval[0]:g} to {interval[1]:g}).",
            {where: f"{number} per week"} if now else {},
        )  # fmt: skip


def _weeks(charter: Charter, found: Iterable[Case], through: int) -> dict[str, list[tuple[int, int]]]:
    """Member → (assigned, worked) of each whole week that is settled."""
    zone = RuleBook(charter).zone
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    worked: dict[str, Counter[int]] = defaultdict(Counter)
    all_weeks: set[int] = set()
    for case in found:
        if case.assigned_at is None or not case.member or case.assigned_at > through - SETTLED:
            continue
        week = (zone.day(case.assigned_at) + 3) // 7
        all_weeks.add(week)
        counts[case.member][week] += 1
        worked[case.member][week] += case.touched
    edges = {min(all_weeks), max(all_weeks)} if all_weeks else set()
    return {
        member: [(count, worked[member][week]) for week, count in sorted(mine.items()) if week not in edges]
        for member, mine in counts.items()
    }


def _good_weeks(weeks: Sequence[tuple[int, int]]) -> list[int]:
    """The leads worked in each week that ignored no greater share than the member's whole history did."""
    assigned, worked = sum(a for a, _ in weeks), sum(w for _, w in weeks)
    usual = 1 - worked / assigned if assigned else 0.0
    return [w for a, w in weeks if a and (a - w) / a <= usual + 1e-9]


def volumes(charter: Charter, found: Sequence[Case], through: int) -> Iterator[Finding]:
    """How many leads marketing hands over in nearly every month, and how many of the answered are accepted."""
    promise = charter.handoffs
    if promise is None:
        return
    zone = RuleBook(charter).zone
    unasked = [case for case in found if not case.hand_raise]
    months = Counter(zone.month(case.at) for case in unasked)
    whole = sorted(months)[1:-1]
    where = ("sla", "marketing", "handoffs")
    now = in_words(promise)
    if len(whole) < 3 or promise.per != "months":
        yield Finding(
            "marketing.handoffs", now, NOT_ENOUGH, len(whole), None, None, None, f"{len(whole)} whole months.", {}
        )
    else:
        numbers = np.array([months[month] for month in whole], float)
        least = int(np.quantile(numbers, QUIET))
        yield Finding(
            "marketing.handoffs", now, f"{least} per month", len(whole), None, None, None,
            f"in {percent(1 - QUIET)} of {len(whole)} months at least {least} leads were handed over unasked "
            f"(from {int(numbers.min())} to {int(numbers.max())}).",
            {(*where, "at_least"): str(least)} if least else {},
        )  # fmt: skip
    accepted = sum(case.verdict == "accepted" for case in unasked)
    answered = accepted + sum(case.verdict == "returned" for case in unasked)
    interval = wilson(accepted, answered)
    if interval is None or answered < FEWEST:
        yield Finding("marketing.accepted", now, NOT_ENOUGH, answered, None, None, None, f"{answered} answers.", {})
        return
    share = _floored(interval[0])
    yield Finding(
        "marketing.accepted", now, f"{percent(share)} accepted", answered, accepted / answered, *interval,
        _told_share(accepted, answered, "accepted, of those that sales answered") + ".",
        {(*where, "accepted"): f"{share * 100:g}%"},
    )  # fmt: skip


def _floored(share: float) -> float:
    """A share that can be held: down to the next five percent."""
    return int(share * 20 + 1e-9) / 20


def _told_share(good: int, count: int, what: str) -> str:
    interval = wilson(good, count)
    if interval is None:
        return f"no case {what}"
    return f"{good:,} of {count:,} ({percent(round(good / count, 3))}, {interval[0]:.0%} to {interval[1]:.0%}) {what}"

"""Scoring: fit from who they are, activity from what they do, fading.

An event gives a rule's points at most up to the rule's daily cap, first events first; a day is the local day of the
charter's zone. What a bot did, opens, tasks and notes give nothing. The activity is kept as micro-points at the
last second it changed, and faded from there when asked: at most half a micro-point is lost per event.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from tandem.lifecycle.fading import POINT

if TYPE_CHECKING:
    from tandem.lifecycle.inputs import Act
    from tandem.lifecycle.rulebook import Points, RuleBook
    from tandem.lifecycle.state import Score


def fit(book: RuleBook, values: Mapping[str, object]) -> int:
    """The points of every fit rule that holds, negative ones included."""
    return sum([points for _, test, points in book.fit if test(values)])


def activity(book: RuleBook, score: Score, at: int) -> int:
    """The activity in micro-points at an instant (UTC µs); it fades by whole seconds."""
    return book.fading.faded(score.micro, at // POINT - score.second) if score.micro else 0


def gain(book: RuleBook, score: Score, act: Act, rules: tuple[Points, ...], values: Mapping[str, object]) -> int:
    """Give an act's points to the score; the micro-points that it gave. `values` hold the act's own facts too."""
    gained = 0
    for rule in rules:
        if rule.test is not None and not rule.test(values):
            continue
        given = rule.micro if rule.cap is None else _within_cap(book, score, rule, act.at)
        if given:
            gained += given
            if score.trace is not None:
                score.trace.append((act.event, act.at, rule.name, given))
    if gained:
        second = act.at // POINT
        if score.micro:
            score.micro = book.fading.faded(score.micro, second - score.second)
        score.micro += gained
        score.second = max(second, score.second)
    return gained


def _within_cap(book: RuleBook, score: Score, rule: Points, at: int) -> int:
    day = book.zone.day(at)
    used = score.caps.get(rule.number)
    if used is None or used[0] != day:
        used = score.caps[rule.number] = [day, 0]
    cap = rule.cap or 0
    given = min(rule.micro, cap - used[1]) if rule.micro > 0 else max(rule.micro, -cap - used[1])
    used[1] += given
    return given


def next_crossing(book: RuleBook, score: Score, stage: str, at: int) -> int | None:
    """When (UTC µs, a whole second) the activity next fades below a bar of the stage's moves; None: never."""
    bars = book.activity_bars.get(stage)
    return crossing(book, score, bars, at) if bars else None


def crossing(book: RuleBook, score: Score, bars: Iterable[int], at: int) -> int | None:
    """When the activity next fades below one of these bars (micro-points, highest first); None: never."""
    now = activity(book, score, at)
    bar = next((bar for bar in bars if 0 < bar <= now), None)
    seconds = None if bar is None else book.fading.seconds_until_below(score.micro, bar)
    return None if seconds is None else (score.second + seconds) * POINT

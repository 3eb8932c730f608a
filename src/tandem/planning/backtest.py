"""The backtest: what a proposed charter would have decided over history, beside the current one.

What both charters decide is counted exactly. What people would have answered is known only where sales really had the
lead; the rest is estimated with an interval, and bounded without any model.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow.compute as pc

from tandem.lifecycle.routing.clocks import UNTOLD
from tandem.planning import figures, volume
from tandem.planning.cases import NONE, Cases, Handed, make_cases, timely
from tandem.planning.estimate import Model, learn
from tandem.planning.features import features_of
from tandem.planning.history import Flags, LeadCodes, micros, recorded_handoffs
from tandem.planning.moments import handed_of, joined, moment_of, same_fit
from tandem.planning.worth import worth
from tandem.zones import DAY

if TYPE_CHECKING:
    from tandem.analytics.measure import Setting
    from tandem.charter.model import Charter
    from tandem.lifecycle.decisions import Decisions
    from tandem.lifecycle.routing.assignments import Assignment, Key
    from tandem.lifecycle.routing.clocks import RoutedClock

Told = dict[str, Any]
STATES: Final = ("met", "missed", "running", "stopped", UNTOLD)


@dataclass(frozen=True, slots=True)
class Side:
    """One charter, what it decides over history, and who gets its handoffs."""

    charter: Charter
    decisions: Decisions
    assignments: Sequence[Assignment] = ()
    clocks: Sequence[RoutedClock] = ()


def backtest(setting: Setting, now: Side, then: Side, window: tuple[int, int], through: int) -> Told:
    """Everything that the plan says of history, as JSON values. Times in UTC µs; `window` is half-open."""
    table = setting.lens.query("planning/recorded_handoffs")
    codes = LeadCodes(table, now.decisions.handoffs, then.decisions.handoffs)
    recorded = recorded_handoffs(setting, table, codes)
    current, proposed = (handed_of(side.decisions.handoffs, codes) for side in (now, then))
    cases = make_cases(current, proposed, recorded, window, through)
    moments = joined(recorded, moment_of(cases, current, proposed, same_fit(now.charter, then.charter)))
    design = features_of(setting.lens, codes, moments).design()  # type: ignore[arg-type]
    models = learn(design[: len(recorded)], recorded, through)
    found = figures.outcomes(cases, recorded, models, design[len(recorded) :], setting.draw("plan"))
    return {
        "handoffs": _handoffs(cases),
        "volume": _volume(now, then, window),
        "outcomes": [*figures.rows(found), *figures.ratio_rows(found)],
        "models": [_model(name, model) for name, model in models.items()],
        "worth": worth(cases, found["won"], recorded, setting.charter.currency, setting.draw("plan worth")),
        "speed": _speed(now, then, window),
        "capacity": volume.capacity_rows(now.charter, then.charter, _weeks(now, then, window)),
        "promises": _promises(
            (now, _keys(current, timely(current, recorded), codes)),
            (then, _keys(proposed, timely(proposed, recorded), codes)),
            window,
        ),
        "messages": volume.message_rows(now.decisions.suppressed, then.decisions.suppressed, window),
        "set_aside": {"current": dict(now.decisions.counts), "proposed": dict(then.decisions.counts)},
        "leads": _leads(cases, codes, current, proposed, window),
    }


def _handoffs(cases: Cases) -> Told:
    now, then = cases.in_current, cases.in_proposed
    real = cases.real != NONE
    return {
        "current": int(now.sum()), "proposed": int(then.sum()), "both": int((now & then).sum()),
        "unknown_current": int((now & ~real).sum()), "unknown_proposed": int((then & ~real).sum()),
    }  # fmt: skip


def _volume(now: Side, then: Side, window: tuple[int, int]) -> list[Told]:
    stages = dict.fromkeys([*now.charter.stages, *then.charter.stages])
    counts = [volume.stages_by_month(side.charter, side.decisions.moves, window) for side in (now, then)]
    return volume.volume_rows(stages, *counts)


def _model(name: str, model: Model) -> Told:
    found = model.validation
    return {
        "outcome": name, "learnt": found.learnt, "tested": found.tested,
        "speaks": "model" if found.better else "share of all", "recalibrated": found.better and found.drifted,
        **{
            figure: None if value is None else figures.told(value)
            for figure, value in (("brier", found.brier), ("brier_of_share", found.plain), ("auc", found.auc),
                                  ("offset", found.offset), ("slope", found.slope))
        },
    }  # fmt: skip


def _speed(now: Side, then: Side, window: tuple[int, int]) -> list[Told]:
    """Median days from a lead's entry to its first handoff."""
    row: Told = {"from": "entry", "to": "handoff"}
    for side, given in (("current", now), ("proposed", then)):
        days = _days_to_handoff(given.decisions, window)
        row[side] = {"leads": len(days), "median_days": figures.told(median(days)) if days else None}
    return [row]


def _days_to_handoff(decisions: Decisions, window: tuple[int, int]) -> list[float]:
    first = decisions.handoffs.filter(pc.field("number") == 1)
    entered = decisions.moves.group_by("lead").aggregate([("at", "min")])
    both = first.select(["lead", "at"]).join(entered, "lead", join_type="inner")
    at = micros(both, "at")
    days: list[float] = ((at - micros(both, "at_min")) / DAY)[volume.inside(at, window)].tolist()
    return days


def _weeks(now: Side, then: Side, window: tuple[int, int]) -> dict[str, dict[tuple[str, str], int]]:
    return {
        side: volume.member_weeks(given.charter, given.assignments, window)
        for side, given in (("current", now), ("proposed", then))
    }


def _keys(handed: Handed, wanted: Flags, codes: LeadCodes) -> set[Key]:
    rows = zip(handed.lead[wanted].tolist(), handed.number[wanted].tolist(), strict=True)
    return {(codes.ids[lead], number) for lead, number in rows}


def _promises(now: tuple[Side, set[Key]], then: tuple[Side, set[Key]], window: tuple[int, int]) -> list[Told]:
    """Per promise the clocks by state. `untold`: nobody can know, for sales did not have the lead then."""
    counts = {"current": _states(*now, window), "proposed": _states(*then, window)}
    promises = dict.fromkeys(p.key for side, _ in (now, then) for p in side.charter.promises)
    return [
        {"promise": promise, **{side: {s: counts[side][promise, s] for s in STATES} for side in counts}}
        for promise in promises
    ]


def _states(side: Side, real: set[Key], window: tuple[int, int]) -> Counter[tuple[str, str]]:
    return Counter(
        (clock.promise, clock.state if (clock.lead, clock.number) in real else UNTOLD)
        for clock in side.clocks
        if window[0] <= clock.started_at < window[1]
    )


def _leads(cases: Cases, codes: LeadCodes, current: Handed, proposed: Handed, window: tuple[int, int]) -> Told:
    """Leads that only one of the charters hands over in the period, by id, and those that both do at another time."""
    now, then = (np.unique(cases.lead[side]) for side in (cases.in_current, cases.in_proposed))
    both = np.intersect1d(now, then)
    times = [set(zip(side.lead.tolist(), side.at.tolist(), strict=True)) for side in (current, proposed)]
    alone = np.array(sorted({lead for lead, at in times[0] ^ times[1] if window[0] <= at < window[1]}), np.int64)
    return {
        "gained": [codes.ids[lead].hex() for lead in np.setdiff1d(then, now).tolist()],
        "lost": [codes.ids[lead].hex() for lead in np.setdiff1d(now, then).tolist()],
        "moved": len(np.intersect1d(both, alone)),
        "kept": len(both),
    }

"""Sources whose buyers take much longer from MQL to won than those of the fastest large source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tandem.analytics.measure import Setting
from tandem.diagnosis.ground import Ground, ground_of
from tandem.diagnosis.judging import estimate_state, holm
from tandem.diagnosis.sign import Finding, Sign, State
from tandem.diagnosis.time_ratio import TimeRatio, Times, time_ratio
from tandem.diagnosis.window import last_year
from tandem.diagnosis.wording import counted, readers

LARGE: Final = 30
"""Won deals that a source needs to be compared."""


class Win(NamedTuple):
    """A won deal: its source, its day, days from MQL to won, the longest that could have been seen, its half."""

    opportunity: str
    source: str
    day: date
    days: float
    longest: float
    half: int


@dataclass(frozen=True, slots=True)
class Compared:
    """A source against the fastest other one, chosen on one half of the deals and measured on the other."""

    source: str
    reference: str
    days: NDArray[np.float64]
    faster: NDArray[np.float64]
    ratio: TimeRatio

    def row(self, p: float) -> dict[str, object]:
        """As the report shows it."""
        return {
            "source": self.source,
            "n": len(self.days),
            "median_days": float(np.median(self.days)),
            "against": self.reference,
            "against_median_days": float(np.median(self.faster)),
            "ratio": self.ratio.value,
            "low": self.ratio.low,
            "high": self.ratio.high,
            "p": p,
        }


def judge(setting: Setting) -> Finding:
    """The most surely slow source: ratio of its time to won, interval by ranks, Holm over the sources."""
    ground = ground_of(SIGN, setting, 0, last_year)
    if isinstance(ground, Finding):
        return ground
    wins, notes = _wins(ground)
    inside = [win for win in wins if ground.window.since <= win.day < ground.window.until]
    compared = compare(inside, ground.threshold)
    if not compared:
        return ground.not_enough(max(_sizes(inside).values(), default=0), notes=notes, missing=_needs(inside))
    adjusted = holm([one.ratio.p for one in compared])
    order = sorted(range(len(compared)), key=lambda i: (-compared[i].ratio.low, compared[i].source))
    slow, p = compared[order[0]], adjusted[order[0]]
    ratio = slow.ratio
    state = estimate_state(ratio.value, ratio.low, ratio.high, ground.threshold)
    state = "watch" if state == "flagged" and p > 0.05 else state
    return ground.finding(
        state,
        ratio.value,
        len(slow.days),
        low=ratio.low,
        high=ratio.high,
        p=p,
        trend=_trend(wins, slow, ground),
        records=tuple(win.opportunity for win in inside if win.source == slow.source),
        parts=tuple(compared[i].row(adjusted[i]) for i in order),
        sentence=readers(_sentence(slow, state)),
        notes=(
            "Times run from MQL to won, of the deals won in four quarters; one quarter holds too few.",
            "The fastest source is chosen on one half of the deals and measured on the other.",
            "Two deals are compared if each could have taken the other's time since the data begin.",
            *notes,
        ),
    )


def compare(wins: Iterable[Win], threshold: float) -> list[Compared]:
    """Every large source against the fastest other large one, in the order of names; empty with fewer than two."""
    wins = list(wins)
    large = sorted(source for source, n in _sizes(wins).items() if n >= LARGE)
    if len(large) < 2:
        return []
    times = {
        (source, half): _times([w for w in wins if w.source == source and w.half == half])
        for source in large
        for half in (0, 1)
    }
    return [_against_fastest(source, large, times, threshold) for source in large]


def _against_fastest(
    source: str, large: list[str], times: Mapping[tuple[str, int], Times], threshold: float
) -> Compared:
    """The winner of one half is measured on the other half, so that luck does not choose the reference's time."""
    others = [other for other in large if other != source]
    chosen = [min(others, key=lambda other: (_median(times[other, half].days), other)) for half in (0, 1)]
    faster = times[chosen[0], 1].join(times[chosen[1], 0])
    own = times[source, 0].join(times[source, 1])
    ratio = time_ratio(own, faster, threshold)
    return Compared(source, " and ".join(sorted(set(chosen))), own.days, faster.days, ratio)


def _times(wins: Iterable[Win]) -> Times:
    pairs = np.array([(win.days, win.longest) for win in wins], dtype=np.float64).reshape(-1, 2)
    return Times(pairs[:, 0], pairs[:, 1])


def _sentence(slow: Compared, state: State) -> str:
    ratio, own, other = slow.ratio, np.median(slow.days), np.median(slow.faster)
    figures = (
        f"{own:.0f} against {other:.0f} days, {ratio.value:.2g} times as long "
        f"(95 % interval {ratio.low:.2f} to {ratio.high:.2f}; {counted(len(slow.days), 'won deal')})"
    )
    if state == "fine":
        return f"No source takes much longer than the fastest; the slowest is {slow.source}: {figures}."
    return f"Buyers from {slow.source} take longer to win than those from {slow.reference}: {figures}."


def _median(days: NDArray[np.float64]) -> float:
    return float(np.median(days)) if len(days) else float("inf")


def _sizes(wins: Iterable[Win]) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for win in wins:
        sizes[win.source] = sizes.get(win.source, 0) + 1
    sizes.pop("", None)
    return sizes


def _needs(wins: list[Win]) -> str:
    large = sum(n >= LARGE for n in _sizes(wins).values())
    return f"sources with {LARGE} won deals = {large}, needs 2"


def _wins(ground: Ground) -> tuple[list[Win], tuple[str, ...]]:
    rows = ground.setting.lens.query("diagnosis/slow_sources", ground.window.params()).to_pylist()
    kept = [row for row in rows if row["days"] is not None and row["days"] >= 0]
    notes = []
    if len(kept) < len(rows):
        notes.append(f"{counted(len(rows) - len(kept), 'deal')} won before the MQL: not in the timing.")
    nameless = sum(not row["source"] for row in kept)
    if nameless:
        notes.append(f"{counted(nameless, 'won deal')} without a source: compared with no other.")
    wins = [
        Win(row["opportunity"].hex(), *(row[name] for name in ("source", "day", "days", "longest", "half")))
        for row in kept
    ]
    return wins, tuple(notes)


def _trend(wins: list[Win], slow: Compared, ground: Ground) -> tuple[tuple[str, float | None, int], ...]:
    """Ratio of medians a month, where both have at least five won deals."""
    found = []
    names = slow.reference.split(" and ")
    for month in ground.window.trend:
        own = [w.days for w in wins if w.source == slow.source and f"{w.day:%Y-%m}" == month]
        other = [w.days for w in wins if w.source in names and f"{w.day:%Y-%m}" == month]
        enough = min(len(own), len(other)) >= 5 and np.median(other) > 0
        found.append((month, float(np.median(own) / np.median(other)) if enough else None, len(own)))
    return tuple(found)


SIGN = Sign(
    name="slow_sources",
    title="Sources whose buyers take long",
    looks_for="Sources whose won deals took much longer from MQL to won than those of the fastest large source.",
    kind="estimate",
    needs=("sources", "opportunities"),
    unit="times as long",
    threshold=1.25,
    least=LARGE,
    prescription={
        "sales": "Tell marketing what buyers from the slow source still lack when they reach you.",
        "marketing": "Nurture buyers from the slow source further before the handoff, or route them elsewhere.",
        "executives": "Compare cost and win rate of the slow source before the next budget.",
    },
    owner="marketing",
    judge=judge,
)

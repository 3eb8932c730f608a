"""The ground a sign judges on: its bar, its window, its feeds; and the findings that need no number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tandem.analytics.measure import Setting
from tandem.diagnosis.cases import Cases, read_cases
from tandem.diagnosis.feeds import feeds_present, how_to_switch_on, missing_feeds
from tandem.diagnosis.judging import bar
from tandem.diagnosis.sign import Finding, Sign, State
from tandem.diagnosis.window import FOLLOW_UP_DAYS, Window, last_quarter
from tandem.diagnosis.wording import readers


@dataclass(frozen=True, slots=True)
class Ground:
    """What a sign needs to judge: the setting, its bar (the charter's wins over the default), its window."""

    sign: Sign
    setting: Setting
    threshold: float
    window: Window

    def cases(self, query: str, **params: object) -> Cases:
        """The cases of `diagnosis/<query>` in the window and its trend."""
        return read_cases(self.setting, query, self.window, **params)

    def finding(self, state: State, value: float | None, n: int, **rest: Any) -> Finding:
        """A finding of this sign with any other field; the window is noted unless `windowed` is False."""
        rest = {"unit": self.sign.unit, "threshold": self.threshold, **rest}
        if rest.pop("windowed", True):
            rest["notes"] = (self.window.note(), *rest.get("notes", ()))
        return Finding(sign=self.sign.name, kind=self.sign.kind, state=state, value=value, n=n, **rest)

    def not_enough(self, n: int, **rest: Any) -> Finding:
        """Fewer cases than the sign states: no number, only how many it needs."""
        sentence = f"Not enough data to say: {n:,} of the {self.sign.least} cases that a judgement needs."
        told = {"sentence": readers(sentence), "missing": f"n = {n}, needs {self.sign.least}", **rest}
        return self.finding("not enough data", None, n, **told)


def ground_of(
    sign: Sign,
    setting: Setting,
    follow_up_days: int = FOLLOW_UP_DAYS,
    window_of: Callable[[Setting, int], Window | None] = last_quarter,
) -> Ground | Finding:
    """The ground, or the finding that says why there is none: feeds that are missing, no data at all."""
    threshold = bar(setting, sign.name, sign.threshold)
    if missing := missing_feeds(sign, feeds_present(setting)):
        return _no_ground(sign, threshold, missing)
    window = window_of(setting, follow_up_days)
    if window is None:
        return _no_ground(sign, threshold, list(sign.needs))
    return Ground(sign, setting, threshold, window)


def _no_ground(sign: Sign, threshold: float, missing: list[str]) -> Finding:
    names = " and ".join(feed.replace("_", " ") for feed in missing)
    return Finding(
        sign=sign.name,
        kind=sign.kind,
        state="cannot be judged",
        value=None,
        unit=sign.unit,
        threshold=threshold,
        n=0,
        sentence=readers(f"This cannot be judged: the data hold no {names}."),
        missing=how_to_switch_on(missing),
    )

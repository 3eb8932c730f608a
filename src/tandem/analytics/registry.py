"""All measures by name."""

from __future__ import annotations

from typing import Final

from tandem.analytics import funnel, stage_time, win_loss
from tandem.analytics.measure import Measure

MEASURES: Final[dict[str, Measure]] = {m.MEASURE.name: m.MEASURE for m in (funnel, stage_time, win_loss)}

"""How long a handoff must be followed before its win can be expected."""

from __future__ import annotations

from typing import Final

import numpy as np

from tandem.analytics.measure import Setting

SHORTEST, LONGEST = 30, 365
SHARE: Final = 0.75
"""Of the wins, how many come within the follow-up."""


def days_to_win(setting: Setting) -> int:
    """Whole days within which three quarters of the wins come, from 30 to 365; 30 without wins."""
    rows = setting.lens.query("diagnosis/days_to_won").to_pylist()
    lags = [row["days"] for row in rows if row["days"] >= 0]
    return min(LONGEST, max(SHORTEST, round(float(np.quantile(lags, SHARE))))) if lags else SHORTEST

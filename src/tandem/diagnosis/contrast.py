"""The matched difference in win rate between the leads that a sign touches (exposed) and comparable others."""

from __future__ import annotations

from tandem.analytics.matching import Matched, matched_difference
from tandem.analytics.measure import Setting
from tandem.diagnosis.follow_up import days_to_win
from tandem.diagnosis.hand_raise_promise import hand_raise_promise
from tandem.diagnosis.window import matured_before


def contrast_of(setting: Setting, contrast: str) -> Matched | None:
    """Win rate of the exposed less that of the others, over all handoffs that were followed long enough.

    `contrast`: unworked | unanswered | crossed. None when no cell holds enough of both.
    """
    follow_up = days_to_win(setting)
    until = matured_before(setting, follow_up)
    if until is None:
        return None
    promise = hand_raise_promise(setting.charter)
    params = {
        "contrast": contrast,
        "follow_up": follow_up,
        "until": until,
        "promise": promise.key if promise else "",
    }
    rows = setting.lens.query("diagnosis/contrast", params).to_pylist()
    return matched_difference(rows, lambda row: bool(row["exposed"]), lambda row: bool(row["won"]))

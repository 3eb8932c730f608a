"""The matched difference in win rate between the leads a sign touches and comparable others."""

from __future__ import annotations

from tandem.analytics.measure import Setting


def matched_loss(setting: Setting, contrast: str) -> tuple[float, float] | None:
    """x"""
    return None

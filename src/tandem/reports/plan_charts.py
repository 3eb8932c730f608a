"""A plan's charts: volume a month under both charters, an outcome with interval and bounds, a sweep of bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from tandem.reports.charts import CONFIG, GREY, INK, MARKETING, SALES, Spec

NOW, THEN = "current", "proposed"
_COLOURS: Final = {"domain": [NOW, THEN], "range": [GREY, SALES]}


def months(rows: Sequence[Mapping[str, Any]]) -> Spec:
    """Two lines from zero. `rows`: month (2026-01), charter (current | proposed), leads."""
    colour = {"field": "charter", "type": "nominal", "scale": _COLOURS,
              "legend": {"title": None, "orient": "top", "labelFontSize": 12}}  # fmt: skip
    return {
        "width": 620,
        "height": 180,
        "data": {"values": list(rows)},
        "mark": {"type": "line", "point": True, "strokeWidth": 2},
        "encoding": {
            "x": {"field": "month", "type": "ordinal", "title": None, "axis": {"labelAngle": -45}},
            "y": {"field": "leads", "type": "quantitative", "title": "leads handed to sales", "scale": {"zero": True}},
            "color": colour,
            "strokeDash": {"field": "charter", "type": "nominal", "legend": None,
                           "scale": {"domain": [NOW, THEN], "range": [[5, 3], [1, 0]]}},
        },
        "config": CONFIG,
    }  # fmt: skip


def certainty(rows: Sequence[Mapping[str, Any]]) -> Spec:
    """What is certain (thin), the 95 % interval (thick) and the estimate (point) of shares. `rows`: label, estimate,
    low, high, least, most; shares."""
    x: Spec = {"type": "quantitative", "title": None, "axis": {"format": ".0%", "tickCount": 6}}
    y: Spec = {"field": "label", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 260}}
    return {
        "width": 460,
        "height": {"step": 30},
        "data": {"values": list(rows)},
        "layer": [
            {"mark": {"type": "rule", "color": "#9CA3AF", "strokeWidth": 1.5},
             "encoding": {"y": y, "x": {**x, "field": "least"}, "x2": {"field": "most"}}},
            {"mark": {"type": "rule", "color": SALES, "strokeWidth": 6, "opacity": 0.6},
             "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}}},
            {"mark": {"type": "point", "filled": True, "size": 80, "color": INK},
             "encoding": {"y": y, "x": {**x, "field": "estimate"}}},
            {"mark": {"type": "text", "dy": -11, "fontSize": 11, "color": INK},
             "encoding": {"y": y, "x": {**x, "field": "estimate"},
                          "text": {"field": "estimate", "format": ".1%"}}},
        ],
        "config": CONFIG,
    }  # fmt: skip


def bars_compared(rows: Sequence[Mapping[str, Any]], conversion: str) -> Spec:
    """Volume against conversion, one point per bar with its interval, joined in the bars' order. `rows`: label, order,
    leads (a month), share, low, high, current."""
    x: Spec = {"field": "leads", "type": "quantitative", "title": "leads handed to sales a month",
               "scale": {"zero": False}}  # fmt: skip
    y: Spec = {"type": "quantitative", "title": conversion, "axis": {"format": ".0%"}, "scale": {"zero": False}}
    colour = {"condition": {"test": "datum.current", "value": MARKETING}, "value": SALES}
    return {
        "width": 560,
        "height": 300,
        "data": {"values": list(rows)},
        "layer": [
            {"mark": {"type": "rule", "color": "#9CA3AF", "strokeWidth": 2},
             "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}},
            {"mark": {"type": "point", "filled": True, "size": 80},
             "encoding": {"x": x, "y": {**y, "field": "share"}, "color": colour}},
            {"mark": {"type": "text", "align": "left", "dx": 8, "dy": -6, "fontSize": 11, "color": INK},
             "encoding": {"x": x, "y": {**y, "field": "share"}, "text": {"field": "label"}}},
        ],
        "config": CONFIG,
    }  # fmt: skip

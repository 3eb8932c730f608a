"""Charts as Vega-Lite specifications, drawn as SVG for page and paper. A chart's title is its finding."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

MARKETING, SALES, BUYER, GREY, INK = "#0F766E", "#4338CA", "#B45309", "#6B7280", "#1F2937"
STATE_INK = {"flagged": "#B91C1C", "watch": "#B45309", "fine": "#0F766E"}
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
Spec = dict[str, Any]

CONFIG: Spec = {
    "font": FONT,
    "background": None,
    "padding": {"left": 24, "top": 4, "right": 24, "bottom": 4},
    "view": {"stroke": None},
    "axis": {"labelColor": INK, "titleColor": GREY, "labelFontSize": 12, "titleFontSize": 12,
             "titleFontWeight": "normal", "gridColor": "#E5E7EB", "domainColor": "#9CA3AF", "tickColor": "#9CA3AF"},
}  # fmt: skip


def trend(points: Sequence[tuple[str, float | None, int]], threshold: float | None, unit: str, state: str) -> Spec:
    """Six months of one sign: bars from zero, the threshold as a labelled line. `points`: (month, value, n)."""
    values = [{"month": month, "value": value, "n": n} for month, value, n in points if value is not None]
    percent = unit == "share"
    bars: Spec = {
        "data": {"values": values},
        "mark": {"type": "bar", "color": STATE_INK.get(state, GREY), "opacity": 0.75},
        "encoding": {
            "x": {"field": "month", "type": "ordinal", "title": None, "axis": {"labelAngle": 0, "labelExpr": _MONTH}},
            "y": {"field": "value", "type": "quantitative", "title": None, "scale": {"zero": True},
                  "axis": {"tickCount": 3, "format": ".0%" if percent else ",~r"}},
        },
    }  # fmt: skip
    layers = [bars]
    if threshold is not None:
        layers += _line(threshold, f"bar {threshold:.3g}" if not percent else f"bar {100 * threshold:.3g}%")
    window = f"{points[0][0]} to {points[-1][0]}"
    title = {"text": window if percent else [unit, window], "anchor": "start", "fontSize": 12,
             "fontWeight": "normal", "color": GREY}  # fmt: skip
    return {"width": 212, "height": 84, "title": title, "layer": layers, "config": CONFIG}


def intervals(rows: Sequence[Mapping[str, Any]], label: str, unit: str, percent: bool = False) -> Spec:
    """One dot per row with its interval as a line: rows have `label`, value, low, high, n. Sorted as given."""
    form = ".1%" if percent else ".1f"
    x = {"type": "quantitative", "title": unit, "scale": {"zero": True}, "axis": {"format": form, "tickCount": 5}}
    y = {"field": label, "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 180}}
    base = {"values": list(rows)}
    return {
        "width": 460,
        "height": {"step": 24},
        "data": base,
        "layer": [
            {"mark": {"type": "rule", "color": "#9CA3AF", "strokeWidth": 3},
             "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}}},
            {"mark": {"type": "point", "filled": True, "size": 70, "color": INK},
             "encoding": {"y": y, "x": {**x, "field": "value"}}},
            {"mark": {"type": "text", "align": "left", "dx": 8, "dy": -9, "fontSize": 11, "color": GREY},
             "encoding": {"y": y, "x": {**x, "field": "value"}, "text": {"field": "value", "format": form}}},
        ],
        "config": CONFIG,
    }  # fmt: skip


def kept(rows: Sequence[Mapping[str, Any]]) -> Spec:
    """Promises kept of promises made: a bar per promise in its team's colour; a tick at the share promised.

    `rows`: promise, team, kept (share), promised (share), text.
    """
    y = {"field": "promise", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 220}}
    x = {"type": "quantitative", "scale": {"domain": [0, 1]}, "title": "bar: kept; line: promised",
         "axis": {"format": ".0%", "tickCount": 5}}  # fmt: skip
    colour = {"field": "team", "type": "nominal", "legend": None,
              "scale": {"domain": ["marketing", "sales"], "range": [MARKETING, SALES]}}  # fmt: skip
    return {
        "width": 420,
        "height": {"step": 28},
        "data": {"values": list(rows)},
        "layer": [
            {"mark": {"type": "bar", "height": 14}, "encoding": {"y": y, "x": {**x, "field": "kept"}, "color": colour}},
            {"mark": {"type": "tick", "color": INK, "thickness": 2, "size": 22},
             "encoding": {"y": y, "x": {**x, "field": "promised"}}},
            {"mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 12, "color": INK},
             "encoding": {"y": y, "x": {"datum": 1, **x}, "text": {"field": "text"}}},
        ],
        "config": CONFIG,
    }  # fmt: skip


def svg(spec: Spec, words: str) -> str:
    """The specification as an SVG element, the same bytes each time; `words` are what a screen reader says."""
    import vl_convert

    drawn = vl_convert.vegalite_to_svg(json.dumps({"$schema": _SCHEMA, **spec}, sort_keys=True))
    drawn = re.sub(r"(\d)%", "\\1\u00a0%", drawn)
    for colour, name in _THEME.items():
        drawn = drawn.replace(f'"{colour}"', f'"var({name}, {colour})"')
    drawn = re.sub(r"^<svg ", f'<svg role="img" aria-label="{_attribute(words)}" ', drawn, count=1)
    return re.sub(r' width="([\d.]+)" height="([\d.]+)"', r' style="max-width:\1px" width="100%"', drawn, count=1)


def _line(at: float, label: str) -> list[Spec]:
    data = {"values": [{"at": at, "label": label}]}
    place = {"y": {"field": "at", "type": "quantitative"}}
    return [
        {"data": data, "mark": {"type": "rule", "color": INK, "strokeDash": [4, 3]}, "encoding": place},
        {"data": data, "mark": {"type": "text", "align": "left", "dx": 4, "fontSize": 11, "color": INK, "x": "width"},
         "encoding": {**place, "text": {"field": "label"}}},
    ]  # fmt: skip


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
_MONTH = "slice(datum.label, 5)"
_THEME = {
    MARKETING: "--marketing", SALES: "--sales", BUYER: "--buyer", GREY: "--quiet", INK: "--ink",
    STATE_INK["flagged"]: "--bad", "#E5E7EB": "--line", "#9CA3AF": "--rule",
}  # fmt: skip
"""The page's colour for each colour of a chart, so that a chart follows the reader's light or dark theme."""

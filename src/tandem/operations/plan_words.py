"""A plan's main figures as rows for a terminal and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Told = dict[str, Any]
Number = float | None
ENDS = ("change", "low", "high", "least", "most")
SHOWN = ("what", "now", "if adopted", "difference", "95 % interval", "certain")
OUTCOMES = {"accepted": "accepted by sales", "sql": "became SQL", "won": "won in 180 days"}


def rows(document: Mapping[str, Any]) -> list[Told]:
    """One row per figure: volume, outcomes, leads, promises, messages."""
    history = document["history"]
    return [
        *_volume(history),
        *_outcomes(history),
        *_leads(history),
        *_promises(history),
        *_messages(history),
        *_sweep(document),
    ]


def _row(what: str, unit: str, current: Number, proposed: Number, **more: Number) -> Told:
    """A figure as numbers, and as words of its unit: leads | moves | messages | share | month."""
    numbers = {"current": current, "proposed": proposed, **{name: more.get(name) for name in ENDS}}
    if "change" not in more and current is not None and proposed is not None:
        numbers["change"] = proposed - current
    words = {
        "now": _said(current, unit),
        "if adopted": _said(proposed, unit),
        "difference": _said(numbers["change"], unit, signed=True),
        "95 % interval": _between(numbers["low"], numbers["high"], unit),
        "certain": _between(numbers["least"], numbers["most"], unit),
    }
    return {"what": what, "unit": unit, **numbers, **words}


def _said(value: Number, unit: str, signed: bool = False) -> str:
    if value is None:
        return ""
    if unit == "share":
        return f"{100 * value:+.1f} points" if signed else f"{100 * value:.1f} %"
    return f"{value:+,.0f}" if signed else f"{value:,.0f}"


def _between(low: Number, high: Number, unit: str) -> str:
    """Two ends of a difference: "-1,768 to -1,454", "+5.4 to +7.2 points"."""
    if low is None or high is None:
        return ""
    ends = [_said(end, unit, signed=True) for end in (low, high)]
    return f"{ends[0].removesuffix(' points')} to {ends[1]}"


def _volume(history: Mapping[str, Any]) -> Iterator[Told]:
    given = history["handoffs"]
    yield _row("leads handed to sales", "leads", given["current"], given["proposed"])
    totals: dict[str, list[int]] = {}
    for row in history["volume"]:
        total = totals.setdefault(row["stage"], [0, 0])
        total[0] += row["current"]
        total[1] += row["proposed"]
    for stage, (current, proposed) in totals.items():
        yield _row(f"moves to {stage}", "moves", current, proposed)


def _outcomes(history: Mapping[str, Any]) -> Iterator[Told]:
    found = {(row["outcome"], row["figure"], row["side"]): row for row in history["outcomes"]}
    for name, words in OUTCOMES.items():
        for figure, unit in (("count", "leads"), ("share", "share")):
            current, proposed, change = (found[name, figure, side] for side in ("current", "proposed", "difference"))
            ends = {end: change[end] for end in ENDS if end != "change"}
            yield _row(
                f"{words} ({figure})",
                unit,
                current["estimate"],
                proposed["estimate"],
                change=change["estimate"],
                **ends,
            )


def _leads(history: Mapping[str, Any]) -> Iterator[Told]:
    leads = history["leads"]
    yield _row("leads gained", "leads", None, len(leads["gained"]))
    yield _row("leads lost", "leads", len(leads["lost"]), None)
    yield _row("leads handed over at another time", "leads", None, leads["moved"])


def _promises(history: Mapping[str, Any]) -> Iterator[Told]:
    for row in history["promises"]:
        name = row["promise"].rpartition(".")[2].replace("_", " ")
        (current, before), (proposed, after) = (_kept(row[side]) for side in ("current", "proposed"))
        yield _row(f"kept: {name} ({before:,} and {after:,} cases)", "share", current, proposed)


def _kept(states: Mapping[str, int]) -> tuple[float | None, int]:
    """The share of what fell due that was kept, and how much fell due."""
    due = states["met"] + states["missed"]
    return (states["met"] / due if due else None), due


def _messages(history: Mapping[str, Any]) -> Iterator[Told]:
    current, proposed = (sum(row[side] for row in history["messages"]) for side in ("current", "proposed"))
    yield _row("messages suppressed", "messages", current, proposed)


def _sweep(document: Mapping[str, Any]) -> Iterator[Told]:
    """Each bar's leads a month and accepted share, the share's interval and bounds."""
    if not (sweep := document.get("sweep")):
        return
    for point in sweep["points"]:
        bar = f"{' and '.join(sweep['dials'])} = {point['label']}{' (as now)' if point['current'] else ''}"
        share = {end: point[end] for end in ENDS if end != "change"}
        told = _row(f"{bar}: accepted", "share", None, point["share"], **share)
        yield {**_row(f"{bar}: leads a month", "month", None, point["leads_a_month"])}
        yield {
            **told,
            "95 % interval": _range(share["low"], share["high"]),
            "certain": _range(share["least"], share["most"]),
        }


def _range(low: Number, high: Number) -> str:
    """Two ends of a share: "49.1 % to 57.3 %"."""
    return "" if low is None or high is None else f"{_said(low, 'share')} to {_said(high, 'share')}"

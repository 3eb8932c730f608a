"""A plan's main figures as rows for a terminal and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Told = dict[str, Any]
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


def _row(what: str, current: object, proposed: object, change: object, **rest: float | None) -> Told:
    cells = {"current": current, "proposed": proposed, "change": change}
    shown = {name: "" if value is None else str(value) for name, value in cells.items()}
    return {"what": what, **shown, "low": None, "high": None, "least": None, "most": None, **rest}


def _counted(what: str, current: int, proposed: int) -> Told:
    return _row(what, f"{current:,}", f"{proposed:,}", f"{proposed - current:+,}")


def _volume(history: Mapping[str, Any]) -> Iterator[Told]:
    given = history["handoffs"]
    yield _counted("leads handed to sales", given["current"], given["proposed"])
    totals: dict[str, list[int]] = {}
    for row in history["volume"]:
        total = totals.setdefault(row["stage"], [0, 0])
        total[0] += row["current"]
        total[1] += row["proposed"]
    for stage, (current, proposed) in totals.items():
        yield _counted(f"moves to {stage}", current, proposed)


def _outcomes(history: Mapping[str, Any]) -> Iterator[Told]:
    found = {(row["outcome"], row["figure"], row["side"]): row for row in history["outcomes"]}
    for name, words in OUTCOMES.items():
        for figure, shown in (("count", _count), ("share", _share)):
            current, proposed, change = (found[name, figure, side] for side in ("current", "proposed", "difference"))
            plus = "+" if (change["estimate"] or 0) > 0 else ""
            yield _row(
                f"{words} ({figure})",
                shown(current["estimate"]),
                shown(proposed["estimate"]),
                plus + shown(change["estimate"]),
                **_ends(change, 100 if figure == "share" else 1),
            )


def _ends(row: Mapping[str, Any], factor: int) -> dict[str, float | None]:
    """Interval and certain range; shares in percent."""
    ends = {name: row[name] for name in ("low", "high", "least", "most")}
    return {name: None if end is None else factor * end for name, end in ends.items()}


def _count(value: float | None) -> str:
    return "not told" if value is None else f"{value:,.0f}"


def _share(value: float | None) -> str:
    return "not told" if value is None else f"{100 * value:.1f} %"


def _leads(history: Mapping[str, Any]) -> Iterator[Told]:
    leads = history["leads"]
    yield _row("leads gained", "", f"{len(leads['gained']):,}", "")
    yield _row("leads lost", f"{len(leads['lost']):,}", "", "")
    yield _row("leads handed over at another time", "", f"{leads['moved']:,}", "")


def _promises(history: Mapping[str, Any]) -> Iterator[Told]:
    for row in history["promises"]:
        name = row["promise"].rpartition(".")[2].replace("_", " ")
        yield _row(f"kept: {name}", _kept(row["current"]), _kept(row["proposed"]), "")


def _kept(states: Mapping[str, int]) -> str:
    due = states["met"] + states["missed"]
    return f"{100 * states['met'] / due:.1f} % of {due:,}" if due else "no case"


def _messages(history: Mapping[str, Any]) -> Iterator[Told]:
    current, proposed = (sum(row[side] for row in history["messages"]) for side in ("current", "proposed"))
    yield _counted("messages suppressed", current, proposed)


def _sweep(document: Mapping[str, Any]) -> Iterator[Told]:
    """Each bar's leads a month and accepted share, the share's interval and bounds."""
    if not (sweep := document.get("sweep")):
        return
    for point in sweep["points"]:
        yield _row(
            f"{' and '.join(sweep['dials'])} = {point['label']}",
            "as now" if point["current"] else "",
            f"{point['leads_a_month']:,.0f} a month",
            f"{_share(point['share'])} accepted",
            **_ends(point, 100),
        )

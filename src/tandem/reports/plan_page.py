"""A plan as one page that both teams can read: what changes, what it does, what it brings, what cannot be known.

The page holds leads by id, as the plan does. It needs no network.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from tandem.planning.plan import Plan
from tandem.reports import charts, plan_charts
from tandem.reports.plan_wording import (
    capacity_sentence,
    change,
    headline,
    honesty,
    leads_sentence,
    money,
    months,
    percent,
    sound,
    speed,
    spoken,
    summary,
    unknown_sentence,
    volume_sentence,
    worded,
)
from tandem.reports.rendering import environment, markup

Told = dict[str, Any]
OUTCOMES: Final = {"accepted": "accepted by sales", "sql": "became SQL", "won": "won in 180 days"}
SIDES: Final = {"current": "now", "proposed": "proposed", "difference": "change"}


def render_plan(plan: Plan, company: str) -> str:
    """The page as HTML. The same plan gives the same bytes."""
    document = plan.document
    template = environment().get_template("plan.html")
    page: str = template.render(company=company, id=plan.id, sha256=plan.sha256, **_context(document))
    return page


def _context(document: Mapping[str, Any]) -> Told:
    history = document["history"]
    return {
        **{name: document[name] for name in ("current", "proposed", "window", "data")},
        "changes": [
            {name: spoken(one[name]) for name in ("change", "for_marketing", "for_sales")}
            for one in document["changes"]
        ],
        "version": document["engine"]["version"],
        "headline": headline(document),
        "summary": summary(document),
        "money": money(history),
        "volume_sentence": volume_sentence(document),
        "month_chart": _months(history),
        "stages": _stages(history),
        "speed": speed(history),
        "capacity_sentence": capacity_sentence(history),
        "capacity": _capacity(history),
        "promises": _promises(history),
        "messages": _messages(history),
        "unknown_sentence": unknown_sentence(history),
        "outcome_chart": _outcome_chart(history),
        "outcomes": _outcomes(history),
        "leads_sentence": leads_sentence(history),
        "named": [(f"leads {what}", history["leads"][what]) for what in ("gained", "lost")],
        "honesty": honesty(history),
        "models": _models(history),
        "sound": sound(document),
        "failures": document["proofs"]["failures"],
        "scenario_faults": document["scenarios"]["faults"],
        "sweep": _sweep(document["sweep"]) if document.get("sweep") else None,
    }


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Told:
    return {"heads": list(heads), "rows": [list(row) for row in rows]}


def _months(history: Mapping[str, Any]) -> Any:
    rows = [
        {"month": row["month"], "charter": side, "leads": row[side]}
        for row in months(history)
        for side in ("current", "proposed")
    ]
    if not rows:
        return ""
    return markup(charts.svg(plan_charts.months(rows), "Leads handed to sales a month, now and proposed"))


def _stages(history: Mapping[str, Any]) -> Told:
    totals: dict[str, list[int]] = {}
    for row in history["volume"]:
        total = totals.setdefault(row["stage"], [0, 0])
        total[0] += row["current"]
        total[1] += row["proposed"]
    rows = ((stage, f"{now:,}", f"{then:,}", change(then - now)) for stage, (now, then) in totals.items())
    return _table(("stage", "now", "proposed", "change"), rows)


def _capacity(history: Mapping[str, Any]) -> Told:
    heads = (
        "member",
        "capacity a week",
        "leads now",
        "proposed",
        "busiest week now",
        "proposed",
        "over now",
        "proposed",
    )
    rows = []
    for row in history["capacity"]:
        now, then = row["current"], row["proposed"]
        if now["leads"] or then["leads"]:
            capacity = then["capacity"] if then["capacity"] is not None else now["capacity"]
            cells = [now["leads"], then["leads"], now["busiest"], then["busiest"], now["over"], then["over"]]
            rows.append(
                [row["member"] or "waits for somebody", *("–" if c is None else f"{c:,}" for c in (capacity, *cells))]
            )
    return _table(heads, rows)


def _promises(history: Mapping[str, Any]) -> Told:
    rows = []
    for row in history["promises"]:
        cells = []
        for side in ("current", "proposed"):
            states = row[side]
            due = states["met"] + states["missed"]
            cells += [percent(states["met"] / due) if due else "–", f"{due:,}", f"{states['untold']:,}"]
        rows.append([worded(row["promise"]), *cells])
    return _table(("promise", "kept now", "of", "unknown", "kept, proposed", "of", "unknown"), rows)


def _messages(history: Mapping[str, Any]) -> Told:
    rows = [
        (f"{row['purpose'] or 'any'}: {worded(row['rule'])}", f"{row['current']:,}", f"{row['proposed']:,}",
         change(row["proposed"] - row["current"]))
        for row in history["messages"]
    ]  # fmt: skip
    return _table(("purpose and rule", "now", "proposed", "change"), rows)


def _outcome_chart(history: Mapping[str, Any]) -> Any:
    rows = [
        {"label": f"{OUTCOMES[row['outcome']]}, {SIDES[row['side']]}",
         **{name: row[name] for name in ("estimate", "low", "high", "least", "most")}}
        for row in history["outcomes"]
        if row["figure"] == "share" and row["side"] != "difference" and row["estimate"] is not None
    ]  # fmt: skip
    if not rows:
        return ""
    words = "Shares of handed-over leads: " + ", ".join(f"{row['label']} {percent(row['estimate'])}" for row in rows)
    return markup(charts.svg(plan_charts.certainty(rows), words))


def _outcomes(history: Mapping[str, Any]) -> Told:
    rows = []
    for row in history["outcomes"]:
        if row["figure"] != "count":
            continue
        signed = row["side"] == "difference"
        rows.append(
            (
                f"{OUTCOMES[row['outcome']]}, {SIDES[row['side']]}", f"{row['judged']:,}", f"{row['unknown']:,}",
                change(row["estimate"], signed), _ends(row["low"], row["high"], signed),
                _ends(row["least"], row["most"], signed),
            )
        )  # fmt: skip
    return _table(("", "leads", "of these unknown", "estimate", "95 % interval", "certain"), rows)


def _ends(low: float | None, high: float | None, signed: bool) -> str:
    return "–" if low is None or high is None else f"{change(low, signed)} to {change(high, signed)}"


def _models(history: Mapping[str, Any]) -> Told:
    rows = [
        (
            OUTCOMES[row["outcome"]], row["speaks"], f"{row['learnt']:,}", f"{row['tested']:,}",
            *("–" if row[name] is None else f"{row[name]:.3f}" for name in ("brier", "brier_of_share", "auc", "slope")),
            "yes" if row["recalibrated"] else "no",
        )
        for row in history["models"]
    ]  # fmt: skip
    heads = ("outcome", "what speaks", "learnt on", "judged on", "Brier", "Brier of the plain share", "AUC", "slope",
             "recalibrated")  # fmt: skip
    return _table(heads, rows)


def _sweep(sweep: Mapping[str, Any]) -> Told:
    points = sweep["points"]
    drawn = [
        {"label": point["label"], "leads": point["leads_a_month"], "share": point["share"], "low": point["low"],
         "high": point["high"], "current": point["current"]}
        for point in points
        if point["share"] is not None
    ]  # fmt: skip
    rows = [
        (
            point["label"], f"{point['leads_a_month']:,.0f}", f"{point['over_capacity']:,}",
            "–" if point["share"] is None else percent(point["share"]),
            "–" if point["low"] is None else f"{percent(point['low'])} to {percent(point['high'])}",
            f"{percent(point['least'])} to {percent(point['most'])}" if point["least"] is not None else "–",
            percent(point["unknown"]),
        )
        for point in points
    ]  # fmt: skip
    heads = ("bar", "leads a month", "beyond capacity", "accepted share", "95 % interval", "certain", "unknown")
    words = "Volume against accepted share, " + ", ".join(f"{row[0]}: {row[1]} leads, {row[3]}" for row in rows)
    chart = markup(charts.svg(plan_charts.bars_compared(drawn, "accepted share"), words)) if drawn else ""
    return {"sentence": sweep["sentence"], "chart": chart, **_table(heads, rows)}

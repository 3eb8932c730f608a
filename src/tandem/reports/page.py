"""The report: one self-contained HTML file, no network, charts inside; the executives' page first."""

from __future__ import annotations

from typing import Any, Final

from tandem.diagnosis.summary import PromisesKept
from tandem.reports import charts
from tandem.reports.cards import cards, tally
from tandem.reports.measures import quality, sections
from tandem.reports.pack import Pack
from tandem.reports.rendering import environment, markup
from tandem.reports.wording import money_range

OTHER: Final = {"marketing": "sales", "sales": "marketing"}
METHODS: Final = (
    ("Cohorts", "Rates stand on cycles that all had the same time to get there; younger ones are counted, not rated."),
    ("Open is not lost", "Open leads and deals are censored at the data's end; lost is an outcome of its own "
     "(Aalen–Johansen); medians are told among those who arrived, and say so."),
    ("Facts and estimates", "A fact is counted and has no interval. An estimate carries a 95 % interval and is flagged "
     "only when the whole interval is past the bar and Benjamini–Hochberg at 10 % over all estimates rejects chance."),
    ("Recorded and decided", "What a tool recorded and what the charter would decide are kept apart; the signs about "
     "the past use what was recorded. The bridge tells the difference, lead by lead."),
    ("Business time", "Clocks count minutes of the charter's business hours, with its holidays; a deadline met exactly "
     "is met. A log without a time of day feeds no clock."),
    ("Money", "A cost is records × difference in win rate between matched leads × median deal. It is an association; "
     "where people chose the records it is an upper bound. Each lead counts once across signs."),
    ("Nothing is dropped", "Each row of each file was accepted, a duplicate, or is kept as a reject with its reason."),
)  # fmt: skip


def render(pack: Pack, reader: str) -> str:
    """The page as HTML for one reader. The same pack gives the same bytes."""
    page: str = environment().get_template("report.html").render(**_context(pack, reader))
    return page


def _context(pack: Pack, reader: str) -> dict[str, Any]:
    stamp = pack.stamp
    shown_cards = cards(pack, reader)
    shown_sections = sections(pack)
    for item in (*shown_cards, *shown_sections):
        item["chart"] = markup(item["chart"])
    return {
        "company": stamp.company,
        "reader": reader,
        "since": stamp.since[:10],
        "through": stamp.through[:10],
        "version": stamp.product_version,
        "charter": {"name": stamp.charter_name, "version": stamp.charter_version, "sha256": stamp.charter_sha256},
        "data": {"events": stamp.events, "sha256": stamp.data_sha256},
        "headline": _headline(pack),
        "promises": [_side(side) for side in pack.diagnosis.promises_kept],
        "promise_chart": markup(_promise_chart(pack)),
        "money": _money(pack),
        "three": _three(pack, reader),
        "tally": tally(pack),
        "cards": shown_cards,
        "measures": shown_sections,
        "quality": quality(pack),
        "methods": METHODS,
    }


def _headline(pack: Pack) -> str:
    flagged = sum(finding.state == "flagged" for finding in pack.diagnosis.findings)
    judged = sum(finding.value is not None for finding in pack.diagnosis.findings)
    if not flagged:
        return f"No sign of misalignment is flagged among {judged} that could be judged"
    noun = "sign shows" if flagged == 1 else "signs show"
    return f"{flagged} {noun} where marketing and sales are out of line"


def _side(side: PromisesKept) -> dict[str, str]:
    months = f"in {side.since}" if side.since == side.through else f"in each month from {side.since} to {side.through}"
    return {
        "team": side.team,
        "figure": f"{side.kept} of {side.made}",
        "sentence": f"Promises of {side.team} to {OTHER[side.team]} that were kept, {months}.",
    }


def _promise_chart(pack: Pack) -> str:
    finding = next((f for f in pack.diagnosis.findings if f.sign == "broken_sla"), None)
    rows = [
        {
            "promise": str(part["promise"]).partition(".")[2].replace("_", " "),
            "team": part["team"],
            "kept": 1 - float(str(part["share"])),
            "promised": 1 - float(str(part["allowed"])),
            "text": f"{1 - float(str(part['share'])):.0%} of {part['due']:,}",
        }
        for part in (finding.parts if finding else ())
        if "share" in part
    ]
    if not rows:
        return ""
    words = "Promises kept: " + ", ".join(f"{row['promise']} {row['text']}" for row in rows)
    return charts.svg(charts.kept(rows), words)


def _money(pack: Pack) -> dict[str, str]:
    sums = pack.diagnosis.money_at_risk
    if not sums:
        return {
            "figure": "not told",
            "sentence": "No flagged or watched sign carries a cost that can be told from this data.",
        }
    figure = " and ".join(money_range(risk.low, risk.high, risk.currency) for risk in sums)
    leads = sum(risk.leads for risk in sums)
    bound = " At most: people chose which leads to work, and the better ones first." if _bounded(pack) else ""
    return {"figure": figure, "sentence": f"Deals that may be lost on {leads:,} leads, each counted once.{bound}"}


def _bounded(pack: Pack) -> bool:
    return any(risk.upper_bound for risk in pack.diagnosis.money_at_risk)


def _three(pack: Pack, reader: str) -> list[dict[str, str]]:
    findings = {finding.sign: finding for finding in pack.diagnosis.findings}
    items = []
    for thing in pack.diagnosis.to_do:
        finding = findings[thing.sign]
        cost = finding.cost
        items.append(
            {
                "sign": thing.sign,
                "do": thing.do[reader],
                "because": finding.sentence.get(reader, ""),
                "owner": thing.owner,
                "cost": money_range(cost.low, cost.high, cost.currency) if cost else "",
            }
        )
    return items

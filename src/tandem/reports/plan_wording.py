"""A plan's sentences: numbers with their counts, estimates with their interval, what is unknown said as such."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from tandem.reports.wording import money_range, prose_money

Told = Mapping[str, Any]
MONTH_DAYS = 30.4375


def percent(share: float) -> str:
    """A share with one decimal."""
    return f"{100 * share:.1f} %"


def change(value: float | None, signed: bool = True) -> str:
    """A count, with its sign where it is a difference."""
    if value is None:
        return "–"
    text = f"{value:+,.0f}" if signed and round(value) else f"{value:,.0f}"
    return text.replace("-", "−")


def worded(key: str) -> str:
    """A key of the charter as words: "sales.first_response" is "first response"."""
    return key.rpartition(".")[2].replace("_", " ")


def spoken(text: str) -> str:
    """A sentence with the charter's keys in quotes and as words: `first_response` is “first response”."""
    return re.sub(r"`([a-z][a-z0-9_]*)`", lambda key: f"“{worded(key[1])}”", text)


def lasting(days: float) -> str:
    """A duration in the unit that people say it in: "35 minutes", "13.6 hours", "3.2 days"."""
    if days < 1 / 24:
        return f"{days * 1440:.0f} minutes"
    return f"{days * 24:.3g} hours" if days < 2 else f"{days:,.1f} days"


def month_count(window: Told) -> float:
    """How many months the plan's period has."""
    days = (date.fromisoformat(window["to"]) - date.fromisoformat(window["from"])).days
    return max(days / MONTH_DAYS, 1 / MONTH_DAYS)


def figure(history: Told, outcome: str, kind: str, side: str) -> Told:
    """One row of the outcomes."""
    found: Told = next(
        row for row in history["outcomes"] if (row["outcome"], row["figure"], row["side"]) == (outcome, kind, side)
    )
    return found


def changes_nothing(document: Told) -> bool:
    """Whether both charters decide the same over this history."""
    history = document["history"]
    same = [row["current"] == row["proposed"] for part in ("volume", "capacity", "promises", "messages", "speed")
            for row in history[part]]  # fmt: skip
    leads = history["leads"]
    return all(same) and not (leads["gained"] or leads["lost"] or leads["moved"])


def headline(document: Told) -> str:
    """The two figures that both teams ask for first."""
    if changes_nothing(document):
        return "On this history the proposal changes nothing"
    given, months_ = document["history"]["handoffs"], month_count(document["window"])
    volume = f"Leads handed to sales {given['current'] / months_:,.0f} → {given['proposed'] / months_:,.0f} a month"
    shares = [figure(document["history"], "accepted", "share", side)["estimate"] for side in ("current", "proposed")]
    if None in shares:
        return volume
    return f"{volume}; accepted share {percent(shares[0])} → {percent(shares[1])}"


def summary(document: Told) -> list[str]:
    """What it does, in a few lines."""
    history = document["history"]
    given, leads = history["handoffs"], history["leads"]
    lines = [
        f"{given['current']:,} → {given['proposed']:,} handoffs in the period: {len(leads['gained']):,} leads gained, "
        f"{len(leads['lost']):,} lost, {leads['moved']:,} handed over at another time."
    ]
    for outcome, words in (("accepted", "accepted leads"), ("sql", "SQL"), ("won", "won deals")):
        row = figure(history, outcome, "count", "difference")
        if row["estimate"] is not None:
            lines.append(
                f"{change(row['estimate'])} {words} (95 % interval {change(row['low'])} to {change(row['high'])}; "
                f"certain: {change(row['least'])} to {change(row['most'])})."
            )
    held = [sum(row[side] for row in history["messages"]) for side in ("current", "proposed")]
    lines.append(f"{held[0]:,} → {held[1]:,} of marketing's messages held back.")
    return lines


def money(history: Told) -> dict[str, str]:
    """The value of deals won, proposed less current."""
    worth = history["worth"]
    if worth is None or worth["estimate"] is None:
        return {"figure": "not told", "sentence": "No won deal with an amount can be followed to a lead."}
    currency = worth["currency"]
    sentence = (
        f"Value of deals won within 180 days, proposed less current; 95 % interval "
        f"{_span(worth['low'], worth['high'], currency)}, certain: {_span(worth['least'], worth['most'], currency)}."
    )
    return {"figure": _signed(worth["estimate"], currency), "sentence": sentence}


def _signed(minor: int, currency: str) -> str:
    text = prose_money(abs(minor), currency)
    return text if minor == 0 else f"{'+' if minor > 0 else '−'}{text}"


def _span(low: int, high: int, currency: str) -> str:
    if low > 0:
        return money_range(low, high, currency)
    return f"{_signed(low, currency)} to {_signed(high, currency)}"


def months(history: Told) -> list[Told]:
    """Handoffs a month: the rows of the stage that leads are handed over in."""
    stage = "mql"
    return [row for row in history["volume"] if row["stage"] == stage]


def volume_sentence(document: Told) -> str:
    """Volume over the period."""
    given = document["history"]["handoffs"]
    if given["current"] == given["proposed"]:
        return f"Both charters hand over {given['current']:,} leads in the period."
    word = "more" if given["proposed"] > given["current"] else "fewer"
    difference = abs(given["proposed"] - given["current"])
    share = f", {percent(difference / given['current'])} of today's" if given["current"] else ""
    return f"The proposal hands over {difference:,} leads {word} than the current charter{share}."


def speed(history: Told) -> str:
    """How long from entry to handoff."""
    (row,) = history["speed"]
    now, then = (row[side]["median_days"] for side in ("current", "proposed"))
    if now is None or then is None:
        return "Too few handoffs to tell their speed."
    return (
        f"Of the leads handed over, half are handed over within {lasting(now)} of their entry now, within "
        f"{lasting(then)} under the proposal."
    )


def capacity_sentence(history: Told) -> str:
    """Whether sales can take it."""
    over = {side: sum(row[side]["over"] or 0 for row in history["capacity"]) for side in ("current", "proposed")}
    waits = {side: sum(row[side]["leads"] for row in history["capacity"] if not row["member"]) for side in over}
    said = [row for row in history["capacity"] if row["proposed"]["capacity"] is not None]
    if not said:
        return "The charter says no capacities: whether sales can take it, nobody can tell."
    return (
        f"Under the current charter sales would get {over['current']:,} leads beyond its members' weekly capacity, and "
        f"{waits['current']:,} leads would wait for somebody to take them; under the proposal {over['proposed']:,} and "
        f"{waits['proposed']:,}."
    )


def unknown_sentence(history: Told) -> str:
    """How much of it nobody can know."""
    given = history["handoffs"]
    shares = [
        percent(given[f"unknown_{side}"] / given[side]) if given[side] else "none" for side in ("current", "proposed")
    ]
    return (
        f"Sales never had {shares[0]} of the current charter's handoffs and {shares[1]} of the proposal's around that "
        "time, so nobody knows what they would have answered."
    )


def leads_sentence(history: Told) -> str:
    """Who is gained and lost."""
    leads = history["leads"]
    return (
        f"{len(leads['gained']):,} leads are handed over only under the proposal, {len(leads['lost']):,} only under "
        f"the current charter, {leads['moved']:,} under both but at another time. Leads are shown by id; their names: "
        "tandem plan … --leads."
    )


def honesty(history: Told) -> list[str]:
    """What the numbers rest on, and what they cannot tell."""
    lines = [
        "Both charters are run over all of this history, as if each had always been in force. What people did is taken "
        "from it; nobody's behaviour changes because a lead comes earlier, later or to somebody else.",
        "Two handoffs of a lead within 30 days count as the same: what sales answered then stands for both. A "
        "promise's clock counts only where the lead really was handed over within a day.",
        "An unknown answer is modelled on what was known at the handoff. Whoever handed leads over knew more than the "
        "record tells: an unknown lead's odds are taken to be up to three times lower than its like's, or half as "
        "high again; more where history has seen nothing like it. The certain range needs no such assumption.",
    ]  # fmt: skip
    for row in history["models"]:
        if row["speaks"] != "model":
            lines.append(f"For {row['outcome']} no model foretold later handoffs better than the plain share does.")
    for side in ("current", "proposed"):
        if taken := history["set_aside"][side].get("taken_out"):
            lines.append(
                f"{taken:,} opens and clicks were taken out under the {side} charter: it would have held back the mail "
                "that caused them."
            )
    if history["worth"] and history["worth"]["unpriced"]:
        lines.append(
            f"{history['worth']['unpriced']:,} won deals are in a currency without a rate and count as worth 0."
        )
    return lines


def sound(document: Told) -> str:
    """What proofs and scenarios say."""
    failures, scenarios = len(document["proofs"]["failures"]), document["scenarios"]
    proofs = "the proofs hold" if not failures else f"the proofs find {failures} ways in which it breaks"
    played = scenarios["played"]
    told = f"{played} scenarios were played, {len(scenarios['faults'])} faults" if played else "there are no scenarios"
    return f"Of the proposal: {proofs}; {told}."

"""The charter's parts in words, for reports, screens and the command line."""

from __future__ import annotations

from datetime import date
from functools import singledispatch
from typing import Final

from tandem.charter.model import (
    ActivityRule,
    Attribution,
    BusinessHours,
    Charter,
    CoolDown,
    Duration,
    EngagementRule,
    FieldType,
    FitRule,
    HandoffPromise,
    Kpi,
    Late,
    Member,
    Move,
    Never,
    NurtureTrack,
    Promise,
    Route,
    Term,
)

_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_TITLES: Final = {
    "acceptance": "accepted or returned",
    "first_response": "first response",
    "hand_raises": "first response to a hand-raise",
    "disposition": "qualified, recycled or disqualified",
}
_ENDS: Final = {
    "two_way": "the buyer answers",
    "disposed": "the lead is closed",
    "opted_out": "the buyer opts out",
    "invalid": "the address proves wrong",
}


@singledispatch
def in_words(part: object) -> str:
    """One part of a charter as a phrase without a full stop."""
    raise TypeError(f"{type(part).__name__} has no words")


@in_words.register
def _(part: Duration) -> str:
    count = f"{part.count:g}"
    unit = part.unit.removesuffix("s") if part.count == 1 else part.unit
    return f"{count} business {unit}" if part.business else f"{count} {unit}"


@in_words.register
def _(part: BusinessHours) -> str:
    days_off = [f"the holidays of {part.holidays}"] if part.holidays else []
    days_off += map(str, sorted(part.extra_holidays))
    off = f", except {', '.join(days_off)}" if days_off else ""
    return f"{_days(part.days)}, {_clock(part.opens)} to {_clock(part.closes)}{off}"


@in_words.register
def _(part: Promise) -> str:
    cases = "hand-raises" if part.only_hand_raises else "leads"
    clock = f"within {in_words(part.within)} of {part.of.replace('_', ' ')}, for {percent(part.share)} of {cases}"
    name = part.key.partition(".")[2]
    if not part.at_least:
        return f"{_TITLES.get(name, name.replace('_', ' '))} {clock}"
    over = f" over {part.channels} channel{'s' if part.channels > 1 else ''}" if part.channels else ""
    until = f", until {' or '.join(_ENDS[end] for end in part.until)}" if part.until else ""
    return f"at least {part.at_least} attempt{'s' if part.at_least > 1 else ''}{over} {clock}{until}"


@in_words.register
def _(part: HandoffPromise) -> str:
    per = part.per.removesuffix("s")
    return f"at least {part.at_least} leads handed over per {per}, {percent(part.accepted)} of them accepted"


@in_words.register
def _(part: Move) -> str:
    causes = [f"on {part.on}"] if part.on else []
    causes += [f"when {part.when.text}"] if part.when else []
    reason = ", with a reason" if part.reason_required else ""
    return f"from {' or '.join(part.source)} to {' or '.join(part.to)} {' '.join(causes)}{reason}"


@in_words.register
def _(part: CoolDown) -> str:
    unless = f", except by {' or '.join(part.unless)}" if part.unless else ""
    return f"from {part.source} to {part.to} after {in_words(part.wait)} at the earliest{unless}"


@in_words.register
def _(part: Late) -> str:
    return f"{part.then} a lead that rests in {part.stage} for {in_words(part.after)}"


@in_words.register
def _(part: FitRule) -> str:
    return f"{part.points:+d} when {part.when.text}"


@in_words.register
def _(part: ActivityRule) -> str:
    when = f" when {part.when.text}" if part.when else ""
    cap = f", at most {part.at_most} per day" if part.at_most is not None else ""
    return f"{part.points:+d} for {part.on}{when}{cap}"


@in_words.register
def _(part: EngagementRule) -> str:
    over = f" (wins over {', '.join(part.over)})" if part.over else ""
    return f"when {part.when.text}: marketing may send {sent(part.marketing)}, sales {sent(part.sales)}{over}"


@in_words.register
def _(part: Kpi) -> str:
    owner = "both teams own" if part.owner == "both" else f"{part.owner} owns"
    return f"{owner} {part.stage}, measured by {part.measure.replace('_', ' ')}"


@in_words.register
def _(part: Route) -> str:
    when = f"when {part.when.text}: " if part.when else ""
    return f"{when}to {'any member of sales' if part.to == 'team' else part.to}, by {part.by}"


@in_words.register
def _(part: NurtureTrack) -> str:
    leave = f", leave when {part.leave.text}" if part.leave else ""
    every = f", a mail every {in_words(part.every)}" if part.every else ""
    steps = f": {', '.join(part.steps)}" if part.steps else ""
    return f"enter when {part.enter.text}{leave}{every}{steps}"


@in_words.register
def _(part: Never) -> str:
    return f"{part.team} may send {part.purpose} when {part.when.text}"


@in_words.register
def _(part: Member) -> str:
    said = [
        part.email,
        f"territory {part.territory}" if part.territory else "",
        "" if part.per_week is None else f"{part.per_week} leads per week",
        f"reports to {part.manager}" if part.manager else "",
        f"in {part.time_zone}" if part.time_zone else "",
        in_words(part.hours) if part.hours else "",
        f"away {away_in_words(part.away)}" if part.away else "",
        f"until {part.until}" if part.until else "",
    ]
    return ", ".join([part.name, *filter(None, said)])


@in_words.register
def _(part: Term) -> str:
    sales = f"; for sales “{part.in_sales_words}”" if part.in_sales_words else ""
    marketing = f"; for marketing “{part.in_marketing_words}”" if part.in_marketing_words else ""
    return f"“{part.means}”{sales}{marketing}"


@in_words.register
def _(part: FieldType) -> str:
    kind = f"one of {', '.join(part.values)}" if part.values else part.kind
    low = "" if part.at_least is None else f", at least {part.at_least:g}"
    high = "" if part.at_most is None else f", at most {part.at_most:g}"
    words = "".join(f", '{pattern}' is {word}" for pattern, word in part.words.items())
    return f"{kind}{low}{high}, from the {part.of}'s {part.source or part.name}{words}"


@in_words.register
def _(part: Attribution) -> str:
    return f"{', '.join(part.qualifying)} in the {in_words(part.window)} before an opportunity"


def away_in_words(away: tuple[tuple[date, date], ...]) -> str:
    """Absences: "2027-07-01 to 2027-07-14"."""
    return ", ".join(f"{first} to {last}" for first, last in away)


def sent(purposes: tuple[str, ...]) -> str:
    """What a team may send: "operational, newsletter", "anything", "nothing"."""
    words = {"any": "anything", "none": "nothing", "owner_only": "only as the owner"}
    return ", ".join(words.get(purpose, purpose.replace("_", " ")) for purpose in purposes)


def term(charter: Charter, word: str, team: str = "") -> str:
    """What a word of the charter means, in a team's own words where the glossary has them; '' if it says nothing."""
    entries = {name.casefold(): entry for name, entry in charter.glossary.items()}
    found = entries.get(word.casefold(), Term(""))
    own = {"sales": found.in_sales_words, "marketing": found.in_marketing_words}.get(team, "")
    return own or found.means


def title(charter: Charter, word: str) -> str:
    """A word as the glossary writes it: "mql" → "MQL"."""
    return next((name for name in charter.glossary if name.casefold() == word.casefold()), word.replace("_", " "))


def percent(share: float) -> str:
    """0.95 → "95 %"."""
    return f"{share * 100:g} %"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _days(days: frozenset[int]) -> str:
    ordered = sorted(days)
    if len(ordered) > 2 and ordered[-1] - ordered[0] == len(ordered) - 1:
        return f"{_DAYS[ordered[0]]} to {_DAYS[ordered[-1]]}"
    return ", ".join(_DAYS[day] for day in ordered)

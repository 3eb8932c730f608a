"""What changes in what the teams are measured and paid by, and in when they meet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial

from tandem.charter.diff.change import Change
from tandem.charter.diff.telling import Between, Item, Words, change, items, one
from tandem.charter.diff.wording import listed
from tandem.charter.explain import in_words, percent
from tandem.charter.model import Charter, Kpi
from tandem.vocabulary import major_units


def kpis(both: Between) -> Iterator[Change]:
    """Who owns each stage, and by what it is measured."""
    for stage in dict.fromkeys(kpi.stage for side in (both.a, both.b) for kpi in side.kpis):
        was, now = ([kpi for kpi in side.kpis if kpi.stage == stage] for side in (both.a, both.b))
        gone = [kpi for kpi in was if _said(kpi) not in map(_said, now)]
        new = [kpi for kpi in now if _said(kpi) not in map(_said, was)]
        for n in range(max(len(gone), len(new))):
            yield _kpi(both, stage, gone[n] if n < len(gone) else None, new[n] if n < len(new) else None)


def _said(kpi: Kpi) -> tuple[str, str]:
    return kpi.owner, kpi.measure


def _kpi(both: Between, stage: str, was: Kpi | None, now: Kpi | None) -> Change:
    name = both.title(stage)
    before, after = (in_words(kpi) if kpi else "" for kpi in (was, now))
    said = after or f"no longer: {before}"
    sentence = f"{said[0].upper()}{said[1:]}{f' (before: {before})' if before and after else ''}."
    own = [_owned(name, team, was, now) for team in ("marketing", "sales")]
    return change("kpis", stage, before, after, Words(sentence, *own), was, now)


def _owned(stage: str, team: str, was: Kpi | None, now: Kpi | None) -> str:
    had = was is not None and was.owner in (team, "both")
    has = now is not None and now.owner in (team, "both")
    if now is not None and has:
        return f"You {'still' if had else 'now'} own {stage}, measured by {now.measure.replace('_', ' ')}."
    return f"You no longer own {stage}." if had else ""


def quotas(both: Between) -> Iterator[Change]:
    """The period, each member's quota, each segment's period."""
    was, now = both.a.quotas, both.b.quotas
    sentence = "Quotas are per {now}, and no longer per {was}."
    yield from one("quotas.period", was.period if was else None, now.period if now else None, sentence)
    yield from items(both, "quotas.by_member", _amounts, partial(_quota, both))
    yield from items(both, "quotas.segments", lambda c: c.quotas.segments if c.quotas else {}, _segment)


def _amounts(charter: Charter) -> dict[str, str]:
    found = charter.quotas.by_member if charter.quotas else {}
    return {member: _amount(amount, charter.currency) for member, amount in found.items()}


def _amount(minor: int, currency: str) -> str:
    """Minor units → "300,000" or "1,040.50", in the charter's currency."""
    amount = Decimal(major_units(minor, currency))
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,}"


def _quota(both: Between, item: Item) -> Words:
    sides = (side for charter in (both.b, both.a) for side in charter.teams.values())
    member = next((side.members[item.name] for side in sides if item.name in side.members), None)
    return Words(_from_to(f"The quota of {member.name if member else item.name}", item))


def _segment(item: Item) -> Words:
    return Words(_from_to(f"The period of the segment {item.name}", item))


def _from_to(what: str, item: Item) -> str:
    if item.was is None:
        return f"{what} is {item.now}; there was none."
    return f"{what} goes; it was {item.was}." if item.now is None else f"{what} is {item.now}; it was {item.was}."


def incentives(both: Between) -> Iterator[Change]:
    """What each team is paid by."""
    for team in dict.fromkeys((*both.a.incentives, *both.b.incentives)):
        was, now = both.a.incentives.get(team), both.b.incentives.get(team)
        if was != now:
            before, after = _weights(was), _weights(now)
            sentence = f"{team.capitalize()} is paid by {after or 'nothing'}; it was {before or 'nothing'}."
            own = f"You are paid by {after or 'nothing that this charter names'}."
            words = Words(sentence, own, "") if team == "marketing" else Words(sentence, "", own)
            yield change("incentives", team, before, after, words)


def _weights(weights: Mapping[str, float] | None) -> str:
    said = sorted((weights or {}).items(), key=lambda pair: (-pair[1], pair[0]))
    return listed(f"{percent(share)} {metric.replace('_', ' ')}" for metric, share in said) if said else ""


def attribution(both: Between) -> Iterator[Change]:
    """Which responses count for an opportunity, and for how long."""
    was, now = both.a.attribution, both.b.attribution
    window = "A response counts for {now} before an opportunity, and no longer for {was}."
    yield from one("attribution.window", was.window, now.window, window)
    part = "attribution.qualifying_touches"
    yield from items(both, part, lambda charter: {kind: kind for kind in charter.attribution.qualifying}, _response)


def _response(item: Item) -> Words:
    return Words(f"`{item.name}` {'now counts' if item.kind == 'added' else 'no longer counts'} as a response.")


def customs(both: Between) -> Iterator[Change]:
    """When the teams meet, their own bars for signs, and rates of currencies."""
    yield from items(both, "cadence", lambda charter: charter.cadence, partial(_number, "The rhythm of {}"))
    yield from items(both, "thresholds", _thresholds, partial(_number, "The bar of the sign {}"))
    yield from items(both, "rates", _rates, partial(_number, "The rate of {}"))


def _thresholds(charter: Charter) -> dict[str, str]:
    return {sign: f"{bar:g}" for sign, bar in charter.thresholds.items()}


def _rates(charter: Charter) -> dict[str, str]:
    return {f"{currency} from {day}": f"{rate:.15g}" for (currency, day), rate in charter.rates.items()}


def _number(what: str, item: Item) -> Words:
    return Words(_from_to(what.format(item.name.replace("_", " ")), item))

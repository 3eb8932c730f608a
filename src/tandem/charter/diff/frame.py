"""What changes around the rules: names, dates, zone, currency, hours, the two teams' members."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tandem.charter.diff.change import Change
from tandem.charter.diff.telling import Between, Item, Words, items, one
from tandem.charter.explain import in_words
from tandem.charter.model import BusinessHours, Charter, Member, TeamName


def frame(both: Between) -> Iterator[Change]:
    """Name, version, first day, zone, currency, business hours."""
    a, b = both.a, both.b
    yield from one("charter", a.name, b.name, "The agreement is called {now}, and no longer {was}.")
    yield from one("version", a.version, b.version, "This is version {now}; it was version {was}.")
    dated = "It is in force from {now}; the first day was {was}."
    yield from one("in_force_from", a.in_force_from, b.in_force_from, dated)
    zone = "Days, daily caps and business hours are counted in {now}, and no longer in {was}."
    yield from one("time_zone", a.time_zone, b.time_zone, zone)
    yield from one("currency", a.currency, b.currency, "Quotas are in {now}, and no longer in {was}.")
    hours = "Business hours change from {was} to {now}."
    yield from one("business_hours", a.hours, b.hours, hours, _clocks(a.hours, b.hours))


def teams(both: Between) -> Iterator[Change]:
    """Members who come, go, or change, and a team's own hours."""
    for team in both.b.teams:
        was, now = both.a.teams[team], both.b.teams[team]
        part = f"teams.{team}"
        sentence = f"The hours of {team} change from {{was}} to {{now}}."
        yield from one(
            f"{part}.hours",
            was.hours,
            now.hours,
            sentence,
            _clocks(was.hours or both.a.hours, now.hours or both.b.hours),
        )

        def words(item: Item, team: TeamName = team) -> Words:
            return _member(item, team)

        def members(charter: Charter, team: TeamName = team) -> Mapping[str, Member]:
            return charter.teams[team].members

        yield from items(both, f"{part}.members", members, words, frozenset({"key"}))


def _member(item: Item, team: TeamName) -> Words:
    name = item.here.name
    if item.kind != "changed":
        verb = "joins" if item.kind == "added" else "leaves"
        room = item.here.per_week
        leads = f" ({room} leads a week {'more' if item.kind == 'added' else 'less'})" if room else ""
        sentence = f"{name} {verb} {team}{leads}."
        return Words(sentence)
    sentence = f"{name} ({team}): {item.how()}."
    if "per_week" not in item.differs or item.now.per_week is None:
        return Words(sentence)
    return Words(sentence, sales=f"{name} gets at most {item.now.per_week} leads a week.")


def _clocks(was: BusinessHours, now: BusinessHours) -> tuple[str, str]:
    """What other hours mean for promises that are counted in them."""
    before, after = (len(hours.days) * (hours.closes - hours.opens) / 60 for hours in (was, now))
    if before == after:
        return "", f"Your clocks now run {in_words(now)}."
    longer = after > before
    return (
        f"Sales' promises in business time end {'sooner' if longer else 'later'} by the calendar.",
        f"Your clocks run {after:g} hours a week, and no longer {before:g}: "
        f"promises in business time end {'sooner' if longer else 'later'} by the calendar.",
    )

"""What changes for one buyer: who gets the lead, which track nurtures it, who may say what, what never may be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from tandem.charter.cases import Fields, overlap, relation
from tandem.charter.conditions import Not
from tandem.charter.diff.change import Change
from tandem.charter.diff.meaning import condition_of
from tandem.charter.diff.order import reordered, tried_before
from tandem.charter.diff.telling import Between, Item, Words, change, items, named, one
from tandem.charter.diff.wording import told
from tandem.charter.explain import in_words, sent
from tandem.charter.model import EngagementRule, Never, NurtureTrack, Route


def routing(both: Between) -> Iterator[Change]:
    """Who gets a lead, and in which order the routes are tried."""
    yield from items(both, "routing", lambda charter: named(charter.routing), partial(_route, both))
    yield from reordered("routing", both.a.routing, both.b.routing, both.types, _rivals)


def _rivals(types: Fields, one: Route, other: Route) -> bool:
    return overlap(condition_of(one.when), condition_of(other.when), types)


def _route(both: Between, item: Item) -> Words:
    if item.kind == "added":
        first = tried_before(item.now, both.b.routing, both.types, _rivals)
        sentence = f"A new route `{item.name}`{first}: {in_words(item.now)}."
        return Words(sentence, sales=f"You get these leads: {_leads(item.now)}.")
    if item.kind == "removed":
        return Words(
            f"The route `{item.name}` goes: {in_words(item.was)}.",
            sales=f"These leads take another route: {_leads(item.was)}.",
        )
    sentence = f"The route `{item.name}`: {item.how()}."
    return Words(sentence, sales=f"These leads go to {item.now.to}, by {item.now.by}: {_leads(item.now)}.")


def _leads(route: Route) -> str:
    return told(route.when.condition, route.when.text) if route.when else "all that no route before takes"


def nurture(both: Between) -> Iterator[Change]:
    """The tracks of mails; the first whose `enter` holds takes the lead."""
    yield from items(both, "nurture.tracks", lambda charter: named(map(_ending, charter.nurture)), _track)
    yield from reordered("nurture.tracks", both.a.nurture, both.b.nurture, both.types, _both_enter)


def _ending(track: NurtureTrack) -> NurtureTrack:
    """A track that says when it ends: without `leave` it lasts as long as `enter` holds."""
    enter = track.enter
    return replace(
        track, leave=track.leave or replace(enter, text=f"not ({enter.text})", condition=Not(enter.condition))
    )


def _both_enter(types: Fields, one: NurtureTrack, other: NurtureTrack) -> bool:
    return overlap(one.enter.condition, other.enter.condition, types)


def _track(item: Item) -> Words:
    if item.kind == "added":
        return Words(f"A new nurture track `{item.name}`: {in_words(item.now)}.", f"You send `{item.name}`.")
    if item.kind == "removed":
        return Words(f"The nurture track `{item.name}` goes.", f"You no longer send `{item.name}`.")
    return Words(f"The nurture track `{item.name}`: {item.how()}.")


def engagement(both: Between) -> Iterator[Change]:
    """Who may say what to a buyer now, and how long tools get to follow."""
    yield from items(both, "rules_of_engagement", lambda charter: named(charter.engagement), _rule)
    sentence = "Tools get {now} to follow a change, and no longer {was}."
    yield from one("rules_of_engagement.grace", both.a.sync_grace, both.b.sync_grace, sentence)


def _rule(item: Item) -> Words:
    if item.kind == "changed":
        freed = [_freedom(item, team) for team in ("marketing", "sales")]
        sentence = f"The rule of engagement `{item.name}`: {_how(item)}."
        return Words(sentence, *(f"While {_while(item.now)}, you may send {said}." if said else "" for said in freed))
    rule: EngagementRule = item.here
    verb = "A new rule of engagement" if item.kind == "added" else "This rule of engagement goes:"
    own = [
        f"While {_while(rule)}, you may send {sent(getattr(rule, team))}."
        if item.kind == "added"
        else f"It no longer says what you may send while {_while(rule)}."
        for team in ("marketing", "sales")
    ]
    return Words(f"{verb} `{item.name}`: {in_words(rule)}.", *own)


def _how(item: Item) -> str:
    """What became of the rule; what a team may send is told as such."""
    rest = {name: how for name, how in item.differs.items() if name not in ("marketing", "sales")}
    teams = [team for team in ("marketing", "sales") if team in item.differs]
    told_first = [replace(item, differs=rest).how()] if rest else []
    return "; ".join([*told_first, *(f"{team} may send {_freedom(item, team)}" for team in teams)])


def _freedom(item: Item, team: str) -> str:
    """What a team may send by a rule's later version; '' where that stays."""
    before, after = item.attribute(team)
    if set(before) == set(after):
        return sent(after) if "when" in item.differs else ""
    return f"{sent(after)}, and no longer {sent(before)}"


def _while(rule: EngagementRule) -> str:
    return told(rule.when.condition, rule.when.text)


def never(both: Between) -> Iterator[Change]:
    """What no scenario may allow; statements have no names, so that those of equal meaning are paired."""
    left = list(both.b.never)
    gone: list[Never] = []
    for was in both.a.never:
        same = next((now for now in left if _same(both, was, now)), None)
        if same is None:
            gone.append(was)
        else:
            left.remove(same)
    for was in gone:
        now = next((n for n in left if (n.team, n.purpose) == (was.team, was.purpose)), None)
        if now is None:
            sentence = f"It is no longer ruled out that {in_words(was)}."
            yield change("never", "", in_words(was), "", Words(sentence), was)
        else:
            left.remove(now)
            sentence = f"It must never be that {in_words(now)}; ruled out was that {in_words(was)}."
            yield change("never", "", in_words(was), in_words(now), Words(sentence), was, now)
    for now in left:
        yield change("never", "", "", in_words(now), Words(f"It must never be that {in_words(now)}."), None, now)


def _same(both: Between, was: Never, now: Never) -> bool:
    alike = (was.team, was.purpose) == (now.team, now.purpose)
    return alike and relation(was.when.condition, now.when.condition, both.types) == "same"

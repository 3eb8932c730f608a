"""What changes in the lifecycle: stages, moves and the order in which they are tried, waits, lateness."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tandem.charter.cases import Fields, Relation, overlap
from tandem.charter.diff.change import Change
from tandem.charter.diff.meaning import condition_of, length
from tandem.charter.diff.order import reordered, tried_before
from tandem.charter.diff.telling import Between, Item, Words, change, items, named
from tandem.charter.diff.wording import either, shifted
from tandem.charter.explain import in_words, term
from tandem.charter.model import Charter, CoolDown, Late, Move


def lifecycle(both: Between) -> Iterator[Change]:
    """Stages, final stages, moves, cool-downs, lateness."""
    yield from _stages(both)
    yield from items(both, "lifecycle.final", lambda charter: {s: s for s in charter.final}, partial(_final, both))
    yield from items(both, "lifecycle.moves", lambda charter: named(charter.moves), partial(_move, both))
    yield from reordered("lifecycle.moves", both.a.moves, both.b.moves, both.types, _rivals)
    yield from items(both, "lifecycle.cool_down", _cool_downs, partial(_wait, both))
    yield from items(both, "lifecycle.late", lambda charter: {r.stage: r for r in charter.late}, partial(_late, both))


def _cool_downs(charter: Charter) -> dict[str, CoolDown]:
    return {f"{rule.source} -> {rule.to}": rule for rule in charter.cool_downs}


def _stages(both: Between) -> Iterator[Change]:
    was, now = both.a.stages, both.b.stages
    for stage in (s for s in was if s not in now):
        words = Words(f"The stage {both.title(stage)} goes.", *_own_terms(both, stage))
        yield change("lifecycle.stages", stage, stage, "", words)
    for stage in (s for s in now if s not in was):
        words = Words(f"The stage {both.title(stage)} is new.", *_own_terms(both, stage))
        yield change("lifecycle.stages", stage, "", stage, words)
    before, after = ([s for s in side if s in was and s in now] for side in (was, now))
    if before != after:
        sentence = f"The journey runs {', '.join(after)}; it ran {', '.join(before)}."
        yield change("lifecycle.stages", "", ", ".join(before), ", ".join(after), Words(sentence))


def _own_terms(both: Between, stage: str) -> tuple[str, str]:
    said = (term(both.b, stage, team) or term(both.a, stage, team) for team in ("marketing", "sales"))
    own = [f"{both.title(stage)}: {text}" if text else "" for text in said]
    return own[0], own[1]


def _final(both: Between, item: Item) -> Words:
    rest = "is final: no lead leaves it any more" if item.kind == "added" else "is no longer final: leads may leave it"
    return Words(f"The stage {both.title(item.name)} {rest}.")


def _move(both: Between, item: Item) -> Words:
    here: Move = item.here
    way = f"from {either(map(both.title, here.source))} to {either(map(both.title, here.to))}"
    if item.kind == "added":
        first = tried_before(here, both.b.moves, both.types, _rivals)
        return Words(f"A new move `{item.name}`{first}: {in_words(here)}.", *_arrivals(both, here, "looser"))
    if item.kind == "removed":
        return Words(f"The move `{item.name}` {way} goes.", *_arrivals(both, here, "stricter"))
    return Words(_bar(both, item) or f"The move `{item.name}` {way}: {item.how()}.", *_arrivals(both, here, _how(item)))


def _bar(both: Between, item: Item) -> str:
    """The sentence of a move of which only one bar moved."""
    if list(item.differs) != ["when"]:
        return ""
    was, now = item.attribute("when")
    bar = shifted(condition_of(was), condition_of(now))
    if bar is None:
        return ""
    field, before, after = bar
    verb = "rises" if after > before else "falls"
    stages = either(map(both.title, item.here.to))
    return f"The bar for {stages} {verb} from {field} {before:g} to {after:g} (`{item.name}`)."


def _how(item: Item) -> Relation:
    """Whether a changed move can only happen more often, only less often, or otherwise."""
    found: set[Relation] = set()
    for name, how in item.differs.items():
        was, now = item.attribute(name)
        if name == "source":
            how = "looser" if set(was) < set(now) else "stricter" if set(was) > set(now) else "other"
        elif name == "reason_required":
            continue
        found.add(how)
    return found.pop() if len(found) == 1 else "other" if found else "same"


def _arrivals(both: Between, move: Move, how: Relation) -> tuple[str, str]:
    """What it means for each team that more, fewer or other leads come to a stage."""
    if how == "same":
        return "", ""
    stages = either(map(both.title, move.to))
    if "mql" in move.to:
        marketing, sales = _HANDED_OVER[how]
    else:
        marketing = sales = _ARRIVING[how]
    return _told(both, move, "marketing", marketing.format(stages)), _told(both, move, "sales", sales.format(stages))


def _told(both: Between, move: Move, team: str, sentence: str) -> str:
    """A sentence with what the stage means in a team's own words."""
    said = term(both.b, move.to[0], team) if len(move.to) == 1 else ""
    return f"{sentence}. ({both.title(move.to[0])}: {said})" if said else f"{sentence}."


_HANDED_OVER: dict[Relation, tuple[str, str]] = {
    "stricter": (
        "Fewer of your leads become {}, and later: they stay with you for longer",
        "Fewer leads come to you as {}, and later",
    ),
    "looser": (
        "More of your leads become {}, and sooner",
        "More leads come to you as {}, and sooner; each may have shown less",
    ),
    "other": ("Other leads of yours become {}", "Other leads come to you as {}"),
}
_ARRIVING: dict[Relation, str] = {
    "stricter": "Fewer leads become {}",
    "looser": "More leads become {}",
    "other": "Leads become {} in other cases",
}


def _rivals(types: Fields, one: Move, other: Move) -> bool:
    """Whether two moves can both be right at once, so that the first of them decides."""
    same = one.on == other.on and set(one.source) & set(other.source)
    return bool(same) and overlap(condition_of(one.when), condition_of(other.when), types)


def _wait(both: Between, item: Item) -> Words:
    way = f"from {both.title(item.here.source)} to {both.title(item.here.to)}"
    if item.kind == "added":
        return Words(f"A lead now waits on its way {way}: {in_words(item.now)}.")
    if item.kind == "removed":
        return Words(f"A lead no longer waits on its way {way}; it waited {in_words(item.was.wait)}.")
    (kind, before), (other, after) = length(item.was.wait), length(item.now.wait)
    if kind != other or before == after:
        return Words(f"Waiting on the way {way}: {item.how()}.")
    when = "later" if after > before else "sooner"
    stage = both.title(item.now.to)
    return Words(
        f"Waiting on the way {way}: {item.how()}.",
        f"Leads who rest become {stage} again {when}.",
        f"Leads who rested come back as {stage} {when}.",
    )


def _late(both: Between, item: Item) -> Words:
    stage = both.title(item.name)
    if item.kind == "removed":
        return Words(f"Nothing happens any more when a lead rests in {stage}.")
    before = f", and no longer {_fate(item.was)}" if item.was else ""
    return Words(f"A lead that rests in {stage} is {_fate(item.now)}{before}.")


def _fate(rule: Late) -> str:
    return f"{_THEN[rule.then]} after {in_words(rule.after)}"


_THEN = {"escalate": "escalated", "reassign": "given to somebody else"}

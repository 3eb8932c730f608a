"""What changes in what the words mean: glossary, crosswalk, declared fields, segment, required fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from tandem.charter.crosswalk import READ_FROM, attribute_of, folded
from tandem.charter.diff.change import Change
from tandem.charter.diff.telling import Between, Item, Words, change, items
from tandem.charter.diff.wording import listed
from tandem.charter.explain import in_words
from tandem.charter.model import Charter, FieldType, Term


def glossary(both: Between) -> Iterator[Change]:
    """What both teams mean by a word."""
    return items(both, "glossary", lambda charter: charter.glossary, _term)


def _term(item: Item) -> Words:
    if item.kind == "removed":
        return Words(f"The glossary no longer says what {item.name} means.")
    sentence = f"{item.name} now means: {in_words(item.now)}."
    return Words(
        sentence if item.kind == "changed" else f"The glossary has {item.name}: {in_words(item.now)}.", *_own(item)
    )


def _own(item: Item) -> tuple[str, str]:
    """The word as each team says it, where it says it in another way than before."""
    was: Term = item.was or Term("")
    now: Term = item.now
    said = []
    for before, after in (
        (was.in_marketing_words or was.means, now.in_marketing_words or now.means),
        (was.in_sales_words or was.means, now.in_sales_words or now.means),
    ):
        said.append(f"For you {item.name} now means “{after}”" if before != after else "")
    return said[0], said[1]


def crosswalk(both: Between) -> Iterator[Change]:
    """Each tool's own values: what they now count as, where they stand, and whose word counts for a stage."""
    part = "crosswalk"
    yield from items(both, f"{part}.believe", lambda charter: charter.crosswalk.believe, _believed)
    for tool, vocabulary in _vocabularies(both):
        where = f"{part}.{tool}.{vocabulary}"
        was, now = (_fields(charter, tool, vocabulary) for charter in (both.a, both.b))
        if was != now:
            words = Words(f"In {tool}, {vocabulary} is read from {now}, and no longer from {was}.")
            yield change(where, "field", was, now, words, both.a.crosswalk, both.b.crosswalk)
        yield from _values(both, where, tool, vocabulary)


def _believed(item: Item) -> Words:
    whose = f"{item.now}'s word counts" if item.now else "any tool's word counts"
    before = f"only {item.was}'s" if item.was else "any tool's"
    return Words(f"For the stage {item.name} {whose}; it was {before}.")


def _vocabularies(both: Between) -> list[tuple[str, str]]:
    walks = (both.a.crosswalk, both.b.crosswalk)
    found = {
        (t, v) for walk in walks for side in (walk.words, walk.fields) for t, listed in side.items() for v in listed
    }
    order = list(READ_FROM)
    return sorted(found, key=lambda pair: (pair[0], order.index(pair[1])))


def _fields(charter: Charter, tool: str, vocabulary: str) -> str:
    return attribute_of(charter.crosswalk, tool, vocabulary)


def _values(both: Between, where: str, tool: str, vocabulary: str) -> Iterator[Change]:
    """The values of one vocabulary; a whole vocabulary that comes or goes is told once."""
    was, now = (charter.crosswalk.words.get(tool, {}).get(vocabulary) for charter in (both.a, both.b))
    if was is not None and now is not None:
        shown = {folded(value): value for value in (*was, *now)}

        def values(charter: Charter) -> dict[str, str]:
            return {folded(value): word for value, word in charter.crosswalk.words[tool][vocabulary].items()}

        def words(item: Item) -> Words:
            return _value(item, shown[item.name], tool, vocabulary)

        yield from items(both, where, values, words)
    elif was is not now:
        text = "The crosswalk now knows" if now is not None else "The crosswalk no longer knows"
        rest = "" if now is not None else ": its values pass through as they are"
        sentence = f"{text} {tool}'s {vocabulary}{rest}."
        yield change(where, "", _mapped(was), _mapped(now), Words(sentence))


def _mapped(values: Mapping[str, str] | None) -> str:
    return "" if values is None else listed(f"'{value}' is {word}" for value, word in values.items())


def _value(item: Item, shown: str, tool: str, vocabulary: str) -> Words:
    said = f"In {tool}, {vocabulary} '{shown}'"
    if item.kind == "removed":
        return Words(f"{said} is no longer known; it was {item.was}.")
    return Words(f"{said} now counts as {item.now}{f', and no longer as {item.was}' if item.was else ''}.")


def declared(both: Between) -> Iterator[Change]:
    """The facts that rules may use, the segment, and the fields that every record must fill."""
    yield from items(both, "fields", _sourced, _field)
    if both.a.segment != both.b.segment:
        sentence = f"The segment is {both.b.segment or 'nothing'}, and no longer {both.a.segment or 'nothing'}."
        yield change("segment", "", both.a.segment, both.b.segment, Words(sentence))
    yield from items(both, "required_fields", lambda charter: {n: n for n in charter.required_fields}, _required)


def _sourced(charter: Charter) -> dict[str, FieldType]:
    return {name: replace(field, source=field.source or name) for name, field in charter.fields.items()}


def _field(item: Item) -> Words:
    if item.kind == "added":
        return Words(f"Rules may use `{item.name}`: {in_words(item.now)}.")
    if item.kind == "removed":
        return Words(f"Rules may no longer use `{item.name}`.")
    return Words(f"The field `{item.name}`: {item.how()}.")


def _required(item: Item) -> Words:
    need = "must now" if item.kind == "added" else "need no longer"
    return Words(f"Every record {need} have its {item.name}.")

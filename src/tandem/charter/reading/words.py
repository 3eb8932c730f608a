"""The words: the glossary in both teams' words, and the crosswalk from each tool's own values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tandem.charter.crosswalk import STAGE_VOCABULARIES, VOCABULARIES, folded, known_words
from tandem.charter.model import Crosswalk, Place, Term
from tandem.charter.reading.part import Part
from tandem.charter.suggestion import did_you_mean

TERM_KEYS = ("means",), ("in_sales_words", "in_marketing_words")
FIELD = "field"
"""The key beside a vocabulary's values that names the tool's own field."""


def glossary(part: Part | None) -> dict[str, Term]:
    """{MQL: {means: …, in_sales_words: …, in_marketing_words: …}}."""
    return {term.key: _term(term) for term in (part.entries() if part else [])}


def _term(part: Part) -> Term:
    keys = part.keys(*TERM_KEYS)
    said = {key: value.text() or "" for key, value in keys.items()}
    return Term(said.get("means", ""), said.get("in_sales_words", ""), said.get("in_marketing_words", ""))


def crosswalk(part: Part | None, stages: Sequence[str]) -> Crosswalk:
    """{believe: {stage: tool}, tool: {vocabulary: {value: word, field: the tool's field}}}."""
    words: dict[str, dict[str, dict[str, str]]] = {}
    fields: dict[str, dict[str, str]] = {}
    places: dict[tuple[str, str], Place] = {}
    entries = part.entries() if part else []
    for tool in (entry for entry in entries if entry.key != "believe"):
        words[tool.key], fields[tool.key] = {}, {}
        for vocabulary, listed in ({} if tool.is_empty else tool.keys((), VOCABULARIES)).items():
            places[tool.key, vocabulary] = listed.place
            values = {} if listed.is_empty else {entry.key: entry for entry in listed.entries()}
            field = values.pop(FIELD, None)
            if field is not None:
                fields[tool.key][vocabulary] = field.text("be the tool's own field") or ""
            if values or field is None:
                words[tool.key][vocabulary] = _words(values.values(), vocabulary, stages)
    believe = next((entry for entry in entries if entry.key == "believe"), None)
    return Crosswalk(words, fields, _believe(believe, stages, words), places)


def _words(values: Iterable[Part], vocabulary: str, stages: Sequence[str]) -> dict[str, str]:
    known = known_words(vocabulary, stages)
    what = "stage" if vocabulary in STAGE_VOCABULARIES else f"word of {vocabulary}"
    found: dict[str, str] = {}
    first: dict[str, str] = {}
    for entry in values:
        word = entry.one_of(known, what) if known else entry.text("be one of your words")
        same = first.setdefault(folded(entry.key), entry.key)
        if same != entry.key:
            message = f"'{entry.key}' and '{same}' are the same: case does not count."
            entry.fault(message, "Remove one.", entry.key_place)
        elif word is not None:
            found[entry.key] = word
    return found


def _believe(part: Part | None, stages: Sequence[str], tools: dict[str, dict[str, dict[str, str]]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in part.entries() if part else []:
        if entry.key not in stages:
            entry.fault(f"there is no stage `{entry.key}`.", did_you_mean(entry.key, stages), entry.key_place)
        elif (tool := entry.one_of(tools, "tool of this crosswalk")) is not None:
            found[entry.key] = tool
    return found

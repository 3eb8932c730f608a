"""Each tool's own values → the charter's words: matching, the values it does not know, and a first draft."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from tandem.charter.model import Charter, Crosswalk
from tandem.vocabulary import Fault

IGNORE: Final = "ignore"
"""The word that says nothing."""

STAGE_VOCABULARIES: Final = ("lead_status", "lifecycle_stage")
BANT_VOCABULARIES: Final = ("budget", "authority", "need", "timing")
PURPOSES: Final = ("nurture", "newsletter", "operational", "event", "sales")
DEAL_WORDS: Final = ("open", "won", "lost")

VOCABULARIES: Final = (
    "lead_status", "lifecycle_stage", "opportunity_stage", "source", "return_reason", "disposal_reason", "loss_reason",
    "purpose", "budget", "authority", "need", "timing",
)  # fmt: skip

READ_FROM: Final[Mapping[str, tuple[str, str]]] = {
    "lead_status": ("person", "status"),
    "lifecycle_stage": ("person", "lifecycle_stage"),
    "opportunity_stage": ("opportunity", "stage"),
    "source": ("person", "source"),
    "return_reason": ("person", "return_reason"),
    "disposal_reason": ("person", "disposal_reason"),
    "loss_reason": ("opportunity", "loss_reason"),
    "purpose": ("event", "purpose"),
    "budget": ("person", "budget"),
    "authority": ("person", "authority"),
    "need": ("person", "need"),
    "timing": ("person", "timing"),
}
"""Vocabulary → the unit and the attribute (also of `field.changed`) that its values stand in; sources stand on
opportunities too. `Crosswalk.fields` overrides the attribute per tool."""


class Seen(NamedTuple):
    """A value as found in the data, with the number of rows that hold it."""

    tool: str
    vocabulary: str
    value: str
    rows: int


def known_words(vocabulary: str, stages: Sequence[str]) -> tuple[str, ...]:
    """The words that a vocabulary may map to; () = any word."""
    if vocabulary in STAGE_VOCABULARIES:
        return (*stages, IGNORE)
    if vocabulary == "opportunity_stage":
        return (*DEAL_WORDS, IGNORE)
    if vocabulary == "purpose":
        return (*PURPOSES, IGNORE)
    if vocabulary in BANT_VOCABULARIES:
        return ("yes", "no", "unknown", IGNORE)
    return ()


def folded(value: str) -> str:
    """A tool's value as it is matched: without outer blanks and case."""
    return value.strip().casefold()


@lru_cache(maxsize=256)
def _table(pairs: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {folded(value): said for value, said in pairs}


def word(crosswalk: Crosswalk, tool: str, vocabulary: str, value: str) -> str | None:
    """The charter's word for a tool's value; None = unmapped, 'ignore' = it says nothing, '' stays ''.

    A vocabulary that the crosswalk does not list for the tool passes the value through.
    """
    listed = crosswalk.words.get(tool, {}).get(vocabulary)
    if listed is None or not value.strip():
        return value.strip()
    direct = listed.get(value)
    return direct if direct is not None else _table(tuple(listed.items())).get(folded(value))


def attribute_of(crosswalk: Crosswalk, tool: str, vocabulary: str) -> str:
    """The attribute that a vocabulary's values stand in, for a tool."""
    return crosswalk.fields.get(tool, {}).get(vocabulary) or READ_FROM[vocabulary][1]


def unmapped(values: Iterable[Seen], charter: Charter) -> list[Seen]:
    """The values that the charter's crosswalk does not know, most rows first."""
    missing = [s for s in values if word(charter.crosswalk, s.tool, s.vocabulary, s.value) is None]
    return sorted(missing, key=lambda s: (s.tool, s.vocabulary, -s.rows, s.value))


def faults(values: Iterable[Seen], charter: Charter) -> list[Fault]:
    """Each unmapped value as a fault with its count, at the crosswalk's lines."""
    return [
        Fault(
            charter.file,
            *charter.crosswalk.places.get((s.tool, s.vocabulary), (0, 0)),
            f"{s.tool} says '{s.value}' in {s.rows:,} rows, and {s.vocabulary} does not know it.",
            "Add it, or map it to ignore.",
        )
        for s in unmapped(values, charter)
    ]

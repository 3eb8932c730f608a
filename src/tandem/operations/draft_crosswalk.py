"""`tandem charter map`: the values that the imports hold for the crosswalk, with counts, and a draft made from them."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from typing import TYPE_CHECKING

from tandem.charter import crosswalk, drafting
from tandem.charter.crosswalk import READ_FROM, Seen
from tandem.operations.workspace import Workspace

if TYPE_CHECKING:
    from tandem.charter.model import Charter

SeenRow = dict[str, str | int]
"""tool, vocabulary, value, rows."""


def draft_crosswalk(workspace: Workspace) -> str:
    """The crosswalk as YAML: what the workspace's charter maps already, sure guesses, and `# ?` lines to decide."""
    charter = _charter(workspace)
    return drafting.draft(seen_values(workspace, charter), charter)


def found_values(workspace: Workspace) -> list[SeenRow]:
    """Every value of a vocabulary with its rows, and the word that the workspace's charter has for it ('' = none)."""
    charter = _charter(workspace)
    words = charter.crosswalk
    return [
        {**s._asdict(), "word": crosswalk.word(words, s.tool, s.vocabulary, s.value) or ""}
        for s in seen_values(workspace, charter)
    ]


def unmapped_values(workspace: Workspace, charter: Charter) -> list[SeenRow]:
    """The values that a charter's crosswalk lists a vocabulary for, and does not know."""
    return [s._asdict() for s in crosswalk.unmapped(seen_values(workspace, charter), charter)]


def seen_values(workspace: Workspace, charter: Charter) -> list[Seen]:
    """The values in the base relations that stand in a vocabulary's field, most rows first within each."""
    from tandem.store.lens import DuckLens

    base = workspace.lens / "base"
    if not base.is_dir():
        return []
    sql = (resources.files("tandem") / "operations" / "sql" / "seen_values.sql").read_text(encoding="utf-8")
    fields = sorted({field for field, *_ in _fields(charter)})
    found = DuckLens.of_folders(base).run(sql, {"fields": fields}).to_pylist()
    counts: dict[tuple[str, str, str], int] = {}
    for row in found:
        for vocabulary in _vocabularies(charter, row["tool"], row["unit"], row["field"]):
            key = row["tool"], vocabulary, row["value"]
            counts[key] = counts.get(key, 0) + row["rows"]
    return sorted(
        (Seen(*key, rows) for key, rows in counts.items()), key=lambda s: (s.tool, s.vocabulary, -s.rows, s.value)
    )


def _fields(charter: Charter) -> Iterator[tuple[str, str, str, str]]:
    """(folded field, tool or '', unit or '', vocabulary): where each vocabulary's values stand."""
    for vocabulary, (unit, field) in READ_FROM.items():
        yield field.casefold(), "", unit, vocabulary
    yield "source", "", "opportunity", "source"
    for tool, named in charter.crosswalk.fields.items():
        for vocabulary, field in named.items():
            yield field.casefold(), tool, "", vocabulary


def _vocabularies(charter: Charter, tool: str, unit: str, field: str) -> list[str]:
    """The vocabularies that a tool's field speaks; a field that the charter names for a tool replaces the usual one."""
    named = set(charter.crosswalk.fields.get(tool, {}))
    return [
        vocabulary
        for said, by, of, vocabulary in _fields(charter)
        if said == field and (by == tool if by else of == unit and (vocabulary not in named or unit == "event"))
    ]


def _charter(workspace: Workspace) -> Charter:
    """The workspace's charter. Raises `CharterFaults`."""
    from tandem.operations.setting import load_charter

    return load_charter(workspace.charter)

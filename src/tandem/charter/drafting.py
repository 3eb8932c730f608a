"""A first crosswalk from the values that the tools really hold: sure guesses as lines, unsure ones as questions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Final

from tandem.charter.crosswalk import (
    BANT_VOCABULARIES,
    IGNORE,
    STAGE_VOCABULARIES,
    VOCABULARIES,
    Seen,
    folded,
    known_words,
    word,
)
from tandem.charter.model import Charter

Guesses = Mapping[str, str]

_STAGES: Final[Guesses] = {
    "lead": "lead", "subscriber": "lead", "inquiry": "lead", "raw": "lead",
    "mql": "mql", "marketing qualified lead": "mql", "marketing qualified": "mql", "open not contacted": "mql",
    "new": "mql", "open": "mql",
    "sal": "sal", "sales accepted lead": "sal", "sales accepted": "sal", "accepted": "sal", "working": "sal",
    "working contacted": "sal", "attempted to contact": "sal", "connected": "sal", "in progress": "sal",
    "contacted": "sal",
    "sql": "sql", "sales qualified lead": "sql", "sales qualified": "sql", "qualified": "sql",
    "closed converted": "sql", "converted": "sql",
    "opportunity": "opportunity", "open deal": "opportunity",
    "customer": "customer", "client": "customer",
    "nurture": "nurture", "nurturing": "nurture", "recycled": "nurture", "bad timing": "nurture",
    "unqualified": "disqualified", "disqualified": "disqualified", "closed not converted": "disqualified",
    "junk": "disqualified", "bad data": "disqualified",
    "evangelist": IGNORE, "other": IGNORE,
}  # fmt: skip
"""What tools usually call a stage. `marketingqualifiedlead` is read as its words."""

_DEALS: Final[Guesses] = {
    "closed won": "won", "won": "won", "closedwon": "won", "closed lost": "lost", "lost": "lost", "closedlost": "lost",
    "prospecting": "open", "qualification": "open", "qualified": "open", "discovery": "open", "engaging": "open",
    "needs analysis": "open", "value proposition": "open", "proposal": "open", "proposal price quote": "open",
    "negotiation": "open", "negotiation review": "open", "perception analysis": "open", "demo": "open",
    "id decision makers": "open", "contract sent": "open", "appointment scheduled": "open",
    "presentation scheduled": "open", "decision maker bought in": "open",
}  # fmt: skip

_SOURCES: Final[Guesses] = {
    "organic search": "organic_search", "seo": "organic_search", "paid search": "paid_search", "ppc": "paid_search",
    "advertisement": "paid_search", "social": "social", "social media": "social", "paid social": "paid_social",
    "referral": "referral", "referrals": "referral", "partner referral": "referral", "employee referral": "referral",
    "external referral": "referral", "email": "email", "email marketing": "email", "trade show": "event",
    "event": "event", "webinar": "event", "seminar": "event", "direct traffic": "direct", "direct": "direct",
    "cold call": "outbound", "outbound": "outbound", "web": "web", "website": "web", "partner": "partner",
}  # fmt: skip

_REASONS: Final[Guesses] = {
    "no budget": "budget", "budget": "budget", "price": "price", "too expensive": "price", "not now": "timing",
    "timing": "timing", "bad timing": "timing", "not the right person": "authority", "no authority": "authority",
    "no need": "need", "bad data": "bad_data", "invalid": "bad_data", "duplicate": "duplicate",
    "competitor": "competitor", "lost to competitor": "competitor", "no response": "no_response",
    "no decision": "no_decision",
}  # fmt: skip

_ANSWERS: Final[Guesses] = {
    "yes": "yes", "true": "yes", "1": "yes", "confirmed": "yes", "y": "yes", "no": "no", "false": "no", "0": "no",
    "n": "no", "unknown": "unknown", "tbd": "unknown", "not known": "unknown",
}  # fmt: skip

_CONTAINED: Final = {
    "disqualif": "disqualified", "unqualif": "disqualified", "nurtur": "nurture", "recycl": "nurture",
    "customer": "customer", "opportunity": "opportunity", "marketing": "mql", "accept": "sal", "work": "sal",
    "contact": "sal", "qualif": "sql", "convert": "sql", "open": "mql", "new": "mql", "lead": "lead",
}  # fmt: skip
"""A part of a stage's name → a guess that a human must confirm."""


def draft(values: Iterable[Seen], charter: Charter) -> str:
    """The `crosswalk` of a charter as YAML: what the charter maps already, sure guesses, and `# ?` lines to decide."""
    order = {name: n for n, name in enumerate(VOCABULARIES)}
    seen = sorted(values, key=lambda s: (s.tool, order[s.vocabulary], -s.rows, s.value))
    lines = ["crosswalk:", *_believed(charter)]
    for tool, of_tool in groupby(seen, key=lambda s: s.tool):
        lines.append(f"  {quoted(tool)}:")
        for vocabulary, found in groupby(of_tool, key=lambda s: s.vocabulary):
            lines.append(f"    {vocabulary}:")
            if field := charter.crosswalk.fields.get(tool, {}).get(vocabulary):
                lines.append(f"      field: {quoted(field)}")
            lines += _lines(charter, found)
    return "\n".join(lines) + "\n" if len(lines) > 1 else "crosswalk: {}  # the imports hold no such values yet\n"


def _believed(charter: Charter) -> Iterator[str]:
    if charter.crosswalk.believe:
        said = ", ".join(f"{stage}: {quoted(tool)}" for stage, tool in charter.crosswalk.believe.items())
        yield f"  believe: {{{said}}}"


def _lines(charter: Charter, found: Iterable[Seen]) -> Iterator[str]:
    """One line a value; of values that differ in case and blanks only, the one with most rows, with all their rows."""
    merged: dict[str, Seen] = {}
    for s in found:
        first = merged.get(folded(s.value), s._replace(rows=0))
        merged[folded(s.value)] = first._replace(rows=first.rows + s.rows)
    for s in merged.values():
        said, sure = guess(charter, s.tool, s.vocabulary, s.value)
        rows = f"{s.rows:,} row{'' if s.rows == 1 else 's'}"
        line = f"{quoted(s.value.strip())}: {quoted(said)}"
        yield f"      {line}  # {rows}" if sure else f"      # ? {line}  # {rows}: decide, and remove the `# ?`"


def guess(charter: Charter, tool: str, vocabulary: str, value: str) -> tuple[str, bool]:
    """The word that a tool's value probably means, and whether that is sure."""
    listed = charter.crosswalk.words.get(tool, {}).get(vocabulary)
    agreed = word(charter.crosswalk, tool, vocabulary, value) if listed else None
    if agreed is not None:
        return agreed, True
    plain = _plain(value)
    known = known_words(vocabulary, charter.stages)
    if known and plain.replace(" ", "_") in known:
        return plain.replace(" ", "_"), True
    usual = _usual(vocabulary).get(plain)
    if usual is not None and (not known or usual in known):
        return usual, True
    return _hint(vocabulary, plain, known), False


def _hint(vocabulary: str, plain: str, known: tuple[str, ...]) -> str:
    if vocabulary in STAGE_VOCABULARIES:
        return next((stage for part, stage in _CONTAINED.items() if part in plain and stage in known), IGNORE)
    if vocabulary == "opportunity_stage":
        return next((end for end in ("won", "lost") if end in plain.split()), "open")
    if known:
        return IGNORE
    return re.sub(r"[^\w]+", "_", plain).strip("_") or IGNORE


def _usual(vocabulary: str) -> Guesses:
    if vocabulary in STAGE_VOCABULARIES:
        return _STAGES
    if vocabulary in BANT_VOCABULARIES:
        return _ANSWERS
    return {"opportunity_stage": _DEALS, "source": _SOURCES, "purpose": {}}.get(vocabulary, _REASONS)


def _plain(value: str) -> str:
    """ "Open - Not Contacted" → "open not contacted"; "marketingqualifiedlead" → its words."""
    words = " ".join(re.findall(r"\w+", folded(value).replace("_", " ")))
    glued = re.fullmatch(r"(marketing|sales)(qualified|accepted)(lead)?", words)
    return " ".join(part for part in glued.groups() if part) if glued else words


def quoted(text: str) -> str:
    """Text as YAML writes it: plain where that is safe, else in double quotes."""
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", text) and text.lower() not in (
        "yes",
        "no",
        "true",
        "false",
        "null",
        "on",
        "off",
    ):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in quoted)

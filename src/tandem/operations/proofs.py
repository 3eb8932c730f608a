"""What the proofs of a charter found, as rows for programs and as pages that people of both teams can read."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from tandem.charter.proofs import Failure
    from tandem.vocabulary import Fault

WIDTH: Final = 100
_TITLES: Final = {
    "coverage": "Nobody answers",
    "one answer": "Two rules, two answers",
    "no dead rule": "A rule that never happens",
    "nobody rests with nobody": "A lead that nobody looks after",
    "no endless ping-pong": "Endless ping-pong",
    "reachable bars": "A bar out of reach",
    "never": "What must never be",
    "promises fit": "Promises that do not fit",
}


def fault_row(fault: Fault) -> dict[str, Any]:
    """A fault as a row."""
    place = {"file": fault.file, "line": fault.line, "column": fault.column}
    return {**place, "proof": "", "fault": fault.message, "mend": fault.mend, "story": "", "rules": [], "witness": None}


def failure_row(failure: Failure) -> dict[str, Any]:
    """A failed proof as a row: its story, the lines at fault, and the witness as plain values."""
    return {
        **fault_row(failure.fault),
        "proof": failure.proof,
        "story": failure.story,
        "rules": [{"line": quote.line, "text": quote.text} for quote in failure.quotes],
        "witness": {
            "values": dict(failure.values),
            "needed": list(failure.told),
            "team": failure.team,
            "purpose": failure.purpose,
            "event": failure.event,
            "stages": list(failure.stages),
        },
    }


def pages(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Each row as a paragraph: what is wrong and where; for a failed proof also who is hit, by which lines."""
    return [_page(row) for row in rows]


def _page(row: Mapping[str, Any]) -> str:
    place = f"{row['file']}:{row['line']}:{row['column']}" if row["line"] else row["file"]
    if not row["story"]:
        return f"✗ {place}: {row['fault']} {row['mend']}".rstrip()
    told = row["fault"][:1].upper() + row["fault"][1:]
    lines = [f"✗ {_TITLES[row['proof']]} · {place}", *_part("", told), *_part("Story", row["story"])]
    for number, rule in enumerate(row["rules"]):
        shown = f"{rule['line']:>4} │ {rule['text']}" if rule["line"] else rule["text"]
        lines += _part("Lines" if not number else "", shown, "       ")
    return "\n".join([*lines, *_part("Change", row["mend"]), ""])


def _part(label: str, text: str, hang: str = "") -> list[str]:
    indent = f"  {label:<8}" if label or hang else "  "
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=" " * len(indent) + hang, break_on_hyphens=False,
        break_long_words=False, drop_whitespace=True,
    )  # fmt: skip

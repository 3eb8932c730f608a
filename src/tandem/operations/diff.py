"""`tandem diff`: what changes between two charters, as an answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

from tandem.operations.answers import Result
from tandem.operations.setting import CharterFaults, load_charter, stamp_of
from tandem.operations.workspace import Workspace

if TYPE_CHECKING:
    from tandem.charter.diff import Change
    from tandem.charter.model import Charter
    from tandem.vocabulary import Fault

WIDTH = 100
IN_FORCE = "in-force"
"""What to write where a file is expected for the charter that decides: the adopted one, else the workspace's."""


def diff_result(root: Path, a: str, b: str = "") -> Result:
    """What changes from `a` to `b`: files, or `in-force`. Only one named: from the one in force to it.

    Raises `NoSuchFile`, `NoWorkspace`, and `CharterFaults` with the faults of both.
    """
    from tandem.charter.diff import diff

    was, now = charters_of(root, *((a, b) if b else (IN_FORCE, a)))
    changes = diff(was, now)
    count = f"{len(changes)} change{'' if len(changes) == 1 else 's'}"
    return Result(
        kind="command",
        name="diff",
        rows=[row(change) for change in changes],
        told=[paragraph(change) for change in changes],
        charter=stamp_of(now),
        notes=[f"from {_named(was)}", f"to {_named(now)}"],
        done=f"{count}." if changes else "Both say the same.",
    )


def charters_of(root: Path, *names: str) -> list[Charter]:
    """The charters of files, or `in-force`; the faults of all are told at once."""
    from tandem.operations.in_force import deciding

    found: list[Charter] = []
    faults: list[Fault] = []
    for name in names:
        try:
            charter = deciding(Workspace.open(root)).latest if name == IN_FORCE else load_charter(Path(name))
            found.append(replace(charter, file=name))
        except CharterFaults as wrong:
            faults += [replace(fault, file=name) for fault in wrong.faults]
    if faults:
        raise CharterFaults(sorted(set(faults)))
    return found


def paragraph(change: Change) -> str:
    """A change to read: what it says, and what it means for each team where that is more."""
    meant = (("for marketing", change.for_marketing), ("for sales", change.for_sales))
    lines = [f"{change.sentence}  [{change.part}]", *(f"    {whose}: {said}" for whose, said in meant if said)]
    return "\n".join([*(fill(line, WIDTH, subsequent_indent="      ") for line in lines), ""])


def row(change: Change) -> dict[str, str | int]:
    """A change as programs get it; lines are 0 where the place is the whole file."""
    return {
        "part": change.part,
        "name": change.name,
        "kind": change.kind,
        "change": change.sentence,
        "for_marketing": change.for_marketing,
        "for_sales": change.for_sales,
        "before": change.before,
        "after": change.after,
        "line_before": change.place_a[0],
        "line_after": change.place_b[0],
    }


def _named(charter: Charter) -> str:
    since = f", in force from {charter.in_force_from}" if charter.in_force_from else ""
    return f"{charter.file}: {charter.name}, version {charter.version}{since}"

"""`tandem scenario record`: a real story of the workspace turned into a scenario, without personal data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tandem.operations.answers import Result, write_whole
from tandem.operations.leads_of import leads_of
from tandem.operations.setting import Advance, load_charter, stamp_of, stamps
from tandem.vocabulary import TandemError

if TYPE_CHECKING:
    from tandem.operations.workspace import Workspace


class NothingToRecord(TandemError):
    """A person without any event that a rule could heed."""

    def __init__(self, person: str) -> None:
        super().__init__(f"Nothing happened to '{person}' that a rule of the charter could heed: there is no story.")


def record_result(
    workspace: Workspace, person: str, write: Path | None, charter: Path | None, on_progress: Advance | None = None
) -> tuple[Result, str]:
    """The scenario's text, and an answer with where it decides otherwise than the charter did of the real story.

    Of a person with several leads, the one with the most events. Nothing is written into the workspace itself.
    Raises `CharterFaults`, `NoLens`, `NobodyFound`, `SeveralFound`, `NothingToRecord`, `CannotWrite`.
    """
    from tandem.lifecycle.scenario.recording import record
    from tandem.lifecycle.scenario.writing import written
    from tandem.operations.build_lens import build_lens

    agreed = load_charter(charter or workspace.charter)
    build_lens(workspace, on_progress=on_progress)
    found = list(leads_of(workspace, person))
    if not found:
        raise NothingToRecord(person)
    world, file, lead = max(found, key=lambda one: sum(act.lead == one[2] for act in one[1].acts))
    story = record(agreed, world, file, lead)
    if not story.events:
        raise NothingToRecord(person)
    scenario = written(agreed, story)
    if write is not None:
        write_whole(write, scenario.text)
    result = Result(
        kind="command",
        name="scenario record",
        rows=[
            {
                "events": len(story.events),
                "moves": len(story.moves),
                "written": str(write or ""),
                "scenario": scenario.text,
            }
        ],
        shown=("events", "moves", "written"),
        charter=stamp_of(agreed),
        data=stamps(workspace)[1],
        notes=scenario.notes,
        done=f"Read it before you share it, then: tandem scenario run {write}" if write else "",
    )
    return result, scenario.text

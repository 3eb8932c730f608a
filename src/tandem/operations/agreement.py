"""`tandem check`, `tandem charter map`, `tandem replay` and `tandem why` as answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tandem.operations.answers import Result
from tandem.operations.proofs import failure_row, fault_row, pages
from tandem.operations.scenarios import scenario_faults, scenario_files, scenarios_beside
from tandem.operations.setting import Advance, NoSuchFile, open_setting, stamp_of, stamps
from tandem.operations.workspace import SETTINGS_FILE, Workspace
from tandem.vocabulary import Fault

if TYPE_CHECKING:
    from tandem.charter.model import Charter


def check_result(root: Path, path: Path | None) -> Result:
    """Every fault of a charter with its place, every proof that fails with its story, and the values of the
    workspace's data that its crosswalk does not know."""
    from tandem.charter.checking import check, notes
    from tandem.charter.proofs import PROOFS, Proved, prove
    from tandem.charter.reading import read_charter

    inside = (root / SETTINGS_FILE).is_file()
    workspace = Workspace.open(root) if inside or path is None else None
    file = path or (workspace.charter if workspace else root)
    if not file.is_file():
        raise NoSuchFile(file)
    written = file.read_bytes()
    charter, faults = read_charter(written, str(file))
    proved = Proved((), ())
    graph: list[Fault] = []
    advice: list[str] = []
    if charter is not None:
        text = written.decode("utf-8-sig")
        proved = prove(charter, text)
        advice = [f"advice: {note}" for note in (*proved.notes, *notes(charter, text))]
        graph = [*check(charter, text), *scenario_faults(scenarios_beside(file), charter)]
        if workspace is not None:
            graph += _unmapped(workspace, charter, str(file))
    rows = [*map(fault_row, sorted(faults)), *map(failure_row, proved.failures), *map(fault_row, sorted(graph))]
    covered = [f"checked: {sentence}." for sentence in proved.covered]
    if played := len(scenario_files(scenarios_beside(file))):
        covered.append(f"played: {played} scenario{'' if played == 1 else 's'}.")
    count = f"{len(rows)} fault{'' if len(rows) == 1 else 's'}"
    return Result(
        kind="command",
        name="check",
        rows=rows,
        told=pages(rows) if proved.failures else (),
        shown=("file", "line", "column", "fault", "mend"),
        charter=stamp_of(charter) if charter else None,
        data=stamps(workspace)[1] if workspace else None,
        notes=[*covered, *advice],
        done=f"{file}: {count}." if rows else f"{file}: no faults, and all {len(PROOFS)} proofs hold.",
        failed=bool(rows),
    )


def _unmapped(workspace: Workspace, charter: Charter, file: str) -> list[Fault]:
    from tandem.operations.draft_crosswalk import unmapped_values

    if not (workspace.lens / "base" / "manifest.json").is_file():
        return []
    faults = []
    for row in unmapped_values(workspace, charter):
        tool, vocabulary, value, count = (row[name] for name in ("tool", "vocabulary", "value", "rows"))
        line, column = charter.crosswalk.places.get((str(tool), str(vocabulary)), (0, 0))
        message = f"{count:,} rows of {tool} have the {vocabulary} '{value}', which the crosswalk does not know."
        faults.append(Fault(file, line, column, message, "Map it to one of your words, or to: ignore."))
    return faults


def map_result(workspace: Workspace, on_progress: Advance | None = None) -> tuple[Result, str]:
    """The values found in imports with counts, and the crosswalk drafted from them as YAML."""
    from tandem.operations.build_lens import build_lens
    from tandem.operations.draft_crosswalk import draft_crosswalk, found_values

    build_lens(workspace, on_progress=on_progress)
    draft = draft_crosswalk(workspace)
    charter, data = stamps(workspace)
    result = Result(
        kind="command",
        name="charter map",
        charter=charter,
        data=data,
        rows=found_values(workspace),
        done="Put the draft into the charter's `crosswalk`, and decide the lines marked with ?.",
    )
    return result, draft


def replay_result(workspace: Workspace, charter: Path | None, on_progress: Advance | None = None) -> Result:
    """Run the charter over the whole history and count what it makes."""
    opened = open_setting(workspace, charter, on_progress)
    found = opened.setting.lens.query("analytics/replayed")
    return Result(
        kind="command",
        name="replay",
        rows=found.to_pylist(),
        charter=opened.charter,
        data=opened.data,
        notes=opened.notes,
        done=f"Next: tandem show funnel --workspace {workspace.root}",
    )


def why_result(workspace: Workspace, person: str, charter: Path | None, on_progress: Advance | None = None) -> Result:
    """Why a person has this score and stage."""
    from tandem.operations.why import why

    opened = open_setting(workspace, charter, on_progress)
    return Result(
        kind="command",
        name="why",
        rows=why(workspace, opened.agreed, person),
        notes=opened.notes,
        shown=("at", "part", "track", "rule", "what", "given", "points"),
        charter=opened.charter,
        data=opened.data,
    )

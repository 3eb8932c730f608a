"""Scenarios beside a charter: found, read and played; what is not as expected is a fault at its line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tandem.operations.answers import Result
from tandem.vocabulary import Fault, TandemError

if TYPE_CHECKING:
    from tandem.charter.model import Charter
    from tandem.lifecycle.scenario.playing import Outcome

FOLDER = "scenarios"


class NoScenarios(TandemError):
    """There is nothing to play."""

    exit_code = 2

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} holds no scenarios. Write one there (docs/guides/scenarios.md), or turn a real story into one: "
            "tandem scenario record PERSON --write FILE"
        )


class Played(NamedTuple):
    """One scenario file: its name and outcomes, or the faults of the file itself."""

    file: Path
    name: str
    outcomes: tuple[Outcome, ...]
    faults: tuple[Fault, ...]


def scenarios_beside(charter: Path) -> Path:
    """The folder in which a charter's scenarios lie."""
    return charter.parent / FOLDER


def scenario_files(folder: Path) -> list[Path]:
    """The scenario files of a folder, sorted; [] without any."""
    return sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")])


def scenario_faults(folder: Path, charter: Charter) -> list[Fault]:
    """What the scenario files of a folder get wrong, and every expectation that this charter does not meet, in order.

    The charter may be another than the one that the scenarios lie beside: a plan plays them under what it proposes.
    """
    return [fault for played in play(scenario_files(folder), charter) for fault in played.faults]


def play(files: Iterable[Path], charter: Charter) -> Iterator[Played]:
    """Play each file under a charter. A missed expectation is a fault at its line."""
    from tandem.charter.reading.scenarios import read_scenario

    for file in files:
        scenario, faults = read_scenario(file.read_bytes(), str(file), charter)
        if scenario is None:
            yield Played(file, file.stem, (), tuple(faults))
            continue
        from tandem.lifecycle.scenario.playing import Play

        outcomes = tuple(Play(charter, scenario).outcomes())
        missed = tuple(
            Fault(scenario.file, *o.expected.place, f"'{scenario.name}' expects {o.told}; instead {o.instead}.")
            for o in outcomes
            if not o.met
        )
        yield Played(file, scenario.name, outcomes, missed)


def run_result(root: Path, files: list[Path], charter: Path | None) -> Result:
    """`tandem scenario run`: every expectation with what became of it. Raises `NoScenarios`, `CharterFaults`."""
    from tandem.operations.setting import NoSuchFile, load_charter, stamp_of
    from tandem.operations.workspace import CHARTER_FILE

    path = charter or root / CHARTER_FILE
    agreed = load_charter(path)
    for file in files:
        if not file.is_file():
            raise NoSuchFile(file)
    found = files or scenario_files(scenarios_beside(path)) or scenario_files(root / FOLDER)
    if not found:
        raise NoScenarios(root / FOLDER)
    rows = [row for played in play(found, agreed) for row in _rows(played)]
    missed = sum(not row["ok"] for row in rows)
    return Result(
        kind="command",
        name="scenario run",
        rows=rows,
        shown=("scenario", "expected", "ok", "instead"),
        charter=stamp_of(agreed),
        done=f"{_count(len(found), 'scenario')}, {_count(len(rows), 'expectation')}: {missed or 'none'} missed.",
        failed=bool(missed),
    )


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _rows(played: Played) -> Iterator[dict[str, str | int | bool]]:
    if not played.outcomes:
        for fault in played.faults:
            yield _row(played, fault.line, "the file reads", False, f"{fault.message} {fault.mend}".strip())
    for outcome in played.outcomes:
        yield _row(played, outcome.expected.place[0], outcome.told, outcome.met, outcome.instead)


def _row(played: Played, line: int, expected: str, ok: bool, instead: str) -> dict[str, str | int | bool]:
    return {
        "scenario": played.name, "file": str(played.file), "line": line, "expected": expected, "ok": ok,
        "instead": instead,
    }  # fmt: skip

"""`tandem charter practised`: the charter that both teams keep already, with its evidence, from the history."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

from tandem.analytics.measure import Column
from tandem.operations.answers import Result, write_whole
from tandem.operations.setting import Advance, CharterFaults, open_setting

if TYPE_CHECKING:
    from tandem.operations.workspace import Workspace
    from tandem.planning.practised.cases import Finding

MONTHS: Final = 12
WIDTH: Final = 118
COLUMNS: Final = (
    Column("what", "text", "the charter's number"),
    Column("now", "text", "as the charter says it now"),
    Column("practised", "text", "as it was kept in the history"),
    Column("n", "count", "cases behind it"),
    Column("share", "share", "the share of cases for which it was kept"),
    Column("low", "share", "lower end of the share's 95 % Wilson interval"),
    Column("high", "share", "upper end of the share's 95 % Wilson interval"),
    Column("evidence", "text", "how it was found"),
)


def practised_result(
    workspace: Workspace,
    months: int = MONTHS,
    write: Path | None = None,
    charter: Path | None = None,
    on_progress: Advance | None = None,
) -> tuple[Result, str]:
    """The numbers that people keep, and the charter with them put in, comments kept.

    Looks at the handoffs of the last `months` months. Raises `NothingImported`, `CharterFaults`, `CannotWrite`.
    """
    from tandem.planning.practised.bar import bars
    from tandem.planning.practised.cases import cases
    from tandem.planning.practised.load import capacities, volumes
    from tandem.planning.practised.promises import promised

    opened = open_setting(workspace, charter, on_progress)
    setting = opened.setting
    until = (setting.data_through or datetime(1970, 1, 1)) + timedelta(microseconds=1)  # noqa: DTZ001
    since = until - timedelta(days=round(months * 365.25 / 12))
    through = (until - datetime(1970, 1, 1)) // timedelta(microseconds=1)  # noqa: DTZ001
    found = cases(setting, since, until)
    readings = (bars, promised, capacities, volumes)
    findings = [finding for reading in readings for finding in reading(setting.charter, found, through)]
    text = (charter or workspace.charter).read_text(encoding="utf-8")
    told = f"Practised from {since:%Y-%m-%d} to {until:%Y-%m-%d}: {len(found):,} leads that were handed over."
    text, kept = _with_numbers(text, told, findings)
    if write is not None:
        write_whole(write, text)
    result = Result(
        kind="command",
        name="charter practised",
        rows=[_row(finding) for finding in findings],
        columns=COLUMNS,
        shown=("what", "now", "practised", "n", "low", "high"),
        charter=opened.charter,
        data=opened.data,
        notes=[told, *opened.notes, *kept],
        done=f"Read it together, then: tandem plan {write}" if write else "Write the charter with: --write FILE",
        title="What people keep",
    )
    return result, text


def _row(finding: Finding) -> dict[str, Any]:
    return {**{column.name: getattr(finding, column.name, None) for column in COLUMNS}, "evidence": finding.sentence}


def _with_numbers(text: str, told: str, findings: list[Finding]) -> tuple[str, list[str]]:
    """The charter's text with every number put in that has a place there, and the evidence above it as comments."""
    from tandem.charter.editing import exchanged
    from tandem.charter.reading import read_charter
    from tandem.planning.practised.load import CAPACITY

    notes = []
    for finding in findings:
        for where, value in finding.values.items():
            try:
                text = exchanged(text, {where: value})
            except KeyError:
                notes.append(f"{finding.what}: the charter has no `{'.'.join(where)}`; add {value} by hand.")
    members = [finding for finding in findings if finding.what.startswith(CAPACITY)]
    lines = [f"{f.what}: {f.practised}. {f.sentence}" for f in findings if f not in members]
    if members:
        each = ", ".join(f"{f.what.removeprefix(CAPACITY)} {f.practised} ({f.n} weeks)" for f in members)
        lines.append(f"What members really work in a busy week without ignoring more than usual: {each}.")
    evidence = "".join(map(_comment, lines))
    text = f"{_comment(told)}{evidence}\n{text}"
    charter, faults = read_charter(text, "practised")
    if charter is None:
        raise CharterFaults(faults)
    return text, notes


def _comment(sentence: str) -> str:
    return "".join(f"{line}\n" for line in wrap(sentence, WIDTH, initial_indent="# ", subsequent_indent="#   "))

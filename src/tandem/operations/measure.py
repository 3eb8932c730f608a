"""`tandem show`: one measure of a workspace as an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tandem.charter.suggestion import did_you_mean
from tandem.operations.answers import Result
from tandem.operations.doctor import gaps
from tandem.operations.setting import Advance, open_setting
from tandem.vocabulary import TandemError

if TYPE_CHECKING:
    from tandem.analytics.measure import Answer, Ask, Measure, Setting
    from tandem.operations.workspace import Workspace


class UnknownMeasure(TandemError):
    """No measure has this name."""

    exit_code = 2

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(f"There is no measure '{name}'. {did_you_mean(name, known)} All of them: tandem show.")


class UnknownCount(TandemError):
    """No count of this name opens its records in this measure."""

    exit_code = 2

    def __init__(self, measure: str, name: str, known: Sequence[str]) -> None:
        super().__init__(f"--records takes a count of {measure}, not '{name}': {', '.join(known) or 'it has none'}.")


class UnknownDimension(TandemError):
    """Nothing can be sliced by this name."""

    exit_code = 2

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(f"Nothing can be sliced by '{name}' in this data. {did_you_mean(name, known)}".strip())


class EmptyWindow(TandemError):
    """A window that ends before it begins holds nothing."""

    exit_code = 2

    def __init__(self, since: datetime, until: datetime) -> None:
        super().__init__(f"--since {since.date()} must lie before --until {until.date()}. Swap them?")


def list_measures() -> Result:
    """All measures, what each tells, what it takes."""
    from tandem.analytics.registry import MEASURES

    rows = [{"measure": m.name, "tells": m.means, "slices": ", ".join(m.slices)} for m in MEASURES.values()]
    return Result(kind="command", name="show", rows=rows, done="Next: tandem show funnel --by source")


def show_measure(
    workspace: Workspace,
    name: str,
    *,
    by: str = "",
    at: tuple[int, ...] = (30, 60, 90),
    track: str = "recorded",
    since: datetime | None = None,
    until: datetime | None = None,
    horizon_days: int = 90,
    charter: Path | None = None,
    records: str = "",
    on_progress: Advance | None = None,
) -> Result:
    """The measure `name`, sliced `by`; with `records`, each row also opens the ids behind its count of that name.

    Raises `UnknownMeasure`, `UnknownDimension`, `UnknownCount`, `EmptyWindow`, `CharterFaults`.
    """
    from tandem.analytics.measure import Ask
    from tandem.analytics.registry import MEASURES

    if name not in MEASURES:
        raise UnknownMeasure(name, sorted(MEASURES))
    measure = MEASURES[name]
    if since and until and since >= until:
        raise EmptyWindow(since, until)
    opened = open_setting(workspace, charter, on_progress)
    if by and by not in measure.slices:
        found = opened.setting.lens.run("select distinct dimension from dimension order by 1")  # type: ignore[attr-defined]
        known = sorted({*measure.slices, *(str(d) for d in found.column(0).to_pylist())})
        if by not in known:
            raise UnknownDimension(by, known)
    ask = Ask(by, track, at, since, until, horizon_days)
    answer = measure.compute(opened.setting, ask)
    if records:
        answer = _opened(measure, opened.setting, ask, answer, records)
    return Result(
        kind="measure",
        name=name,
        rows=answer.rows,
        columns=answer.columns,
        charter=opened.charter,
        data=opened.data,
        notes=(*opened.notes, *answer.notes, *gaps(name, opened.setting)),
        faults=answer.faults,
        title=measure.title,
    )


def _opened(measure: Measure, setting: Setting, ask: Ask, answer: Answer, count: str) -> Answer:
    """The answer with a column of the ids behind each row's `count`. Raises `UnknownCount`."""
    from tandem.analytics.measure import Column

    statement = measure.extra.get("statement")
    known = statement.counts if statement and "records" in measure.extra else ()
    if count not in known:
        raise UnknownCount(measure.name, count, known)
    behind = measure.extra["records"]
    rows: list[dict[str, Any]] = [{**row, "records": list(behind(setting, ask, row, count))} for row in answer.rows]
    return replace(answer, rows=rows, columns=(*answer.columns, Column("records", "records", f"ids behind {count}")))

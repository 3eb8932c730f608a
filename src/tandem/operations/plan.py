"""`tandem plan`: a proposed charter beside the current one, as a file that both teams can read and sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tandem import __version__
from tandem.operations.answers import CannotWrite, Result, write_whole
from tandem.operations.charter_file import load_charter
from tandem.operations.setting import Advance, Opened, open_setting
from tandem.vocabulary import TandemError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tandem.charter.model import Charter
    from tandem.operations.workspace import Workspace
    from tandem.planning.plan import Plan

PLANS = "plans"


class NoPeriod(TandemError):
    """The stretch of history that was asked for holds nothing."""

    exit_code = 2

    def __init__(self, since: date, until: date, opened: Opened) -> None:
        super().__init__(
            f"From {since} to {until} there is no history to try a charter on. The data run from "
            f"{opened.data.since[:10]} to {opened.data.through[:10]}."
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """What a plan is asked for; `against` None: the charter that decides now."""

    proposed: Path
    against: Path | None = None
    since: date | None = None
    until: date | None = None
    """The day after the last one."""
    leads: bool = False
    """Tell the leads gained and lost by name, in place of the figures."""
    sweeps: tuple[str, ...] = ()


def plan_result(
    workspace: Workspace, asked: Asked, out: Path | None = None, on_progress: Advance | None = None
) -> Result:
    """Write the plan (`plan.json`, `plan.html`) and tell its figures. Raises `CharterFaults`, `NothingImported`."""
    plan, opened = make_plan(workspace, asked, on_progress)
    folder = out or workspace.root / PLANS / plan.id
    write_plan(plan, folder, workspace.name)
    from tandem.operations import plan_leads
    from tandem.operations.plan_words import SHOWN, rows

    by_name = asked.leads
    leads = plan.document["history"]["leads"]
    return Result(
        kind="command",
        name="plan",
        rows=plan_leads.leads_by_name(workspace, opened.setting.lens, leads) if by_name else rows(plan.document),
        columns=plan_leads.COLUMNS if by_name else (),
        shown=() if by_name else SHOWN,
        charter=opened.charter,
        data=opened.data,
        notes=[
            *([change["change"] for change in plan.document["changes"]] or ["Both charters say the same."]),
            *_unsound(plan.document),
            f"Both teams would sign {plan.sha256}, the sha256 of {folder / 'plan.json'}.",
        ],
        done=f"Plan {plan.id} is in {folder}: open plan.html, then: tandem propose {asked.proposed} "
        f"--plan {folder / 'plan.json'} --as MEMBER --workspace {workspace.root}",
    )


def _unsound(document: Mapping[str, Any]) -> Iterator[str]:
    """A note when a proof or a scenario fails: both teams should know before they talk about the figures."""
    failed, missed = len(document["proofs"]["failures"]), len(document["scenarios"]["faults"])
    if failed or missed:
        yield (
            f"It cannot be proposed as it is: {failed} of the proofs fail, and {missed} of what your scenarios expect "
            "does not happen. The last part of plan.html says where."
        )


def write_plan(plan: Plan, folder: Path, company: str) -> None:
    """Write the plan's files into its folder, each whole or not at all. Raises `CannotWrite`."""
    from tandem.reports.plan_page import render_plan

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as why:
        raise CannotWrite(folder, why) from why
    write_whole(folder / "plan.html", render_plan(plan, company))
    write_whole(folder / "plan.json", plan.body.decode())


def make_plan(workspace: Workspace, asked: Asked, on_progress: Advance | None = None) -> tuple[Plan, Opened]:
    """Everything that a plan says. The same charters, data and period give the same bytes."""
    from tandem.lifecycle.replay import ENGINE
    from tandem.operations.hypothetical import past_of
    from tandem.planning.backtest import backtest
    from tandem.planning.dials import read_dial, stands_at, turned
    from tandem.planning.plan import Plan
    from tandem.planning.sweep import sweep

    proposed = load_charter(asked.proposed)
    opened = open_setting(workspace, asked.against, on_progress)
    current = opened.setting.charter
    window = _window(opened, current, asked)
    past = past_of(workspace, opened)
    dials = [read_dial(text) for text in asked.sweeps]
    bars = turned(proposed, dials) if dials else []
    now, then = (past.side(charter, on_progress) for charter in (current, proposed))
    document: dict[str, Any] = {
        "current": _named(current),
        "proposed": _named(proposed),
        "data": {
            "from": opened.data.since, "through": opened.data.through,
            "events": opened.data.events, "sha256": opened.data.sha256,
        },
        "engine": {"version": __version__, "replay": ENGINE},
        "window": {"from": _day(window[0], current), "to": _day(window[1], current)},
        **_agreement(workspace, asked, current, proposed),
        "history": backtest(opened.setting, now, then, window, past.through),
    }  # fmt: skip
    if dials:
        compared = list(zip(bars, past.decisions([bar.charter for bar in bars], on_progress), strict=True))
        at_now = stands_at(current, dials)
        document["sweep"] = sweep(opened.setting, now.decisions, compared, dials, at_now, window, past.through)
    return Plan.of(document), opened


def _agreement(workspace: Workspace, asked: Asked, current: Charter, proposed: Charter) -> dict[str, Any]:
    """What changes in words, what the proofs say, and what the teams' own scenarios say."""
    from tandem.charter.diff import diff
    from tandem.charter.proofs import prove
    from tandem.operations.diff import row
    from tandem.operations.proofs import failure_row
    from tandem.operations.scenarios import scenario_faults, scenario_files, scenarios_beside

    text = asked.proposed.read_text(encoding="utf-8")
    proved = prove(proposed, text)
    folder = scenarios_beside(asked.proposed)
    if not scenario_files(folder):
        folder = scenarios_beside(workspace.charter)
    return {
        "changes": [row(change) for change in diff(current, proposed)],
        "proofs": {
            "covered": list(proved.covered),
            "failures": [_plain(failure_row(failure)) for failure in proved.failures],
        },
        "scenarios": {
            "played": len(scenario_files(folder)),
            "faults": [{"line": fault.line, "fault": fault.message} for fault in scenario_faults(folder, proposed)],
        },
    }


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """A failure as JSON values, without the file's name: a plan is the same wherever its charter lies."""
    from tandem.operations.answers import plain

    return {name: plain(value) for name, value in row.items() if name != "file"}


def _named(charter: Charter) -> dict[str, str]:
    since = charter.in_force_from.isoformat() if charter.in_force_from else ""
    return {
        "name": charter.name, "version": charter.version, "sha256": charter.sha256, "in_force_from": since
    }  # fmt: skip


def _window(opened: Opened, charter: Charter, asked: Asked) -> tuple[int, int]:
    """The period in UTC µs, by days in the charter's zone; by default all days of the data. Raises `NoPeriod`."""
    from tandem.zones import EPOCH_ORDINAL, zone

    first, last = (_date(text) for text in (opened.data.since, opened.data.through))
    since, until = asked.since or first, asked.until or last + timedelta(days=1)
    if since >= until or until <= first or since > last:
        raise NoPeriod(since, until, opened)
    midnight = zone(charter.time_zone).midnight
    return midnight(since.toordinal() - EPOCH_ORDINAL), midnight(until.toordinal() - EPOCH_ORDINAL)


def _date(text: str) -> date:
    return datetime.fromisoformat(text).astimezone(UTC).date()


def _day(at: int, charter: Charter) -> str:
    from tandem.zones import EPOCH_ORDINAL, zone

    return date.fromordinal(zone(charter.time_zone).day(at) + EPOCH_ORDINAL).isoformat()

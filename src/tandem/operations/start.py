"""`tandem init` and `tandem demo`."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from importlib import resources
from pathlib import Path

from tandem.operations.answers import Result
from tandem.operations.setting import Advance, NoSuchFile, load_charter
from tandem.operations.workspace import SCHEMA, SETTINGS_FILE, Workspace
from tandem.vocabulary import TandemError
from tandem.zones import zone_info

EDITION = 2
"""Of the example company: a demo of another edition is not continued."""


class NotADemo(TandemError):
    """The folder holds a workspace that the demo did not make."""

    exit_code = 2

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} is a workspace that `tandem demo` did not make; choose another folder.")


class OtherDemo(TandemError):
    """The folder holds a demo of other settings."""

    exit_code = 2

    def __init__(self, folder: Path, found: object) -> None:
        super().__init__(
            f"{folder} holds a demo of other settings ({found}). Choose another folder, or remove this one."
        )


def init_workspace(folder: Path, charter: Path | None, time_zone: str) -> Result:
    """Make `folder` a workspace with a charter, or a commented starter. Raises `CharterFaults`, `UnknownZone`."""
    if charter is not None and not charter.is_file():
        raise NoSuchFile(charter)
    there = (folder / SETTINGS_FILE).exists()
    if charter is None:
        text = (resources.files("tandem") / "charter" / "starter.yaml").read_text(encoding="utf-8")
    else:
        zone = load_charter(charter).time_zone
        text, time_zone = charter.read_text(encoding="utf-8"), time_zone or zone
    zone_info(time_zone or "UTC")
    workspace = Workspace.create(folder, text, time_zone or "UTC")
    workspace.open_book().close()
    done = f"{folder} was a workspace already; nothing was changed." if there else f"{folder} is ready."
    return Result(
        kind="command",
        name="init",
        rows=[
            {"file": str(folder / SETTINGS_FILE), "holds": "settings"},
            {"file": str(workspace.charter), "holds": "the charter, to edit together"},
            {"file": str(folder / SCHEMA), "holds": "what editors know of it: they complete keys and mark faults"},
            {"file": str(workspace.book), "holds": "the book of record"},
        ],
        done=f"{done} Next: tandem import TOOL PATH --workspace {folder}",
    )


def run_demo(
    folder: Path, *, people: int, months: int, seed: int, healthy: bool, on_progress: Advance | None = None
) -> Result:
    """Generate the example company into `folder`, import it, diagnose, write the report. Each step is skipped when
    it is done already. Raises `NotADemo`, `OtherDemo`."""
    from tandem.operations.findings import brief_result
    from tandem.operations.ingest import import_result
    from tandem.operations.report import pack_of, write_report
    from tandem.operations.setting import open_setting

    exports = folder / "exports"
    settings = {"edition": EDITION, "people": people, "months": months, "seed": seed, "healthy": healthy}
    _generate(folder, exports, settings, on_progress)
    charter = (exports / "charter.yaml").read_text(encoding="utf-8")
    key = sha256(f"tandem demo {seed}".encode()).digest()
    workspace = Workspace.create(folder, charter, "Europe/Amsterdam", key, "Northwind")
    shutil.copytree(exports / "scenarios", folder / "scenarios", dirs_exist_ok=True)
    shutil.copyfile(exports / "proposed.yaml", folder / "proposed.yaml")
    rows: list[dict[str, object]] = []
    for tool in ("hubspot", "salesforce"):
        imported = import_result(workspace, tool, exports / tool, on_progress=on_progress)
        rows += [{"step": f"import {tool}", **_sums(imported)}]
    opened = open_setting(workspace, on_progress=on_progress)
    pack = pack_of(workspace, opened, on_progress)
    diagnosed = brief_result(workspace, opened, pack.diagnosis)
    for reader in ("executives", "marketing", "sales"):
        write_report(pack, reader, folder / f"report-{reader}.html")
    return Result(
        kind="command",
        name="demo",
        rows=diagnosed.rows,
        columns=diagnosed.columns,
        charter=opened.charter,
        data=opened.data,
        notes=[*_import_notes(rows), *diagnosed.notes],
        title="What the diagnosis of the example company says",
        done=f"The report: {folder / 'report-executives.html'} (also -marketing and -sales). "
        f"Next: tandem show funnel --by source --workspace {folder}",
    )


def _generate(folder: Path, exports: Path, settings: dict[str, int], on_progress: Advance | None) -> None:
    from tandem.example.generate import generate

    stamp = exports / "settings.json"
    if stamp.is_file():
        if json.loads(stamp.read_text(encoding="utf-8")) != settings:
            raise OtherDemo(folder, stamp.read_text(encoding="utf-8").strip())
        return
    if (folder / SETTINGS_FILE).exists():
        raise NotADemo(folder)
    exports.mkdir(parents=True, exist_ok=True)
    generate(
        exports,
        seed=settings["seed"],
        people=settings["people"],
        months=settings["months"],
        healthy=bool(settings["healthy"]),
        on_progress=on_progress,
    )
    stamp.write_text(json.dumps(settings) + "\n", encoding="utf-8")


def _sums(result: Result) -> dict[str, object]:
    names = ("read", "accepted", "duplicate", "rejected")
    return {name: sum(int(str(row[name])) for row in result.rows) for name in names}


def _import_notes(rows: list[dict[str, object]]) -> list[str]:
    return [
        f"{row['step']}: {row['read']:,} rows = {row['accepted']:,} accepted + {row['duplicate']:,} duplicate + "
        f"{row['rejected']:,} rejected"
        for row in rows
    ]

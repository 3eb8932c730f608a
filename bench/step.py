"""One step of the demo in a process of its own: `python -m bench.step NAME FOLDER SIZE` prints what it took as JSON."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tandem.cli import collect_seldom
from tandem.operations.workspace import Workspace

MONTHS = 24


def _generate(folder: Path, people: int) -> None:
    from tandem.example.generate import generate

    exports = folder / "exports"
    exports.mkdir(parents=True)
    generate(exports, seed=1, people=people, months=MONTHS, healthy=False)
    charter = (exports / "charter.yaml").read_text(encoding="utf-8")
    Workspace.create(folder, charter, "Europe/Amsterdam", bytes(range(32)))


def _import(tool: str) -> Callable[[Path, int], None]:
    def step(folder: Path, _people: int) -> None:
        from tandem.operations.import_exports import import_exports

        import_exports(Workspace.open(folder), tool, folder / "exports" / tool)

    return step


def _lens(folder: Path, _people: int) -> None:
    from tandem.operations.build_lens import build_lens

    build_lens(Workspace.open(folder))


def _replay(folder: Path, _people: int) -> None:
    from tandem.operations.replay import replay

    replay(Workspace.open(folder))


def _diagnose(folder: Path, _people: int) -> None:
    from tandem.operations.findings import diagnose_result

    diagnose_result(Workspace.open(folder), None)


def _reports(folder: Path, _people: int) -> None:
    from tandem.operations.report import pack_of, write_report
    from tandem.operations.setting import open_setting

    workspace = Workspace.open(folder)
    pack = pack_of(workspace, open_setting(workspace))
    for reader in ("executives", "marketing", "sales"):
        write_report(pack, reader, folder / f"report-{reader}.html")


STEPS: dict[str, Callable[[Path, int], None]] = {
    "generate": _generate,
    "import hubspot": _import("hubspot"),
    "import salesforce": _import("salesforce"),
    "lens": _lens,
    "replay": _replay,
    "diagnose": _diagnose,
    "three reports": _reports,
}


def main(name: str, folder: str, people: str) -> None:
    """Run one step; wall and processor seconds, and the peak memory of this process and its largest child (MiB)."""
    collect_seldom()
    start = time.perf_counter()
    STEPS[name](Path(folder), int(people))
    seconds = time.perf_counter() - start
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    told = {
        "seconds": seconds,
        "processor": sum(one.ru_utime + one.ru_stime for one in used),
        "mebibytes": sum(one.ru_maxrss for one in used) / 1024,
    }
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

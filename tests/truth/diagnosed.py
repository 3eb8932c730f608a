"""An example company through the whole real pipeline: exports, init, import of both tools, lens, replay, diagnosis."""

from __future__ import annotations

import fcntl
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tandem.analytics.measure import Setting
from tandem.diagnosis.diagnose import Diagnosis, diagnose
from tandem.diagnosis.sign import Finding
from tandem.example.generate import generate
from tandem.operations.import_exports import import_exports
from tandem.operations.setting import open_setting
from tandem.operations.start import init_workspace
from tandem.operations.workspace import Workspace

WINDOW = re.compile(r"Window: (\d{4})-(\d\d)-01 to (\d{4})-(\d\d)-\d\d")


@dataclass(frozen=True)
class Diagnosed:
    """`root` holds exports/ and workspace/; `truth` is the told truth.json; `rejected` counts rows by "tool/file"."""

    root: Path
    truth: dict[str, Any]
    rejected: dict[str, int]
    setting: Setting
    diagnosis: Diagnosis

    def finding(self, sign: str) -> Finding:
        return next(finding for finding in self.diagnosis.findings if finding.sign == sign)

    def months(self, sign: str) -> tuple[str, ...]:
        """The months that the sign says it looked at."""
        found = WINDOW.search(" ".join(self.finding(sign).notes))
        assert found, f"{sign} names no window"
        first_year, first, last_year, last = map(int, found.groups())
        return tuple(f"{n // 12}-{n % 12 + 1:02d}" for n in range(first_year * 12 + first - 1, last_year * 12 + last))

    def true(self, sign: str, name: str, part: str = "") -> float:
        """The truth's monthly series `name` of a sign (or of its part), summed over the sign's own window."""
        told = self.truth["signs"][sign]
        series = (told["parts"][part] if part else told["by_month"])[name]
        return sum(series[self.truth["months"].index(month)] for month in self.months(sign))


@cache
def diagnosed(base: Path, seed: int, healthy: bool = False, people: int = 3_000, months: int = 18) -> Diagnosed:
    """Make the company in `base`, or open it where another worker made it."""
    root = base / f"{'healthy' if healthy else 'planted'}-{seed}-{people}-{months}"
    root.mkdir(parents=True, exist_ok=True)
    with (root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = root / "rejected.json"
        if not done.exists():
            generate(root / "exports", seed=seed, people=people, months=months, healthy=healthy)
            done.write_text(json.dumps(dict(_imported(root))))
        opened = open_setting(Workspace.open(root / "workspace"))
    return Diagnosed(
        root,
        json.loads((root / "exports" / "truth.json").read_text()),
        json.loads(done.read_text()),
        opened.setting,
        diagnose(opened.setting),
    )


def _imported(root: Path) -> Iterable[tuple[str, int]]:
    init_workspace(root / "workspace", root / "exports" / "charter.yaml", "")
    workspace = Workspace.open(root / "workspace")
    for tool in ("hubspot", "salesforce"):
        for tally in import_exports(workspace, tool, root / "exports" / tool):
            assert tally.read == tally.accepted + tally.duplicate + tally.rejected
            if tally.rejected:
                yield f"{tool}/{tally.file}", tally.rejected

"""The demo's company step by step, and `diagnose` over its million events: time and memory, a process a step."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.line import Line
from bench.step import STEPS

PEOPLE, FEW = 50_000, 1_000
SECONDS = {
    "generate": 60.0, "import hubspot": 60.0, "import salesforce": 25.0, "lens": 50.0, "replay": 40.0,
    "diagnose": 20.0, "three reports": 30.0,
}  # fmt: skip
"""The budget of each step on two idle cores; `make demo` has 300 s, making its virtual environment included."""
DIAGNOSE_SECONDS, DIAGNOSE_MEBIBYTES = 60.0, 2048.0


def measure(quick: bool = False) -> list[Line]:
    """A line a step (wall seconds), and what `diagnose` takes with and without a built cut."""
    people = FEW if quick else PEOPLE
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root) / "company"
        took = {name: _run(name, folder, people) for name in STEPS}
        manifest = json.loads((folder / "lens" / "base" / "manifest.json").read_text(encoding="utf-8"))
    events = f"{manifest['events']:,} events"
    lines = [
        Line(f"demo: {name}", one["seconds"], "s", SECONDS[name], beside=f"{one['processor']:.0f} s of processor")
        for name, one in took.items()
    ]
    both = took["replay"]["seconds"] + took["diagnose"]["seconds"]
    most = max(took[name]["mebibytes"] for name in ("replay", "diagnose"))
    total = sum(one["seconds"] for one in took.values()) - took["diagnose"]["seconds"]
    return [
        *lines,
        Line("demo: all steps", total, "s", sum(SECONDS.values()) - SECONDS["diagnose"], beside=events),
        Line("`diagnose`, lens and cut built", took["diagnose"]["seconds"], "s", DIAGNOSE_SECONDS, beside=events),
        Line("`diagnose`, lens built, replay included", both, "s", DIAGNOSE_SECONDS, beside=events),
        Line("`diagnose`, peak memory", took["diagnose"]["mebibytes"], "MiB", DIAGNOSE_MEBIBYTES, beside=events),
        Line("… replay included, its processes summed", most, "MiB", DIAGNOSE_MEBIBYTES, beside="shared pages twice"),
    ]


def _run(name: str, folder: Path, people: int) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.step", name, str(folder), str(people)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told

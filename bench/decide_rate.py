"""The kernel, from the lens to decisions as Parquet: against DuckDB's reading and sorting, and against two peers."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.line import Line
from bench.peers import decisions_a_second, rule_engine, zen_engine
from bench.touches import write_lens

FEW, SOME, BIG, HUGE = 100_000, 2_000_000, 10_000_000, 100_000_000
"""How many touches: quick, by default, and as asked for; twenty a person."""
A_PERSON = 20
TRIES = 2
"""The best of so many, of both sides alike."""
FLOORS, PEERS, SWEEP, MEBIBYTES = 2.0, 1000.0, 4.0, 4096.0


def measure(quick: bool = False, touches: int = SOME) -> list[Line]:
    """The command's way and its parts, at one size."""
    touches = FEW if quick else touches
    asked = 2_000 if quick else 20_000
    peers = {"zen-engine": decisions_a_second(zen_engine, asked), "rule-engine": decisions_a_second(rule_engine, asked)}
    with tempfile.TemporaryDirectory() as root:
        write_lens(Path(root) / "few", 5_000, 500)
        _run("sweep", Path(root) / "few")
        folder = Path(root) / "lens"
        write_lens(folder, touches, touches // A_PERSON)
        best = {name: _best(name, folder, 1 if touches == HUGE else TRIES) for name in _steps(touches)}
    return [*_lines(best, touches), *_beside_peers(best["fold"]["told"], peers, asked)]


def _steps(touches: int) -> tuple[str, ...]:
    """The largest size runs what must stay flat only."""
    return ("decide", "fold") if touches == HUGE else ("floor", "columns", "decide", "fold", "one", "sweep")


def _lines(best: dict[str, dict[str, float]], touches: int) -> list[Line]:
    size = f"{touches:,} touches of {touches // A_PERSON:,} people"
    decide = best["decide"]
    each = decide["seconds"] / touches * 1e6
    lines = [
        Line("decide, lens → Parquet", decide["seconds"], "s", beside=size),
        Line("… a touch", each, "µs", beside=f"{decide['processor']:.0f} s of processor"),
        Line("… peak memory", decide["mebibytes"], "MiB", MEBIBYTES, beside="one process, two threads"),
    ]
    if "floor" in best:
        floor = best["floor"]["seconds"]
        sweep = best["sweep"]["seconds"] / best["one"]["seconds"]
        lines += [
            Line(
                "… against the floor", decide["seconds"] / floor, "×", FLOORS, beside=f"DuckDB sorts in {floor:.2f} s"
            ),
            Line("… of it columns", best["columns"]["seconds"], "s", beside="history as arrays"),
            Line("sweep of 16 charters, against one", sweep, "×", SWEEP, beside=f"{best['sweep']['seconds']:.2f} s"),
        ]
    return lines


def _beside_peers(rate: float, peers: dict[str, float], asked: int) -> list[Line]:
    """The kernel's events a second of processor, and how many times a peer's decisions a second that is."""
    told = [Line("kernel alone, events a second", rate, "", beside="of processor; with compiling and telling")]
    return told + [
        Line(f"… times {name}", rate / peer, "×", PEERS, at_least=True, beside=f"{peer:,.0f} a second over {asked:,}")
        for name, peer in peers.items()
    ]


def _best(name: str, folder: Path, tries: int) -> dict[str, float]:
    return min((_run(name, folder) for _ in range(tries)), key=lambda took: took["seconds"])


def _run(name: str, folder: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.decide_step", name, str(folder)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told

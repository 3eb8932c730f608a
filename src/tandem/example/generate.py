"""`generate`: simulate the company, write both tools' exports, the charter, the scenarios and the truth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from tandem.example.plan import plan_for
from tandem.example.simulate import simulate
from tandem.example.truth import Truth, tell_truth
from tandem.example.write_charter import write_charter
from tandem.example.write_hubspot import write_hubspot
from tandem.example.write_salesforce import write_salesforce

Progress = Callable[[str, int, int | None], None]


def generate(
    out: Path,
    *,
    seed: int,
    people: int = 50_000,
    months: int = 24,
    healthy: bool = False,
    planted: Mapping[str, float] | None = None,
    on_progress: Progress | None = None,
) -> Truth:
    """Write out/hubspot/*.csv, out/salesforce/*.csv, out/charter.yaml, out/proposed.yaml,
    out/scenarios/ and out/truth.json.

    The same arguments write the same bytes. `planted`: sign → size, beside (or against) the default ones; `healthy`
    plants none but those. Raises `UnknownSign`."""
    tell = on_progress or (lambda what, done, total: None)
    plan = plan_for(seed, people, months, healthy, planted)
    tell("simulating the company", 0, 3)
    company = simulate(plan)
    tell("writing HubSpot's exports", 1, 3)
    malformed = write_hubspot(company, out / "hubspot")
    tell("writing Salesforce's exports", 2, 3)
    malformed |= write_salesforce(company, out / "salesforce")
    write_charter(company, out)
    truth = tell_truth(company, malformed)
    truth.write(out / "truth.json")
    tell("example company", 3, 3)
    return truth

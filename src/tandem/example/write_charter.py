"""The company's charter, its scenarios, and a proposal: the shipped charter, with this company's team, words and
targets."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import numpy as np

from tandem.example.plan import Plan
from tandem.example.reps import COMPANY_DOMAIN, MARKETERS, TERRITORIES, Reps
from tandem.example.simulate import Company

SOUND_KPIS = {
    "lead": ("marketing", "volume"),
    "mql": ("marketing", "handoffs"),
    "sal": ("sales", "acceptance"),
    "sql": ("sales", "conversion"),
    "opportunity": ("both", "pipeline"),
    "customer": ("sales", "retention"),
}
VOLUME_KPIS = {
    "lead": ("marketing", "volume"),
    "mql": ("marketing", "handoffs"),
    "sql": ("sales", "volume"),
    "customer": ("sales", "revenue"),
}
"""Three of four KPIs count volume, and nobody owns the accepted lead or the opportunity."""


PROPOSED = {
    'version: "1"': 'version: "2"',
    "in_force_from: 2026-10-01": "in_force_from: 2027-01-01",
    "fit >= 50 and activity >= 30": "fit >= 50 and activity >= 40",
    "first_response: {within: 4 business hours": "first_response: {within: 3 business hours",
}
"""What sales asks for and what it offers: fewer and surer leads, answered sooner."""


def write_charter(company: Company, out: Path) -> None:
    """Write out/charter.yaml, out/proposed.yaml and out/scenarios/."""
    plan = company.plan
    text = (resources.files("tandem") / "example" / "charter.yaml").read_text(encoding="utf-8")
    text = _put(text, "teams", _teams(company.reps))
    text = _put(
        text, "crosswalk", (resources.files("tandem") / "example" / "crosswalk.yaml").read_text(encoding="utf-8")
    )
    text = _put(text, "kpis", _kpis(plan))
    text = _put(text, "quotas", _quotas(company))
    monthly = plan.handed_over * plan.people / plan.months
    text = re.sub(r"(handoffs: \{at_least: )\d+", rf"\g<1>{max(1, round(0.8 * monthly))}", text)
    out.mkdir(parents=True, exist_ok=True)
    (out / "charter.yaml").write_text(text, encoding="utf-8")
    (out / "proposed.yaml").write_text(_proposed(text), encoding="utf-8")
    folder = out / "scenarios"
    folder.mkdir(exist_ok=True)
    for file in sorted((resources.files("tandem") / "example" / "scenarios").iterdir(), key=lambda file: file.name):
        (folder / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")


def _proposed(text: str) -> str:
    for now, then in PROPOSED.items():
        if now not in text:
            raise ValueError(f"the shipped charter does not say '{now}'")
        text = text.replace(now, then)
    return text


def _put(text: str, part: str, new: str) -> str:
    """Replace a top-level part (up to the blank line after it)."""
    found = re.search(rf"^{part}:.*?(?=\n\n)", text, re.MULTILINE | re.DOTALL)
    if found is None:
        raise ValueError(f"the shipped charter has no part '{part}'")
    return text[: found.start()] + new.rstrip("\n") + text[found.end() :]


def _teams(reps: Reps) -> str:
    lines = ["teams:", "  marketing:", "    members:"]
    for key, name in MARKETERS:
        lines.append(f"      {key}: {{name: {name}, email: {name.lower().replace(' ', '.')}@{COMPANY_DOMAIN}}}")
    lines += ["  sales:", "    members:"]
    for key, name, email, territory, capacity in zip(
        reps.key, reps.name, reps.email, reps.territory, reps.capacity, strict=True
    ):
        place = f"territory: {TERRITORIES[territory]}, capacity: {capacity} per week"
        lines.append(f"      {key}: {{name: {name}, email: {email}, {place}}}")
    return "\n".join(lines)


def _kpis(plan: Plan) -> str:
    kpis = VOLUME_KPIS if "top_of_funnel_kpis" in plan.planted else SOUND_KPIS
    return "\n".join(["kpis:", *(f"  {stage}: {{owner: {o}, measure: {m}}}" for stage, (o, m) in kpis.items())])


def _quotas(company: Company) -> str:
    """A quarter's target for each rep: what they won a quarter on average, and a tenth more, in whole thousands."""
    deals, reps = company.deals, company.reps
    won = np.bincount(deals.owner, np.where(deals.won & deals.closed(), deals.amount, 0) / 100, len(reps))
    targets = np.ceil(won * 3 / company.plan.months * 1.1 / 1_000).astype(np.int64) * 1_000
    targets = np.maximum(targets, 1_000)
    members = ", ".join(f"{key}: {target}" for key, target in zip(reps.key, targets.tolist(), strict=True))
    return f"quotas:\n  period: quarter\n  by_member: {{{members}}}"

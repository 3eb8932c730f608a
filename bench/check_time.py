"""How long `tandem check` takes from cold on a charter of sixty rules with twenty text patterns."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.line import Line

BUDGET = 2.0
RUNS = 5
STAGES = "lead, mql, sal, sql, opportunity, customer, nurture, disqualified"
TRADES = ("steel", "rail", "port", "farm", "bank", "wood", "glass", "paper", "cable", "motor")


def measure(quick: bool = False) -> list[Line]:
    """Wall seconds of a new process, the best of some runs."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "charter.yaml"
        file.write_text(charter(), encoding="utf-8")
        took = min(_seconds(file) for _ in range(2 if quick else RUNS))
    return [Line("`tandem check`, cold", took, "s", BUDGET, beside="60 rules, 20 patterns of text")]


def charter() -> str:
    """A good charter: 20 lines of points, 14 rules of engagement, 10 routes, 16 moves and the 20 patterns they ask."""
    fit = [
        f"    {t}: {{when: \"company like '%{t}%' and employees >= {100 + n}\", points: 8}}"
        for n, t in enumerate(TRADES)
    ]
    acts = [
        f"    p_{t}: {{on: page.viewed, when: \"path like '/{t}%'\", points: 2, at_most: 8 per day}}" for t in TRADES
    ]
    routes = [f"  {t}: {{when: \"company like '%{t}%' or country = 'x{n}'\", to: team}}" for n, t in enumerate(TRADES)]
    holds = " and ".join(f"not company like '%{t}%'" for t in TRADES)
    rules = ["  anybody: {when: \"stage not in ('mql', 'sal') and " + holds + '", marketing: any, sales: any}']
    rules[0] = rules[0].replace("stage not in ('mql', 'sal')", "not stage in ('mql', 'sal')")
    before: list[str] = []
    for trade in TRADES:
        over = f", over: [{', '.join(before)}]" if before else ""
        when = f"not stage in ('mql', 'sal') and company like '%{trade}%'"
        rules.append(f'  of_{trade}: {{when: "{when}", marketing: [newsletter, operational], sales: any{over}}}')
        before.append(f"of_{trade}")
    every = ", ".join(["anybody", *before])
    rules += [
        "  sales_has_it: {when: \"stage in ('mql', 'sal')\", marketing: [operational], sales: any}",
        "  deal: {when: account_has_open_deal, marketing: [operational], sales: owner_only, "
        f"over: [{every}, sales_has_it]}}",
        "  out: {when: \"consent = 'withdrawn'\", marketing: none, sales: none, "
        f"over: [{every}, sales_has_it, deal]}}",
    ]
    return "\n".join([HEAD, *fit, "  activity:", *acts, LIFE, "routing:", *routes, "  otherwise: {to: team}",
                      "rules_of_engagement:", *rules, ""])  # fmt: skip


HEAD = """charter: Sixty rules
time_zone: Europe/Amsterdam
currency: EUR
teams: {sales: {members: {anna: {name: Anna}, bram: {name: Bram}}}, marketing: {members: {mia: {name: Mia}}}}
fields:
  employees: {number: {at_least: 1}, of: account}
  company: {text: any}
  country: {text: any}
scoring:
  fit:"""

LIFE = f"""    contact: {{on: form.submitted, when: "form like 'contact%'", points: 40}}
lifecycle:
  stages: [{STAGES}]
  final: [customer, disqualified]
  moves:
    qualify: {{from: lead, to: mql, when: "fit >= 16 and activity >= 30"}}
    small: {{from: lead, to: mql, when: "fit >= 8 and activity >= 50 and employees < 500"}}
    requalify: {{from: nurture, to: mql, when: "fit >= 16 and activity >= 40"}}
    ask: {{from: [lead, nurture], to: mql, on: form.submitted, when: "form = 'contact'"}}
    demo: {{from: [lead, nurture], to: mql, on: form.submitted, when: "form like 'demo%'"}}
    accept: {{from: mql, to: sal, on: sales.accepted}}
    give_back: {{from: mql, to: nurture, on: sales.returned, reason: required}}
    dispose: {{from: sal, to: [sql, nurture, disqualified], on: sales.disposed, reason: required}}
    open_deal: {{from: [lead, mql, sal, sql, nurture], to: opportunity, on: opportunity.opened}}
    win: {{from: opportunity, to: customer, on: opportunity.closed, when: "outcome = 'won'"}}
    lose: {{from: opportunity, to: nurture, on: opportunity.closed, when: "outcome = 'lost'"}}
    forget: {{from: nurture, to: lead, when: "days_in_stage >= 180"}}
    park: {{from: sql, to: nurture, when: "days_in_stage >= 60"}}
  cool_down: {{nurture -> mql: 30 days, except: [ask, demo]}}
  late:
    nurture: {{after: 200 days, then: escalate}}
sla:
  marketing: {{handoffs: {{at_least: 50, per: month, meeting: qualify, accepted: 70%}}}}
  sales:
    acceptance: {{within: 2 business days}}
    first_response: {{within: 4 business hours}}
    hand_raises: {{within: 30 business minutes}}
    attempts: {{at_least: 5, within: 10 business days}}
    disposition: {{within: 15 business days}}
kpis:
  lead: {{owner: marketing, measure: volume}}
  mql: {{owner: marketing, measure: handoffs}}
  sal: {{owner: sales, measure: acceptance}}
  sql: {{owner: sales, measure: conversion}}
  nurture: {{owner: marketing, measure: conversion}}"""


def _seconds(file: Path) -> float:
    start = time.perf_counter()
    command = [sys.executable, "-c", "from tandem.cli import main; main()", "check", str(file)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return time.perf_counter() - start

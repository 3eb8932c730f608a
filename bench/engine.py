"""The interpreter's speed: processor µs per event over a synthetic stream."""

from __future__ import annotations

import random
import time
from importlib import resources

from bench.line import Line
from tandem.charter.reading import read_charter
from tandem.cli import collect_seldom
from tandem.lifecycle.inputs import AccountFile, Act, Attribute, LeadRecord, Staff, World
from tandem.lifecycle.replay import replay
from tandem.vocabulary import EVENT_KINDS

BUDGET = 20.0
EVENTS, FEW = 200_000, 20_000
START = 1_700_000_000_000_000
SPAN = 730 * 86_400_000_000
KINDS = ["email.sent"] * 30 + ["email.delivered"] * 28 + ["email.opened"] * 12 + ["page.viewed"] * 18 + [
    "email.clicked", "email.clicked", "form.submitted", "call.made", "call.made", "email.replied", "owner.assigned",
    "field.changed", "field.changed", "campaign.responded",
]  # fmt: skip
STATUSES = ["Open - Not Contacted", "Working - Contacted", "Qualified", "Nurture", "Unqualified"]


def stream(events: int, draw: random.Random) -> list[AccountFile]:
    """Accounts of two people with forty events each, in the mix that exports show."""
    files = []
    for number in range(events // 80):
        people = [number.to_bytes(8, "big") + bytes([n]) * 8 for n in (1, 2)]
        acts = sorted(_act(draw, draw.choice(people)) for _ in range(80))
        leads = [
            LeadRecord(
                p, p, created_at=START - 1, attributes=[Attribute("title", "VP Sales", START, "salesforce", True)]
            )
            for p in people
        ]
        files.append(AccountFile(number.to_bytes(16, "big"), number % 4096, [act for _, act in acts], leads))
    return files


def _act(draw: random.Random, person: bytes) -> tuple[tuple[int, int, bytes], Act]:
    kind = draw.choice(KINDS)
    known, at = EVENT_KINDS[kind], START + draw.randrange(SPAN)
    event = draw.randbytes(16)
    values = dict.fromkeys(Act._fields, "") | {
        "event": event, "at": at, "kind": kind, "tool": "salesforce", "team": str(known.team), "lead": person,
        "direction": str(known.direction), "channel": known.channel, "whole_day": False, "automatic": False,
        "bot": draw.random() < 0.02, "opportunity": None, "form": draw.choice(["demo", "paper"]),
        "path": draw.choice(["/pricing", "/blog/a"]), "purpose": "nurture", "member": "anna",
        "field": "status" if kind == "field.changed" else "", "new": draw.choice(STATUSES),
    }  # fmt: skip
    return (at, known.rank, event), Act(**values)


def measure(quick: bool = False) -> list[Line]:
    """Processor µs an event, whole fold: both tracks, all decisions, all rows of the cut."""
    text = (resources.files("tandem") / "example" / "charter.yaml").read_text(encoding="utf-8")
    charter, _ = read_charter(text, "charter.yaml")
    assert charter is not None
    files = stream(FEW if quick else EVENTS, random.Random(1))
    events = sum(len(file.acts) for file in files)
    world = World(START + SPAN, "Europe/Amsterdam", {"anna": Staff("sales")})
    collect_seldom()
    began = time.process_time()
    rows = sum(len(table) for _, table in replay([charter], world, files))
    spent = (time.process_time() - began) / events * 1e6
    return [Line("interpreter, an event", spent, "µs", BUDGET, beside=f"{events:,} events, {rows:,} rows")]

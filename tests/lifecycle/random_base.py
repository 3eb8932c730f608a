"""Small worlds by dice as the lens' base relations: every odd thing that tools tell, more often than they do."""

from __future__ import annotations

import random
from collections.abc import Callable
from hashlib import blake2b
from typing import Any

import pyarrow as pa

from tandem.lifecycle.inputs import World
from tandem.lifecycle.reading import read_world
from tandem.timeline.keyed import bucket
from tandem.timeline.schema import BASE, ID
from tandem.vocabulary import EVENT_KINDS

THROUGH = 3_000
TOOLS = ("crm", "mailer", "sheet")
NAMES = ("status", "Status", "lifecycle_stage", "owner", "consent", "title", "created_at", "type", "employees")
VALUES = (
    "",
    "New",
    "Working",
    "anna",
    "bram",
    "queue",
    "withdrawn",
    "given",
    "customer",
    "a Partner",
    "12",
    "900",
    "x",
)
KINDS = (
    *sorted(EVENT_KINDS),
    *["field.changed", "owner.assigned", "email.sent", "email.opened", "consent.changed"] * 4,
)
WORDS: dict[str, tuple[str, ...]] = {
    "tool": TOOLS, "team": ("marketing", "sales", "buyer"), "direction": ("in", "out"), "channel": ("", "email"),
    "member": ("", "anna", "mia"), "campaign": ("", "spring", "autumn"), "asset": ("", "one"), "form": ("", "demo"),
    "path": ("", "/pricing", "/blog"), "field": ("status", "Status", "owner", "consent", "title", "lifecycle_stage"),
    "outcome": ("", "hard", "connected", "nurture"), "reason": ("", "No budget"), "purpose": ("", "newsletter"),
}  # fmt: skip


def random_base(seed: int) -> tuple[dict[str, pa.Table], pa.Table, World]:
    """The base relations but the events, the events in the relation's order, and what is true of all of it."""
    draw = random.Random(seed)
    accounts = [_key("account", n) for n in range(draw.randrange(1, 7))]
    persons = [_key("person", n) for n in range(draw.randrange(0, 9))]
    leads = [lead for person in persons for lead in _leads(draw, person, accounts)]
    deals = [_key("deal", n) for n in range(draw.randrange(3))]
    rows: dict[str, list[dict[str, Any]]] = {
        "person": [_person(draw, person) for person in persons if draw.random() < 0.9],
        "lead": leads,
        "attribute": [
            _attribute(draw, unit, id, name, tool) for unit, id, name, tool in _said(draw, persons, accounts)
        ],
        "member": [{"member": m, "team": t, "role": r} for m, t, r in _STAFF],
        "opportunity": [_deal(draw, deal, accounts) for deal in deals],
        "role": [_role(draw, deal, leads) for deal in deals if leads and draw.random() < 0.8],
    }
    base = {name: _table(name, rows.get(name, [])) for name in BASE if name != "event"}
    events = [_event(draw, n, leads, accounts, deals) for n in range(draw.randrange(150))]
    events.sort(key=lambda e: (e["bucket"], e["account"] or b"", e["at"], e["rank"], e["tool"], e["event"]))
    table = _table("event", events)
    return base, table, read_world(base, [table], THROUGH, "Europe/Amsterdam")


_STAFF = (("anna", "sales", ""), ("bram", "sales", "queue"), ("mia", "marketing", ""))


def _key(what: str, number: int) -> bytes:
    return blake2b(f"{what} {number}".encode(), digest_size=16).digest()


def _maybe(draw: random.Random, make: Callable[[], Any]) -> Any:
    return make() if draw.random() < 0.7 else None


def _leads(draw: random.Random, person: bytes, accounts: list[bytes]) -> list[dict[str, Any]]:
    """One account or two, one after the other; sometimes back to the first."""
    course = draw.sample([*accounts, person], min(draw.choice([1, 1, 2]), len(accounts)))
    course += course[:1] if len(course) == 2 and draw.random() < 0.5 else []
    begun = sorted(draw.randrange(THROUGH) for _ in course)
    return [
        {"lead": blake2b(person + account, digest_size=16).digest(), "person": person, "account": account,
         "bucket": bucket(account), "from_at": at if number else None}
        for number, (account, at) in enumerate(zip(course, begun, strict=True))
    ]  # fmt: skip


def _person(draw: random.Random, person: bytes) -> dict[str, Any]:
    created = _maybe(draw, lambda: draw.randrange(THROUGH))
    return {"person": person, "created_at": created, "free_mail": _maybe(draw, lambda: draw.random() < 0.5)}


def _said(draw: random.Random, persons: list[bytes], accounts: list[bytes]) -> list[tuple[str, bytes, str, str]]:
    units = [("person", person) for person in persons] + [("account", account) for account in accounts]
    all_of_it = [(unit, id, name, tool) for unit, id in units for name in NAMES for tool in TOOLS]
    return [one for one in all_of_it if draw.random() < 0.3]


def _attribute(draw: random.Random, unit: str, id: bytes, name: str, tool: str) -> dict[str, Any]:
    value = str(draw.randrange(THROUGH)) if name == "created_at" and draw.random() < 0.8 else draw.choice(VALUES)
    return {"unit": unit, "id": id, "name": name, "tool": tool, "value": value, "wins": draw.random() < 0.5,
            "known_at": _maybe(draw, lambda: draw.randrange(2 * THROUGH))}  # fmt: skip


def _deal(draw: random.Random, deal: bytes, accounts: list[bytes]) -> dict[str, Any]:
    own = [*accounts, _key("account", 99), None]
    return {"opportunity": deal, "account": draw.choice(own), "tool": "crm", "stage": draw.choice(["Open", "Won"]),
            "opened_at": _maybe(draw, lambda: draw.randrange(THROUGH))}  # fmt: skip


def _role(draw: random.Random, deal: bytes, leads: list[dict[str, Any]]) -> dict[str, Any]:
    lead = draw.choice(leads)
    return {"opportunity": deal, "person": lead["person"], "lead": lead["lead"], "role": "buyer", "how": "role"}


def _event(
    draw: random.Random, number: int, leads: list[dict[str, Any]], accounts: list[bytes], deals: list[bytes]
) -> dict[str, Any]:
    kind = draw.choice(KINDS)
    texts = {name: draw.choice(words) for name, words in WORDS.items()}
    old, new = draw.choice(VALUES), draw.choice(VALUES)
    lead = draw.choice(leads) if leads and draw.random() < 0.9 and not kind.startswith("opportunity.") else None
    account = lead["account"] if lead else draw.choice([*accounts, _key("account", 98), None])
    return {"event": _key("event", number), "at": draw.randrange(THROUGH) // 7 * 7, "kind": kind, "old": old,
            "new": new, "rank": EVENT_KINDS[kind].rank, "whole_day": draw.random() < 0.1,
            "automatic": draw.random() < 0.1, "bot": draw.random() < 0.1, "lead": lead and lead["lead"],
            "account": account, "bucket": bucket(account) if account else 5, "opportunity": draw.choice([*deals, None]),
            **texts}  # fmt: skip


def _table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    columns = {}
    for field in BASE[name]:
        words = pa.types.is_dictionary(field.type) or pa.types.is_string(field.type)
        given = [row.get(field.name, "" if words else None) for row in rows]
        kind = (
            pa.string()
            if words
            else field.type
            if field.type in (ID, pa.bool_(), pa.int16(), pa.date32())
            else pa.int64()
        )
        columns[field.name] = pa.array(given, kind).cast(field.type)
    return pa.table(columns, schema=BASE[name])

"""Little stories for the engine's tests: a charter by text, one account's acts by hand, the rows that come out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

from tandem.charter.model import Charter
from tandem.charter.reading import read_charter
from tandem.lifecycle.inputs import AccountFile, Act, Attribute, DealRecord, LeadRecord, Role, Staff, World
from tandem.lifecycle.replay import replay
from tandem.vocabulary import EVENT_KINDS

CHARTER = """
charter: Test
version: "1"
time_zone: Europe/Amsterdam
currency: EUR
business_hours: {days: mon-fri, from: "09:00", to: "17:30"}
teams:
  sales: {members: {anna: {name: Anna Jansen}, bram: {name: Bram Peters}}}
  marketing: {members: {mia: {name: Mia Verhoeven}}}
crosswalk:
  crm:
    lead_status: {New: mql, Working: sal, Qualified: sql, Nurture: nurture, Bad: disqualified, Junk: ignore}
    return_reason: {No budget: budget, Not now: timing}
  mailer:
    lifecycle_stage: {lead: lead, mql: mql}
fields:
  seniority: {one_of: [individual, vp], from: title, words: {"vp%": vp, "%": individual}}
  employees: {number: {at_least: 1}, of: account}
scoring:
  fit:
    vp: {when: "seniority = 'vp'", points: 50}
    free: {when: "free_mail", points: -40}
  activity:
    half_life: 14 days
    demo: {on: form.submitted, when: "form = 'demo'", points: 40}
    paper: {on: form.submitted, when: "form <> 'demo'", points: 15, at_most: 30 per day}
    page: {on: page.viewed, points: 4, at_most: 10 per day}
  grade:
    fit: {A: "fit >= 50", B: otherwise}
    activity: {1: "activity >= 60", 2: "activity >= 30", 3: "activity >= 10", 4: otherwise}
lifecycle:
  stages: [lead, mql, sal, sql, opportunity, customer, nurture, disqualified]
  final: [customer, disqualified]
  moves:
    qualify: {from: [lead, nurture], to: mql, when: "fit >= 50 and activity >= 30"}
    hand_raise:
      {from: [lead, nurture], to: mql, on: form.submitted, when: "form = 'contact' and not account_has_open_deal"}
    accept: {from: mql, to: sal, on: sales.accepted}
    give_back: {from: mql, to: nurture, on: sales.returned, reason: required}
    dispose: {from: sal, to: [sql, nurture, disqualified], on: sales.disposed, reason: required}
    open_deal: {from: [lead, mql, sal, sql, nurture], to: opportunity, on: opportunity.opened}
    win: {from: opportunity, to: customer, on: opportunity.closed, when: "outcome = 'won'"}
    lose: {from: opportunity, to: nurture, on: opportunity.closed, when: "outcome = 'lost'"}
  cool_down: {nurture -> mql: 30 days, except: hand_raise}
sla:
  sales:
    acceptance: {within: 2 business days, of: handoff, for: 100%}
    first_response: {within: 4 business hours, of: assignment, for: 95%}
    attempts:
      {at_least: 3, over: 2 channels, within: 10 business days, of: assignment, for: 90%, until: [two_way, disposed]}
    disposition: {within: 15 business days, of: acceptance, for: 95%}
rules_of_engagement:
  grace: 1 hour
  anybody: {when: "stage in ('lead', 'nurture', 'customer', 'disqualified')", marketing: any, sales: any}
  sales_has_it: {when: "stage in ('mql', 'sal', 'sql', 'opportunity')", marketing: [operational], sales: any}
  opted_out: {when: "consent = 'withdrawn'", marketing: none, sales: none, over: [anybody, sales_has_it]}
attribution:
  window: 90 days
  qualifying_touches: [form.submitted, email.clicked]
"""


def charter(text: str = CHARTER) -> Charter:
    found, faults = read_charter(text, "charter.yaml")
    assert found is not None, [str(fault) for fault in faults]
    assert not faults, [str(fault) for fault in faults]
    return found


def at(text: str) -> int:
    """'2026-03-02 10:00' in UTC → µs."""
    return (datetime.fromisoformat(text).replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(
        microseconds=1
    )


def key(name: str) -> bytes:
    return blake2b(name.encode(), digest_size=16).digest()


DAY = 86_400_000_000
LEAD, PERSON, ACCOUNT = key("lead"), key("person"), key("account")
_CHANNELS = {"email.sent": "email", "call.made": "phone", "meeting.held": "meeting", "message.sent": "message"}


def act(kind: str, when: str | int, **what: Any) -> Act:
    """One act of the lead; team and direction are the kind's own unless said."""
    known = EVENT_KINDS[kind]
    moment = at(when) if isinstance(when, str) else when
    defaults: dict[str, Any] = dict.fromkeys(Act._fields, "")
    defaults |= {
        "event": key(f"{kind} {moment} {sorted(what.items())}"), "at": moment, "kind": kind, "tool": "crm",
        "team": str(known.team), "direction": str(known.direction), "channel": known.channel, "whole_day": False,
        "automatic": False, "bot": False, "lead": LEAD, "opportunity": None,
    }  # fmt: skip
    return Act(**{**defaults, **what})


def status(value: str, when: str, **what: Any) -> Act:
    return act("field.changed", when, field="status", new=value, **what)


def said(name: str, value: str, known: str = "2026-12-31 00:00", tool: str = "crm") -> Attribute:
    return Attribute(name, value, at(known), tool, True)


def deal(name: str = "deal", opened: str = "", closed: str = "", won: bool | None = None, **what: Any) -> DealRecord:
    people = what.pop("roles", [Role(LEAD, PERSON, "buyer", None, "converted")])
    return DealRecord(
        key(name), ACCOUNT, tool="crm", is_closed=won is not None, is_won=won, amount=1000, currency="EUR",
        opened_at=at(opened) if opened else None, closed_at=at(closed) if closed else None, roles=people, **what,
    )  # fmt: skip


def lead(*attributes: Attribute, created: str = "2026-01-05 10:00", **what: Any) -> LeadRecord:
    return LeadRecord(LEAD, PERSON, created_at=at(created) if created else None, attributes=attributes, **what)


def world(through: str = "2026-12-31 00:00", **what: Any) -> World:
    what.setdefault("members", {"anna": Staff("sales"), "bram": Staff("sales"), "mia": Staff("marketing")})
    what.setdefault("tracked", frozenset({("crm", "status"), ("crm", "owner")}))
    return World(at(through), "Europe/Amsterdam", **what)


def told(
    *acts: Act, leads: Any = None, deals: Any = (), agreed: Charter | list[Charter] | None = None,
    of: World | None = None, account: Any = (),
) -> dict[str, list[dict[str, Any]]]:  # fmt: skip
    """The cut of one account's story; times stay UTC µs."""
    ordered = sorted(acts, key=lambda a: (a.at, EVENT_KINDS[a.kind].rank))
    file = AccountFile(ACCOUNT, 7, ordered, leads or [lead()], deals, account)
    versions = agreed if isinstance(agreed, list) else [agreed or charter()]
    tables = dict(replay(versions, of or world(), [file]))
    return {name: _rows(table) for name, table in tables.items()}


def _rows(table: Any) -> list[dict[str, Any]]:
    import pyarrow as pa

    columns = {}
    for name in table.column_names:
        column = table[name]
        timed = pa.types.is_timestamp(column.type)
        columns[name] = (column.cast(pa.int64()) if timed else column).to_pylist()
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def on(rows: list[dict[str, Any]], track: str) -> list[dict[str, Any]]:
    return [row for row in rows if row["track"] == track]

"""A lens of any size in no time: touches of people at accounts of one to five, as the product itself writes them.

Kinds in the mix that exports show, paths and campaigns by Zipf's law, people by a long tail; a few status words,
owners, answers of sales, opt-outs and deals. Same size and seed, same lens.
"""

from __future__ import annotations

from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tandem.operations.workspace import Workspace
from tandem.store.lens_writer import LensWriter
from tandem.timeline.days import local_days
from tandem.timeline.keyed import bucket
from tandem.timeline.schema import BASE, EVENT, ID, shape
from tandem.vocabulary import EVENT_KINDS

ZONE: Final = "Europe/Amsterdam"
START: Final = 1_719_792_000_000_000
SPAN: Final = 730 * 86_400
"""2024-07-01, in µs, and two years of seconds."""
PARTS: Final = 16
SHARES: Final = {
    "page.viewed": 300, "email.sent": 240, "email.delivered": 235, "email.opened": 100, "email.clicked": 40,
    "form.submitted": 20, "campaign.responded": 10, "call.made": 20, "email.replied": 4, "meeting.held": 6,
    "owner.assigned": 8, "field.changed": 12, "sales.accepted": 2, "sales.returned": 1, "sales.disposed": 1,
    "email.bounced": 1, "email.unsubscribed": 0.4, "consent.changed": 0.2,
}  # fmt: skip
"""Kind → its share of the events."""
KINDS: Final = tuple(sorted(SHARES))
SALES: Final = frozenset({"call.made", "meeting.held", "owner.assigned", "field.changed", "sales.accepted",
                          "sales.returned", "sales.disposed"})  # fmt: skip
"""What Salesforce tells; the rest is HubSpot's."""
FORMS: Final = ("contact", "demo", "newsletter", "whitepaper")
PATHS: Final = ("/pricing", "/pricing/plans", *(f"/blog/{n:04}" for n in range(1998)))
CAMPAIGNS: Final = tuple(f"hubspot:email_campaign:{n:03}" for n in range(60))
STATUSES: Final = ("Open - Not Contacted", "Working - Contacted", "Qualified", "Nurture", "Unqualified")
TITLES: Final = ("Chief Executive Officer", "VP Sales", "Director of IT", "Engineer", "Office Manager", "CFO", "")
MEMBERS: Final = ("anouk", "aylin", "bart", "bjorn", "carla", "chloe", "daan", "dilan")


class People(NamedTuple):
    """Who there is, in the order of bucket and account: ids as bytes, `home` the account's number of each person."""

    accounts: list[bytes]
    buckets: NDArray[np.int16]
    persons: list[bytes]
    leads: list[bytes]
    home: NDArray[np.int64]
    created: NDArray[np.int64]


def write_lens(root: Path, events: int, people: int, seed: int = 1) -> Workspace:
    """A workspace of the example charter with a lens of about so many touches of so many people."""
    text = (resources.files("tandem") / "example" / "charter.yaml").read_text(encoding="utf-8")
    workspace = Workspace.create(root, text, ZONE, bytes(range(32)))
    known = _people(np.random.default_rng([seed, 0]), people)
    with LensWriter(workspace.lens / "base") as writer:
        for name, table in _relations(known, np.random.default_rng([seed, 1])).items():
            writer.write(name, [table], BASE[name])
        writer.write("event", map(partial(_part, known, events, seed), range(PARTS)), EVENT)
        writer.finish({
            "data_sha256": f"{events}-{people}-{seed}", "time_zone": ZONE, "form": shape(BASE), "events": events,
            "from": "2024-07-01T00:00:00Z", "through": "2026-07-01T00:00:00Z",
        })  # fmt: skip
    return workspace


def _ids(draw: np.random.Generator, count: int) -> list[bytes]:
    raw = draw.bytes(16 * count)
    return [raw[i : i + 16] for i in range(0, len(raw), 16)]


def _people(draw: np.random.Generator, count: int) -> People:
    sizes = draw.choice([1, 2, 3, 4, 5], count, p=[0.4, 0.25, 0.2, 0.1, 0.05])
    accounts = int(np.searchsorted(np.cumsum(sizes), count)) + 1
    placed = sorted((bucket(account), account) for account in _ids(draw, accounts))
    home = np.repeat(np.arange(accounts), sizes[:accounts])[:count]
    created = START + draw.integers(0, SPAN // 2, count) * 1_000_000
    return People(
        [account for _, account in placed], np.array([b for b, _ in placed], np.int16), _ids(draw, count),
        _ids(draw, count), home, created,
    )  # fmt: skip


def _relations(known: People, draw: np.random.Generator) -> dict[str, pa.Table]:
    """Every base relation but the events; deals are few, and told by their own rows."""
    count = len(known.persons)
    account = [known.accounts[n] for n in known.home]
    words = ([m, m.title(), "sales", "", "benelux", "", True, "salesforce"] for m in MEMBERS)
    won = draw.choice(count, count // 100, replace=False)
    deals = _ids(draw, len(won))
    opened = known.created[won] + SPAN * 200_000
    made: dict[str, dict[str, Any]] = {
        "person": {"person": known.persons, "account": account, "lead": known.leads, "created_at": known.created,
                   "free_mail": draw.random(count) < 0.1, "records": np.ones(count, np.int64)},
        "lead": {"lead": known.leads, "person": known.persons, "account": account, "bucket": known.buckets[known.home]},
        "attribute": _attributes(known, draw),
        "member": dict(zip(BASE["member"].names, zip(*words, strict=True), strict=True)),
        "campaign": {"campaign": CAMPAIGNS, "name": CAMPAIGNS, "type": ["AUTOMATED_EMAIL"] * len(CAMPAIGNS)},
        "opportunity": {"opportunity": deals, "account": [account[n] for n in won], "tool": ["salesforce"] * len(won),
                        "stage": ["Discovery"] * len(won), "is_closed": [False] * len(won),
                        "is_won": [False] * len(won), "opened_at": opened, "opened_whole_day": [False] * len(won),
                        "closed_whole_day": [False] * len(won)},
        "role": {"opportunity": deals, "person": [known.persons[n] for n in won], "role": ["buyer"] * len(won),
                 "lead": [known.leads[n] for n in won], "how": ["role"] * len(won)},
    }  # fmt: skip
    return {name: _table(name, made.get(name, {})) for name in BASE if name != "event"}


def _attributes(known: People, draw: np.random.Generator) -> dict[str, Any]:
    """Long rows: title, status and stage of each person, size and trade of each account."""
    persons, accounts = known.persons, known.accounts
    created = known.created.astype("U16").tolist()
    drawn = {
        ("person", "title", "hubspot"): draw.choice(TITLES, len(persons)).tolist(),
        ("person", "created_at", "hubspot"): created,
        ("person", "created_at", "salesforce"): created,
        ("person", "lifecycle_stage", "hubspot"): ["lead"] * len(persons),
        ("person", "status", "salesforce"): draw.choice(STATUSES, len(persons)).tolist(),
        ("account", "employees", "hubspot"): draw.integers(1, 8000, len(accounts)).astype(str).tolist(),
        ("account", "industry", "hubspot"): draw.choice(["Logistics", "Retail", "Software"], len(accounts)).tolist(),
    }
    columns: dict[str, list[Any]] = {name: [] for name in ("unit", "id", "name", "tool", "value")}
    for (unit, name, tool), values in drawn.items():
        for column, more in zip(columns.values(), (unit, None, name, tool, None), strict=True):
            column += [more] * len(values) if more is not None else []
        columns["id"] += persons if unit == "person" else accounts
        columns["value"] += values
    rows = len(columns["value"])
    return columns | {"known_at": np.full(rows, START + SPAN * 1_000_000), "wins": [True] * rows}


def _table(name: str, columns: dict[str, Any]) -> pa.Table:
    """The columns as the relation has them; a text that is missing is ''."""
    schema = BASE[name]
    count = len(next(iter(columns.values()), ()))
    whole = {}
    for field in schema:
        texts = pa.types.is_dictionary(field.type) or pa.types.is_string(field.type)
        kind = pa.string() if texts else pa.int64() if pa.types.is_timestamp(field.type) else field.type
        given = columns.get(field.name, [""] * count if texts else [None] * count)
        told = pa.array(given, kind)
        whole[field.name] = told.cast(field.type) if pa.types.is_timestamp(field.type) else told
    return pa.table(whole)


def _part(known: People, events: int, seed: int, number: int) -> pa.Table:
    """One part of the events, in the order of the relation."""
    draw = np.random.default_rng([seed, 2, number])
    first, last = np.searchsorted(known.buckets[known.home], [256 * number, 256 * (number + 1)])
    count = events * int(last - first) // len(known.persons)
    weights = draw.lognormal(0.0, 1.0, last - first)
    who = first + np.searchsorted(np.cumsum(weights) / weights.sum(), draw.random(count)).clip(max=last - first - 1)
    begun = (known.created[who] - START) // 1_000_000
    at = START + (begun + (draw.random(count) * (SPAN - begun)).astype(np.int64)) * 1_000_000
    chances = np.array([SHARES[kind] for kind in KINDS])
    kind = draw.choice(len(KINDS), count, p=chances / chances.sum()).astype(np.int8)
    ranks = np.array([EVENT_KINDS[k].rank for k in KINDS], np.int16)
    order = np.lexsort((ranks[kind], at, known.home[who]))
    return _rows(known, who[order], at[order], kind[order], draw)


def _rows(
    known: People, who: NDArray[np.int64], at: NDArray[np.int64], kind: NDArray[np.int8], draw: np.random.Generator
) -> pa.Table:
    count = len(who)
    first, last = (int(who.min()), int(who.max()) + 1) if count else (0, 0)
    kinds = [EVENT_KINDS[k] for k in KINDS]
    home = known.home[who]

    def only(which: str, codes: NDArray[np.int64], words: tuple[str, ...]) -> pa.DictionaryArray[Any, Any]:
        """Words for the kinds named, '' for the others."""
        told = np.isin(kind, [KINDS.index(k) for k in which.split()])
        return _words(np.where(told, codes + 1, 0), ("", *words))

    def of_person(ids: list[bytes]) -> pa.Array[Any]:
        return pa.array(ids[first:last], ID).take(pa.array(who - first))

    low = int(home[0]) if count else 0
    columns = {
        "event": pa.Array.from_buffers(ID, count, [None, pa.py_buffer(draw.bytes(16 * count))]),
        "at": pa.array(at).cast(pa.timestamp("us")), "whole_day": pa.array(np.zeros(count, bool)),
        "day": pa.array(local_days(at, ZONE), pa.int32()).cast(pa.date32()),
        "rank": pa.array(np.array([k.rank for k in kinds], np.int16)[kind]), "kind": _words(kind, KINDS),
        "tool": _words(np.array([k in SALES for k in KINDS])[kind], ("hubspot", "salesforce")),
        "team": _words(kind, tuple(str(k.team) for k in kinds)),
        "direction": _words(kind, tuple(str(k.direction) for k in kinds)),
        "channel": _words(kind, tuple(k.channel for k in kinds)), "automatic": pa.array(np.zeros(count, bool)),
        "bot": pa.array(draw.random(count) < 0.01), "person": of_person(known.persons), "lead": of_person(known.leads),
        "account": pa.array(known.accounts[low : int(home[-1]) + 1 if count else 0], ID).take(pa.array(home - low)),
        "bucket": pa.array(known.buckets[home]),
        "path": only("page.viewed email.clicked form.submitted", _zipf(draw, count, len(PATHS)), PATHS),
        "form": only("form.submitted", draw.integers(0, len(FORMS), count), FORMS),
        "campaign": only("email.sent email.delivered email.opened email.clicked campaign.responded",
                         _zipf(draw, count, len(CAMPAIGNS)), CAMPAIGNS),
        "field": only("field.changed", np.zeros(count, np.int64), ("status",)),
        "new": _said(kind, draw), "outcome": _outcomes(kind, draw),
        "purpose": only("email.sent", draw.integers(0, 2, count), ("newsletter", "nurture")),
    }  # fmt: skip
    empty = {f.name: _words(np.zeros(count, np.int8), ("",)) for f in EVENT if f.type == EVENT.field("kind").type}
    return pa.table({**empty, **columns, "old": pa.array([""] * count)})


def _words(codes: NDArray[Any], words: tuple[str, ...]) -> pa.DictionaryArray[Any, Any]:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), pa.array(words))


def _zipf(draw: np.random.Generator, count: int, words: int) -> NDArray[np.int64]:
    """Numbers of words, the n-th as often as 1/n."""
    bars = np.cumsum(1 / np.arange(1, words + 1))
    return np.searchsorted(bars / bars[-1], draw.random(count)).clip(max=words - 1)


def _said(kind: NDArray[np.int8], draw: np.random.Generator) -> pa.Array[Any]:
    """The new value of a status, an owner or a consent; '' for all other kinds."""
    words = ("", "withdrawn", *MEMBERS, *STATUSES)
    codes = np.zeros(len(kind), np.int64)
    for name, low, high in (("consent.changed", 1, 2), ("owner.assigned", 2, 2 + len(MEMBERS)),
                            ("field.changed", 2 + len(MEMBERS), len(words))):  # fmt: skip
        where = np.flatnonzero(kind == KINDS.index(name))
        codes[where] = draw.integers(low, high, len(where))
    return _words(codes, words).cast(pa.string())


def _outcomes(kind: NDArray[np.int8], draw: np.random.Generator) -> pa.DictionaryArray[Any, Any]:
    words = ("", "connected", "no_answer", "hard", "sql", "nurture")
    codes = np.zeros(len(kind), np.int64)
    for name, low, high in (("call.made", 1, 3), ("email.bounced", 3, 4), ("sales.disposed", 4, 6)):
        where = np.flatnonzero(kind == KINDS.index(name))
        codes[where] = draw.integers(low, high, len(where))
    return _words(codes, words)

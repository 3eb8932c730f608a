"""A simulated company as the cut that an engine without fault makes of its exports: many seeds, without the files.

It holds what the estimates read: handoffs, the clocks of all promises, cycles, deals, segments. That the whole pipeline
says the same is held by `test_company_end_to_end.py`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa
from tests.diagnosis.made_up import FEEDS_EVENTS, charter, key

from tandem.analytics.measure import Setting
from tandem.example.columns import NEVER, Flags, Ints
from tandem.example.dirt import make_dirt
from tandem.example.people import SOURCES
from tandem.example.plan import END, ZONE
from tandem.example.sales import ACCEPTED, NO_DISPOSITION, NO_VERDICT, RETURNED
from tandem.example.simulate import Company
from tandem.example.truth_promises import heard_raises, promise_cases
from tandem.example.words import INDUSTRIES
from tandem.lifecycle.schema import CUT
from tandem.store.lens import DuckLens
from tandem.timeline.schema import BASE

Table = dict[str, Any]
SCHEMAS = {**BASE, **CUT}
DISPOSITIONS = np.array(["", "sql", "nurture", "disqualified"], dtype=object)
"""By the codes of `example.sales`."""
EXPORTED = datetime.fromtimestamp(END - 1, UTC).replace(tzinfo=None)


def setting_of(company: Company) -> Setting:
    """What the signs read of a company, under the shipped charter."""
    tables = {
        "handoff": _handoffs(company),
        "clock": _clocks(company),
        "cycle": _cycles(company),
        "deal": _deals(company),
        "dimension": _segments(company),
        "person": {"person": _ids("person", 1)},
        "opportunity": {"opportunity": _ids("deal", len(company.deals))},
        "attribute": {"unit": ["person"], "id": _ids("person", 1), "name": ["source"], "value": ["event"]},
    }
    lens = DuckLens.of_tables(
        {
            **{name: _whole(name, columns) for name, columns in tables.items()},
            "event": pa.Table.from_pylist(FEEDS_EVENTS, SCHEMAS["event"]),
        }
    )
    return Setting(lens, charter(), None, EXPORTED, lambda purpose: np.random.default_rng(1))


def _handoffs(company: Company) -> Table:
    handoffs, work = company.handoffs, company.work
    return {
        "handoff": _ids("handoff", len(handoffs)),
        "cycle": _ids("cycle", len(handoffs)),
        "lead": _ids("lead", len(handoffs)),
        "at": _times(handoffs.at),
        "day": _days(handoffs.at),
        "hand_raise": heard_raises(company),
        "source": _sources(company),
        "first_touch_at": _times(work.first_touch),
        "verdict": np.select([work.verdict == ACCEPTED, work.verdict == RETURNED], ["accepted", "returned"], ""),
        "verdict_at": _times(np.where(work.verdict == NO_VERDICT, NEVER, work.verdict_at)),
        "disposition": DISPOSITIONS[work.disposition],
        "disposed_at": _times(np.where(work.disposition == NO_DISPOSITION, NEVER, work.disposed_at)),
        "opportunity": _joined_deal(company),
    }


def _clocks(company: Company) -> Table:
    parts = []
    for promise, cases in promise_cases(company).items():
        rows = np.flatnonzero(cases.case)
        parts.append(
            pa.table(
                {
                    "clock": [key(promise, int(row)) for row in rows],
                    "promise": [promise] * len(rows),
                    "state": np.where(cases.missed[rows], "missed", "met"),
                    "day": _days(cases.began[rows]),
                    "handoff": _ids("handoff", len(company.handoffs)).take(pa.array(rows)),
                }
            )
        )
    whole = pa.concat_tables(parts)
    return {name: whole.column(name) for name in whole.column_names}


def _cycles(company: Company) -> Table:
    count, at = len(company.handoffs), company.handoffs.at
    return {
        "cycle": _ids("cycle", count),
        "lead": _ids("lead", count),
        "entered_at": _times(at),
        "entered_day": _days(at),
        "entered_whole_day": np.zeros(count, dtype=bool),
        "source": _sources(company),
        "opportunity": _joined_deal(company),
    }


def _deals(company: Company) -> Table:
    deals = company.deals
    closed = deals.closed()
    lead = _ids("lead", len(company.handoffs)).take(pa.array(deals.lead, mask=~deals.joined))
    return {
        "opportunity": _ids("deal", len(deals)),
        "lead": lead,
        "person": lead,
        "outcome": np.select([~closed, deals.won], ["open", "won"], "lost"),
        "amount": deals.amount,
        "currency": ["EUR"] * len(deals),
        "closed_at": _times(np.where(closed, deals.ends, NEVER)),
        "closed_day": _days(np.where(closed, deals.ends, NEVER)),
        "closed_whole_day": np.ones(len(deals), dtype=bool),  # Salesforce's CloseDate
        "lag_days": pa.array(_whole_days(deals.opened, deals.ends), mask=~closed),
    }


def _segments(company: Company) -> Table:
    names = np.array([name for name, _ in INDUSTRIES], dtype=object)
    count = len(company.deals)
    return {
        "unit": ["opportunity"] * count,
        "id": _ids("deal", count),
        "dimension": ["segment"] * count,
        "value": names[company.accounts.industry[company.deals.account]],
    }


def _joined_deal(company: Company) -> pa.Array:
    """Per handoff, the deal that the tools join to it."""
    place = np.full(len(company.handoffs), -1)
    place[company.deals.lead[company.deals.joined]] = np.flatnonzero(company.deals.joined)
    return _ids("deal", len(company.deals)).take(pa.array(place, mask=place < 0))


def _sources(company: Company) -> np.ndarray:
    """As the tools show them: empty where nobody filled them in."""
    shown = np.where(make_dirt(company).no_source, "", np.array(SOURCES, dtype=object)[company.people.source])
    return shown[company.handoffs.person]


def _whole_days(since: Ints, until: Ints) -> np.ndarray:
    first, last = (_days(at).cast(pa.int32()).to_numpy() for at in (since, until))
    return (last - first).astype(np.float64)


def _ids(kind: str, count: int) -> pa.Array:
    return pa.array([key(kind, n) for n in range(count)], pa.binary(16))


def _times(at: Ints) -> pa.Array:
    return pa.array(at * 1_000_000, pa.int64(), mask=at == NEVER).cast(pa.timestamp("us"))


def _days(at: Ints) -> pa.Array:
    """Local days; null where nothing happened."""
    there: Flags = at != NEVER
    local = pa.array(at, pa.int64(), mask=~there).cast(pa.timestamp("s", "UTC")).cast(pa.timestamp("s", ZONE))
    return pa.compute.local_timestamp(local).cast(pa.date32(), safe=False)


def _whole(name: str, columns: Table) -> pa.Table:
    """The relation with all its columns: those not given are null, words are '', and the track is the recorded one."""
    count = len(next(iter(columns.values())))
    whole = []
    for field in SCHEMAS[name]:
        blank: Any = "recorded" if field.name == "track" else "" if pa.types.is_dictionary(field.type) else None
        given = columns.get(field.name)
        column = pa.array([blank] * count) if given is None else given
        column = column if isinstance(column, pa.Array | pa.ChunkedArray) else pa.array(column)
        whole.append(column.cast(field.type.value_type if pa.types.is_dictionary(field.type) else field.type))
    return pa.table(whole, names=SCHEMAS[name].names).cast(SCHEMAS[name])

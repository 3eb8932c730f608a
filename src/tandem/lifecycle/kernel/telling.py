"""Rows of numbers → decisions in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tandem.lifecycle.decisions import COUNTED, DECIDED_HANDOFF, DECIDED_MOVE, SCORE, SUPPRESSED, Decisions
from tandem.lifecycle.kernel.state import (
    ACTIVITY_THEN,
    ASSIGNED_AT,
    ATTEMPTS,
    BEGUN_AT,
    DISPOSED_AT,
    DISPOSITION,
    ENDED_AT,
    ENTERED,
    FIRST_SINCE,
    FIRST_TOUCH,
    FIT_THEN,
    INVALID_AT,
    MEMBER,
    NONE,
    NUMBER,
    OPTED_OUT_AT,
    RAISED,
    ROUTE,
    RULE,
    TALKED_AT,
    VERDICT,
    VERDICT_AT,
    VERDICTS,
    WHOLE,
    Rows,
)

if TYPE_CHECKING:
    from tandem.lifecycle.kernel.history import History
    from tandem.lifecycle.kernel.program import Bits, Codes, Ints, Names


def tell(history: History, names: Names, folded: Rows) -> Decisions:
    """The decisions, with lead and event ids and the charter's words."""
    counts = {name: int(folded.counts[VERDICTS + place]) for place, name in enumerate(COUNTED)}
    return Decisions(
        _moves(history, names, folded.moves), _handoffs(history, names, folded.handoffs),
        _scores(history, names, folded.scores), _suppressed(history, names, folded.suppressed), counts,
    )  # fmt: skip


def _moves(history: History, names: Names, rows: Ints) -> pa.Table:
    lead, at, whole, was, to, rule, cause, fit, activity, *_ = rows.T
    return _table(DECIDED_MOVE, [
        _ids(history.leads.id, lead), _times(at), pa.array(whole != 0), _words(names.stages, was),
        _words(names.stages, to), _rules(names, rule), _causes(history, names, cause), _whole(fit), _whole(activity),
        _words((names.version,), np.zeros_like(lead)),
    ])  # fmt: skip


def _handoffs(history: History, names: Names, rows: Ints) -> pa.Table:
    def column(name: int) -> Ints:
        return rows[:, name - NUMBER + 1]

    assigned = column(ASSIGNED_AT)
    touched = np.where(assigned == NONE, column(FIRST_TOUCH), column(FIRST_SINCE))
    return _table(DECIDED_HANDOFF, [
        _ids(history.leads.id, rows[:, 0]), _whole(column(NUMBER)), _times(column(BEGUN_AT)),
        pa.array(column(WHOLE) != 0), _rules(names, column(RULE)), pa.array(column(RAISED) != 0),
        _whole(column(FIT_THEN)), _whole(column(ACTIVITY_THEN)), _words(("", *names.routes), column(ROUTE) + 1),
        _words(history.strings, column(MEMBER)), _times(assigned), _times(touched), _whole(column(ATTEMPTS)),
        _times(column(TALKED_AT)), _words(("", "accepted", "returned"), column(VERDICT)), _times(column(VERDICT_AT)),
        _words(names.outcomes, column(DISPOSITION)), _times(column(DISPOSED_AT)), _times(column(OPTED_OUT_AT)),
        _times(column(INVALID_AT)), _times(column(ENDED_AT)), _words((names.version,), np.zeros_like(assigned)),
    ])  # fmt: skip


def _scores(history: History, names: Names, rows: Ints) -> pa.Table:
    fit, activity, stage = rows.T
    leads = np.arange(len(rows))
    return _table(SCORE, [_ids(history.leads.id, leads), _whole(fit), _whole(activity), _words(names.stages, stage)])


def _suppressed(history: History, names: Names, rows: Ints) -> pa.Table:
    lead, event, at, purpose, rule, stage = rows.T
    return _table(SUPPRESSED, [
        _causes(history, names, event), _ids(history.leads.id, lead), _times(at), _words(names.purposes, purpose),
        _words(names.rules, rule), _words(names.stages, stage),
    ])  # fmt: skip


def _table(schema: pa.Schema, columns: Sequence[Any]) -> pa.Table:
    return pa.Table.from_arrays(list(columns), schema=schema)


def _whole(values: Ints) -> Any:
    return pa.array(np.ascontiguousarray(values))


def _times(values: Ints) -> Any:
    values = np.ascontiguousarray(values)
    return pa.array(values, mask=values == NONE).cast(pa.timestamp("us"))


def _ids(ids: Bits, rows: Ints, mask: NDArray[np.bool_] | None = None) -> Any:
    """Rows of 16-byte ids as Arrow's own bytes."""
    data = pa.py_buffer(np.ascontiguousarray(ids[rows]).tobytes())
    valid = None if mask is None else pa.array(~mask).buffers()[1]
    return pa.Array.from_buffers(pa.binary(16), len(rows), [valid, data])


def _causes(history: History, names: Names, causes: Ints) -> Any:
    """The ids of events, or of deals' steps; null for none."""
    found = np.zeros((len(causes), 16), np.uint8)
    events = causes >= 0
    rows = history.events.row[causes[events]] if events.any() else np.zeros(0, np.int32)
    known = np.flatnonzero(events)[rows >= 0]
    found[known] = history.ids[rows[rows >= 0]]
    steps = np.flatnonzero(causes <= -2)
    found[steps] = names.step_events[-2 - causes[steps]] if len(steps) else found[steps]
    return _ids(found, np.arange(len(causes)), np.logical_not(found.any(axis=1)))


def _rules(names: Names, rules: Ints) -> Any:
    return _words(("entered", *names.moves), rules - ENTERED)


def _words(words: Sequence[str], codes: Ints | Codes) -> Any:
    """A dictionary column that lists its words in the order of their first appearance, as Arrow encodes them."""
    first = np.full(int(codes.max(initial=-1)) + 1, len(codes))
    first[codes[::-1]] = np.arange(len(codes))[::-1]  # of several, the last that is written stays
    used = np.flatnonzero(first < len(codes))
    used = used[np.argsort(first[used])]
    place = np.empty(len(first), np.int32)
    place[used] = np.arange(len(used), dtype=np.int32)
    return pa.DictionaryArray.from_arrays(place[codes], pa.array([words[code] for code in used.tolist()], pa.string()))

"""From decisions to cases: a charter's handoffs as arrays, and what a model reads of each case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from tandem.planning.cases import NONE, Cases, Handed
from tandem.planning.features import Moment
from tandem.planning.history import Ints, LeadCodes, Recorded, micros, whole

if TYPE_CHECKING:
    from tandem.charter.model import Charter


def handed_of(table: pa.Table, codes: LeadCodes) -> Handed:
    """The rows of `decisions.DECIDED_HANDOFF` by lead and time."""
    lead, at = codes.of(table), micros(table, "at")
    order = np.lexsort((at, lead))
    raised = np.asarray(table["hand_raise"], dtype=bool)
    return Handed(lead[order], whole(table, "number")[order], at[order], raised[order], whole(table, "fit")[order])


def same_fit(one: Charter, other: Charter) -> bool:
    """Whether both charters give fit alike, so that one's points can stand beside the other's."""
    rules = [[(rule.when.condition, rule.points) for rule in charter.scoring.fit] for charter in (one, other)]
    return rules[0] == rules[1]


def moment_of(cases: Cases, current: Handed, proposed: Handed, same: bool) -> Moment:
    """Each case when it is handed over. Fit is the current charter's; a lead that only the proposed one hands over has
    its fit if both give it alike (`same`), else counts as unscored (0)."""
    of_current, of_proposed = _of(current.fit, cases.current), _of(proposed.fit, cases.proposed) * same
    raised = _of(current.hand_raise, cases.current) | _of(proposed.hand_raise, cases.proposed)
    return Moment(cases.lead, cases.at, np.where(cases.current != NONE, of_current, of_proposed), raised.astype(bool))


def _of(column: Any, rows: Ints) -> Ints:
    """The column's values in these rows, 0 where there is none."""
    found: Ints = np.append(column.astype(np.int64), 0)[rows]
    return found


def joined(recorded: Recorded, *moments: Moment) -> Moment:
    """The recorded handoffs, then others."""
    parts = [Moment(recorded.lead, recorded.at, recorded.fit, recorded.hand_raise), *moments]
    columns = zip(*((part.lead, part.at, part.fit, part.hand_raise) for part in parts), strict=True)
    return Moment(*(np.concatenate(column) for column in columns))

"""The truth about leads: promises, attempts, verdicts, reasons, owners, crossed messages, doubles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tandem.example.columns import NEVER, Flags
from tandem.example.dirt import Dirt, make_dirt
from tandem.example.lead_history import reason_texts
from tandem.example.plan import DAY, END
from tandem.example.sales import ACCEPTED, NO_DISPOSITION, NO_VERDICT, RETURNED, TO_SQL
from tandem.example.simulate import Company
from tandem.example.truth_months import by_month
from tandem.example.working_time import due

Told = dict[str, Any]
FOLLOW_UP = 30 * DAY


def lead_truths(company: Company) -> Mapping[str, Told]:
    """Sign → its truth."""
    dirt = make_dirt(company)
    return {
        "crossed_messages": _crossed(company),
        "broken_sla": _promises(company),
        "unworked_leads": _unworked(company),
        "unanswered_hand_raises": _hand_raises(company),
        "silent_sales": _silent(company, dirt),
        "no_lead_process": _process(company, dirt),
        "split_tools": _split(company, dirt),
        "dirty_data": _dirty(company, dirt),
    }


def _share(part: np.ndarray, of: int) -> float | None:
    return float(part.sum()) / of if of else None


def _crossed(company: Company) -> Told:
    mails, handoffs = company.mails, company.handoffs
    crossing = mails.crossing >= 0
    months = by_month(company, mails.at, messages=crossing)
    handed = by_month(company, handoffs.at, handoffs=np.ones(len(handoffs), dtype=bool))
    per_hundred = 100 * crossing.sum() / max(len(handoffs), 1)
    return {
        "unit": "messages per 100 handed-over leads",
        "parameter": None,
        "value": float(per_hundred),
        "by_month": {**handed, **months},
    }


def _promises(company: Company) -> Told:
    """`first_response` and `hand_raises` from assignment, `acceptance` from handoff, `disposition` from acceptance."""
    handoffs, work = company.handoffs, company.work
    assigned = work.assigned != NEVER
    late = assigned & ~work.in_time
    given = (work.verdict != NO_VERDICT) & (work.verdict_at <= due(handoffs.at, 2))
    accepted = work.verdict == ACCEPTED
    closed = (work.disposition != NO_DISPOSITION) & (
        work.disposed_at <= due(np.maximum(work.verdict_at, company.plan.start), 15)
    )
    raised = handoffs.hand_raise & assigned
    usual = assigned & ~handoffs.hand_raise
    owned = _owned_share(company)
    p_late = 1 - (1 - work.p_late) / owned
    parts = {
        "sales.first_response": by_month(
            company, handoffs.at, cases=usual, missed=late & usual, expected=np.where(usual, p_late, 0.0)
        ),
        "sales.hand_raises": by_month(
            company, handoffs.at, cases=raised, missed=late & raised, expected=np.where(raised, p_late, 0.0)
        ),
        "sales.acceptance": by_month(company, handoffs.at, cases=handoffs.at > 0, missed=~given),
        "sales.disposition": by_month(
            company, np.where(accepted, work.verdict_at, 0), cases=accepted, missed=accepted & ~closed
        ),
    }
    return {
        "unit": "share missed",
        "parameter": _share(p_late[usual], int(usual.sum())),
        "note": "first_response counts leads that are no hand-raises; running cases of the last days count as missed.",
        "parts": parts,
    }


def _owned_share(company: Company) -> np.ndarray:
    """Probability of each lead to get an owner: those that nobody tries sometimes get none."""
    lost = 0.2 if "no_lead_process" in company.plan.planted else 0.0
    return 1 - lost * company.work.p_left


def _unworked(company: Company) -> Told:
    handoffs, work = company.handoffs, company.work
    tried = (work.first_touch != NEVER) & (work.first_touch <= handoffs.at + FOLLOW_UP)
    returned = (work.verdict == RETURNED) & (work.verdict_at <= handoffs.at + FOLLOW_UP)
    months = by_month(
        company, handoffs.at, handoffs=handoffs.at > 0, unworked=~tried & ~returned, expected=work.p_unworked
    )
    return {
        "unit": "share",
        "parameter": _share(work.p_unworked, len(work)),
        "value": _share(~tried & ~returned, len(work)),
        "by_month": months,
    }


def _hand_raises(company: Company) -> Told:
    handoffs, work = company.handoffs, company.work
    raised = handoffs.hand_raise
    never = raised & (work.first_touch == NEVER)
    months = by_month(company, handoffs.at, hand_raises=raised, late_or_never=raised & ~work.in_time, never=never)
    return {
        "unit": "share",
        "parameter": None,
        "value": _share(raised & ~work.in_time, int(raised.sum())),
        "by_month": months,
    }


def _silent(company: Company, dirt: Dirt) -> Told:
    handoffs, work = company.handoffs, company.work
    said = reason_texts(company, dirt) != ""
    answered = (work.verdict != NO_VERDICT) & (work.verdict_at <= handoffs.at + FOLLOW_UP)
    verdict_bad = ~answered | ((work.verdict == RETURNED) & ~said)
    accepted = work.verdict == ACCEPTED
    closed = (work.disposition != NO_DISPOSITION) & (work.disposed_at <= work.verdict_at + FOLLOW_UP)
    outcome_bad = accepted & (~closed | ((work.disposition != TO_SQL) & ~said))
    months = by_month(
        company,
        handoffs.at,
        handoffs=handoffs.at > 0,
        verdict_bad=verdict_bad,
        accepted=accepted,
        outcome_bad=outcome_bad,
    )
    return {
        "unit": "share given",
        "parameter": None,
        "value": 1 - (_share(verdict_bad, len(work)) or 0),
        "by_month": months,
    }


def _process(company: Company, dirt: Dirt) -> Told:
    handoffs, work = company.handoffs, company.work
    said = reason_texts(company, dirt) != ""
    answers = (work.verdict == RETURNED) | ((work.disposition != NO_DISPOSITION) & (work.disposition != TO_SQL))
    undecided = ~((work.verdict != NO_VERDICT) & (work.verdict_at <= handoffs.at + FOLLOW_UP))
    months = by_month(
        company, handoffs.at, handoffs=handoffs.at > 0, undecided=undecided, answers=answers,
        reasonless=answers & ~said, ownerless=work.assigned == NEVER,
    )  # fmt: skip
    return {"unit": "share", "parameter": None, "value": _share(undecided, len(work)), "by_month": months}


def _split(company: Company, dirt: Dirt) -> Told:
    """People whom both tools give an owner, and those for whom the owners differ, at the export."""
    from tandem.example.write_hubspot import owners_there

    handoffs, work = company.handoffs, company.work
    _, there = owners_there(company, dirt)
    here = np.full(len(company.people), -1)
    has = work.assigned != NEVER
    here[handoffs.person[has]] = work.owner[has]
    both = (here >= 0) & (there >= 0)
    differ = both & (here != there)
    return {
        "unit": "share",
        "parameter": None,
        "value": _share(differ, int(both.sum())),
        "people": int(both.sum()),
        "differ": int(differ.sum()),
    }


def _dirty(company: Company, dirt: Dirt) -> Told:
    count = len(company.people)
    empty = {name: int(getattr(dirt, f"no_{name}").sum()) for name in ("title", "country", "source")}
    odd = int(((reason_texts(company, dirt) != "") & (dirt.odd_reason >= 0) & _gave_reason(company)).sum())
    worst = max([*empty.values(), len(dirt.doubled)]) / count
    return {
        "unit": "share",
        "parameter": None,
        "value": worst,
        "people": count,
        "double_leads": len(dirt.doubled),
        "merged_leads": len(dirt.merged_leads),
        "merged_contacts": len(dirt.merged_contacts),
        "empty": empty,
        "unmapped_reasons": odd,
    }


def _gave_reason(company: Company) -> np.ndarray:
    work = company.work
    closed = (work.disposition != NO_DISPOSITION) & (work.disposition != TO_SQL)
    at = np.where(work.verdict == RETURNED, work.verdict_at, work.disposed_at)
    gave: Flags = ((work.verdict == RETURNED) | closed) & (at < END)
    return gave

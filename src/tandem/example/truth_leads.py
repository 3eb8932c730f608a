"""The truth about leads: promises, attempts, verdicts, reasons, owners, crossed messages, doubles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tandem.example.columns import NEVER, Flags
from tandem.example.dirt import Dirt, make_dirt
from tandem.example.lead_history import reason_texts
from tandem.example.owners import NOBODY, last_owners, owner_changes
from tandem.example.plan import DAY, END
from tandem.example.sales import ACCEPTED, NO_DISPOSITION, NO_VERDICT, RETURNED, TO_SQL
from tandem.example.simulate import Company
from tandem.example.truth_months import by_month
from tandem.example.truth_promises import heard_raises, promise_cases

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
    parts = {key: cases.by_month(company) for key, cases in promise_cases(company).items()}
    first = parts["sales.first_response"]
    return {
        "unit": "share missed",
        "parameter": sum(first["expected"]) / max(sum(first["cases"]), 1),
        "note": "The parameter is first_response's. Cases still running at the export count as missed.",
        "parts": parts,
    }


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
    raised = heard_raises(company)
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

    changes, count = owner_changes(company), len(company.people)
    here = last_owners(changes, changes.rep, count)
    there = last_owners(*owners_there(company, dirt), count)
    both = (here != NOBODY) & (there != NOBODY)
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

"""The CRM's history of its leads: created, owner, status, reasons, each change with the value before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem.example.columns import NEVER, Columns, Ints
from tandem.example.dirt import ODD_REASONS, Dirt
from tandem.example.owners import NOBODY, owner_changes
from tandem.example.plan import END
from tandem.example.sales import NO_REASON, RETURN_REASONS, RETURNED, TO_DISQUALIFIED, TO_NURTURE
from tandem.example.simulate import Company
from tandem.example.spelling import Text, salesforce_id
from tandem.example.stages import CUSTOMER, MQL, stage_changes

_STATUSES = ("Open - Not Contacted", "Working - Contacted", "Qualified", "Nurture", "Unqualified", "Closed - Converted")
STATUSES = np.array(["", *_STATUSES, ""], dtype=object)
"""In the order of `stages.STAGES`: the CRM knows neither the bare lead nor, in its status, the customer."""
LEAD_SOURCES = np.array(
    ["Web", "Advertisement", "Trade Show", "Social", "Partner Referral", "Email", "Direct"], dtype=object
)
QUEUE = "00G5g000000inbnEAA"
INTEGRATION = 900


@dataclass(slots=True)
class History(Columns):
    """One row per change of a lead's field; `by`: the number of the user who made it."""

    person: Ints
    at: Ints
    field: np.ndarray
    old: np.ndarray
    new: np.ndarray
    by: Ints


def created_in_crm(company: Company) -> Ints:
    """Per handoff: when the sync had brought it to the CRM, between the handoff and the assignment."""
    handoffs = company.handoffs
    return handoffs.at + 60 + (handoffs.at % 110)


def lead_history(company: Company, dirt: Dirt) -> History:
    """All changes in time order."""
    handoffs, owner_ids = company.handoffs, user_ids(company)
    first = handoffs.round == 0
    new = handoffs.take(first)
    none = np.full(len(new), "", dtype=object)
    by_sync = np.full(len(new), INTEGRATION)
    parts = [History(new.person, created_in_crm(company)[first], none + "created", none, none, by_sync)]
    parts += [_owners(company, owner_ids), _statuses(company), _reasons(company, dirt)]
    history = parts[0]
    for part in parts[1:]:
        history = history.join(part)
    history = history.take((history.at != NEVER) & (history.at < END))
    rank = np.array([{"created": 0, "Owner": 1, "Status": 3}.get(field, 2) for field in history.field])
    return history.take(np.lexsort((rank, history.person, history.at)))


def user_ids(company: Company) -> Text:
    """Each rep's id."""
    return salesforce_id("005", np.arange(len(company.reps)))


def _owners(company: Company, owner_ids: Text) -> History:
    """From the queue to a rep, and back to the queue with the leads that go back to nurture."""
    changes = owner_changes(company)
    new = np.where(changes.rep == NOBODY, QUEUE, owner_ids[changes.rep])
    again = np.concatenate([[False], changes.person[1:] == changes.person[:-1]])
    old = np.where(again, np.concatenate([[""], new[:-1]]), QUEUE)
    by = np.where(changes.rep == NOBODY, company.work.owner[changes.lead], INTEGRATION)
    field = np.full(len(changes), "Owner", dtype=object)
    return History(changes.person, changes.at, field, old, new, by)


def _statuses(company: Company) -> History:
    """Status changes; the first status comes with the lead's creation."""
    changes = stage_changes(company)
    changes = changes.take(changes.stage != CUSTOMER)
    at = np.where(changes.stage == MQL, created_in_crm(company)[changes.lead], changes.at)
    order = np.lexsort((at, changes.person))
    person, new, at, lead = changes.person[order], STATUSES[changes.stage[order]], at[order], changes.lead[order]
    again = np.concatenate([[False], person[1:] == person[:-1]])
    old = np.concatenate([[""], new[:-1]])
    by = np.where(changes.stage[order] == MQL, INTEGRATION, company.work.owner[lead])
    field = np.full(len(order), "Status", dtype=object)
    return History(person, at, field, old, new, by).take(again & (old != new))


def reason_texts(company: Company, dirt: Dirt) -> Text:
    """Per handoff: the reason that sales gives, '' where it gives none."""
    work = company.work
    said = np.array([*RETURN_REASONS, ""], dtype=object)[np.where(work.reason == NO_REASON, -1, work.reason)]
    odd = np.array([*ODD_REASONS, ""], dtype=object)[dirt.odd_reason]
    replaced = (dirt.odd_reason >= 0) & (work.reason != NO_REASON)
    return np.where(replaced, odd, said)


def _reasons(company: Company, dirt: Dirt) -> History:
    """Reasons of returns and of disposals, written in the same moment as the status."""
    handoffs, work, said = company.handoffs, company.work, reason_texts(company, dirt)
    returned = work.verdict == RETURNED
    closed = (work.disposition == TO_NURTURE) | (work.disposition == TO_DISQUALIFIED)
    which = np.flatnonzero((returned | closed) & (said != ""))
    field = np.where(returned[which], "Return_Reason__c", "Disposal_Reason__c").astype(object)
    at = np.where(returned, work.verdict_at, work.disposed_at)[which]
    old = np.full(len(which), "", dtype=object)
    return History(handoffs.person[which], at, field, old, said[which], work.owner[which])


def converted(company: Company) -> tuple[Ints, Ints]:
    """Per person, the deal's row that their lead was converted into and the instant, or -1 and `NEVER`."""
    deals = company.deals
    deal, at = np.full(len(company.people), -1), np.full(len(company.people), NEVER)
    rows = np.flatnonzero(deals.joined)
    deal[deals.person[rows]], at[deals.person[rows]] = rows, deals.opened[rows]
    return deal, at

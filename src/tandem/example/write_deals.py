"""The CRM's exports of deals and of what sales did: opportunities with history and roles, tasks, events."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tandem.example.attempts import CALL, MEETING
from tandem.example.columns import Flags, Ints
from tandem.example.csv_file import write_csv
from tandem.example.deals import COMPETITORS, LOSS_REASONS, STAGE_STARTS, STAGES
from tandem.example.lead_history import LEAD_SOURCES, converted, user_ids
from tandem.example.plan import END, MINUTE
from tandem.example.simulate import Company
from tandem.example.spelling import Text, local_day, salesforce_id, salesforce_time

ROLE_ROWS = 0.85
"""Share of converted leads that also stand as contact roles."""
PROBABILITIES = {"Discovery": 20, "Proposal": 50, "Negotiation": 75, "Closed Won": 100, "Closed Lost": 0}


def write_deals(company: Company, folder: Path) -> dict[str, int]:
    """Write all files; returns how many rows of which file are broken on purpose."""
    return {
        "salesforce/Opportunity.csv": _opportunities(company, folder),
        "salesforce/OpportunityHistory.csv": _history(company, folder),
        "salesforce/OpportunityContactRole.csv": _roles(company, folder),
        "salesforce/Task.csv": _tasks(company, folder),
        "salesforce/Event.csv": _events(company, folder),
    }


def stage_names(company: Company) -> Text:
    """Each deal's stage at the export, in the CRM's words."""
    deals = company.deals
    share = (END - deals.opened) / np.maximum(deals.ends - deals.opened, 1)
    open_stage = np.array(STAGES, dtype=object)[np.searchsorted(STAGE_STARTS, share, side="right") - 1]
    end_stage = np.where(deals.won, "Closed Won", "Closed Lost").astype(object)
    return np.where(deals.closed(), end_stage, open_stage)


def _money(cents: Ints) -> Text:
    return np.array([f"{value / 100:.2f}" for value in cents.tolist()], dtype=object)


def _opportunities(company: Company, folder: Path) -> int:
    deals, closed, stage = company.deals, company.deals.closed(), stage_names(company)
    lost = closed & ~deals.won
    columns = {
        "Id": salesforce_id("006", np.arange(len(deals))),
        "Name": np.array([f"{name}, {n}" for n, name in enumerate(company.accounts.name[deals.account])], dtype=object),
        "AccountId": salesforce_id("001", deals.account),
        "StageName": stage,
        "Amount": _money(deals.amount),
        "CurrencyIsoCode": np.full(len(deals), "EUR", dtype=object),
        "Probability": np.array([PROBABILITIES[name] for name in stage], dtype=np.int64),
        "CloseDate": local_day(deals.ends),
        "CreatedDate": salesforce_time(deals.opened),
        "IsClosed": closed,
        "IsWon": closed & deals.won,
        "OwnerId": user_ids(company)[deals.owner],
        "LeadSource": np.where(deals.joined, LEAD_SOURCES[company.people.source[deals.person]], ""),
        "Type": np.full(len(deals), "New Business", dtype=object),
        "Loss_Reason__c": np.where(lost, np.array([*LOSS_REASONS, ""], dtype=object)[deals.reason], ""),
        "Primary_Competitor__c": np.where(closed, np.array(COMPETITORS, dtype=object)[deals.competitor], ""),
    }
    return write_csv(folder / "Opportunity.csv", columns)


def _history(company: Company, folder: Path) -> int:
    """A row on every change of stage or amount, each with the values after it; half-way the amount alone changes."""
    deals, closed = company.deals, company.deals.closed()
    lasts = deals.ends - deals.opened
    early = (deals.amount * 9 // 10).astype(np.int64)
    rows: list[tuple[Text, Ints, Ints, Flags]] = []
    for name, start in zip(STAGES, STAGE_STARTS, strict=True):
        at = deals.opened + (lasts * start).astype(np.int64)
        rows.append((np.full(len(deals), name, dtype=object), at, early if start < 0.5 else deals.amount, at < END))
    middle = deals.opened + lasts // 2
    rows.append((np.full(len(deals), STAGES[1], dtype=object), middle, deals.amount, middle < END))
    rows.append((stage_names(company), deals.ends, deals.amount, closed))
    deal = np.concatenate([np.flatnonzero(there) for *_, there in rows])
    stage, at, amount = (np.concatenate([row[n][row[3]] for row in rows]) for n in range(3))
    order = np.lexsort((deal, at))
    deal, stage, at, amount = deal[order], stage[order], at[order], amount[order]
    columns = {
        "Id": salesforce_id("008", np.arange(len(deal))),
        "OpportunityId": salesforce_id("006", deal),
        "StageName": stage,
        "Amount": _money(amount),
        "Probability": np.array([PROBABILITIES[name] for name in stage], dtype=np.int64),
        "CloseDate": local_day(deals.ends[deal]),
        "CreatedDate": salesforce_time(at),
        "CreatedById": user_ids(company)[deals.owner[deal]],
    }
    return write_csv(folder / "OpportunityHistory.csv", columns)


def _roles(company: Company, folder: Path) -> int:
    deals = company.deals
    draw = company.plan.draw("roles")
    listed = np.flatnonzero(deals.joined & (draw.random(len(deals)) < ROLE_ROWS))
    helped = np.flatnonzero(company.helpers >= 0)
    deal = np.concatenate([listed, helped])
    person = np.concatenate([deals.person[listed], company.helpers[helped]])
    primary = np.arange(len(deal)) < len(listed)
    columns = {
        "Id": salesforce_id("00K", np.arange(len(deal))),
        "OpportunityId": salesforce_id("006", deal),
        "ContactId": salesforce_id("003", person),
        "Role": np.where(primary, "Decision Maker", "Evaluator").astype(object),
        "IsPrimary": primary,
        "CreatedDate": salesforce_time(deals.opened[deal]),
    }
    return write_csv(folder / "OpportunityContactRole.csv", columns)


def _who(company: Company, lead: Ints) -> Text:
    """The record that an activity stands on: the lead, or the contact that it was converted into."""
    person = company.handoffs.person[lead]
    deal, _ = converted(company)
    return np.where(deal[person] >= 0, salesforce_id("003", person), salesforce_id("00Q", person))


def _tasks(company: Company, folder: Path) -> int:
    """Calls and mails, dated when they were made; some are logged days later, some only with their day."""
    done = company.attempts.take(company.attempts.channel != MEETING)
    call = done.channel == CALL
    columns = {
        "Id": salesforce_id("00T", np.arange(len(done))),
        "WhoId": _who(company, done.lead),
        "WhatId": np.full(len(done), "", dtype=object),
        "OwnerId": user_ids(company)[done.owner],
        "Subject": np.where(call, "Call", "Email: following up").astype(object),
        "TaskSubtype": np.where(call, "Call", "Email").astype(object),
        "Status": np.full(len(done), "Completed", dtype=object),
        "IsClosed": np.ones(len(done), dtype=bool),
        "ActivityDate": local_day(done.at),
        "CompletedDateTime": np.where(done.whole_day, "", salesforce_time(done.at)),
        "CallDurationInSeconds": np.where(call, done.seconds.astype("U"), "").astype(object),
        "CallDisposition": np.where(call, np.where(done.answered, "Connected", "No answer"), "").astype(object),
        "CreatedDate": salesforce_time(done.logged),
    }
    broken = ("00T5g00000zzzzzEAA,,,,", f"00T5g00000zzzzyEAA{',' * 30}")
    return write_csv(folder / "Task.csv", columns, broken=broken)


def _events(company: Company, folder: Path) -> int:
    met = company.attempts.take(company.attempts.channel == MEETING)
    columns = {
        "Id": salesforce_id("00U", np.arange(len(met))),
        "WhoId": _who(company, met.lead),
        "WhatId": salesforce_id("006", met.deal),
        "OwnerId": user_ids(company)[met.owner],
        "Subject": np.full(len(met), "Meeting", dtype=object),
        "StartDateTime": salesforce_time(met.at),
        "EndDateTime": salesforce_time(met.at + met.seconds),
        "DurationInMinutes": met.seconds // MINUTE,
        "CreatedDate": salesforce_time(met.logged),
    }
    return write_csv(folder / "Event.csv", columns)

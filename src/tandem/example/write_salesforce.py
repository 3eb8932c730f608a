"""The CRM's exports of people and companies, by the names of the API (as Data Loader writes them)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from tandem.example.campaigns import campaign_of, campaigns
from tandem.example.columns import NEVER, Ints
from tandem.example.csv_file import write_csv
from tandem.example.dirt import Dirt, make_dirt
from tandem.example.lead_history import (
    INTEGRATION,
    LEAD_SOURCES,
    QUEUE,
    STATUSES,
    converted,
    created_in_crm,
    lead_history,
    user_ids,
)
from tandem.example.owners import NOBODY, last_owners, owner_changes
from tandem.example.plan import DAY, END
from tandem.example.reps import COMPANY_DOMAIN
from tandem.example.simulate import Company
from tandem.example.spelling import Text, local_day, salesforce_id, salesforce_time
from tandem.example.stages import CUSTOMER, OPPORTUNITY, last_stages, stage_changes
from tandem.example.words import COUNTRIES, FIRST_NAMES, INDUSTRIES, last_names
from tandem.example.write_deals import write_deals
from tandem.example.write_hubspot import title_texts

DOUBLED, MERGED = 20_000_000, 30_000_000


def write_salesforce(company: Company, folder: Path) -> dict[str, int]:
    """Write all files; returns how many rows of which file are broken on purpose."""
    dirt = make_dirt(company)
    return {
        "salesforce/Lead.csv": _leads(company, dirt, folder),
        "salesforce/LeadHistory.csv": _history(company, dirt, folder),
        "salesforce/Contact.csv": _contacts(company, dirt, folder),
        "salesforce/Account.csv": _accounts(company, folder),
        "salesforce/User.csv": _users(company, folder),
        "salesforce/UserRole.csv": _roles(folder),
        "salesforce/Campaign.csv": _campaigns(company, folder),
        "salesforce/CampaignMember.csv": _members(company, folder),
        **write_deals(company, folder),
    }


def _leads(company: Company, dirt: Dirt, folder: Path) -> int:
    """One lead per handed-over person, then the doubled ones that a list import made, then the merged ones."""
    handoffs, changes = company.handoffs, stage_changes(company)
    first = handoffs.round == 0
    person = handoffs.person[first]
    created = created_in_crm(company)[first]
    stages = last_stages(company, changes)
    status = STATUSES[np.where(stages == CUSTOMER, OPPORTUNITY, stages)]
    changes_of_owner = owner_changes(company)
    rep = last_owners(changes_of_owner, changes_of_owner.rep, len(company.people))
    owner = np.where(rep == NOBODY, QUEUE, user_ids(company)[rep])
    deal, opened = converted(company)
    own = _lead_columns(company, dirt, person, person, created, status[person], owner[person], deal, opened)
    extra = np.concatenate([dirt.doubled, dirt.merged_leads])
    number = np.concatenate([DOUBLED + dirt.doubled, MERGED + dirt.merged_leads])
    born = np.full(len(company.people), NEVER)
    born[person] = created
    later = np.minimum(born[extra] + 20 * DAY, END - DAY)
    never = np.full(len(company.people), -1)
    twice = np.full(len(extra), "Duplicate", dtype=object)
    doubles = _lead_columns(company, dirt, extra, number, later, twice, owner[extra], never, never * 0)
    masters = np.where(np.arange(len(extra)) < len(dirt.doubled), "", salesforce_id("00Q", extra))
    own["MasterRecordId"] = np.full(len(person), "", dtype=object)
    doubles["MasterRecordId"] = masters
    own["IsDeleted"], doubles["IsDeleted"] = np.zeros(len(person), dtype=bool), masters != ""
    columns = {name: np.concatenate([own[name], doubles[name]]) for name in own}
    return write_csv(
        folder / "Lead.csv", columns, broken=("00Q5g00000zzzzzEAA,Broken", f"00Q5g00000zzzzyEAA{',?' * 40}")
    )


def _lead_columns(
    company: Company,
    dirt: Dirt,
    person: Ints,
    number: Ints,
    created: Ints,
    status: Text,
    owner: Text,
    deal: Ints,
    opened: Ints,
) -> dict[str, Any]:
    people, accounts = company.people, company.accounts
    of = people.account[person]
    is_converted = deal[person] >= 0
    return {
        "Id": salesforce_id("00Q", number),
        **_names(company, person),
        "Email": people.email[person],
        "Company": accounts.name[of],
        "Title": np.where(dirt.no_title, "", title_texts(company))[person],
        "Country": _countries(company, dirt)[person],
        "LeadSource": np.where(dirt.no_source, "", LEAD_SOURCES[people.source])[person],
        "Status": status,
        "OwnerId": owner,
        "Industry": np.array([name for name, _ in INDUSTRIES], dtype=object)[accounts.industry[of]],
        "NumberOfEmployees": accounts.employees[of],
        "IsConverted": is_converted,
        "ConvertedDate": np.where(is_converted, local_day(opened[person]), ""),
        "ConvertedAccountId": np.where(is_converted, salesforce_id("001", of), ""),
        "ConvertedContactId": np.where(is_converted, salesforce_id("003", person), ""),
        "ConvertedOpportunityId": np.where(is_converted, salesforce_id("006", np.maximum(deal[person], 0)), ""),
        "HasOptedOutOfEmail": people.opted_out[person] != NEVER,
        "CreatedDate": salesforce_time(created),
        "LastModifiedDate": salesforce_time(np.maximum(created, np.full(len(created), END - 30 * DAY))),
        "Badge_Colour__c": np.where(person % 23 == 0, "blue", ""),
    }


def _names(company: Company, person: Ints) -> dict[str, Text]:
    people = company.people
    firsts, lasts = np.array(FIRST_NAMES, dtype=object), np.array(last_names(), dtype=object)
    return {"FirstName": firsts[people.first[person]], "LastName": lasts[people.last[person]]}


def _countries(company: Company, dirt: Dirt) -> Text:
    codes = np.array([code for code, _ in COUNTRIES], dtype=object)[company.people.country]
    return np.where(dirt.no_country, "", codes)


def _history(company: Company, dirt: Dirt, folder: Path) -> int:
    history = lead_history(company, dirt)
    count = np.arange(len(history))
    columns = {
        "Id": salesforce_id("017", count),
        "LeadId": salesforce_id("00Q", history.person),
        "Field": history.field,
        "OldValue": history.old,
        "NewValue": history.new,
        "CreatedDate": salesforce_time(history.at),
        "CreatedById": salesforce_id("005", history.by),
    }
    return write_csv(folder / "LeadHistory.csv", columns, broken=("0175g00000zzzzzAAA,only,four,cells",))


def _contacts(company: Company, dirt: Dirt, folder: Path) -> int:
    """Converted leads, and the colleagues that deals have in their buying groups."""
    people, deals = company.people, company.deals
    helped = np.flatnonzero(company.helpers >= 0)
    deal, opened = converted(company)
    led = np.flatnonzero(deal >= 0)
    person = np.concatenate([led, company.helpers[helped]])
    born = np.concatenate([opened[led], deals.opened[helped]])
    owner = np.concatenate([deals.owner[deal[led]], deals.owner[helped]])
    columns = {
        "Id": salesforce_id("003", person),
        **_names(company, person),
        "Email": people.email[person],
        "AccountId": salesforce_id("001", people.account[person]),
        "Title": np.where(dirt.no_title, "", title_texts(company))[person],
        "MailingCountry": _countries(company, dirt)[person],
        "LeadSource": np.where(dirt.no_source, "", LEAD_SOURCES[people.source])[person],
        "OwnerId": user_ids(company)[owner],
        "HasOptedOutOfEmail": people.opted_out[person] != NEVER,
        "CreatedDate": salesforce_time(born),
    }
    return write_csv(folder / "Contact.csv", columns)


def _accounts(company: Company, folder: Path) -> int:
    """Accounts with deals, as a spreadsheet saved them: the older Western code page."""
    accounts, deals = company.accounts, company.deals
    which, first = np.unique(deals.account, return_index=True)
    columns = {
        "Id": salesforce_id("001", which),
        "Name": accounts.name[which],
        "Website": np.array(["https://www." + domain for domain in accounts.domain[which]], dtype=object),
        "Industry": np.array([name for name, _ in INDUSTRIES], dtype=object)[accounts.industry[which]],
        "NumberOfEmployees": accounts.employees[which],
        "BillingCountry": np.array([code for code, _ in COUNTRIES], dtype=object)[accounts.country[which]],
        "OwnerId": user_ids(company)[deals.owner[first]],
        "CreatedDate": salesforce_time(deals.opened[first]),
    }
    return write_csv(folder / "Account.csv", columns, encoding="cp1252")


def _users(company: Company, folder: Path) -> int:
    reps, count = company.reps, len(company.reps)
    names = [*reps.name, "Hubert Sync"]
    columns = {
        "Id": salesforce_id("005", np.array([*range(count), INTEGRATION])),
        "Name": names,
        "FirstName": [name.split()[0] for name in names],
        "LastName": [name.split()[1] for name in names],
        "Email": [*reps.email, f"integration@{COMPANY_DOMAIN}"],
        "IsActive": np.array([*(reps.left == NEVER), True]),
        "UserRoleId": salesforce_id("00E", np.array([*reps.territory, 9])),
    }
    return write_csv(folder / "User.csv", columns)


def _roles(folder: Path) -> int:
    columns = {
        "Id": salesforce_id("00E", np.array([0, 1, 9])),
        "Name": ["Sales Benelux", "Sales DACH", "Integration"],
        "ParentRoleId": ["", "", ""],
    }
    return write_csv(folder / "UserRole.csv", columns)


def _campaigns(company: Company, folder: Path) -> int:
    made = campaigns(company.plan)
    columns = {
        "Id": salesforce_id("701", np.arange(len(made))),
        "Name": [c.name for c in made],
        "Type": [c.type for c in made],
        "Status": ["Completed" if c.end < END else "In Progress" for c in made],
        "StartDate": local_day(np.array([c.start for c in made])),
        "EndDate": local_day(np.array([c.end for c in made])),
        "BudgetedCost": np.array([c.cost for c in made]),
        "ActualCost": np.array([c.cost * 11 // 10 for c in made]),
        "CurrencyIsoCode": ["EUR"] * len(made),
    }
    return write_csv(folder / "Campaign.csv", columns)


def _members(company: Company, folder: Path) -> int:
    """People with a CRM lead who came from a campaign; a status is all that is kept of what they did."""
    people, handoffs = company.people, company.handoffs
    came = campaign_of(company.plan, people, campaigns(company.plan))
    person = np.sort(handoffs.person[handoffs.round == 0])
    person = person[came[person] >= 0]
    born = np.full(len(people), NEVER)
    born[handoffs.person] = created_in_crm(company)
    lead = salesforce_id("00Q", person)
    columns = {
        "Id": salesforce_id("00v", np.arange(len(person))),
        "CampaignId": salesforce_id("701", came[person]),
        "LeadId": lead,
        "ContactId": np.full(len(person), "", dtype=object),
        "Status": np.full(len(person), "Responded", dtype=object),
        "HasResponded": np.ones(len(person), dtype=bool),
        "FirstRespondedDate": local_day(people.created[person]),
        "CreatedDate": salesforce_time(born[person]),
    }
    return write_csv(folder / "CampaignMember.csv", columns)

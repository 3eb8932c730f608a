"""The exports of marketing's tool: screens' exports for contacts and companies, the API's names for everything else."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tandem.example.columns import NEVER, Ints
from tandem.example.csv_file import write_csv
from tandem.example.dirt import Dirt, make_dirt
from tandem.example.marketing import FORMS
from tandem.example.owners import NOBODY, Ownership, last_owners, owner_changes
from tandem.example.people import NO_ACCOUNT, SOURCES
from tandem.example.plan import DAY, END
from tandem.example.reps import COMPANY_DOMAIN, MARKETERS
from tandem.example.simulate import Company
from tandem.example.spelling import Text, event_id, iso_utc, local_minute, salesforce_id
from tandem.example.stages import last_stages, stage_changes
from tandem.example.visits import PAGES
from tandem.example.words import COUNTRIES, FIRST_NAMES, INDUSTRIES, TITLES, last_names
from tandem.example.write_mails import PORTAL, SITE, write_mail_events, write_mailings

CONTACT, COMPANY, OWNER = 10_000_001, 5_000_000_001, 40_000_001
MERGED_CONTACT = 90_000_001
_STAGES = {
    "lead": "Lead",
    "marketingqualifiedlead": "Marketing Qualified Lead",
    "salesqualifiedlead": "Sales Qualified Lead",
    "sqllead": "SQL",
    "nurture": "Nurture",
    "disqualified": "Disqualified",
    "opportunity": "Opportunity",
    "customer": "Customer",
}
"""The property's values and their labels on screen, in the order of `stages.STAGES`."""
STAGE_VALUES, STAGE_LABELS = np.array([*_STAGES], dtype=object), np.array([*_STAGES.values()], dtype=object)
SOURCE_LABELS = dict(
    zip(
        SOURCES,
        (
            "Organic Search",
            "Paid Search",
            "Offline Sources",
            "Social Media",
            "Referrals",
            "Email Marketing",
            "Direct Traffic",
        ),
        strict=True,
    )
)


def write_hubspot(company: Company, folder: Path) -> dict[str, int]:
    """Write all files; returns how many rows of which file are broken on purpose."""
    dirt = make_dirt(company)
    return {
        "hubspot/contacts.csv": _contacts(company, dirt, folder),
        "hubspot/companies.csv": _companies(company, folder),
        "hubspot/owner.csv": _owners(company, folder),
        "hubspot/email_campaign.csv": write_mailings(company, folder),
        "hubspot/email_event.csv": write_mail_events(company, folder),
        "hubspot/form.csv": _forms(folder),
        "hubspot/contact_form_submission.csv": _submissions(company, dirt, folder),
        "hubspot/contact_property_history.csv": _history(company, dirt, folder),
        "hubspot/contact_merge_audit.csv": _merges(company, dirt, folder),
        "hubspot/page_view.csv": _page_views(company, folder),
    }


def title_texts(company: Company) -> Text:
    """Each person's job title."""
    people = company.people
    widest = max(len(titles) for _, titles in TITLES)
    table = np.array([[*titles, *[""] * (widest - len(titles))] for _, titles in TITLES], dtype=object)
    return table[people.seniority, people.title]


def owners_there(company: Company, dirt: Dirt) -> tuple[Ownership, Ints]:
    """The changes of owner that the sync brings to marketing's tool, and the rep that it believes in after each."""
    changes = owner_changes(company)
    changes.at = changes.at + dirt.echo[changes.lead]
    split = dirt.other_owner[changes.lead] & (changes.rep != NOBODY)
    believed = np.where(split, (changes.rep + 1) % len(company.reps), changes.rep)
    arrived = changes.at < END
    return changes.take(arrived), believed[arrived]


def _contacts(company: Company, dirt: Dirt, folder: Path) -> int:
    people, accounts = company.people, company.accounts
    firsts, lasts = np.array(FIRST_NAMES, dtype=object), np.array(last_names(), dtype=object)
    known = people.account != NO_ACCOUNT
    changes = stage_changes(company)
    owner = last_owners(*owners_there(company, dirt), len(people))
    lead_of = np.full(len(people), -1)
    lead_of[company.handoffs.person] = company.handoffs.person
    countries = np.array([code for code, _ in COUNTRIES], dtype=object)
    labels = np.array([SOURCE_LABELS[name] for name in SOURCES], dtype=object)
    count = np.arange(len(people))
    columns = {
        "Record ID": CONTACT + count,
        "First Name": firsts[people.first],
        "Last Name": lasts[people.last],
        "Email": people.email,
        "Job Title": np.where(dirt.no_title, "", title_texts(company)),
        "Contact owner": np.where(owner >= 0, company.reps.name[owner], ""),
        "Lifecycle Stage": STAGE_LABELS[last_stages(company, changes)],
        "Create Date": local_minute(people.created),
        "Original Source": np.where(dirt.no_source, "", labels[people.source]),
        "Associated Company": np.where(known, accounts.name[people.account], ""),
        "Associated Company IDs": np.where(known, (COMPANY + people.account).astype("U").astype(object), ""),
        "Country/Region": np.where(dirt.no_country, "", countries[people.country]),
        "Unsubscribed from all email": people.opted_out != NEVER,
        "Salesforce Lead ID": np.where(lead_of >= 0, salesforce_id("00Q", count), ""),
        "Favourite trade show": np.where(count % 17 == 0, "Hannover", ""),
    }
    broken = ("10999901,Too,Few", f"10999902{',x' * 20}")
    return write_csv(folder / "contacts.csv", columns, encoding="utf-8-sig", broken=broken)


def _companies(company: Company, folder: Path) -> int:
    accounts = company.accounts
    count = np.arange(len(accounts))
    columns = {
        "Record ID": COMPANY + count,
        "Company name": accounts.name,
        "Company Domain Name": accounts.domain,
        "Industry": np.array([name for name, _ in INDUSTRIES], dtype=object)[accounts.industry],
        "Number of Employees": accounts.employees,
        "Country/Region": np.array([code for code, _ in COUNTRIES], dtype=object)[accounts.country],
        "Create Date": local_minute(np.full(len(accounts), company.plan.start)),
    }
    return write_csv(folder / "companies.csv", columns, delimiter=";", encoding="cp1252")


def _owners(company: Company, folder: Path) -> int:
    reps = company.reps
    marketers = [name.split() for _, name in MARKETERS]
    reps_names = [name.split() for name in reps.name]
    count = len(reps) + len(marketers)
    columns = {
        "owner_id": OWNER + np.arange(count),
        "type": ["PERSON"] * count,
        "email": [*reps.email, *[f"{first.lower()}.{last.lower()}@{COMPANY_DOMAIN}" for first, last in marketers]],
        "first_name": [first for first, _ in reps_names + marketers],
        "last_name": [last for _, last in reps_names + marketers],
        "active_user_id": 70_000 + np.arange(count),
        "portal_id": np.full(count, PORTAL),
        "created_at": iso_utc(np.full(count, company.plan.start)),
        "updated_at": iso_utc(np.full(count, company.plan.start)),
    }
    return write_csv(folder / "owner.csv", columns)


def form_guid(number: int) -> str:
    """A form's id."""
    return f"0f0f0f0f-0000-4000-8000-{number:012d}"


def _forms(folder: Path) -> int:
    columns = {
        "guid": [form_guid(n) for n in range(len(FORMS))],
        "name": [name.title() for name in FORMS],
        "form_type": ["REGULAR"] * len(FORMS),
        "method": ["POST"] * len(FORMS),
        "portal_id": [str(PORTAL)] * len(FORMS),
    }
    return write_csv(folder / "form.csv", columns)


def _submissions(company: Company, dirt: Dirt, folder: Path) -> int:
    """Forms; some of a merged contact's still stand under the number that is gone."""
    touches = company.touches
    merged = np.isin(touches.person, dirt.merged_contacts) & (np.arange(len(touches)) % 2 == 0)
    guids = np.array([form_guid(n) for n in range(len(FORMS))], dtype=object)
    columns = {
        "timestamp": iso_utc(touches.at),
        "form_id": guids[touches.form],
        "contact_id": np.where(merged, MERGED_CONTACT, CONTACT) + touches.person,
        "conversion_id": event_id(np.arange(len(touches)), 2),
        "page_url": np.array([f"{SITE}/{name}" for name in FORMS], dtype=object)[touches.form],
        "title": np.array([f"{name.title()} form" for name in FORMS], dtype=object)[touches.form],
        "portal_id": np.full(len(touches), PORTAL),
    }
    return write_csv(folder / "contact_form_submission.csv", columns, broken=("2026-01-05T10:00:00Z,too,few",))


def _history(company: Company, dirt: Dirt, folder: Path) -> int:
    """Lifecycle stages (marketing's own at once, sales' as echoes of the CRM) and owners."""
    people, changes = company.people, stage_changes(company)
    echo = np.where(np.isin(changes.stage, [0, 1]), 0, dirt.echo[changes.lead])
    owned, believed = owners_there(company, dirt)
    owner = np.where(believed == NOBODY, "", (OWNER + believed).astype("U").astype(object))
    rows = [
        (np.arange(len(people)), people.created, "FORM", "lifecyclestage", np.full(len(people), STAGE_VALUES[0])),
        (changes.person, changes.at + echo, "", "lifecyclestage", STAGE_VALUES[changes.stage]),
        (owned.person, owned.at, "SALESFORCE", "hubspot_owner_id", owner),
    ]  # fmt: skip
    person, at = (np.concatenate([row[n] for row in rows]) for n in (0, 1))
    sizes = [len(row[0]) for row in rows]
    source = np.repeat(np.array([row[2] for row in rows], dtype=object), sizes)
    own = np.where(
        np.concatenate([[False] * sizes[0], echo == 0, [False] * sizes[2]]), "AUTOMATION_PLATFORM", "SALESFORCE"
    )
    value = np.concatenate([row[4] for row in rows])
    name = np.repeat(np.array([row[3] for row in rows], dtype=object), sizes)
    there = at < END
    order = np.flatnonzero(there)[np.lexsort((name[there], person[there], at[there]))]
    columns = {
        "contact_id": CONTACT + person[order],
        "timestamp": iso_utc(at[order]),
        "source": np.where(source == "", own, source)[order],
        "name": name[order],
        "value": value[order],
        "source_id": np.full(len(order), "", dtype=object),
    }
    return write_csv(folder / "contact_property_history.csv", columns, broken=("10000005,2026-02-30",))


def _merges(company: Company, dirt: Dirt, folder: Path) -> int:
    people = company.people
    who = dirt.merged_contacts
    at = np.minimum(people.created[who] + 30 * DAY, END - DAY)
    columns = {
        "canonical_vid": CONTACT + who,
        "contact_id": CONTACT + who,
        "vid_to_merge": MERGED_CONTACT + who,
        "timestamp": iso_utc(at),
        "user_id": np.full(len(who), 70_001),
        "num_properties_moved": np.full(len(who), 2),
    }
    return write_csv(folder / "contact_merge_audit.csv", columns)


def _page_views(company: Company, folder: Path) -> int:
    visits = company.visits
    columns = {
        "event_id": event_id(np.arange(len(visits)), 3),
        "occurred_at": iso_utc(visits.at),
        "contact_id": CONTACT + visits.person,
        "page_url": np.array([SITE + page for page in PAGES], dtype=object)[visits.page],
        "page_title": np.array([page.strip("/") or "Home" for page in PAGES], dtype=object)[visits.page],
        "filtered_event": visits.machine,
    }
    return write_csv(folder / "page_view.csv", columns)

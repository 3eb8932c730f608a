"""The exports of marketing's tool: screens' exports for contacts and companies, the API's names for everything else."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tandem.example.campaigns import mailing_of, mailings
from tandem.example.columns import NEVER, Ints
from tandem.example.csv_file import write_csv
from tandem.example.dirt import Dirt, make_dirt
from tandem.example.marketing import FORMS
from tandem.example.owners import NOBODY, Ownership, last_owners, owner_changes
from tandem.example.people import NO_ACCOUNT, SOURCES
from tandem.example.plan import DAY, END, MINUTE
from tandem.example.reps import COMPANY_DOMAIN, MARKETERS
from tandem.example.simulate import Company
from tandem.example.spelling import Text, event_id, iso_utc, local_minute, salesforce_id
from tandem.example.stages import last_stages, stage_changes
from tandem.example.visits import PAGES
from tandem.example.words import COUNTRIES, FIRST_NAMES, INDUSTRIES, TITLES, last_names

CONTACT, COMPANY, OWNER, PORTAL = 10_000_001, 5_000_000_001, 40_000_001, 4_727_653
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
SITE = "https://www.northwind.example"


def write_hubspot(company: Company, folder: Path) -> dict[str, int]:
    """Write all files; returns how many rows of which file are broken on purpose."""
    dirt = make_dirt(company)
    return {
        "hubspot/contacts.csv": _contacts(company, dirt, folder),
        "hubspot/companies.csv": _companies(company, folder),
        "hubspot/owner.csv": _owners(company, folder),
        "hubspot/email_campaign.csv": _email_campaigns(company, folder),
        "hubspot/email_event.csv": _email_events(company, folder),
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


def _email_campaigns(company: Company, folder: Path) -> int:
    made = mailings(company.plan)
    columns = {
        "id": np.array([m.id for m in made]),
        "app_id": np.full(len(made), 2286),
        "content_id": np.array([m.id + 11_000_000_000 for m in made]),
        "name": [m.name for m in made],
        "subject": [m.subject for m in made],
        "type": [m.type for m in made],
    }
    return write_csv(folder / "email_campaign.csv", columns)


def _email_events(company: Company, folder: Path) -> int:
    """One row per event, in the API's shape (details in the same row); opens and clicks name their mail."""
    mails, people = company.mails, company.people
    row = np.arange(len(mails))
    left = np.flatnonzero(people.opted_out != NEVER)
    scans = mails.scanned != NEVER
    bounced = (mails.delivered == NEVER) & (mails.at < END - MINUTE)
    parts = [
        ("SENT", row, mails.at),
        ("DELIVERED", row[mails.delivered != NEVER], mails.delivered[mails.delivered != NEVER]),
        ("BOUNCE", row[bounced], mails.at[bounced] + 20),
        ("OPEN", row[scans], mails.scanned[scans]),
        ("CLICK", row[scans], mails.scanned[scans] + 1),
        ("OPEN", row[mails.opened != NEVER], mails.opened[mails.opened != NEVER]),
        ("CLICK", row[mails.clicked != NEVER], mails.clicked[mails.clicked != NEVER]),
    ]
    kind = np.concatenate([np.full(len(rows), name, dtype=object) for name, rows, _ in parts])
    mail = np.concatenate([rows for _, rows, _ in parts])
    at = np.concatenate([when for _, _, when in parts])
    machine = np.repeat([n in (3, 4) for n in range(len(parts))], [len(rows) for _, rows, _ in parts])
    order = np.lexsort((machine, mail, at))
    kind, mail, at, machine = kind[order], mail[order], at[order], machine[order]
    number = np.arange(len(kind) + len(left))
    sent_by = event_id(number, 1)
    sent_row = np.empty(len(mails), dtype=np.int64)
    sent_row[mail[kind == "SENT"]] = np.flatnonzero(kind == "SENT")
    gone = np.full(len(left), "", dtype=object)
    click = kind == "CLICK"
    pages = np.array([f"{SITE}{page}?utm_source=mail" for page in PAGES], dtype=object)
    columns = {
        "id": sent_by,
        "created": np.concatenate([iso_utc(at), iso_utc(people.opted_out[left])]),
        "type": np.concatenate([kind, np.full(len(left), "STATUSCHANGE", dtype=object)]),
        "email_campaign_id": np.concatenate([mailing_of(mails)[mail].astype("U").astype(object), gone]),
        "recipient": np.concatenate([people.email[mails.person[mail]], people.email[left]]),
        "filtered_event": np.concatenate([machine & (mail % 10 > 0), np.zeros(len(left), dtype=bool)]),
        "sent_by_created": np.concatenate([np.where(kind == "SENT", "", iso_utc(mails.at[mail])), gone]),
        "sent_by_id": np.concatenate([np.where(kind == "SENT", "", sent_by[sent_row[mail]]), gone]),
        "url": np.concatenate([np.where(click, pages[mail % len(PAGES)], ""), gone]),
        "status": np.concatenate([np.where(kind == "BOUNCE", "5.1.1", ""), gone]),
        "category": np.concatenate([np.where(kind == "BOUNCE", "UNKNOWN_USER", ""), gone]),
        "portal_subscription_status": np.concatenate([np.full(len(kind), "", dtype=object), gone + "UNSUBSCRIBED"]),
        "portal_id": np.full(len(number), PORTAL),
    }
    width = len(columns)
    late = f"ffffffffffffff01,no date at all,SENT{',' * (width - 3)}"
    return write_csv(folder / "email_event.csv", columns, broken=("ffffffffffffff02,2026", late))


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

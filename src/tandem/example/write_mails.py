"""Marketing's mail as its tool exports it: the mailings, and one row per event of each mail."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tandem.example.campaigns import mailing_of, mailings
from tandem.example.columns import NEVER
from tandem.example.csv_file import write_csv
from tandem.example.plan import END, MINUTE
from tandem.example.simulate import Company
from tandem.example.spelling import event_id, iso_utc
from tandem.example.visits import PAGES

PORTAL, SITE = 4_727_653, "https://www.northwind.example"


def write_mailings(company: Company, folder: Path) -> int:
    """The mailings that the events of mail belong to."""
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


def write_mail_events(company: Company, folder: Path) -> int:
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

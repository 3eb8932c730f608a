"""Three numbers of the diagnosis, worked out again from the raw CSV files: pandas, and of Tandem nothing at all but the
example's own count of office minutes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.truth.diagnosed import Diagnosed

from tandem.example.working_time import office_seconds

Companies = Callable[..., Diagnosed]
ZONE = "Europe/Amsterdam"
MONTH, HOUR = pd.Timedelta(days=30), pd.Timedelta(hours=1)
BACK = ("Nurture", "Unqualified")
"""Statuses of the CRM by which sales lets a lead go."""


def table(root: Path, tool: str, name: str) -> pd.DataFrame:
    """One exported file as text, the rows that are broken on purpose left out."""
    path = root / "exports" / tool / f"{name}.csv"
    return pd.read_csv(
        path, dtype=str, keep_default_na=False, on_bad_lines="skip", encoding="utf-8-sig", encoding_errors="replace"
    )


def moment(column: pd.Series) -> pd.Series:
    return pd.to_datetime(column, utc=True, errors="coerce", format="ISO8601")


@cache
def contact_of(root: Path) -> dict[str, str]:
    """Every id of a buyer in either tool → their contact's number in marketing's tool."""
    contacts, leads = table(root, "hubspot", "contacts"), table(root, "salesforce", "Lead")
    by_mail = dict(zip(contacts["Email"].str.lower(), contacts["Record ID"], strict=True))
    found = {number: number for number in contacts["Record ID"]}
    found |= {old: new for new, old in merged(root)}
    for lead, converted, mail in zip(leads["Id"], leads["ConvertedContactId"], leads["Email"].str.lower(), strict=True):
        if mail in by_mail:
            found[lead] = by_mail[mail]
            found |= {converted: by_mail[mail]} if converted else {}
    for contact, lead in zip(contacts["Record ID"], contacts["Salesforce Lead ID"], strict=True):
        if lead:
            found[lead] = contact
    return found


def merged(root: Path) -> list[tuple[str, str]]:
    audit = table(root, "hubspot", "contact_merge_audit")
    return list(zip(audit["canonical_vid"], audit["vid_to_merge"], strict=True))


@cache
def handoffs(root: Path) -> pd.DataFrame:
    """Each time that marketing's tool said MQL: contact, at."""
    history = table(root, "hubspot", "contact_property_history")
    said = history[(history["name"] == "lifecyclestage") & (history["value"] == "marketingqualifiedlead")]
    told = pd.DataFrame({"contact": said["contact_id"].map(contact_of(root)), "at": moment(said["timestamp"])})
    return told.dropna().sort_values(["contact", "at"]).reset_index(drop=True)


@cache
def touches(root: Path) -> pd.DataFrame:
    """Each call, mail and meeting of sales: contact, at (midnight where only the day was logged)."""
    tasks, events = table(root, "salesforce", "Task"), table(root, "salesforce", "Event")
    days = pd.to_datetime(tasks["ActivityDate"], errors="coerce").dt.tz_localize(ZONE).dt.tz_convert("UTC")
    at = pd.concat([moment(tasks["CompletedDateTime"]).fillna(days), moment(events["StartDateTime"])])
    who = pd.concat([tasks["WhoId"], events["WhoId"]]).map(contact_of(root))
    return pd.DataFrame({"contact": who, "at": at}).dropna()


@cache
def changes(root: Path, field: str) -> pd.DataFrame:
    """The CRM's history of one field: contact, at, new."""
    history = table(root, "salesforce", "LeadHistory")
    own = history[history["Field"] == field]
    found = {"contact": own["LeadId"].map(contact_of(root)), "at": moment(own["CreatedDate"]), "new": own["NewValue"]}
    return pd.DataFrame(found).dropna()


def first_after(handed: pd.DataFrame, events: pd.DataFrame) -> pd.Series:
    """Per handoff, the first event of its contact at or after it; NaT without one."""
    events = events[["contact", "at"]].rename(columns={"at": "event"}).sort_values("event")
    left = handed.reset_index(names="row").sort_values("at")
    found = pd.merge_asof(
        left, events, left_on="at", right_on="event", by="contact", direction="forward", allow_exact_matches=True
    )
    return found.set_index("row")["event"].sort_index()


def in_window(company: Diagnosed, sign: str, at: pd.Series) -> np.ndarray:
    return at.dt.tz_convert(ZONE).dt.strftime("%Y-%m").isin(company.months(sign)).to_numpy()


def office_minutes(at: pd.Series) -> np.ndarray:
    seconds = at.dt.tz_convert("UTC").dt.tz_localize(None).astype("datetime64[s]").astype(np.int64).to_numpy()
    return office_seconds(seconds) / 60


@pytest.mark.parametrize("healthy", [False, True], ids=["planted", "healthy"])
def test_the_unworked_share_by_hand(companies: Companies, healthy: bool) -> None:
    company = companies(2, healthy=healthy)
    handed = handoffs(company.root)
    status = changes(company.root, "Status")
    accepted = first_after(handed, status[~status["new"].isin([*BACK, "Open - Not Contacted"])])
    back = first_after(handed, status[status["new"].isin(BACK)])
    tried = first_after(handed, touches(company.root)) <= handed["at"] + MONTH
    returned = (back <= handed["at"] + MONTH) & ~(accepted < back)
    inside = in_window(company, "unworked_leads", handed["at"])
    found = company.finding("unworked_leads")
    assert found.n == inside.sum()
    assert found.value == pytest.approx((~tried & ~returned)[inside].mean())


@pytest.mark.parametrize("healthy", [False, True], ids=["planted", "healthy"])
def test_the_missed_first_responses_by_hand(companies: Companies, healthy: bool) -> None:
    """Four business hours from the first owner; who was given back in that time is no case."""
    company = companies(2, healthy=healthy)
    handed, status, owner = (
        handoffs(company.root),
        changes(company.root, "Status"),
        changes(company.root, "Owner"),
    )
    got = first_after(handed, owner[owner["new"].str.startswith("005")])
    got = got.where(got < handed["at"] + HOUR)
    owned = handed.assign(at=got).dropna()
    answered = first_after(owned, touches(company.root))
    back = first_after(owned, status[status["new"].isin(BACK)])

    def within(event: pd.Series) -> np.ndarray:
        there = event.notna().to_numpy()
        filled = event.fillna(owned["at"])
        return there & (office_minutes(filled) - office_minutes(owned["at"]) <= 240)

    inside = in_window(company, "broken_sla", owned["at"]) & (within(answered) | ~within(back))
    row = next(part for part in company.finding("broken_sla").parts if part["promise"] == "sales.first_response")
    assert (row["due"], row["missed"]) == (inside.sum(), (inside & ~within(answered)).sum())


@pytest.mark.parametrize("healthy", [False, True], ids=["planted", "healthy"])
def test_the_crossed_messages_by_hand(companies: Companies, healthy: bool) -> None:
    """Nurture and newsletters to buyers whom sales has had for more than an hour."""
    company = companies(2, healthy=healthy)
    handed, status = handoffs(company.root), changes(company.root, "Status")
    ends = first_after(handed, status[status["new"].isin(BACK)])
    contacts = table(company.root, "hubspot", "contacts")
    by_mail = dict(zip(contacts["Email"].str.lower(), contacts["Record ID"], strict=True))
    mails, names = table(company.root, "hubspot", "email_event"), table(company.root, "hubspot", "email_campaign")
    kinds = dict(zip(names["id"], names["name"], strict=True))
    kind = mails["email_campaign_id"].map(kinds).fillna("")
    sent = mails[(mails["type"] == "SENT") & kind.str.startswith(("Nurture", "Newsletter"))]
    told = pd.DataFrame({"contact": sent["recipient"].str.lower().map(by_mail), "sent": moment(sent["created"])})
    pairs = told.dropna().reset_index(names="mail").merge(handed.assign(ends=ends), on="contact")
    crossed = pairs[(pairs["sent"] > pairs["at"] + HOUR) & ~(pairs["sent"] > pairs["ends"])].drop_duplicates("mail")
    found = company.finding("crossed_messages")
    messages = in_window(company, found.sign, crossed["sent"]).sum()
    leads = in_window(company, found.sign, handed["at"]).sum()
    assert found.value == pytest.approx(100 * messages / leads)

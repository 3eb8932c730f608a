"""HubSpot's contacts, companies, owners, users, teams and merges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tandem.connectors.beside import details
from tandem.connectors.hubspot.labels import value_of
from tandem.connectors.making import (
    addresses,
    attributes,
    consent,
    domain_of,
    email_links,
    gone,
    ids,
    personal,
    snapshot,
)
from tandem.connectors.reading.columns import Aliases
from tandem.connectors.reading.record_ids import long_id
from tandem.connectors.sheet import Cells, Made, Make, Sheet, Text, needed
from tandem.timeline.records import Fact, Link

QUALIFYING: Final[Aliases] = {
    "budget": ("budget_confirmed", "has_budget", "Budget confirmed?"),
    "authority": ("decision_maker", "is_decision_maker", "buying_role", "hs_buying_role"),
    "need": ("need_identified", "business_need"),
    "timing": ("timeline", "purchase_timeline", "timeframe"),
    "return_reason": ("rejection_reason", "sales_rejection_reason", "recycle_reason"),
    "disposal_reason": ("disqualification_reason", "unqualified_reason", "hs_disqualification_reason"),
}

CONTACT: Final[Aliases] = {
    "id": ("Record ID", "vid", "hs_object_id", "contact_id"),
    "email": ("Email", "property_email", "Email Address"),
    "more_emails": ("hs_additional_emails", "Additional email addresses"),
    "first_name": ("First Name", "firstname"),
    "last_name": ("Last Name", "lastname"),
    "phone": ("Phone Number", "phone"),
    "mobile": ("Mobile Phone Number", "mobilephone"),
    "address": ("Street Address", "address"),
    "city": ("City",),
    "title": ("Job Title", "jobtitle"),
    "company": ("Company Name", "company", "Associated Company"),
    "companies": ("Associated Company IDs", "associatedcompanyid", "Primary Associated Company ID"),
    "owner": ("Contact owner", "hubspot_owner_id", "owner_id"),
    "status": ("Lead Status", "hs_lead_status"),
    "lifecycle_stage": ("Lifecycle Stage", "lifecyclestage"),
    "source": ("Original Source", "hs_analytics_source", "Original Traffic Source", "Original Source Type"),
    "campaign": ("hs_analytics_source_data_2", "utm_campaign"),
    "created_at": ("Create Date", "createdate", "property_createdate"),
    "country": ("Country/Region", "country"),
    "industry": ("Industry",),
    "employees": ("Number of Employees", "numemployees", "company_size"),
    "bounced": ("hs_email_hard_bounce_reason", "hs_email_hard_bounce_reason_enum", "Email hard bounce reason"),
    "opted_out": ("hs_email_optout", "Unsubscribed from all email", "Opted out of all email"),
    "merged_ids": ("hs_merged_object_ids", "hs_calculated_merged_vids", "Merged contact IDs"),
    "crm_lead": ("salesforceleadid", "Salesforce Lead ID"),
    "crm_contact": ("salesforcecontactid", "Salesforce Contact ID"),
    "deleted": ("_fivetran_deleted", "is_deleted", "archived"),
    "synced": ("_fivetran_synced",),
    "modified": ("lastmodifieddate", "Last Modified Date"),
    **QUALIFYING,
}

COMPANY: Final[Aliases] = {
    "id": ("Record ID", "hs_object_id", "company_id"),
    "name": ("Company name", "name"),
    "domain": ("Company Domain Name", "domain", "website", "Website URL"),
    "industry": ("Industry",),
    "employees": ("Number of Employees", "numberofemployees"),
    "country": ("Country/Region", "country"),
    "type": ("Type",),
    "owner": ("Company owner", "hubspot_owner_id"),
    "created_at": ("Create Date", "createdate"),
    "parent": ("hs_parent_company_id", "Parent Company ID"),
    "merged_ids": ("hs_merged_object_ids",),
    "deleted": ("is_deleted", "_fivetran_deleted", "archived"),
    "synced": ("_fivetran_synced",),
}

OWNER: Final[Aliases] = {
    "id": ("owner_id", "Owner ID"),
    "email": ("Email",),
    "name": ("Name", "Full Name"),
    "first_name": ("firstName",),
    "last_name": ("lastName",),
    "user": ("active_user_id", "userId", "user_id"),
    "team": ("Team", "team_name", "Primary team"),
    "role": ("Role",),
    "deleted": ("_fivetran_deleted", "archived"),
    "synced": ("_fivetran_synced",),
    "portal": ("portal_id",),
    "type": ("type",),
    "created": ("created_at",),
    "updated": ("updated_at",),
}

USER: Final[Aliases] = {
    "id": ("User ID",),
    "email": ("Email",),
    "name": ("Name",),
    "first_name": (),
    "last_name": (),
    "team": ("primary_team_id",),
    "role": ("role_id",),
    "synced": ("_fivetran_synced",),
}

MERGE: Final[Aliases] = {
    "into": ("canonical_vid", "primaryObjectId", "deal_id"),
    "merged": ("vid_to_merge", "merged_vid", "mergedObjectIds", "merged_deal_id"),
    "at": ("timestamp",),
    "contact": ("contact_id",),
    "synced": ("_fivetran_synced",),
}

TEAM_NAME: Final[Aliases] = {"id": ("team_id",), "name": ("team_name",)}
TEAM_OF: Final[Aliases] = {"team": ("team_id",), "owner": ("owner_id",), "user": ("user_id",)}


def contact(sheet: Sheet) -> Make:
    """A contact: person, its addresses, companies, CRM ids and merged ids."""
    texts = ("status", "lifecycle_stage", "source", "campaign", "title", "company", "country", "employees")
    found = attributes(sheet, (*texts, "industry", *QUALIFYING, "bounced"), ["created_at"])
    who = personal(sheet, ("first_name", "last_name", "email", "phone", "mobile", "address", "city"))
    record, email, more = sheet.text("id"), sheet.text("email"), sheet.text("more_emails")
    owner, companies, merged = sheet.text("owner"), sheet.text("companies"), sheet.text("merged_ids")
    leads, contacts = sheet.text("crm_lead"), sheet.text("crm_contact")
    opted_out, deleted, has_owner = consent(sheet, "opted_out"), sheet.flag("deleted"), "owner" in sheet
    labelled = [name for name in ("lifecycle_stage", "status", "source") if name in sheet]

    def make(cells: Cells) -> Made:
        number = needed(record(cells), "The contact's id")
        key = f"hubspot:contact:{number}"
        if deleted(cells):
            sheet.warn("deleted in HubSpot: its history stays, its record is not counted")
            return Made(key, gone("person", key, sheet), key)
        values = found(cells) | opted_out(cells)
        for name in labelled:
            values[name] = value_of(name, values[name])
        if has_owner:
            values["owner"] = owner_ref(owner(cells))
        facts: list[Fact] = [snapshot("person", key, sheet, values, who(cells))]
        facts += email_links(key, email(cells), more(cells))
        facts += [Link("works_at", key, f"hubspot:company:{i}") for i in ids(companies(cells))]
        facts += [Link("merged", f"hubspot:contact:{i}", key) for i in ids(merged(cells)) if i != number]
        facts += [Link("crm_link", key, f"salesforce:lead:{long_id(i)}") for i in ids(leads(cells))]
        facts += [Link("crm_link", key, f"salesforce:contact:{long_id(i)}") for i in ids(contacts(cells))]
        return Made(key, tuple(facts), key)

    return make


def company(sheet: Sheet) -> Make:
    """A company: account with its domain and parent."""
    found = attributes(sheet, ("name", "industry", "employees", "country", "type"), ["created_at"])
    record, domain, owner = sheet.text("id"), sheet.text("domain"), sheet.text("owner")
    parent, merged, deleted = sheet.text("parent"), sheet.text("merged_ids"), sheet.flag("deleted")

    def make(cells: Cells) -> Made:
        number = needed(record(cells), "The company's id")
        key = f"hubspot:company:{number}"
        if deleted(cells):
            sheet.warn("deleted in HubSpot: its history stays, its record is not counted")
            return Made(key, gone("account", key, sheet))
        values, host = found(cells), domain_of(domain(cells))
        if "domain" in sheet:
            values["domain"] = host
        if "owner" in sheet:
            values["owner"] = owner_ref(owner(cells))
        facts: list[Fact] = [snapshot("account", key, sheet, values)]
        if host:
            facts.append(Link("domain", key, f"domain:{host}"))
        if parent(cells):
            facts.append(Link("parent", key, f"hubspot:company:{parent(cells)}"))
        facts += [Link("merged", f"hubspot:company:{i}", key) for i in ids(merged(cells)) if i != number]
        return Made(key, tuple(facts))

    return make


def owner(sheet: Sheet) -> Make:
    """An owner: member, with the team that owner_team or team_user names."""
    teams = _teams(sheet)
    record, user, team = sheet.text("id"), sheet.text("user"), sheet.text("team")

    def team_of(cells: Cells) -> str:
        return team(cells) or teams.get(record(cells), "") or teams.get(f"user {user(cells)}", "")

    return _member(sheet, record, team_of, "hubspot:user:")


def user(sheet: Sheet) -> Make:
    """A login: member under its own number, which is not the owner's; the e-mail joins the two."""
    teams = {row["id"]: row.get("name", "") for row in details(sheet.file, ["team"], TEAM_NAME) if "id" in row}
    record, team = sheet.text("id"), sheet.text("team")
    return _member(sheet, record, lambda cells: teams.get(team(cells), team(cells)), "hubspot:login:")


def _member(sheet: Sheet, record: Text, team: Text, prefix: str) -> Make:
    name, first, last = sheet.text("name"), sheet.text("first_name"), sheet.text("last_name")
    email, deleted = sheet.text("email"), sheet.flag("deleted")

    def make(cells: Cells) -> Made:
        number = needed(record(cells), "The owner's id")
        key = f"{prefix}{number}"
        values = {
            "name": name(cells) or f"{first(cells)} {last(cells)}".strip(),
            "email": next(iter(addresses(email(cells))), ""),
            "team": team(cells),
            "active": "false" if deleted(cells) else "true",
        }
        return Made(key, (snapshot("member", key, sheet, values),))

    return make


def _teams(sheet: Sheet) -> Mapping[str, str]:
    """Owner id, or "user " + login, → the team's name."""
    names = {row["id"]: row.get("name", "") for row in details(sheet.file, ["team"], TEAM_NAME) if "id" in row}
    found: dict[str, str] = {}
    for row in details(sheet.file, ["owner_team", "team_user"], TEAM_OF):
        who = row["owner"] if row.get("owner") else f"user {row.get('user', '')}"
        found.setdefault(who, names.get(row.get("team", ""), ""))
    return found


def merge(sheet: Sheet, object_name: str) -> Make:
    """One record was merged into another."""
    into, merged, at = sheet.text("into"), sheet.text("merged"), sheet.time("at")

    def make(cells: Cells) -> Made:
        right = f"hubspot:{object_name}:{needed(into(cells), 'The surviving record')}"
        left = f"hubspot:{object_name}:{needed(merged(cells), 'The merged record')}"
        moment = at(cells)
        return Made(f"{left}:merged", (Link("merged", left, right, moment.at if moment else 0),), right)

    return make


def owner_ref(text: str) -> str:
    """An owner's number, or the full name that screens export instead, as a member's reference."""
    return f"hubspot:user:{text}" if text else ""


def beside(sheet: Sheet) -> Make:
    """A row that is read together with another file's rows and tells nothing by itself."""
    name = sheet.file.object
    return lambda cells: Made(f"hubspot:{name}:" + ":".join(cell.strip() for cell in cells[:-1]))

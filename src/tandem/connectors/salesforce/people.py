"""Salesforce's leads, contacts, accounts, users and roles, with conversions and merges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tandem.connectors.beside import details
from tandem.connectors.making import attributes, consent, domain_of, email_links, gone, personal, snapshot
from tandem.connectors.reading.columns import Aliases
from tandem.connectors.salesforce.references import owner_ref, ref
from tandem.connectors.sheet import Cells, Made, Make, Sheet, needed
from tandem.timeline.records import Fact, Link

QUALIFYING: Final[Aliases] = {
    "budget": ("Budget_Confirmed__c", "Budget__c", "Has_Budget__c"),
    "authority": ("Authority__c", "Decision_Maker__c", "Authority_Confirmed__c"),
    "need": ("Need__c", "Need_Identified__c", "Need_Confirmed__c"),
    "timing": ("Timing__c", "Timeline__c", "Timeframe__c", "Timing_Confirmed__c", "Purchase_Timeline__c"),
    "return_reason": ("Return_Reason__c", "Rejection_Reason__c", "Recycle_Reason__c"),
    "disposal_reason": (
        "Disposal_Reason__c",
        "Disqualification_Reason__c",
        "Unqualified_Reason__c",
        "Closed_Reason__c",
    ),
}

_PERSON: Final[Aliases] = {
    "email": ("Email",),
    "email_2": ("Secondary_Email__c", "Email_2__c"),
    "first_name": ("First Name", "FirstName"),
    "last_name": ("Last Name", "LastName"),
    "name": ("Full Name", "Name"),
    "phone": ("Phone",),
    "mobile": ("Mobile", "MobilePhone"),
    "title": ("Title",),
    "owner": ("OwnerId", "Owner ID", "Lead Owner", "Contact Owner"),
    "created_at": ("CreatedDate", "Create Date", "Created Date"),
    "source": ("LeadSource", "Lead Source"),
    "opted_out": ("HasOptedOutOfEmail", "Email Opt Out"),
    "bounced": ("EmailBouncedReason", "Email Bounced Reason"),
    "master": ("MasterRecordId", "Master Record ID"),
    "deleted": ("IsDeleted", "Deleted", "_fivetran_deleted"),
    "modified": ("SystemModstamp", "LastModifiedDate", "Last Modified Date"),
    "synced": ("_fivetran_synced",),
}

LEAD: Final[Aliases] = {
    "id": ("Id", "Lead ID"),
    **_PERSON,
    "company": ("Company", "Company / Account"),
    "status": ("Status", "Lead Status"),
    "country": ("Country", "CountryCode"),
    "industry": ("Industry",),
    "employees": ("NumberOfEmployees", "No. of Employees"),
    "street": ("Street",),
    "is_converted": ("IsConverted", "Converted"),
    "converted_at": ("ConvertedDate", "Converted Date"),
    "to_contact": ("ConvertedContactId", "Converted Contact ID"),
    "to_account": ("ConvertedAccountId", "Converted Account ID"),
    "to_opportunity": ("ConvertedOpportunityId", "Converted Opportunity ID"),
    "campaign": ("Campaign__c", "Most_Recent_Campaign__c"),
    **QUALIFYING,
}

CONTACT: Final[Aliases] = {
    "id": ("Id", "Contact ID"),
    **_PERSON,
    "account": ("AccountId", "Account ID"),
    "company": ("Account Name",),
    "country": ("MailingCountry", "Mailing Country"),
    "street": ("MailingStreet",),
    "status": ("Contact_Status__c", "Contact Status"),
    **QUALIFYING,
}

ACCOUNT: Final[Aliases] = {
    "id": ("Id", "Account ID"),
    "name": ("Account Name", "Name"),
    "website": ("Website",),
    "industry": ("Industry",),
    "employees": ("NumberOfEmployees", "Employees"),
    "country": ("BillingCountry", "Billing Country"),
    "type": ("Type",),
    "owner": ("OwnerId", "Account Owner"),
    "created_at": ("CreatedDate", "Created Date"),
    "parent": ("ParentId", "Parent Account ID"),
    "master": ("MasterRecordId",),
    "deleted": ("IsDeleted", "_fivetran_deleted"),
    "synced": ("_fivetran_synced",),
}

USER: Final[Aliases] = {
    "id": ("Id", "User ID"),
    "name": ("Name", "Full Name"),
    "first_name": ("FirstName",),
    "last_name": ("LastName",),
    "email": ("Email",),
    "active": ("IsActive", "Active"),
    "role": ("UserRoleId", "Role"),
    "manager": ("ManagerId", "Manager"),
    "team": ("Department", "Division"),
    "region": ("Region__c", "Territory__c", "Region"),
    "synced": ("_fivetran_synced",),
}

ROLE: Final[Aliases] = {"id": ("Id",), "name": ("Name",), "parent": ("ParentRoleId",), "synced": ("_fivetran_synced",)}
GROUP: Final[Aliases] = {"id": ("Id",), "name": ("Name",), "type": ("Type",), "synced": ("_fivetran_synced",)}

_TEXTS: Final = ("status", "source", "campaign", "title", "company", "country", "employees", "industry", "bounced")
_WHO: Final = ("first_name", "last_name", "name", "email", "phone", "mobile", "street")


def lead(sheet: Sheet) -> Make:
    """A lead: person; what it was converted to and merged into."""
    at = sheet.day("converted_at")
    contact, account, opportunity = sheet.text("to_contact"), sheet.text("to_account"), sheet.text("to_opportunity")

    def conversion(cells: Cells, key: str) -> list[Fact]:
        if not (contact(cells) or account(cells) or opportunity(cells)):
            return []
        moment = at(cells)
        when = moment.at if moment else 0
        made = (
            Link("converted", key, ref("contact", contact(cells)), when),
            Link("works_at", key, ref("account", account(cells)), when),
            Link("led_to", key, ref("opportunity", opportunity(cells)), when),
        )
        return [link for link in made if link.right]

    return _person(sheet, "lead", conversion)


def contact(sheet: Sheet) -> Make:
    """A contact: person at an account."""
    account = sheet.text("account")

    def employer(cells: Cells, key: str) -> list[Fact]:
        return [Link("works_at", key, ref("account", account(cells)))] if account(cells) else []

    return _person(sheet, "contact", employer)


def _person(sheet: Sheet, object_name: str, links: Callable[[Cells, str], list[Fact]]) -> Make:
    found, who = attributes(sheet, (*_TEXTS, *QUALIFYING), ["created_at"]), personal(sheet, _WHO)
    record, email, second = sheet.text("id"), sheet.text("email"), sheet.text("email_2")
    owner, master, deleted = sheet.text("owner"), sheet.text("master"), sheet.flag("deleted")
    opted_out, has_owner = consent(sheet, "opted_out"), "owner" in sheet

    def make(cells: Cells) -> Made:
        key = ref(object_name, needed(record(cells), f"The {object_name}'s id"))
        if master(cells):
            return Made(key, (Link("merged", key, ref(object_name, master(cells))),), key)
        if deleted(cells):
            sheet.warn("deleted in Salesforce: its history stays, its record is not counted")
            return Made(key, gone("person", key, sheet), key)
        values = found(cells) | opted_out(cells)
        if has_owner:
            values["owner"] = owner_ref(owner(cells))
        facts: list[Fact] = [snapshot("person", key, sheet, values, who(cells))]
        facts += email_links(key, email(cells), second(cells))
        facts += links(cells, key)
        return Made(key, tuple(facts), key)

    return make


def account(sheet: Sheet) -> Make:
    """An account with its domain and parent."""
    found = attributes(sheet, ("name", "industry", "employees", "country", "type"), ["created_at"])
    record, website, owner = sheet.text("id"), sheet.text("website"), sheet.text("owner")
    parent, master, deleted = sheet.text("parent"), sheet.text("master"), sheet.flag("deleted")

    def make(cells: Cells) -> Made:
        key = ref("account", needed(record(cells), "The account's id"))
        if master(cells):
            return Made(key, (Link("merged", key, ref("account", master(cells))),))
        if deleted(cells):
            sheet.warn("deleted in Salesforce: its history stays, its record is not counted")
            return Made(key, gone("account", key, sheet))
        values, host = found(cells), domain_of(website(cells))
        if "website" in sheet:
            values["domain"] = host
        if "owner" in sheet:
            values["owner"] = owner_ref(owner(cells))
        facts: list[Fact] = [snapshot("account", key, sheet, values)]
        if host:
            facts.append(Link("domain", key, f"domain:{host}"))
        if parent(cells):
            facts.append(Link("parent", key, ref("account", parent(cells))))
        return Made(key, tuple(facts))

    return make


def user(sheet: Sheet) -> Make:
    """A user: member, with the role that UserRole names."""
    roles = {row["id"]: row.get("name", "") for row in details(sheet.file, ["user_role"], ROLE) if "id" in row}
    found = attributes(sheet, ("team", "region"))
    record, name, email = sheet.text("id"), sheet.text("name"), sheet.text("email")
    first, last, role = sheet.text("first_name"), sheet.text("last_name"), sheet.text("role")
    manager, active, has_active = sheet.text("manager"), sheet.flag("active"), "active" in sheet

    def make(cells: Cells) -> Made:
        key = ref("user", needed(record(cells), "The user's id"))
        values = found(cells) | {
            "name": name(cells) or f"{first(cells)} {last(cells)}".strip(),
            "email": email(cells).lower(),
            "role": roles.get(role(cells), role(cells)),
            "manager": owner_ref(manager(cells)),
        }
        if has_active:
            values["active"] = "true" if active(cells) else "false"
        return Made(key, (snapshot("member", key, sheet, values),))

    return make


def group(sheet: Sheet) -> Make:
    """A queue: a member that nobody is; other groups own nothing."""
    record, name, type_ = sheet.text("id"), sheet.text("name"), sheet.text("type")

    def make(cells: Cells) -> Made:
        key = ref("queue", needed(record(cells), "The group's id"))
        if type_(cells).lower() != "queue":
            return Made(key)
        return Made(key, (snapshot("member", key, sheet, {"name": name(cells), "role": "queue"}),))

    return make


def role(sheet: Sheet) -> Make:
    """A role tells nothing by itself; users are read together with it."""
    record = sheet.text("id")
    return lambda cells: Made(ref("role", needed(record(cells), "The role's id")))

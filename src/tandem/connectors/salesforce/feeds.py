"""What gives each feed in Salesforce: the object, and the query (SOQL) that exports it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_TRACKING: Final = "Setup > Object Manager > Lead > Fields & Relationships > Set History Tracking: tick"

SALESFORCE: Final[Mapping[str, tuple[str, str]]] = {
    "people": (
        "Lead and Contact: Id, Email, FirstName, LastName, Title, CreatedDate, Status, OwnerId",
        "SELECT Id, Email, FirstName, LastName, Title, Company, Country, Industry, NumberOfEmployees, Status, OwnerId, "
        "LeadSource, HasOptedOutOfEmail, CreatedDate, IsConverted, ConvertedDate, ConvertedContactId, "
        "ConvertedAccountId, ConvertedOpportunityId, MasterRecordId, IsDeleted FROM Lead (query all rows); likewise "
        "FROM Contact with AccountId",
    ),
    "accounts": (
        "Account: Id, Name, Website, Industry, NumberOfEmployees, ParentId",
        "SELECT Id, Name, Website, Industry, NumberOfEmployees, BillingCountry, Type, ParentId, OwnerId, CreatedDate, "
        "MasterRecordId, IsDeleted FROM Account",
    ),
    "second_tool": (
        "Lead and Contact: OwnerId, Status, beside the marketing tool's people",
        "Import the marketing tool's people too, with owner and stage; map both tools' words in the crosswalk",
    ),
    "sources": ("Lead, Contact, Opportunity: LeadSource", "Add LeadSource to the queries; make it a required field"),
    "members": (
        "User: Id, Email, Name, IsActive, ManagerId, UserRoleId, Department; UserRole; Group where Type = Queue",
        "SELECT Id, Name, Email, IsActive, ManagerId, UserRoleId, Department FROM User; SELECT Id, Name FROM UserRole; "
        "SELECT Id, Name, Type FROM Group WHERE Type = 'Queue'",
    ),
    "lead_status_history": (
        "LeadHistory where Field = Status: LeadId, Field, OldValue, NewValue, CreatedDate",
        f"{_TRACKING} Lead Status (it begins then, not before); "
        "SELECT Id, LeadId, Field, OldValue, NewValue, CreatedDate, CreatedById FROM LeadHistory",
    ),
    "owner_history": (
        "LeadHistory where Field = Owner",
        f"{_TRACKING} Lead Owner; the LeadHistory query then has it",
    ),
    "reasons": (
        "Lead: Return_Reason__c, Disqualification_Reason__c (or the company's own fields, named in the charter), "
        "with LeadHistory",
        "Add a picklist Return Reason, required by a validation rule when Status becomes Nurture or Unqualified; "
        f"{_TRACKING} it",
    ),
    "sales_activity": (
        "Task: Id, WhoId, WhatId, OwnerId, TaskSubtype, Status, IsClosed, CompletedDateTime, ActivityDate, CallType, "
        "CallDisposition, CallDurationInSeconds; Event: Id, WhoId, StartDateTime, EndDateTime",
        "SELECT Id, WhoId, WhatId, AccountId, OwnerId, TaskSubtype, Type, Status, IsClosed, CompletedDateTime, "
        "ActivityDate, CreatedDate, CallType, CallDisposition, CallDurationInSeconds FROM Task; "
        "SELECT Id, WhoId, WhatId, AccountId, OwnerId, StartDateTime, EndDateTime, IsAllDayEvent, ActivityDate, "
        "CreatedDate FROM Event; log mail as tasks (the inbox's or the dialler's sync does it)",
    ),
    "consent": (
        "Lead and Contact: HasOptedOutOfEmail, with LeadHistory where Field = HasOptedOutOfEmail",
        f"{_TRACKING} Email Opt Out",
    ),
    "campaign_members": (
        "CampaignMember: Id, CampaignId, LeadId, ContactId, HasResponded, FirstRespondedDate, CreatedDate; Campaign",
        "SELECT Id, CampaignId, LeadId, ContactId, Status, HasResponded, FirstRespondedDate, CreatedDate "
        "FROM CampaignMember",
    ),
    "campaign_costs": (
        "Campaign: Id, Name, Type, StartDate, EndDate, ActualCost",
        "Fill Actual Cost; SELECT Id, Name, Type, Status, StartDate, EndDate, ActualCost FROM Campaign",
    ),
    "opportunities": (
        "Opportunity: Id, Name, StageName, IsClosed, IsWon, Amount, CloseDate, CreatedDate, OwnerId, AccountId",
        "SELECT Id, Name, StageName, IsClosed, IsWon, Amount, CurrencyIsoCode, CloseDate, CreatedDate, OwnerId, "
        "AccountId, LeadSource, CampaignId, IsDeleted FROM Opportunity (without CurrencyIsoCode in a one-currency org)",
    ),
    "opportunity_history": (
        "OpportunityHistory: Id, OpportunityId, StageName, Amount, CreatedDate",
        "SELECT Id, OpportunityId, StageName, Amount, CloseDate, CreatedDate, CreatedById FROM OpportunityHistory "
        "(kept by Salesforce without any setting)",
    ),
    "opportunity_roles": (
        "OpportunityContactRole: OpportunityId, ContactId, Role, IsPrimary",
        "SELECT Id, OpportunityId, ContactId, Role, IsPrimary, CreatedDate FROM OpportunityContactRole; require a "
        "primary contact by a validation rule",
    ),
    "loss_reasons": (
        "Opportunity: Loss_Reason__c",
        "Add a picklist Loss Reason, required by a validation rule when StageName becomes Closed Lost; add it to the "
        "query",
    ),
    "merges": (
        "Lead, Contact, Account: MasterRecordId; Lead: ConvertedContactId, ConvertedOpportunityId",
        "Query all rows (Data Loader: Export All; API: queryAll), which includes merged records",
    ),
}

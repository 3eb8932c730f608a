"""Salesforce's exports become facts: people, conversions, merges, history by comparison, activities by completion."""

from __future__ import annotations

from pathlib import Path

from tests.connectors.exports import entities, events, links, read, sample

from tandem.connectors.base import ReadContext
from tandem.connectors.registry import open_connector

DAY = 86_400_000_000


def test_a_lead_is_the_same_in_loader_report_and_warehouse_spelling(tmp_path: Path) -> None:
    spellings = {
        "loader": "Id,Email,Company,Status,LeadSource,IsConverted,OwnerId\n",
        "report": "Lead ID,Email,Company,Lead Status,Lead Source,Converted,Owner ID\n",
        "warehouse": "id,email,company,status,lead_source,is_converted,owner_id\n",
    }
    body = "00Q1G00000nDnM5,A@acme.example,Acme,Open - Not Contacted,Web,false,00537000003tmTn\n"
    facts = []
    for name, header in spellings.items():
        folder = tmp_path / name
        folder.mkdir()
        facts.append(read("salesforce", folder, {"Lead.csv": header + body})["Lead.csv"][0].facts)
    assert facts[0] == facts[1] == facts[2]
    person = entities(read("salesforce", tmp_path, {"Lead.csv": spellings["loader"] + body})["Lead.csv"])[0]
    assert person.key == "salesforce:lead:00Q1G00000nDnM5UAK"
    assert person.attributes["owner"] == "salesforce:user:00537000003tmTnAAI"
    assert person.attributes["company"] == "Acme"


def test_conversion_and_merges_tie_records_together(tmp_path: Path) -> None:
    text = (
        "Id,Email,Company,Status,IsConverted,ConvertedDate,ConvertedContactId,ConvertedAccountId,ConvertedOpportunityId,"
        "MasterRecordId,IsDeleted\n"
        "00Q000000000001AAA,a@b.example,B,Qualified,true,2026-03-01,003000000000001AAA,001000000000001AAA,"
        "006000000000001AAA,,false\n"
        "00Q000000000002AAA,a@b.example,B,Open,false,,,,,00Q000000000001AAA,true\n"
        "00Q000000000003AAA,c@b.example,B,Open,false,,,,,,true\n"
    )
    rows = read("salesforce", tmp_path, {"Lead.csv": text})["Lead.csv"]
    told = {(link.kind, link.left[-18:-3], link.right.rpartition(":")[2][:15]) for link in links(rows)}
    assert told == {
        ("email", "00Q000000000001", "a@b.example"),
        ("converted", "00Q000000000001", "003000000000001"),
        ("works_at", "00Q000000000001", "001000000000001"),
        ("led_to", "00Q000000000001", "006000000000001"),
        ("merged", "00Q000000000002", "00Q000000000001"),
    }
    assert [one.attributes for one in entities(rows[2:])] == [{"deleted": "true"}]
    assert rows[2].warnings


HISTORY = """Id,OpportunityId,StageName,Amount,CreatedDate
h3,006000000000001AAA,Proposal,2000,2026-01-03T10:00:00.000+0000
h1,006000000000001AAA,Discovery,1000,2026-01-01T10:00:00.000+0000
h2,006000000000001AAA,Discovery,2000,2026-01-02T10:00:00.000+0000
h4,006000000000001AAA,Proposal,2000,2026-01-04T10:00:00.000+0000
h5,006000000000002AAA,Proposal,,2026-01-01T09:00:00.000+0000
h6,006000000000001AAA,Discovery,2000,2026-01-05T10:00:00.000+0000
"""


def test_stage_changes_are_found_by_comparing_rows_not_by_counting_them(tmp_path: Path) -> None:
    rows = read("salesforce", tmp_path, {"OpportunityHistory.csv": HISTORY})["OpportunityHistory.csv"]
    moves = {(e.opportunity[-4], e.old, e.new) for e in events(rows) if e.kind == "opportunity.stage_changed"}
    assert moves == {
        ("1", "", "Discovery"),
        ("1", "Discovery", "Proposal"),
        ("1", "Proposal", "Discovery"),
        ("2", "", "Proposal"),
    }
    sums = [e.amount for e in events(rows) if e.kind == "opportunity.amount_changed"]
    assert sorted(a for a in sums if a) == [100_000, 200_000]
    assert len(rows) == 6
    assert rows[3].facts == ()


def test_lead_history_speaks_of_status_and_owner_and_seals_the_rest(tmp_path: Path) -> None:
    text = (
        "Id,LeadId,Field,OldValue,NewValue,CreatedDate,CreatedById\n"
        "1,00Q000000000001AAA,Status,Open,Working,2026-01-01T10:00:00.000+0000,005000000000009AAA\n"
        "2,00Q000000000001AAA,Owner,Queue,Jo Doe,2026-01-02T10:00:00.000+0000,005000000000009AAA\n"
        "3,00Q000000000001AAA,Owner,00G000000000001AAA,005000000000002AAA,2026-01-02T10:00:00.000+0000,\n"
        "4,00Q000000000001AAA,Phone,1,+31 20 555 0100,2026-01-02T10:00:00.000+0000,\n"
        "5,00Q000000000001AAA,Return_Reason__c,,No budget,2026-01-02T10:00:00.000+0000,\n"
    )
    rows = read("salesforce", tmp_path, {"LeadHistory.csv": text})["LeadHistory.csv"]
    status, owner, reason = events(rows)
    assert (status.kind, status.field, status.old, status.new) == ("field.changed", "status", "Open", "Working")
    assert (owner.kind, owner.old, owner.new) == (
        "owner.assigned",
        "salesforce:queue:00G000000000001AAA",
        "salesforce:user:005000000000002AAA",
    )
    assert (reason.field, reason.new) == ("return_reason", "No budget")
    assert "0100" not in repr([row.facts for row in rows])
    assert rows[3].extra == {"Phone old": "1", "Phone new": "+31 20 555 0100"}


TASKS = """Id,WhoId,WhatId,OwnerId,TaskSubtype,Status,IsClosed,CompletedDateTime,ActivityDate,CreatedDate,CallType,CallDisposition,CallDurationInSeconds
t1,00Q000000000001AAA,,005000000000002AAA,Call,Completed,true,2026-01-05T14:00:00.000+0000,2026-01-04,2026-01-01T10:00:00.000+0000,Outbound,No Answer,30
t2,003000000000001AAA,006000000000001AAA,005000000000002AAA,Email,Completed,true,,2026-01-04,2026-01-01T10:00:00.000+0000,,,
t3,003000000000001AAA,,005000000000002AAA,Call,Not Started,false,,2026-01-04,2026-01-01T10:00:00.000+0000,,,
t4,003000000000001AAA,,005000000000002AAA,ListEmail,Completed,true,2026-01-05T14:00:00.000+0000,,2026-01-01T10:00:00.000+0000,,,
t5,,,005000000000002AAA,Task,Completed,true,2026-01-05T14:00:00.000+0000,,2026-01-01T10:00:00.000+0000,,,
"""  # noqa: E501


def test_a_task_is_a_touch_only_when_it_was_completed(tmp_path: Path) -> None:
    context = ReadContext(time_zone="America/New_York", as_of_micros=1)
    call, mail, open_, listed, orphan = events(read("salesforce", tmp_path, {"Task.csv": TASKS}, context)["Task.csv"])
    assert (call.kind, call.outcome, call.seconds, call.at // DAY, call.whole_day) == (
        "call.made",
        "no_answer",
        30,
        20458,
        False,
    )
    assert call.person.startswith("salesforce:lead:")
    assert (mail.kind, mail.whole_day, mail.at) == ("email.sent", True, 20458 * DAY + 5 * 3_600_000_000 - 1)
    assert mail.opportunity == "salesforce:opportunity:006000000000001AAA"
    assert (open_.kind, open_.at // DAY) == ("task.created", 20454)
    assert (listed.kind, listed.automatic, mail.automatic) == ("email.sent", True, False)
    assert (orphan.kind, orphan.person) == ("task.completed", "")


def test_a_meeting_is_held_only_when_it_was_over_at_the_export(tmp_path: Path) -> None:
    text = (
        "Id,WhoId,StartDateTime,EndDateTime,CreatedDate,No_Show__c\n"
        "1,003000000000001AAA,2026-01-05T14:00:00Z,2026-01-05T15:00:00Z,2026-01-01T10:00:00Z,false\n"
        "2,003000000000001AAA,2026-01-09T14:00:00Z,2026-01-09T15:00:00Z,2026-01-01T10:00:00Z,false\n"
        "3,003000000000001AAA,2026-01-05T14:00:00Z,2026-01-05T15:00:00Z,2026-01-01T10:00:00Z,true\n"
    )
    context = ReadContext(as_of_micros=20460 * DAY)  # 2026-01-07
    rows = read("salesforce", tmp_path, {"Event.csv": text}, context)["Event.csv"]
    kinds = [[e.kind for e in events([row])] for row in rows]
    assert kinds == [["meeting.booked", "meeting.held"], ["meeting.booked"], ["meeting.booked", "meeting.missed"]]


def test_a_campaign_member_joins_when_added_and_responds_on_the_day_it_says(tmp_path: Path) -> None:
    text = (
        "Id,CampaignId,LeadId,ContactId,HasResponded,FirstRespondedDate,CreatedDate\n"
        "1,701000000000001AAA,00Q000000000001AAA,,true,2026-01-05,2026-01-01T10:00:00Z\n"
        "2,701000000000001AAA,00Q000000000002AAA,003000000000002AAA,false,,2026-01-01T10:00:00Z\n"
    )
    campaigns = "Id,Name,StartDate,ActualCost,CurrencyIsoCode\n701000000000001AAA,Fair,2026-01-01,5000,EUR\n"
    rows = read("salesforce", tmp_path, {"CampaignMember.csv": text, "Campaign.csv": campaigns})
    told = [(e.kind, e.person.split(":")[1], e.whole_day) for e in events(rows["CampaignMember.csv"])]
    assert told == [
        ("campaign.joined", "lead", False),
        ("campaign.responded", "lead", True),
        ("campaign.joined", "contact", False),
    ]
    assert entities(rows["Campaign.csv"])[0].attributes["cost"] == "500000"


def test_an_opportunity_closes_on_its_close_date_only_when_it_is_closed(tmp_path: Path) -> None:
    text = (
        "Id,Name,StageName,IsClosed,IsWon,Amount,CurrencyIsoCode,CloseDate,CreatedDate,OwnerId\n"
        "006000000000001AAA,A,Closed Won,true,true,1000.50,EUR,2026-02-01,2026-01-01T10:00:00Z,005000000000002AAA\n"
        "006000000000002AAA,B,Discovery,false,false,99,EUR,2026-12-01,2026-01-01T10:00:00Z,005000000000002AAA\n"
    )
    context = ReadContext(time_zone="Europe/Amsterdam", as_of_micros=1)
    rows = read("salesforce", tmp_path, {"Opportunity.csv": text}, context)["Opportunity.csv"]
    closed = [e for e in events(rows) if e.kind == "opportunity.closed"]
    assert [(e.outcome, e.amount, e.whole_day) for e in closed] == [("won", 100_050, True)]
    assert closed[0].at == (20485 + 1) * DAY - 3_600_000_000 - 1  # the end of 1 February in Amsterdam
    assert entities(rows)[1].attributes["closed_at"] == ""


def test_roles_users_and_queues(tmp_path: Path) -> None:
    files = {
        "OpportunityContactRole.csv": "Id,OpportunityId,ContactId,Role\n"
        "1,006000000000001AAA,003000000000001AAA,Buyer\n",
        "User.csv": "Id,Name,Email,IsActive,UserRoleId,ManagerId\n"
        "005000000000002AAA,Jo,J@x.example,true,r1,005000000000003AAA\n",
        "UserRole.csv": "Id,Name\nr1,West\n",
        "Group.csv": "Id,Name,Type\n00G000000000001AAA,Inbound,Queue\n",
    }
    rows = read("salesforce", tmp_path, files)
    assert links(rows["OpportunityContactRole.csv"])[0].value == "Buyer"
    user = entities(rows["User.csv"])[0].attributes
    assert (user["role"], user["manager"], user["email"]) == (
        "West",
        "salesforce:user:005000000000003AAA",
        "j@x.example",
    )
    assert entities(rows["Group.csv"])[0].key == "salesforce:queue:00G000000000001AAA"


def test_every_file_of_the_export_shapes_is_accounted_row_by_row() -> None:
    connector = open_connector("salesforce")
    files = connector.describe(sample("export_shapes", "salesforce"))
    assert not [file.name for file in files if not file.object]
    assert {file.name: file.object for file in files}["sf_product_2_data.csv"] == "product"
    for file in files:
        rows = list(connector.read(file, ReadContext(as_of_micros=1)))
        assert rows, file.name
        assert not [row.fault for row in rows if row.fault], file.name


def test_activities_of_unknown_people_are_kept(tmp_path: Path) -> None:
    """Orphans are normal: the warehouse's tables join on almost nothing."""
    rows = read("salesforce", tmp_path, {"Task.csv": TASKS})["Task.csv"]
    assert all(row.facts for row in rows)

"""HubSpot's exports become facts: what screens and the API say alike, mail, history, engagements, deals."""

from __future__ import annotations

from pathlib import Path

from tests.connectors.exports import entities, events, links, read, sample

from tandem.connectors.base import ReadContext
from tandem.connectors.registry import open_connector

LABELS = (
    "Record ID,First Name,Email,Contact owner,Lead Status,Lifecycle Stage,Create Date,Original Source,"
    "Associated Company IDs,Favourite colour\n"
    "51,Ann,Ann@Acme.example,Jo Doe,Attempted to contact,Marketing Qualified Lead,2026-03-01 10:30,Organic search,"
    "7;8,blue\n"
)
NAMES = (
    "id,property_firstname,property_email,hubspot_owner_id,hs_lead_status,property_lifecyclestage,property_createdate,"
    "hs_analytics_source,associatedcompanyid,_fivetran_deleted\n"
    "51,Ann,Ann@Acme.example,Jo Doe,ATTEMPTED_TO_CONTACT,marketingqualifiedlead,2026-03-01 09:30:00,ORGANIC_SEARCH,"
    "7;8,false\n"
)


def test_a_contact_is_the_same_whether_screens_or_the_api_exported_it(tmp_path: Path) -> None:
    """Screens give labels and the account's zone, the API values and UTC."""
    context = ReadContext(time_zone="Europe/Amsterdam", as_of_micros=1)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    shown = read("hubspot", tmp_path / "a", {"contacts-2026.csv": LABELS}, context)["contacts-2026.csv"]
    told = read("hubspot", tmp_path / "b", {"contact_data.csv": NAMES}, context)["contact_data.csv"]
    assert shown[0].facts == told[0].facts
    person = entities(shown)[0]
    assert person.attributes["lifecycle_stage"] == "marketingqualifiedlead"
    assert person.attributes["created_at"] == str(1_772_357_400_000_000)  # 2026-03-01 09:30 UTC
    assert person.personal == {"first_name": "Ann", "email": "Ann@Acme.example"}
    assert {(link.kind, link.right) for link in links(shown)} == {
        ("email", "email:ann@acme.example"),
        ("works_at", "hubspot:company:7"),
        ("works_at", "hubspot:company:8"),
    }


def test_unknown_columns_are_kept_with_the_row(tmp_path: Path) -> None:
    row = read("hubspot", tmp_path, {"contacts.csv": LABELS})["contacts.csv"][0]
    assert row.extra == {"Favourite colour": "blue"}
    assert row.about == "hubspot:contact:51"


def test_nothing_personal_is_an_attribute(tmp_path: Path) -> None:
    text = "Record ID,Email,First Name,Last Name,Phone Number,Job Title\n1,a@b.example,Ann,Lee,+31 20 555 0100,CEO\n"
    person = entities(read("hubspot", tmp_path, {"contacts.csv": text})["contacts.csv"])[0]
    assert set(person.attributes) == {"title"}
    assert {"first_name", "last_name", "phone", "email"} <= set(person.personal)


def test_fields_that_the_charter_names_become_attributes(tmp_path: Path) -> None:
    context = ReadContext(as_of_micros=1, fields=frozenset({"favourite COLOUR"}))
    row = read("hubspot", tmp_path, {"contacts.csv": LABELS}, context)["contacts.csv"][0]
    assert entities([row])[0].attributes["Favourite colour"] == "blue"
    assert not row.extra


MAIL = """id,created,type,email_campaign_id,recipient,filtered_event,url,status,category,portal_subscription_status
e1,2026-03-01T10:00:00Z,SENT,9,A@b.example,false,,,,
e2,2026-03-01T10:00:05Z,CLICK,9,a@b.example,true,https://x.example/Pricing?utm=1#top,,,
e3,2026-03-01T10:00:06Z,BOUNCE,9,a@b.example,false,,5.1.1,UNKNOWN_USER,
e4,2026-03-01T10:00:07Z,STATUSCHANGE,,a@b.example,false,,,,UNSUBSCRIBED
e5,2026-03-01T10:00:08Z,STATUSCHANGE,,a@b.example,false,,,,SUBSCRIBED
e6,2026-03-01T10:00:09Z,PROCESSED,9,a@b.example,false,,,,
e7,2026-03-01T10:00:09Z,TELEPATHY,9,a@b.example,false,,,,
e8,no date at all,SENT,9,a@b.example,false,,,,
"""


def test_every_mail_event_is_a_fact_or_a_refusal_never_nothing(tmp_path: Path) -> None:
    campaigns = "id,name,type,content_id\n9,March nurture,AUTOMATED_EMAIL,77\n"
    files = read("hubspot", tmp_path, {"email_event.csv": MAIL, "email_campaign.csv": campaigns})
    rows = files["email_event.csv"]
    assert [bool(row.fault) for row in rows] == [False] * 6 + [True, True]
    assert "TELEPATHY" in rows[6].fault
    assert rows[7].fault.startswith("created must be a time")
    sent, click, bounce, gone, back = events(rows[:6])
    assert (sent.kind, sent.person, sent.purpose, sent.automatic) == (
        "email.sent",
        "email:a@b.example",
        "nurture",
        True,
    )
    assert (sent.campaign, sent.asset) == ("hubspot:email_campaign:9", "hubspot:content:77")
    assert (click.kind, click.path, click.bot) == ("email.clicked", "/pricing", True)
    assert (bounce.outcome, bounce.reason) == ("hard", "unknown_user")
    assert gone.kind == "email.unsubscribed"
    assert (back.kind, back.new) == ("consent.changed", "given")
    assert not any(row.mutable for row in rows if not row.fault)


def test_details_that_the_warehouse_keeps_apart_are_joined(tmp_path: Path) -> None:
    mail = "id,created,type,recipient,filtered_event\ne2,2026-03-01T10:00:05Z,CLICK,a@b.example,false\n"
    click = "id,url,referer,browser\ne2,https://x.example/demo,,\n"
    rows = read("hubspot", tmp_path, {"email_event_data.csv": mail, "email_event_click_data.csv": click})
    assert events(rows["email_event_data.csv"])[0].path == "/demo"
    assert [row.facts for row in rows["email_event_click_data.csv"]] == [()]


HISTORY = """contact_id,timestamp,source,name,value
5,2026-03-02T10:00:00Z,SALESFORCE,lifecyclestage,opportunity
5,2026-03-01T10:00:00Z,FORM,lifecyclestage,lead
5,2026-03-01T11:00:00Z,CRM_UI,hubspot_owner_id,44
5,2026-03-01T12:00:00Z,CRM_UI,firstname,Ann
6,2026-03-01T10:00:00Z,CRM_UI,hs_lead_status,OPEN
"""


def test_history_tells_what_a_property_was_before_wherever_the_row_stands(tmp_path: Path) -> None:
    rows = read("hubspot", tmp_path, {"contact_property_history.csv": HISTORY})["contact_property_history.csv"]
    told = {(e.person[-1], e.field, e.old, e.new) for e in events(rows) if e.kind == "field.changed"}
    assert told == {
        ("5", "lifecycle_stage", "lead", "opportunity"),
        ("5", "lifecycle_stage", "", "lead"),
        ("6", "status", "", "OPEN"),
    }
    owner = next(e for e in events(rows) if e.kind == "owner.assigned")
    assert owner.member == owner.new == "hubspot:user:44"


def test_a_personal_property_is_accounted_and_its_value_stays_sealed(tmp_path: Path) -> None:
    rows = read("hubspot", tmp_path, {"contact_property_history.csv": HISTORY})["contact_property_history.csv"]
    name = rows[3]
    assert name.facts == ()
    assert name.extra == {"firstname": "Ann"}
    assert "Ann" not in repr([row.facts for row in rows])


DEALS = """Record ID,Deal Name,Deal Stage,Amount,Currency,Create Date,Close Date,Deal owner,Associated Company IDs,Associated Contact IDs,Is Closed Won,Is closed lost
1,Big,Closed Won,"1.234,50 €",,2026-01-01 10:00,2026-02-01 10:00,Jo Doe,7,5;6,true,false
2,Small,Discovery,,,2026-01-02 10:00,2026-09-01 10:00,Jo Doe,,,false,false
"""  # noqa: E501


def test_a_deal_is_opened_and_closed_only_when_it_is(tmp_path: Path) -> None:
    rows = read("hubspot", tmp_path, {"deals.csv": DEALS})["deals.csv"]
    assert [(e.kind, e.opportunity, e.outcome, e.amount) for e in events(rows)] == [
        ("opportunity.opened", "hubspot:deal:1", "", None),
        ("opportunity.closed", "hubspot:deal:1", "won", 123_450),
        ("opportunity.opened", "hubspot:deal:2", "", None),
    ]
    big, small = entities(rows)
    assert (big.attributes["amount"], big.attributes["currency"], big.attributes["is_won"]) == ("123450", "EUR", "true")
    assert (small.attributes["is_closed"], small.attributes["closed_at"]) == ("false", "")
    roles = [link.left for link in links(rows) if link.kind == "role"]
    assert roles == ["hubspot:contact:5", "hubspot:contact:6"]


def test_a_stage_id_is_told_by_its_label(tmp_path: Path) -> None:
    stages = "stage_id,label,is_closed,closed_won\ns1,Discovery,false,false\ns9,Closed Lost,true,false\n"
    moves = "deal_id,value,date_entered\n1,s9,2026-02-01 10:00:00\n1,s1,2026-01-01 10:00:00\n1,s9,2026-02-03 10:00:00\n"
    deals = "deal_id,property_dealname,dealstage,property_closedate\n1,Big,s9,2026-02-01 10:00:00\n"
    files = {"deal_pipeline_stage.csv": stages, "deal_stage.csv": moves, "deal.csv": deals}
    rows = read("hubspot", tmp_path, files)
    assert [(e.old, e.new) for e in events(rows["deal_stage.csv"])] == [("Discovery", "Closed Lost"), ("", "Discovery")]
    assert [e.outcome for e in events(rows["deal.csv"])] == ["lost"]


def test_sales_engagements_know_direction_and_machines(tmp_path: Path) -> None:
    mails = (
        "engagement_id,hs_timestamp,hubspot_owner_id,hs_email_direction,hs_sequence_id\n"
        "1,2026-03-01T10:00:00Z,44,EMAIL,\n2,2026-03-01T11:00:00Z,44,INCOMING_EMAIL,\n3,2026-03-01T12:00:00Z,44,EMAIL,8\n"
    )
    links_ = "contact_id,engagement_id\n5,1\n6,1\n5,2\n5,3\n"
    files = {"engagement_email.csv": mails, "engagement_contact.csv": links_}
    rows = read("hubspot", tmp_path, files)["engagement_email.csv"]
    told = [(e.kind, e.person[-1], e.team, e.automatic) for e in events(rows)]
    assert told == [
        ("email.sent", "5", "sales", False),
        ("email.sent", "6", "sales", False),
        ("email.replied", "5", "buyer", False),
        ("email.sent", "5", "sales", True),
    ]
    assert len({e.key for e in events(rows)}) == 4


def test_calls_meetings_and_tasks_happen_when_they_happened(tmp_path: Path) -> None:
    calls = (
        "engagement_id,hs_timestamp,hs_call_direction,hs_call_disposition,hs_call_duration,contact_id\n"
        "1,2026-03-01T10:00:00Z,OUTBOUND,73a0d17f-1163-4015-bdd5-ec830791da20,61000,5\n"
        "2,2026-03-01T10:00:00Z,INBOUND,,,5\n"
    )
    meetings = (
        "engagement_id,start_time,meeting_outcome,hs_createdate,contact_id\n"
        "3,2026-03-05T10:00:00Z,COMPLETED,2026-03-01T10:00:00Z,5\n4,2026-03-05T10:00:00Z,NO_SHOW,,5\n"
    )
    tasks = (
        "engagement_id,hs_timestamp,hs_task_status,hs_task_completion_date,hs_createdate\n"
        "5,2026-03-09T10:00:00Z,COMPLETED,2026-03-08T10:00:00Z,2026-03-01T10:00:00Z\n"
        "6,2026-03-09T10:00:00Z,NOT_STARTED,,2026-03-01T10:00:00Z\n"
    )
    files = {"engagement_call.csv": calls, "engagement_meeting.csv": meetings, "engagement_task.csv": tasks}
    rows = read("hubspot", tmp_path, files)
    made, received = events(rows["engagement_call.csv"])
    assert (made.kind, made.outcome, made.seconds, received.kind) == ("call.made", "no_answer", 61, "call.received")
    kinds = [e.kind for e in events(rows["engagement_meeting.csv"])]
    assert kinds == ["meeting.booked", "meeting.held", "meeting.booked", "meeting.missed"]
    done, written = events(rows["engagement_task.csv"])
    assert (done.kind, done.at // 86_400_000_000) == ("task.completed", 20520)
    assert (written.kind, written.at // 86_400_000_000) == ("task.created", 20513)


def test_forms_lists_visits_and_merges(tmp_path: Path) -> None:
    files = {
        "form.csv": "guid,name,form_type\ng1,Demo,REGULAR\n",
        "contact_form_submission.csv": "timestamp,form_id,contact_id,conversion_id,page_url\n"
        "2026-03-01T10:00:00Z,g1,5,c1,https://x.example/Demo?a=1\n",
        "page_view.csv": "event_id,occurred_at,contact_id,page_url\nv1,2026-03-01T10:00:00Z,5,https://x.example\n",
        "contact_list_member.csv": "contact_id,contact_list_id,added_at\n5,38,2026-03-01 10:00:00\n",
        "contact_merge_audit.csv": "canonical_vid,vid_to_merge,timestamp\n5,4,2026-03-01 10:00:00\n",
    }
    rows = read("hubspot", tmp_path, files)
    form = events(rows["contact_form_submission.csv"])[0]
    assert (form.form, form.path, form.person) == ("demo", "/demo", "hubspot:contact:5")
    assert events(rows["page_view.csv"])[0].path == "/"
    assert events(rows["contact_list_member.csv"])[0].campaign == "hubspot:list:38"
    merged = links(rows["contact_merge_audit.csv"])[0]
    assert (merged.kind, merged.left, merged.right) == ("merged", "hubspot:contact:4", "hubspot:contact:5")


def test_an_owners_team_comes_from_the_files_beside_it(tmp_path: Path) -> None:
    files = {
        "owner.csv": "owner_id,email,first_name,last_name,active_user_id\n44,Jo@X.example,Jo,Doe,900\n",
        "team_user.csv": "user_id,team_id\n900,t1\n",
        "team.csv": "id,name\nt1,Sales West\n",
    }
    member = entities(read("hubspot", tmp_path, files)["owner.csv"])[0]
    assert member.key == "hubspot:user:44"
    assert member.attributes == {"name": "Jo Doe", "email": "jo@x.example", "team": "Sales West", "active": "true"}


def test_files_that_are_no_object_are_told_not_skipped(tmp_path: Path) -> None:
    (tmp_path / "holiday.csv").write_text("day,name\n2026-12-25,Christmas\n")
    (tmp_path / "contacts.csv").write_text("Name,Shoe size\nAnn,38\n")
    files = {f.name: f for f in open_connector("hubspot").describe(tmp_path)}
    assert files["holiday.csv"].object == ""
    assert "no object of hubspot" in files["holiday.csv"].note
    assert "no column for id" in files["contacts.csv"].note


def test_reading_goes_on_behind_the_rows_that_are_done(tmp_path: Path) -> None:
    (tmp_path / "contact_property_history.csv").write_text(HISTORY)
    connector = open_connector("hubspot")
    file = connector.describe(tmp_path)[0]
    whole = list(connector.read(file, ReadContext()))
    for done in range(len(whole) + 1):
        assert list(connector.read(file, ReadContext(), skip_rows=done)) == whole[done:]


def test_every_file_of_the_export_shapes_is_accounted_row_by_row() -> None:
    connector = open_connector("hubspot")
    files = connector.describe(sample("export_shapes", "hubspot"))
    assert not [file.name for file in files if not file.object]
    for file in files:
        lines = sum(1 for _ in file.path.open(encoding="utf-8-sig")) - 1
        rows = list(connector.read(file, ReadContext(as_of_micros=1)))
        assert len(rows) == lines, file.name
        assert not [row.fault for row in rows if row.fault], file.name
        assert connector.as_of(file) > 0

"""The book → the lens: nothing is lost, everybody is found, the same book gives the same bytes."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.operations.lens_world import (
    DAY,
    HOUR,
    NOON,
    contents,
    entity,
    event,
    person,
    read,
    rows,
    workspace,
    write,
)

from tandem.operations.build_lens import build_lens
from tandem.operations.replay import replay
from tandem.timeline.records import Link
from tandem.timeline.schema import BASE

LEAD, CONTACT, MARKETING = "salesforce:lead:1", "salesforce:contact:1", "hubspot:contact:1"


@pytest.fixture
def space(tmp_path):
    return workspace(tmp_path / "w")


def test_one_person_in_two_tools_has_one_story(space) -> None:
    write(space, {
        ("salesforce", "Lead"): [(*person(LEAD, status="Open"), Link("converted", LEAD, CONTACT))],
        ("salesforce", "Contact"): [person(CONTACT, "ann@acme.example", "salesforce:account:1")],
        ("salesforce", "Account"): [entity("account", "salesforce:account:1", name="Acme", domain="acme.example")],
        ("hubspot", "contact"): [person(MARKETING, "ann@acme.example", source="Web")],
        ("hubspot", "event"): [event("email.sent", NOON - 3 * DAY, "email:ann@acme.example"),
                               event("form.submitted", NOON - 2 * DAY, MARKETING, form="demo")],
        ("salesforce", "Task"): [event("call.made", NOON - DAY, LEAD, member="salesforce:user:9")],
    })  # fmt: skip
    manifest = build_lens(space)
    (who,) = rows(space, "person")
    story = rows(space, "event")
    assert [e["kind"] for e in story] == ["email.sent", "form.submitted", "call.made"]
    assert {e["person"] for e in story} == {who["person"]} and {e["lead"] for e in story} == {who["lead"]}
    assert who["tools"] == "hubspot,salesforce" and who["records"] == 3 and not who["free_mail"]
    (account,) = rows(space, "account")
    assert (account["name"], account["domain"], account["people"], account["kind"]) == (
        "Acme", "acme.example", 1, "company"
    )  # fmt: skip
    assert manifest["events"] == 3 and manifest["orphans"] == 0
    assert manifest["from"] == "2025-06-12T15:06:40Z" and manifest["through"] == "2025-06-14T15:06:40Z"


def test_orphans_stay_on_the_books(space) -> None:
    write(space, {
        ("hubspot", "contact"): [person(MARKETING, "ann@acme.example")],
        ("hubspot", "event"): [event("email.opened", NOON - DAY, ref) for ref in
                               (MARKETING, "hubspot:contact:404", "email:nobody@else.example", "")],
    })  # fmt: skip
    assert build_lens(space)["orphans"] == 3
    story = rows(space, "event")
    assert len(story) == 4
    assert sorted(e["person"] is None for e in story) == [False, True, True, True]
    assert all(e["account"] is None and e["lead"] is None for e in story if e["person"] is None)


def test_a_job_change_opens_a_new_lead_and_only_facts_of_the_person_are_copied(space) -> None:
    one, two = "salesforce:account:1", "salesforce:account:2"
    accounts = [entity("account", one, name="Acme"), entity("account", two, name="Bolt")]
    write(space, {("salesforce", "Account"): accounts,
                  ("salesforce", "Contact"): [person(CONTACT, "ann@acme.example", one)]}, NOON - 100 * DAY)  # fmt: skip
    write(space, {
        ("salesforce", "Contact"): [person(CONTACT, "ann@acme.example", two, as_of=NOON)],
        ("hubspot", "event"): [event("page.viewed", NOON - 200 * DAY, CONTACT), event("page.viewed", NOON, CONTACT),
                               event("email.unsubscribed", NOON - 5 * DAY, CONTACT)],
    })  # fmt: skip
    build_lens(space)
    old, new = rows(space, "lead")
    if old["from_at"] is not None:
        old, new = new, old
    assert old["until_at"] == new["from_at"] == (datetime(1970, 1, 1) + timedelta(microseconds=NOON))
    by_lead = Counter((e["lead"], e["kind"]) for e in rows(space, "event"))
    assert by_lead == {
        (old["lead"], "page.viewed"): 1, (new["lead"], "page.viewed"): 1,
        (old["lead"], "email.unsubscribed"): 1, (new["lead"], "email.unsubscribed"): 1,
    }  # fmt: skip
    (now,) = rows(space, "person")
    assert now["lead"] == new["lead"]


def test_events_sort_by_bucket_account_time_rank_tool_and_id(space) -> None:
    kinds = ["email.sent", "email.delivered", "field.changed", "call.made"]
    write(space, {
        ("hubspot", "contact"): [person(f"hubspot:contact:{n}", f"p{n}@c{n % 7}.example") for n in range(30)],
        ("hubspot", "event"): [event(kinds[n % 4], NOON - (n % 5) * DAY, f"hubspot:contact:{n % 33}", path=str(n))
                               for n in range(400)],
    })  # fmt: skip
    build_lens(space)
    story = rows(space, "event")
    order = [(e["bucket"], e["account"] or b"", e["at"], e["rank"], e["tool"], e["event"]) for e in story]
    assert order == sorted(order) and len(story) == 400
    parts = sorted((space.lens / "base" / "event").iterdir())
    assert len(parts) == 16
    assert len({e["bucket"] >> 8 for e in story}) > 3


def test_the_same_book_gives_the_same_bytes_and_is_not_built_twice(tmp_path) -> None:
    files = {
        ("hubspot", "contact"): [
            person(f"hubspot:contact:{n}", f"p{n}@c{n % 3}.example", source="x") for n in range(9)
        ],
        ("hubspot", "event"): [event("page.viewed", NOON - n * HOUR, f"hubspot:contact:{n % 11}") for n in range(50)],
    }
    lenses = []
    for number, order in enumerate((list(files), list(reversed(files)))):
        space = workspace(tmp_path / str(number))
        write(space, {name: files[name] for name in order})
        build_lens(space)
        lenses.append(contents(space))
        before = {path: path.stat().st_mtime_ns for path in (space.lens / "base").rglob("*")}
        build_lens(space)
        assert before == {path: path.stat().st_mtime_ns for path in (space.lens / "base").rglob("*")}
    assert lenses[0] == lenses[1]
    write(space, {("hubspot", "late"): [event("page.viewed", NOON, "hubspot:contact:1", path="/late")]})
    build_lens(space)
    assert contents(space) != lenses[0]


def test_every_relation_is_written_with_its_schema_even_when_empty(space) -> None:
    manifest = build_lens(space)
    assert set(manifest["relations"]) == set(BASE) and manifest["from"] == "" and manifest["events"] == 0
    write(space, {("hubspot", "contact"): [person(MARKETING, "ann@acme.example", source="Web")]})
    build_lens(space)
    for name, schema in BASE.items():
        assert read(space, name).schema.equals(schema), name


def test_members_match_the_charter_by_mail_then_by_name(space) -> None:
    write(space, {
        ("salesforce", "User"): [entity("member", "salesforce:user:1", name="A. J.", email="Anna@us.example"),
                                 entity("member", "salesforce:user:2", name="Zed", email="zed@us.example")],
        ("hubspot", "owner"): [entity("member", "hubspot:owner:5", name="mia verhoeven"),
                               entity("member", "hubspot:owner:6", name="Zed", email="zed@us.example")],
        ("hubspot", "contact"): [person(MARKETING, "ann@acme.example", owner="hubspot:owner:6")],
        ("salesforce", "Task"): [event("call.made", NOON - 3 * HOUR, MARKETING, member="salesforce:user:1"),
                                 event("owner.assigned", NOON - 2 * HOUR, MARKETING, old="hubspot:owner:5",
                                       new="hubspot:owner:6"),
                                 event("call.made", NOON - HOUR, MARKETING, member="salesforce:user:404")],
    })  # fmt: skip
    build_lens(space)
    first, assigned, last = rows(space, "event")
    assert first["member"] == "anna"
    assert (assigned["old"], assigned["new"]) == ("mia", "salesforce:user:2"), "one user of two tools has one key"
    assert last["member"] == "salesforce:user:404"
    by_key = {m["member"]: m for m in rows(space, "member")}
    assert by_key["anna"]["team"] == "sales" and by_key["mia"]["name"] == "Mia Verhoeven"
    (owner,) = [a for a in rows(space, "attribute") if a["name"] == "owner" and a["unit"] == "person"]
    assert owner["value"] == "salesforce:user:2"


def test_where_tools_differ_both_words_are_kept_and_one_wins(space) -> None:
    mail = "ann@acme.example"
    write(space, {("salesforce", "Lead"): [person(LEAD, mail, source="", country="NL")],
                  ("hubspot", "contact"): [person(MARKETING, mail, source="Web", country="BE")]})  # fmt: skip
    build_lens(space)
    said = {(a["name"], a["tool"]): (a["value"], a["wins"]) for a in rows(space, "attribute") if a["unit"] == "person"}
    assert said == {
        ("source", "salesforce"): ("", False), ("source", "hubspot"): ("Web", True),
        ("country", "salesforce"): ("NL", True), ("country", "hubspot"): ("BE", False),
    }  # fmt: skip


def test_history_says_since_when_a_value_is_known(space) -> None:
    at = NOON - 9 * DAY
    write(space, {
        ("salesforce", "Lead"): [person(LEAD, status="Working", source="Web")],
        ("salesforce", "LeadHistory"): [event("field.changed", at, LEAD, field="status", old="Open", new="Working")],
    })  # fmt: skip
    build_lens(space)
    known = {a["name"]: a["known_at"] for a in rows(space, "attribute")}
    assert known["status"] == datetime(1970, 1, 1) + timedelta(microseconds=at)
    assert known["source"] == datetime(1970, 1, 1) + timedelta(microseconds=NOON)


def test_a_deal_without_account_is_its_buyers_and_keeps_its_events(space) -> None:
    deals = [f"salesforce:opportunity:{n}" for n in range(3)]
    write(space, {
        ("salesforce", "Contact"): [(*person(CONTACT), Link("role", CONTACT, deals[0], value="Champion"))],
        ("salesforce", "Opportunity"): [
            entity("opportunity", deals[0], stage="Won", is_closed="true", is_won="true", amount="125000",
                   currency="EUR", created_at=str(NOON - DAY), closed_at=str(NOON), product="GTX"),
            (*entity("opportunity", deals[1], is_closed="false", closed_at=str(NOON + DAY)),
             Link("sold_to", deals[1], "salesforce:account:7")),
            entity("opportunity", deals[2]),
        ],
        ("salesforce", "History"): [event("opportunity.opened", NOON - DAY, opportunity=deal)
                                    for deal in (*deals, "salesforce:opportunity:404")],
    })  # fmt: skip
    assert build_lens(space)["orphans"] == 1, "the deal that no export holds"
    by_stage = {d["line"]: d for d in rows(space, "opportunity")}
    (who,) = rows(space, "person")
    assert by_stage[2]["account"] == who["account"] and by_stage[2]["amount"] == 125000 and by_stage[2]["is_won"]
    assert by_stage[3]["closed_at"] is None, "the closing date of an open deal is a hope"
    assert by_stage[3]["account"] is not None and by_stage[4]["account"] is None
    (role,) = rows(space, "role")
    assert (role["person"], role["lead"], role["role"], role["how"]) == (who["person"], who["lead"], "Champion", "role")
    told = [e["opportunity"] for e in rows(space, "event")]
    assert len(told) == 4 and None not in told and {d["opportunity"] for d in by_stage.values()} <= set(told)
    assert {a["value"] for a in rows(space, "attribute") if a["name"] == "product"} == {"GTX"}


def test_days_are_the_workspaces(tmp_path) -> None:
    instants = [datetime(2025, 3, 30, 0, 30), datetime(2025, 3, 29, 23, 30), datetime(2024, 12, 31, 23, 30),
                datetime(2025, 10, 26, 0, 30), datetime(2025, 6, 30, 22, 0)]  # fmt: skip
    micros = [int(at.replace(tzinfo=UTC).timestamp()) * 1_000_000 for at in instants]
    for zone in ("Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe"):
        space = workspace(tmp_path / zone.replace("/", "-"), zone)
        write(
            space, {("hubspot", "event"): [event("page.viewed", at, path=str(at)) for at in micros]}, NOON + 365 * DAY
        )
        build_lens(space)
        found = {e["path"]: e["day"] for e in rows(space, "event")}
        assert found == {
            str(at): date.fromisoformat(moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date().isoformat())
            for at, moment in zip(micros, instants, strict=True)
        }


def test_a_damaged_manifest_or_a_killed_build_is_built_again(space) -> None:
    write(space, {("hubspot", "contact"): [person(MARKETING, "ann@acme.example")]})
    build_lens(space)
    whole = contents(space)
    (space.lens / "base" / "manifest.json").write_text("{")
    build_lens(space)
    assert contents(space) == whole
    left = space.lens / ".base.new" / "event"
    left.mkdir(parents=True)
    (space.lens / "base" / "manifest.json").unlink()
    build_lens(space)
    assert contents(space) == whole and not left.exists()


def test_two_who_build_at_once_both_find_the_lens_and_the_cut(space) -> None:
    write(space, {
        ("salesforce", "Lead"): [person(f"salesforce:lead:{n}", f"a{n}@acme.example") for n in range(200)],
        ("hubspot", "event"): [event("email.sent", NOON - n * HOUR, f"email:a{n}@acme.example") for n in range(200)],
    })  # fmt: skip
    fork = multiprocessing.get_context("fork")
    gate, told = fork.Barrier(3), fork.Queue()

    def work() -> None:
        gate.wait()
        try:
            built = build_lens(space)
            told.put((built["data_sha256"], sorted(file.name for file in replay(space, workers=1).iterdir())))
        except Exception as why:
            told.put(repr(why))

    processes = [fork.Process(target=work) for _ in range(3)]
    for process in processes:
        process.start()
    ended = [told.get(timeout=60) for _ in processes]
    for process in processes:
        process.join()
    assert ended[0] == ended[1] == ended[2] and "manifest.json" in ended[0][1], ended

"""What the data do not tell is said, not guessed: lenses as thin as the public data sets'."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.diagnosis.made_up import Rows, Sizes, charter, company, cycle, deal, handoff, key, setting

from tandem.analytics.measure import Setting
from tandem.charter.model import Crosswalk
from tandem.diagnosis.diagnose import diagnose
from tandem.diagnosis.feeds import SWITCH_ON, feeds_present
from tandem.diagnosis.registry import SIGNS
from tandem.timeline.feeds import FEEDS

BARE = replace(charter(), promises=(), handoffs=None, kpis=(), required_fields=(), quotas=None)
START = datetime(2025, 7, 3, 9)


def like_olist() -> Setting:
    """Marketing's MQLs and won deals, joined; one tool; nothing of what sales did."""
    tables: dict[str, Rows] = {"cycle": [], "deal": [], "handoff": [], "person": []}
    for i in range(400):
        at = START + timedelta(days=i * 0.75)
        won = deal(i, at, 20 + i % 40, first_touch_at=None, owner="") if i % 5 == 0 else None
        tables["person"].append({"person": key("person", i), "doubles": 0, "tools": "olist", "records": 1})
        tables["cycle"].append(cycle(i, at, ("paid_search", "organic_search", "")[i % 3], won and won["opportunity"]))
        waits = {"first_touch_at": None, "verdict": "", "verdict_at": None, "disposition": "", "disposed_at": None}
        tables["handoff"].append(handoff(i, at, member="", assigned_at=None, response_minutes=None, **waits))
        if won:
            tables["deal"].append(won)
    first = {"event": key("e"), "kind": "field.changed", "field": "status", "new": "mql", "old": "", "at": START}
    return setting({**tables, "event": [first]}, BARE)


def like_maven() -> Setting:
    """Only deals, members and accounts."""
    deals = [
        deal(
            i,
            START + timedelta(days=i),
            60 + i % 50,
            "won" if i % 3 else "lost",
            person=None,
            lead=None,
            first_touch_at=None,
        )
        for i in range(200)
    ]
    tables: dict[str, Rows] = {
        "deal": deals,
        "account": [{"account": key("a")}],
        "member": [{"member": "m", "name": "M"}],
    }
    return setting(tables, replace(BARE, quotas=charter().quotas))


def states(world: Setting) -> dict[str, str]:
    return {finding.sign: finding.state for finding in diagnose(world).findings}


def test_of_marketing_leads_and_won_deals_alone_only_times_volume_and_data_are_judged() -> None:
    found = states(like_olist())
    judged = {sign for sign, state in found.items() if state not in ("cannot be judged", "not enough data")}
    assert judged <= {"slow_sources", "mql_as_success", "dirty_data"}
    for sign in ("crossed_messages", "broken_sla", "unworked_leads", "unanswered_hand_raises", "silent_sales"):
        assert found[sign] == "cannot be judged"
    for sign in ("no_lead_process", "split_tools", "top_of_funnel_kpis", "unjoined_results", "quota_against_cycle"):
        assert found[sign] == "cannot be judged"


def test_of_deals_alone_only_the_quota_period_is_judged() -> None:
    found = states(like_maven())
    assert found.pop("quota_against_cycle") in ("fine", "watch", "flagged")
    assert set(found.values()) == {"cannot be judged"}


@pytest.mark.parametrize("world", [like_olist, like_maven, lambda: setting({}), lambda: setting({}, through=None)])
def test_each_missing_feed_is_named_with_how_to_switch_it_on(world: object) -> None:
    for finding in diagnose(world()).findings:  # type: ignore[operator]
        assert (finding.state == "cannot be judged") <= bool(finding.missing)
        if finding.state == "cannot be judged":
            assert finding.value is None and finding.low is None and finding.p is None and finding.cost is None
            named = [feed for feed in FEEDS if re.search(rf"(?<!_)\b{feed} \(", finding.missing)]
            assert named
            assert all(SWITCH_ON[feed] in finding.missing for feed in named)


def test_every_feed_says_how_to_switch_it_on_beginning_with_a_verb() -> None:
    assert set(SWITCH_ON) == set(FEEDS)
    assert {text.split()[0] for text in SWITCH_ON.values()} <= {
        "Import",
        "Export",
        "Track",
        "Add",
        "Fill",
        "Require",
        "Write",
    }


def test_every_feed_that_a_sign_needs_exists_and_can_be_detected() -> None:
    present = feeds_present(setting(company(1, Sizes(per_month=20, months=4))))
    assert {feed for sign in SIGNS.values() for feed in sign.needs} <= set(FEEDS)
    assert {"lead_status_history", "owner_history", "sales_activity", "marketing_email", "people"} <= present


def test_a_first_response_is_not_held_against_sales_without_their_activity() -> None:
    tables = company(1, Sizes(per_month=60, late=1.0))
    told = SIGNS["broken_sla"].judge(setting(tables))
    assert told.parts[0]["promise"] == "sales.first_response" and told.state == "flagged"
    tables["event"] = [event for event in tables["event"] if event["kind"] != "call.made"]
    blind = SIGNS["broken_sla"].judge(setting(tables))
    assert all(part["promise"] != "sales.first_response" for part in blind.parts)
    assert any("sales.first_response cannot be judged" in note for note in blind.notes)


def test_a_company_that_names_its_own_reason_and_status_fields_is_not_told_to_switch_them_on() -> None:
    own = Crosswalk({}, {"salesforce": {"return_reason": "Why__c", "lead_status": "Step__c"}}, {}, {})
    told = [
        {"event": key("e", i), "at": START, "kind": "field.changed", "tool": "salesforce", **change}
        for i, change in enumerate(
            ({"field": "Why__c", "old": "", "new": "No budget"}, {"field": "Step__c", "old": "New", "new": "Working"})
        )
    ]
    feeds = {"reasons", "lead_status_history"}
    assert feeds <= feeds_present(setting({"event": told}, replace(BARE, crosswalk=own)))
    assert not feeds & feeds_present(setting({"event": told}, replace(BARE, crosswalk=Crosswalk({}, {}, {}, {}))))

"""What gives each feed is written down for every tool, and the doctor names it where it is missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tandem.connectors.feeds import GIVES
from tandem.connectors.hubspot.read import HUBSPOT
from tandem.connectors.salesforce.read import SALESFORCE
from tandem.diagnosis.feeds import feed_counts
from tandem.operations.doctor import Need, diagnose_needs, needs, remedy
from tandem.timeline.feeds import FEEDS

GUIDES = Path(__file__).parents[2] / "docs" / "guides"


def test_every_feed_can_be_had_from_somewhere() -> None:
    assert set(FEEDS) == {feed for _, feed in GIVES}


def test_what_a_tool_gives_is_said_with_what_to_do() -> None:
    for (tool, feed), given in GIVES.items():
        assert given.objects and given.switch_on, (tool, feed)
        assert "|" not in given.objects + given.switch_on, "it stands in a table of the docs"


def test_queries_ask_only_for_columns_that_the_connector_reads() -> None:
    """A column in a SOQL query that no alias knows would be exported for nothing, or be misspelt."""
    from tandem.connectors.reading.columns import folded

    known = {folded(name) for kind in SALESFORCE.kinds.values() for names in kind.columns.values() for name in names}
    known |= {folded(name) for kind in SALESFORCE.kinds.values() for name in kind.columns}
    for (tool, feed), given in GIVES.items():
        if tool == "salesforce":
            for columns in re.findall(r"SELECT (.*?) FROM", given.switch_on):
                assert not [c for c in columns.split(", ") if folded(c) not in known], feed


def test_a_sign_without_its_feed_cannot_be_judged_and_says_what_would_change_it() -> None:
    wanted = [Need("sign", "broken_sla", ("owner_history", "sales_activity")), Need("measure", "funnel", ("people",))]
    broken, funnel = diagnose_needs(wanted, {"people": 3, "sales_activity": 1}, ["salesforce"])
    assert (broken["judgeable"], broken["missing"]) == (False, "owner_history")
    assert "Set History Tracking" in str(broken["would_change_it"])
    assert "hubspot" not in str(broken["would_change_it"])
    assert (funnel["judgeable"], funnel["missing"], funnel["would_change_it"]) == (True, "", "")


def test_a_status_told_once_is_a_cohort_for_a_measure_and_no_history_for_a_sign() -> None:
    wanted = [Need("measure", "funnel", ("lead_status_history",)), Need("sign", "s", ("lead_status_history",))]
    funnel, sign = diagnose_needs(wanted, {"first_status": 8_000}, ["table"])
    assert (funnel["judgeable"], sign["judgeable"]) == (True, False)


def test_the_book_is_counted_feed_by_feed() -> None:
    """The control: an empty lens holds nothing at all."""
    import pyarrow as pa

    from tandem.store.lens import DuckLens
    from tandem.timeline.schema import BASE

    def lens(**relations: list[dict[str, object]]) -> DuckLens:
        tables = {}
        for name, rows in relations.items():
            filled = [{c: row.get(c, None if c in ("at", "cost") else "") for c in row} for row in rows]
            table = pa.Table.from_pylist(filled)
            for field in BASE[name]:
                if field.name not in table.column_names:
                    table = table.append_column(field.name, pa.nulls(len(rows), field.type))
            tables[name] = table.select(BASE[name].names)
        return DuckLens.of_tables(tables)

    told = [
        {"kind": "field.changed", "field": "status", "old": "", "new": "mql", "team": "nobody", "reason": ""},
        {"kind": "field.changed", "field": "status", "old": "mql", "new": "sal", "team": "nobody", "reason": ""},
        {"kind": "call.made", "field": "", "old": "", "new": "", "team": "sales", "reason": ""},
        {"kind": "email.sent", "field": "", "old": "", "new": "", "team": "marketing", "reason": ""},
        {"kind": "email.opened", "field": "", "old": "", "new": "", "team": "buyer", "reason": ""},
    ]
    counts = feed_counts(lens(event=told, campaign=[{"campaign": "c", "cost": 5}]), None)
    held = {feed: count for feed, count in counts.items() if count}
    expected = {"first_status", "lead_status_history", "sales_activity", "marketing_email", "campaign_costs"}
    assert held == dict.fromkeys(expected, 1)
    assert not any(feed_counts(DuckLens(), None).values())


def test_a_feed_that_the_tools_at_hand_cannot_give_is_told_from_the_others() -> None:
    assert "hubspot: " in remedy("web_visits", ["salesforce"])
    assert "charter: " in remedy("quotas", ["salesforce"])


def test_every_measure_and_sign_names_feeds_that_there_are() -> None:
    for need in needs():
        assert need.feeds, need.name
        assert not set(need.feeds) - set(FEEDS), need.name


@pytest.mark.parametrize("connector", [HUBSPOT, SALESFORCE], ids=lambda c: c.name)
def test_the_guide_names_every_object_that_is_read(connector: object) -> None:
    text = (GUIDES / f"{connector.name}.md").read_text(encoding="utf-8")
    missing = [name for name, kind in connector.kinds.items() if kind.make and f"`{name}`" not in text]
    assert not missing

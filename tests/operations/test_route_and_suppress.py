"""The day's two lists: who gets the leads that nobody works, and whom marketing leaves alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.operations.lens_world import DAY, HOUR, NOON, entity, event, person, workspace, write

from tandem.operations.build_lens import build_lens
from tandem.operations.route import route_result
from tandem.operations.suppress import UnknownPurpose, suppress_result
from tandem.operations.workspace import Workspace

LATER = NOON + 10 * DAY
CHARTER = """\
charter: Test
version: "1"
time_zone: Europe/Amsterdam
currency: EUR
teams:
  marketing: {members: {mia: {name: Mia Verhoeven, email: mia@us.example}}}
  sales:
    members:
      anna: {name: Anna Jansen, email: anna@us.example, until: 2025-06-20}
      bram: {name: Bram Peters, email: bram@us.example, capacity: 2 per week}
crosswalk:
  salesforce: {lead_status: {Open: mql, Working: sal}}
lifecycle:
  stages: [lead, mql, sal, customer]
  moves: {hand_raise: {from: lead, to: mql, on: form.submitted, when: "form = 'demo'"}}
routing: {otherwise: {to: team, by: round robin within capacity}}
rules_of_engagement:
  sales_has_it: {when: "stage in ('mql', 'sal')", marketing: [operational], sales: any}
  opted_out: {when: "consent = 'withdrawn'", marketing: none, sales: none, over: [sales_has_it]}
"""


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    """Five people: one with nobody, one with Anna who left, one with Bram, one who opted out, one at leisure."""
    made = workspace(tmp_path / "w")
    made.charter.write_text(CHARTER, encoding="utf-8")
    refs = {n: f"salesforce:lead:{n}" for n in (1, 2, 3, 4, 5)}
    status = {1: "Open", 2: "Open", 3: "Working", 4: "", 5: ""}
    history = [event("field.changed", NOON + n * HOUR, refs[n], field="status", new=s) for n, s in status.items() if s]
    owners = [("anna", 2), ("bram", 3)]
    history += [event("owner.assigned", NOON + 5 * HOUR, refs[n], new=f"salesforce:user:{o}") for o, n in owners]
    history += [event("consent.changed", NOON + DAY, refs[4], new="withdrawn"), event("page.viewed", LATER, refs[5])]
    people = [person(refs[n], f"buyer{n}@acme{n}.example", status=status[n]) for n in refs]
    users = [entity("member", f"salesforce:user:{o}", LATER, email=f"{o}@us.example") for o, _ in owners]
    write(
        made, {("salesforce", "User"): users, ("salesforce", "Lead"): people, ("salesforce", "event"): history}, LATER
    )
    build_lens(made)
    return made


def listed(result: Any, *columns: str) -> list[tuple[Any, ...]]:
    document = json.loads(json.dumps(result.document()))
    return sorted(tuple(row[column] for column in columns) for row in document["rows"])


def test_leads_without_anybody_and_those_of_a_leaver_go_to_who_is_next_and_free(space: Workspace) -> None:
    result = route_result(space, None)
    assert listed(result, "because", "gets", "why") == [
        ("anna has left", "Bram Peters", "route otherwise"),
        ("nobody has it", "Bram Peters", "route otherwise"),
    ]
    assert result.done == "2 open handoffs of the last 30 days need somebody."


def test_who_is_full_gets_no_more_and_the_rest_waits(space: Workspace) -> None:
    less = CHARTER.replace("capacity: 2 per week", "capacity: 1 per week")
    space.charter.write_text(less, encoding="utf-8")
    result = route_result(space, None)
    assert listed(result, "gets", "why") == [("", "waits: everybody is full"), ("Bram Peters", "route otherwise")]
    assert result.done.endswith("1 of them wait.")


def test_whom_sales_has_and_who_opted_out_is_on_the_list_with_the_rule_and_nobody_else(space: Workspace) -> None:
    assert listed(suppress_result(space, "nurture", "recorded", None), "email", "rule", "crm_id") == [
        ("buyer1@acme1.example", "sales_has_it", "1"),
        ("buyer2@acme2.example", "sales_has_it", "2"),
        ("buyer3@acme3.example", "sales_has_it", "3"),
        ("buyer4@acme4.example", "opted_out", "4"),
    ]


def test_another_kind_of_message_has_another_list(space: Workspace) -> None:
    assert listed(suppress_result(space, "operational", "recorded", None), "email") == [("buyer4@acme4.example",)]
    with pytest.raises(UnknownPurpose, match="Did you mean `nurture`"):
        suppress_result(space, "nurtur", "recorded", None)


def test_every_address_of_a_person_is_left_alone_whichever_lead_sales_has(tmp_path: Path) -> None:
    """One person with two addresses in two tools, joined by a third record: a job change opened a second lead."""
    made = workspace(tmp_path / "w")
    made.charter.write_text(CHARTER, encoding="utf-8")
    mine, old = "salesforce:lead:1", "salesforce:account:old"
    records = [
        (*person(mine, "ann@old.example", old, status="Open"), *person(mine, "ann@new.example", "")[1:]),
    ]
    said = [event("field.changed", NOON + HOUR, mine, field="status", new="Open"), event("page.viewed", LATER, mine)]
    write(made, {("salesforce", "Lead"): records, ("salesforce", "event"): said}, LATER)
    build_lens(made)
    rows = listed(suppress_result(made, "nurture", "recorded", None), "email", "rule")
    assert rows == [("ann@new.example", "sales_has_it"), ("ann@old.example", "sales_has_it")]

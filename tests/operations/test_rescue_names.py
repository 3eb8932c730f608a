"""A rescue list names people by what the book knows now: the CRM's living record, and where marketing knows them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from tests.operations.lens_world import NOON, event, person, rows, workspace, write

from tandem.diagnosis.worth_saving import Waiting
from tandem.operations.build_lens import build_lens
from tandem.operations.rescue import rescue
from tandem.operations.setting import open_setting
from tandem.timeline.records import Link

LEAD, ELDER, CONTACT = "salesforce:lead:1", "salesforce:contact:5", "salesforce:contact:7"
MARKETING = "hubspot:contact:3"


def test_a_lead_is_rescued_as_the_contact_that_it_became_and_was_merged_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    space = workspace(tmp_path / "w")
    write(space, {
        ("salesforce", "Lead"): [(*person(LEAD, status="Open"), Link("converted", LEAD, ELDER)),
                                 person("salesforce:lead:2", "bob@acme.example")],
        ("salesforce", "Contact"): [person(CONTACT, "ann@acme.example"),
                                    (*person(ELDER, status="Open"), Link("merged", ELDER, CONTACT))],
        ("hubspot", "contact"): [person(MARKETING, "ann@acme.example")],
        ("hubspot", "event"): [event("form.submitted", NOON, MARKETING, form="demo")],
    })  # fmt: skip
    build_lens(space)
    setting = open_setting(space).setting
    waiting = [_waiting(lead["lead"], lead["person"]) for lead in rows(space, "lead")]
    monkeypatch.setattr("tandem.diagnosis.worth_saving.worth_saving", lambda setting: waiting)
    told = {row["email"]: (row["crm_id"], row["hubspot_id"]) for row in rescue(space, setting)}
    assert told == {"ann@acme.example": ("7", "3"), "bob@acme.example": ("2", "")}


def _waiting(lead: bytes, who: bytes) -> Waiting:
    return Waiting(lead, who, "", "", "", "", datetime(2025, 6, 1), ("waits",), None, None, None, None, "EUR")

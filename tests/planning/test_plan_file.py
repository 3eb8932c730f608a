"""A plan is a file with a hash that both teams sign."""

from __future__ import annotations

import pytest

from tandem.planning.plan import NoPlan, Plan

DOCUMENT = {
    "current": {"name": "ours", "version": "1", "sha256": "aa", "in_force_from": "2026-10-01"},
    "proposed": {"name": "ours", "version": "2", "sha256": "bb", "in_force_from": ""},
    "data": {"sha256": "cc", "from": "", "through": "", "events": 0},
    "engine": {"version": "0", "replay": "1"},
    "window": {"from": "2025-01-01", "to": "2026-01-01"},
}


def test_the_same_content_is_the_same_bytes_whatever_the_order_of_its_keys() -> None:
    turned = {name: DOCUMENT[name] for name in reversed(DOCUMENT)}
    assert Plan.of(DOCUMENT).body == Plan.of(turned).body
    assert Plan.of(DOCUMENT).sha256 != Plan.of({**DOCUMENT, "engine": {"version": "1", "replay": "1"}}).sha256


def test_what_was_written_is_read_back_with_the_same_hash() -> None:
    plan = Plan.of(DOCUMENT)
    again = Plan.read(plan.body)
    assert (again.sha256, again.id) == (plan.sha256, plan.id)
    assert (again.current.sha256, again.proposed.sha256, again.data_sha256) == ("aa", "bb", "cc")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"not json", "not readable as JSON"),
        (b"[1]", "no layout"),
        (b'{"layout": 99}', "layout 99"),
        (b'{"layout": 1, "current": {}}', "lacks proposed, data, engine, window"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_in_words(body: bytes, said: str) -> None:
    with pytest.raises(NoPlan, match=said):
        Plan.read(body)

"""Promises, first responses and verdicts against plain Python, and the words that the measures keep."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from statistics import median
from typing import Any

import pytest
from hypothesis import given
from tests.analytics import oracles
from tests.analytics.cuts import at, by, charter, handoff, setting
from tests.analytics.drawn import QUICK, Relations, cuts

from tandem.analytics import acceptance, first_response, sla
from tandem.analytics.measure import Ask
from tandem.charter.model import Duration, HandoffPromise, Promise

SLICES = pytest.mark.parametrize("slice_by", ["", "source", "region"])


def grouped(cut: Relations, slice_by: str, *keys: str) -> dict[tuple[Any, ...], list[dict[str, Any]]]:
    cycles = {c["cycle"]: c for c in cut["cycle"]}
    found: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in cut["handoff"]:
        slice_ = oracles.slice_of(cut, cycles[row["cycle"]], slice_by)
        found[slice_, *(row.get(k) for k in keys)].append(row)
    return found


def middle(values: list[float]) -> Any:
    return pytest.approx(median(values)) if values else None


@SLICES
@QUICK
@given(cut=cuts())
def test_verdicts_and_dispositions_equal_a_plain_loop(slice_by: str, cut: Relations) -> None:
    expected = grouped(cut, slice_by)
    rows = acceptance.compute(setting(**cut), Ask(by=slice_by)).rows
    assert [(r[slice_by or "source"],) for r in rows] == sorted(expected)
    for row in rows:
        mine = expected[(row[slice_by or "source"],)]
        verdicts = [h.get("verdict", "") for h in mine]
        accepted, returned = verdicts.count("accepted"), verdicts.count("returned")
        assert (row["handoffs"], row["accepted"], row["returned"]) == (len(mine), accepted, returned)
        assert row["undecided"] == verdicts.count("")
        assert row["rate"] == (pytest.approx(accepted / (accepted + returned)) if accepted + returned else None)
        assert row["coverage"] == pytest.approx((accepted + returned) / len(mine))
        fates = [h.get("disposition", "") for h in mine]
        assert (row["qualified"], row["recycled"]) == (fates.count("sql"), fates.count("nurture"))
        assert (row["disqualified"], row["disposed"]) == (fates.count("disqualified"), len(fates) - fates.count(""))
        assert row["undisposed"] == sum(1 for h in mine if h.get("verdict") == "accepted" and not h.get("disposition"))
        silent = [h for h in mine if h.get("verdict") == "returned" and not h["verdict_reason"]]
        assert row["returned_without_reason"] == len(silent)
        answered = [h for h in mine if h.get("verdict")]
        assert row["median_days"] == middle([(h["verdict_at"] - h["at"]).total_seconds() / 86400 for h in answered])


@SLICES
@QUICK
@given(cut=cuts())
def test_first_responses_equal_a_plain_loop(slice_by: str, cut: Relations) -> None:
    expected = grouped(cut, slice_by, "hand_raise")
    rows = first_response.compute(setting(**cut), Ask(by=slice_by)).rows
    assert len(rows) == len(expected)
    for row in rows:
        mine = expected[row[slice_by or "source"], row["kind"] == "hand_raise"]
        timed = [h for h in mine if "first_touch_at" in h and not h["first_touch_whole_day"]]
        dated = [h for h in mine if h.get("first_touch_whole_day")]
        assert (row["handoffs"], row["answered"], row["clockless"]) == (len(mine), len(timed), len(dated))
        assert row["assigned"] == sum(1 for h in mine if h.get("assigned_at"))
        assert row["waiting"] + row["never_answered"] == len(mine) - len(timed) - len(dated)
        assert row["median_minutes"] == middle([h["response_minutes"] for h in timed])


@SLICES
@QUICK
@given(cut=cuts())
def test_clocks_equal_a_plain_loop(slice_by: str, cut: Relations) -> None:
    cycles = {c["cycle"]: c for c in cut["cycle"]}
    home = {h["handoff"]: cycles[h["cycle"]] for h in cut["handoff"]}
    expected: dict[tuple[str, str], list[str]] = defaultdict(list)
    for clock in cut["clock"]:
        expected[oracles.slice_of(cut, home[clock["handoff"]], slice_by), clock["promise"]].append(clock["state"])
    rows = sla.compute(setting(**cut), Ask(by=slice_by)).rows
    assert {(r[slice_by or "source"], r["promise"]) for r in rows} == set(expected)
    for row in rows:
        states = expected[row[slice_by or "source"], row["promise"]]
        assert {s: row[s] for s in ("met", "missed", "running", "stopped")} == {
            s: states.count(s) for s in ("met", "missed", "running", "stopped")
        }
        assert row["due"] == row["met"] + row["missed"]
        assert row["share"] == (pytest.approx(row["met"] / row["due"]) if row["due"] else None)


PROMISED = HandoffPromise(2, "months", "qualify", 0.75, ("story",), (1, 1))


def test_marketings_promises_stand_beside_sales() -> None:
    handed = [handoff(i, day, verdict=v) for i, (day, v) in enumerate([(3, "accepted"), (9, "returned"), (40, "")])]
    here = setting(charter(handoffs=PROMISED), datetime(2024, 3, 10), handoff=handed)
    answer = sla.compute(here, Ask())
    accepted = by(answer.rows, promise="marketing.accepted")
    assert [accepted[c] for c in ("team", "due", "met", "missed", "running", "promised")] == [
        "marketing",
        2,
        1,
        1,
        1,
        0.75,
    ]
    volume = by(answer.rows, promise="marketing.handoffs")
    assert [volume[c] for c in ("due", "met", "missed", "running")] == [2, 1, 1, 1]
    assert any("cannot be judged" in note for note in answer.notes)
    assert len(sla.records(here, Ask(), accepted, "met")) == 1
    assert sla.records(here, Ask(), volume, "met") == ()


def test_the_month_in_which_the_data_end_is_running_unless_it_is_over() -> None:
    here = setting(charter(handoffs=PROMISED), datetime(2024, 1, 31, 23))
    volume = by(sla.compute(here, Ask()).rows, promise="marketing.handoffs")
    assert (volume["missed"], volume["running"]) == (1, 0)


def test_the_promised_share_is_the_charters() -> None:
    promise = Promise("sales.acceptance", "sales", Duration(2, "days", True), "handoff", 0.9)
    clock = {
        "track": "recorded",
        "clock": "k",
        "promise": "sales.acceptance",
        "team": "sales",
        "handoff": "h",
        "started_at": at(1),
        "state": "met",
        "ended_at": at(1.1),
        "minutes": 30,
        "limit_minutes": 960,
    }
    here = setting(charter(promises=(promise,)), handoff=[handoff("h")], clock=[clock])
    row = by(sla.compute(here, Ask()).rows)
    assert (row["promised"], row["median_minutes"], row["limit_minutes"]) == (0.9, 30.0, 960)


def test_a_touch_without_time_of_day_feeds_no_clock() -> None:
    touched = handoff("h", first_touch_at=at(1), first_touch_whole_day=True, response_minutes=None)
    answer = first_response.compute(setting(handoff=[touched]), Ask())
    assert (answer.rows[0]["answered"], answer.rows[0]["clockless"], answer.rows[0]["median_minutes"]) == (0, 1, None)
    assert answer.faults == {"clockless": 1}


def test_hand_raises_stand_apart() -> None:
    rows = first_response.compute(setting(handoff=[handoff("a"), handoff("b", hand_raise=True)]), Ask()).rows
    assert sorted((r["kind"], r["handoffs"]) for r in rows) == [("hand_raise", 1), ("handoff", 1)]


def verdicts(name: str, n: int, verdict: str, **more: Any) -> list[dict[str, Any]]:
    return [handoff(f"{name}{i}", verdict=verdict, verdict_at=at(1), **more) for i in range(n)]


def test_what_returned_leads_have_in_common_is_told() -> None:
    handed = verdicts("a", 20, "returned", grade="D") + verdicts("b", 10, "returned", grade="A")
    handed += verdicts("c", 5, "accepted", grade="D") + verdicts("d", 55, "accepted", grade="A")
    (note,) = acceptance.compute(setting(handoff=handed), Ask()).notes
    assert note.startswith(
        "Returned leads more often have grade D: 20 of 30 returned, 5 of 60 accepted (difference 58%"
    )


def test_what_chance_alone_makes_is_not_told_in_common() -> None:
    handed = verdicts("a", 12, "returned", grade="D") + verdicts("b", 10, "returned", grade="A")
    handed += verdicts("c", 20, "accepted", grade="D") + verdicts("d", 22, "accepted", grade="A")
    assert acceptance.compute(setting(handoff=handed), Ask()).notes == ()


def test_an_answer_before_its_handoff_is_told_and_not_timed() -> None:
    early = handoff("h", 5, verdict="accepted", verdict_at=at(4))
    answer = acceptance.compute(setting(handoff=[early]), Ask())
    assert (answer.rows[0]["accepted"], answer.rows[0]["median_days"]) == (1, None)
    assert answer.faults == {"negative_lags": 1}

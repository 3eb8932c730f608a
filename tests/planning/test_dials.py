"""A dial turns one number of a charter and nothing else."""

from __future__ import annotations

from importlib import resources

import pytest

from tandem.charter.diff import diff
from tandem.charter.model import Charter
from tandem.charter.reading import read_charter
from tandem.planning.dials import BadSweep, read_dial, stands_at, turned


@pytest.fixture(scope="module")
def charter() -> Charter:
    text = (resources.files("tandem.example") / "charter.yaml").read_bytes()
    found, faults = read_charter(text, "charter.yaml")
    assert found is not None
    assert not faults
    return found


def test_a_range_holds_both_its_ends() -> None:
    assert read_dial("qualify.activity=20:60:20").values == (20, 40, 60)
    assert read_dial(" scoring.half_life = 7:27:7 ").values == (7, 14, 21)


@pytest.mark.parametrize(
    ("dial", "part", "named"),
    [
        ("qualify.activity", "lifecycle.moves", "qualify"),
        ("requalify.fit", "lifecycle.moves", "requalify"),
        ("activity.demo_form", "scoring.activity", "demo_form"),
        ("fit.director", "scoring.fit", "director"),
    ],
)
def test_only_the_named_number_changes(charter: Charter, dial: str, part: str, named: str) -> None:
    (one,) = turned(charter, [read_dial(f"{dial}=55:55:1")])
    (change,) = diff(charter, one.charter)
    assert (change.part, change.name) == (part, named)
    assert "55" in change.sentence


def test_half_life_turns_in_days_and_several_moves_turn_alike(charter: Charter) -> None:
    (one,) = turned(charter, [read_dial("scoring.half_life=28:28:1")])
    assert one.charter.scoring.half_life.count == 28
    (both,) = turned(charter, [read_dial("qualify+requalify.activity=45:45:1")])
    assert [change.name for change in diff(charter, both.charter)] == ["qualify", "requalify"]


def test_two_dials_make_a_grid_and_each_charter_has_its_own_hash(charter: Charter) -> None:
    dials = [read_dial("qualify.activity=20:40:10"), read_dial("qualify.fit=50:60:10")]
    grid = turned(charter, dials)
    assert [one.label for one in grid] == ["20, 50", "20, 60", "30, 50", "30, 60", "40, 50", "40, 60"]
    assert len({one.charter.sha256 for one in grid}) == 6
    assert stands_at(charter, dials) == {"qualify.activity": 30, "qualify.fit": 50}


def test_a_dial_stands_nowhere_when_its_values_leave_out_the_present_one(charter: Charter) -> None:
    assert stands_at(charter, [read_dial("qualify.activity=35:45:5")]) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("qualify.activity", "is no sweep"),
        ("qualify.activity=60:20:5", "go upwards"),
        ("qualify.activity=20:60:0", "at least 1"),
        ("qualfy.activity=20:60:5", "no move 'qualfy'; it has qualify"),
        ("accept.activity=20:60:5", "'accept' has no bar on activity"),
        ("activity.demo=1:2:1", "no activity rule 'demo'; it has demo_form"),
        ("qualify.budget=1:2:1", "is no dial"),
        ("scoring.half_life=0:2:1", "at least one day"),
        ("qualify.activity=0:100:1", "64 is the most"),
        ("qualify.activity=1:999999999:1", "999,999,999 charters; 64 is the most"),
        ("qualify.activity=1:99999999999999999999:1", "is no sweep"),
    ],
)
def test_a_sweep_that_cannot_be_made_is_refused_in_words(charter: Charter, text: str, said: str) -> None:
    with pytest.raises(BadSweep, match=said):
        turned(charter, [read_dial(text)])

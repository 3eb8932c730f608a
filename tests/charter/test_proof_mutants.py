"""Every damage to a good charter is found with a witness that the interpreter confirms, or changes no answer at all."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.charter import scenario_grid as grid
from tests.charter.charter_mutants import OPERATORS, Mutant, mutants
from tests.charter.charters import reads, shipped
from tests.charter.witness import confirmed, everything

from tandem.charter.checking import check
from tandem.charter.model import Charter
from tandem.charter.proofs import prove
from tandem.charter.reading import read_charter

BASES = ("example", "starter")
ALL = [mutant for base in BASES for mutant in mutants(base, shipped(base))]
QUICK = ALL[::7]


def judge(mutant: Mutant) -> str:
    """How the damage comes to light; fails if it does not, and if a witness is not what the interpreter says."""
    charter, faults = read_charter(mutant.text, "charter.yaml")
    if charter is None:
        assert all(fault.line for fault in faults)
        return "reader"
    failures = prove(charter, mutant.text).failures
    for failure in failures:
        assert confirmed(charter, failure), (mutant.name, failure.fault.message, failure.values, failure.rules)
    if failures:
        return "proof"
    if check(charter):
        return "check"
    assert same_answers(reads(shipped(mutant.base)), charter), f"{mutant.name} was not found, and changes answers"
    return "equal"


def same_answers(good: Charter, other: Charter) -> bool:
    """Brute force: on the whole grid nobody gets another answer, no `never` is broken; the rest is the same text."""
    every = everything(good, good.engagement[0].name)
    for values in every:
        for team in grid.TEAMS:
            for purpose in grid.PURPOSES:
                if _heard(good, values, team, purpose) != _heard(other, values, team, purpose):
                    return False
        if any(n.when.evaluate(values) and grid.may_send(other, values, n.team, n.purpose) for n in other.never):
            return False
    return _rest(good) == _rest(other)


def _heard(charter: Charter, values: dict[str, Any], team: str, purpose: str) -> set[str]:
    return {grid.says(rule, team, purpose) for rule in grid.speaking(charter, values)}


def _rest(charter: Charter) -> str:
    """The other parts, without places in the file."""
    import re

    bare = replace(charter, engagement=(), never=(), sha256="", crosswalk=replace(charter.crosswalk, places={}))
    return re.sub(r"place=\(\d+, \d+\)", "", repr(bare))


@pytest.mark.parametrize("mutant", QUICK, ids=lambda mutant: f"{mutant.base} {mutant.name}")
def test_a_damaged_charter_is_found_or_answers_the_same(mutant: Mutant) -> None:
    judge(mutant)


def test_the_quick_mutants_are_of_every_operator() -> None:
    assert len(QUICK) >= 60
    assert {m.name.split(" @ ")[0] for m in ALL} == {o.__name__.removeprefix("_") for o in OPERATORS}


@pytest.mark.full
def test_three_hundred_damaged_charters_are_found_or_answer_the_same() -> None:
    found = [judge(mutant) for mutant in ALL]
    assert len(found) >= 300
    assert found.count("proof") >= 300


def test_control_a_damage_that_nobody_looks_for_would_be_noticed() -> None:
    """The comparison that calls mutants equal is not blind: another bar, another answer and another route differ."""
    text = shipped("example")
    good = reads(text)
    for was, now in (
        ("activity >= 30", "activity >= 31"),
        ("[operational, newsletter]", "[operational]"),
        ("'NL', 'BE', 'LU'", "'NL', 'BE'"),
    ):
        assert was in text
        assert not same_answers(good, reads(text.replace(was, now)))
    assert same_answers(good, reads(text))

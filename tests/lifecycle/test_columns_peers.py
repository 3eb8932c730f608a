"""The peers that the benchmark measures are asked the charter's own questions, and answer as the charter does."""

from __future__ import annotations

import random

import pytest
from bench.peers import conditions, example, rule_engine, sample, zen_engine


@pytest.mark.parametrize("engine", [zen_engine, rule_engine])
def test_a_peer_answers_every_condition_as_the_charter_does(engine: type) -> None:
    rules = conditions(example())
    ask = engine(rules)
    held = 0
    for values in sample(rules.values(), 300, random.Random(7)):
        answers = ask(values)
        expected = {key: rule.evaluate(values) for key, rule in rules.items()}
        assert {key: bool(answers.get(key)) for key in rules} == expected
        held += sum(expected.values())
    assert 300 < held < 300 * len(rules)

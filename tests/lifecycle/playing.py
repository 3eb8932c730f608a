"""Scenarios for tests: a story by text, played under the stories' charter."""

from __future__ import annotations

from tests.lifecycle import stories

from tandem.charter.model import Charter
from tandem.charter.reading.scenarios import read_scenario
from tandem.lifecycle.scenarios import Play
from tandem.vocabulary import Fault


def faults_of(text: str, agreed: Charter | None = None) -> list[Fault]:
    """What is wrong with a scenario's text."""
    return read_scenario(text, "scenarios/x.yaml", agreed or stories.charter())[1]


def instead(text: str, agreed: Charter | None = None) -> list[str]:
    """What happened instead of each expectation, '' where it is as expected."""
    agreed = agreed or stories.charter()
    scenario, faults = read_scenario(text, "scenarios/x.yaml", agreed)
    assert scenario is not None, "\n".join(map(str, faults))
    return [outcome.instead for outcome in Play(agreed, scenario).outcomes()]

"""Scenarios for tests: a story by text, played under the stories' charter."""

from __future__ import annotations

from functools import cache

from tests.lifecycle import stories

from tandem.charter.model import Charter
from tandem.charter.reading.scenarios import read_scenario
from tandem.lifecycle.scenario.playing import Play
from tandem.vocabulary import Fault


@cache
def agreed() -> Charter:
    """The stories' charter."""
    return stories.charter()


def faults_of(text: str, charter: Charter | None = None) -> list[Fault]:
    """What is wrong with a scenario's text."""
    return read_scenario(text, "scenarios/x.yaml", charter or agreed())[1]


def instead(text: str, charter: Charter | None = None) -> list[str]:
    """What happened instead of each expectation, '' where it is as expected."""
    charter = charter or agreed()
    scenario, faults = read_scenario(text, "scenarios/x.yaml", charter)
    assert scenario is not None, "\n".join(map(str, faults))
    return [outcome.instead for outcome in Play(charter, scenario).outcomes()]

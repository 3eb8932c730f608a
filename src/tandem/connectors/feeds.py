"""What gives each feed in each tool: the objects and columns, and the exact setting, query or list that brings them.

A tool without an entry for a feed cannot give it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from tandem.connectors.hubspot.feeds import HUBSPOT
from tandem.connectors.salesforce.feeds import SALESFORCE
from tandem.connectors.table.feeds import TABLE


class Given(NamedTuple):
    """`objects`: objects with their columns. `switch_on`: what somebody does to have them exported."""

    objects: str
    switch_on: str


CHARTER: Final[Mapping[str, tuple[str, str]]] = {
    "quotas": ("`quotas` of the charter", "Write `quotas:` with period and targets into charter.yaml"),
    "kpi_map": ("`kpis` of the charter", "Write `kpis:` into charter.yaml: for each stage its owner and measure"),
}

GIVES: Final[Mapping[tuple[str, str], Given]] = {
    (tool, feed): Given(*given)
    for tool, feeds in (("charter", CHARTER), ("hubspot", HUBSPOT), ("salesforce", SALESFORCE), ("table", TABLE))
    for feed, given in feeds.items()
}
"""(tool, feed) → what gives it. The tool "charter" is the agreement itself."""

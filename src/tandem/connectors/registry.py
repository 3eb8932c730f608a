"""The connectors by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from tandem.connectors.base import Connector, MappingNeeded, UnknownTool


def _table(mapping: Path | None) -> Connector:
    from tandem.connectors.table.connector import TableConnector

    if mapping is None:
        raise MappingNeeded
    return TableConnector(mapping)


def _hubspot(mapping: Path | None) -> Connector:
    from tandem.connectors.hubspot.read import HUBSPOT

    return HUBSPOT


def _salesforce(mapping: Path | None) -> Connector:
    from tandem.connectors.salesforce.read import SALESFORCE

    return SALESFORCE


CONNECTORS: Final[dict[str, Callable[[Path | None], Connector]]] = {
    "table": _table,
    "hubspot": _hubspot,
    "salesforce": _salesforce,
}


def open_connector(tool: str, mapping: Path | None = None) -> Connector:
    """The connector of a tool. Raises `UnknownTool`, and of the table connector `MappingNeeded`, `MappingFaults`."""
    if tool not in CONNECTORS:
        raise UnknownTool(tool, tuple(CONNECTORS))
    return CONNECTORS[tool](mapping)

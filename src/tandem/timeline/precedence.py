"""Whose word wins where tools differ about an attribute.

First the tool that sales works in, then marketing's, then the others by name; an empty value never wins. Within one
tool: the surviving record before a merged or converted one, then the least key.
"""

from __future__ import annotations

from typing import Final

TOOL_ORDER: Final = ("salesforce", "hubspot", "marketo", "eloqua", "pardot", "outreach", "mautic")


def precedence(tool: str) -> tuple[int, str]:
    """A sort key: the tool whose word wins comes first."""
    return (TOOL_ORDER.index(tool) if tool in TOOL_ORDER else len(TOOL_ORDER), tool)

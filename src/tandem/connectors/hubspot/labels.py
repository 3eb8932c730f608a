"""What HubSpot's screens show of a standard choice → the value that its API and history hold.

Only the choices that every account begins with; a company's own ones stay as they are.
"""

from __future__ import annotations

from typing import Final

from tandem.connectors.reading.columns import folded

_LIFECYCLE: Final = {
    name: name
    for name in (
        "subscriber",
        "lead",
        "marketingqualifiedlead",
        "salesqualifiedlead",
        "opportunity",
        "customer",
        "evangelist",
        "other",
    )
}

_STATUS: Final = {
    folded(name): name
    for name in (
        "NEW",
        "OPEN",
        "IN_PROGRESS",
        "OPEN_DEAL",
        "UNQUALIFIED",
        "ATTEMPTED_TO_CONTACT",
        "CONNECTED",
        "BAD_TIMING",
    )
}

_SOURCE: Final = {
    "organicsearch": "ORGANIC_SEARCH",
    "paidsearch": "PAID_SEARCH",
    "emailmarketing": "EMAIL_MARKETING",
    "organicsocial": "SOCIAL_MEDIA",
    "socialmedia": "SOCIAL_MEDIA",
    "paidsocial": "PAID_SOCIAL",
    "referrals": "REFERRALS",
    "othercampaigns": "OTHER_CAMPAIGNS",
    "directtraffic": "DIRECT_TRAFFIC",
    "offlinesources": "OFFLINE",
    "offline": "OFFLINE",
    "aireferrals": "AI_REFERRALS",
}

_WORDS: Final = {"lifecycle_stage": _LIFECYCLE, "status": _STATUS, "source": _SOURCE}


def value_of(name: str, text: str) -> str:
    """The API's value of a label of the attribute `name`; any other text unchanged."""
    words = _WORDS.get(name)
    return words.get(folded(text), text) if words and text else text

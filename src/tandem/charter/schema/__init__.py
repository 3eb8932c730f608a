"""The charter's JSON Schema (draft 2020-12), for editors: made from the keys and words that the reader knows.

It checks the shape. What only the reader can judge (conditions, names that must exist elsewhere, sums) stays with
`tandem check`; whatever the reader accepts, the schema accepts.
"""

from __future__ import annotations

import json
from typing import Final

from tandem.charter.reading.charter import OPTIONAL, REQUIRED
from tandem.charter.schema import parts
from tandem.charter.schema.values import (
    CURRENCY,
    DAY,
    NUMBER,
    TEXT,
    TIME_ZONE,
    Schema,
    block,
    each,
    one_or_list,
    or_nothing,
    said,
)

_PARTS: Final[dict[str, Schema]] = {
    "charter": said("The agreement's name.", TEXT),
    "version": said("What you call this version.", TEXT),
    "in_force_from": said("The first day on which this version decides.", DAY),
    "time_zone": said("The IANA zone in which days and business hours are counted.", TIME_ZONE),
    "currency": said("The ISO 4217 code of quotas.", CURRENCY),
    "business_hours": said("When clocks run.", parts.HOURS),
    "teams": said("The two teams and their members.", parts.TEAMS),
    "glossary": said("What the words mean, in both teams' words.", each(parts.TERM)),
    "crosswalk": said("Each tool's own values → your words.", parts.CROSSWALK),
    "fields": said("Facts of your own that rules may use.", parts.FIELDS),
    "segment": said("The attribute that is your segment.", TEXT),
    "required_fields": said("Attributes that every record should fill.", one_or_list(TEXT)),
    "scoring": said("Points for who they are and for what they do.", parts.SCORING),
    "lifecycle": said("The journey's stages, and the moves between them.", parts.LIFECYCLE),
    "sla": said("What each team promises the other.", parts.SLA),
    "routing": said("Who gets a lead; the first route that holds decides.", parts.ROUTING),
    "nurture": said("The tracks of mails.", parts.NURTURE),
    "rules_of_engagement": said("Who may say what to a buyer now.", parts.ENGAGEMENT),
    "never": said("What no scenario may allow.", parts.NEVER),
    "kpis": said("Who owns each stage, and by what it is measured.", parts.KPIS),
    "quotas": said("Targets of members.", parts.QUOTAS),
    "incentives": said("What each team is paid by.", parts.INCENTIVES),
    "attribution": said("Which responses count for an opportunity.", parts.ATTRIBUTION),
    "cadence": said("When the teams meet.", each(TEXT)),
    "thresholds": said("A sign → your own bar.", each(NUMBER)),
    "rates": said("What another currency is worth in yours from a day on.", parts.RATES),
}


def schema() -> Schema:
    """The whole schema; the same bytes every time."""
    known = {key: part if key in REQUIRED else or_nothing(part) for key, part in _PARTS.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Tandem charter",
        "description": "The agreement between marketing and sales.",
        **block((REQUIRED, OPTIONAL), known),
        "$defs": parts.SHARED,
    }


def text_of_schema() -> str:
    """The schema as its file holds it."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"

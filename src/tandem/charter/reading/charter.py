"""A charter file → a `Charter`, or every fault in it."""

from __future__ import annotations

from hashlib import sha256

from tandem.charter.fields import scope
from tandem.charter.model import BusinessHours, Charter, Place
from tandem.charter.reading import aims, facts, lifecycle, people, promises, rules, scoring, values, words
from tandem.charter.reading.document import Faults, compose, decoded
from tandem.charter.reading.part import Part
from tandem.vocabulary import Fault

REQUIRED = ("charter", "time_zone", "currency", "lifecycle")
OPTIONAL = (
    "version", "in_force_from", "business_hours", "teams", "glossary", "crosswalk", "fields", "segment",
    "required_fields", "scoring", "sla", "routing", "nurture", "rules_of_engagement", "never", "kpis", "quotas",
    "incentives", "attribution", "cadence", "thresholds", "rates",
)  # fmt: skip
OFFICE = BusinessHours(frozenset(range(5)), 9 * 60, 17 * 60)
"""Monday to Friday, 09:00 to 17:00, no holidays: what holds when the charter says nothing."""
_START: Place = (1, 1)


def read_charter(text: str | bytes, file: str) -> tuple[Charter | None, list[Fault]]:
    """The charter that a file says; None if it has any fault, and then all faults in the file's order.

    `file` is the name that faults show. Bytes must be UTF-8.
    """
    found: list[Fault] = []
    if isinstance(text, bytes):
        text, found = decoded(text, file)
        if found:
            return None, found
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    faults = Faults(file, text)
    root = compose(faults)
    if root is None:
        return None, faults.found
    charter = _charter(Part("", "", root, faults, _START))
    return (None, faults.found) if faults.found else (charter, [])


def _charter(root: Part) -> Charter:
    """The charter, with a stand-in for every part that has a fault."""
    keys = {key: part for key, part in root.keys(REQUIRED, OPTIONAL).items() if key in REQUIRED or not part.is_empty}
    journey = keys.get("lifecycle")
    stages = lifecycle.stages(journey) if journey else ()
    declared = facts.fields(keys.get("fields"))
    facts_known = scope(stages, declared, scoring.letters(keys.get("scoring")), rules.tracks(keys.get("nurture")))
    moves = lifecycle.moves(journey, stages, facts_known) if journey else ()
    named = lifecycle.names(journey) if journey else []
    teams = people.teams(keys.get("teams"))
    members = [member for side in teams.values() for member in side.members]
    currency = (values.currency(keys["currency"]) if "currency" in keys else None) or ""
    promised = promises.sla(keys.get("sla"), named)
    engagement, grace = rules.engagement(keys.get("rules_of_engagement"), facts_known)
    return Charter(
        name=_text(keys, "charter", ""),
        version=_text(keys, "version", "1"),
        sha256=sha256(root.faults.text.encode("utf-8", errors="surrogatepass")).hexdigest(),
        file=root.faults.file,
        in_force_from=values.day(keys["in_force_from"]) if "in_force_from" in keys else None,
        time_zone=(values.time_zone(keys["time_zone"]) if "time_zone" in keys else None) or "",
        currency=currency,
        hours=people.hours(keys.get("business_hours")) or OFFICE,
        teams=teams,
        glossary=words.glossary(keys.get("glossary")),
        crosswalk=words.crosswalk(keys.get("crosswalk"), stages),
        fields=declared,
        scoring=scoring.scoring(keys.get("scoring"), facts_known),
        stages=stages,
        final=lifecycle.final(journey, stages) if journey else (),
        moves=moves,
        cool_downs=lifecycle.cool_downs(journey, stages, named) if journey else (),
        late=lifecycle.late(journey, stages) if journey else (),
        handoffs=promised.handoffs,
        promises=promised.sales,
        routing=rules.routing(keys.get("routing"), facts_known, teams["sales"]),
        nurture=rules.nurture(keys.get("nurture"), facts_known),
        engagement=engagement,
        sync_grace=grace,
        never=rules.never(keys.get("never"), facts_known),
        kpis=aims.kpis(keys.get("kpis"), stages),
        quotas=aims.quotas(keys.get("quotas"), members, currency),
        incentives=aims.incentives(keys.get("incentives")),
        attribution=aims.attribution(keys.get("attribution")),
        cadence=aims.cadence(keys.get("cadence")),
        thresholds=aims.thresholds(keys.get("thresholds")),
        rates=aims.rates(keys.get("rates"), currency),
        required_fields=_required_fields(keys.get("required_fields")),
        segment=_text(keys, "segment", ""),
    )


def _text(keys: dict[str, Part], key: str, otherwise: str) -> str:
    return (keys[key].text() or otherwise) if key in keys else otherwise


def _required_fields(part: Part | None) -> tuple[str, ...]:
    """[email, country, …]: attributes that every person's record must fill."""
    found = [item.text("be an attribute's name") for item in (part.items() if part else [])]
    return tuple(name for name in found if name)

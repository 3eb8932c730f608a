"""Rules about one buyer: who gets the lead, which track nurtures it, who may say what, and what never may be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, cast

from tandem.charter.crosswalk import PURPOSES
from tandem.charter.fields import Scope
from tandem.charter.model import Duration, EngagementRule, Member, Never, NurtureTrack, Route, TeamName, TeamSide
from tandem.charter.reading import values
from tandem.charter.reading.part import Part
from tandem.charter.suggestion import did_you_mean

WAYS: Final = ("round robin within capacity", "round robin", "most capacity", "owner of the account")
SENDING: Final = (*PURPOSES, "event_if_owner_agrees", "owner_only")
ALONE: Final = ("any", "none")
GRACE: Final = Duration(1, "hours")
GRACE_UNITS: Final = ("minutes", "hours", "days")
ROUTE_KEYS: Final = ("when", "to"), ("by",)
LAST_ROUTE_KEYS: Final = ("to",), ("by",)
TRACK_KEYS: Final = ("enter",), ("leave", "every", "steps")
ENGAGEMENT_KEYS: Final = ("when", "marketing", "sales"), ("over",)
_NEVER: Final = re.compile(r"(marketing|sales) +may +send +(\S+) +and +(?=\S)", re.IGNORECASE)


def routing(part: Part | None, scope: Scope, sales: TeamSide) -> tuple[Route, ...]:
    """{dach: {when: …, to: territory dach, by: round robin within capacity}, otherwise: {to: …}}, first match wins."""
    entries = part.entries() if part else []
    found: list[Route] = []
    for entry in entries:
        last = entry.key == "otherwise"
        keys = entry.keys(*(LAST_ROUTE_KEYS if last else ROUTE_KEYS))
        if last and entry is not entries[-1]:
            entry.fault("routing after `otherwise` is never reached.", "Put `otherwise` last.", entry.key_place)
        when = keys["when"].condition(scope) if "when" in keys else None
        to = _target(keys["to"], sales) if "to" in keys else ""
        by = (keys["by"].one_of(WAYS, "way to choose") if "by" in keys else None) or WAYS[0]
        found.append(Route(entry.key, when, to, by, entry.place))
    return tuple(found)


def _target(part: Part, sales: TeamSide) -> str:
    """ "territory dach", "member anna" or "team": of members that sales has."""
    text = part.text("say who gets the lead") or ""
    kind, _, name = text.partition(" ")
    known = _targets(sales.members.values())
    if text and (kind not in known or (name not in known[kind] and sales.members)):
        options = [f"{k} {n}".strip() for k, names in known.items() for n in names]
        part.fault(f"{part.label}: '{text}' is nobody in sales.", did_you_mean(text, options))
    return text


def _targets(members: Iterable[Member]) -> dict[str, list[str]]:
    people = list(members)
    territories = list(dict.fromkeys(member.territory for member in people if member.territory))
    return {"team": ["", "sales"], "territory": territories, "member": [member.key for member in people]}


def nurture(part: Part | None, scope: Scope) -> tuple[NurtureTrack, ...]:
    """{tracks: {mid_funnel: {enter: …, leave: …, every: 14 days, steps: […]}}}."""
    listed = part.keys(("tracks",)).get("tracks") if part else None
    found = [_track(entry, scope) for entry in (listed.entries() if listed else [])]
    return tuple(track for track in found if track is not None)


def _track(part: Part, scope: Scope) -> NurtureTrack | None:
    values.name(part)
    keys = part.keys(*TRACK_KEYS)
    steps = [step.text("be the name of a mail") or "" for step in (keys["steps"].items() if "steps" in keys else [])]
    enter = keys["enter"].condition(scope) if "enter" in keys else None
    leave = keys["leave"].condition(scope) if "leave" in keys else None
    every = values.duration(keys["every"]) if "every" in keys else None
    return None if enter is None else NurtureTrack(part.key, enter, leave, every, tuple(steps), part.place)


def tracks(part: Part | None) -> list[str]:
    """The names of the nurture tracks."""
    found = part.keys(("tracks",)).get("tracks") if part else None
    return [entry.key for entry in found.entries()] if found else []


def engagement(part: Part | None, scope: Scope) -> tuple[tuple[EngagementRule, ...], Duration]:
    """The rules of engagement and the grace that tools get to follow: {grace: 1 hour, sales_has_it: {when: …}}."""
    entries = part.entries() if part else []
    grace = next((values.duration(e, GRACE_UNITS) for e in entries if e.key == "grace"), None)
    names = [entry.key for entry in entries if entry.key != "grace"]
    found = [_engagement_rule(entry, scope, names) for entry in entries if entry.key != "grace"]
    return tuple(rule for rule in found if rule is not None), grace or GRACE


def _engagement_rule(part: Part, scope: Scope, names: Sequence[str]) -> EngagementRule | None:
    values.name(part)
    keys = part.keys(*ENGAGEMENT_KEYS)
    when = keys["when"].condition(scope) if "when" in keys else None
    said = {team: _sending(keys[team]) if team in keys else () for team in ("marketing", "sales")}
    over = keys["over"].words(names, "rule of engagement") if "over" in keys else ()
    if part.key in over:
        keys["over"].fault(f"`{part.key}` cannot win over itself.", "Remove it.")
    return None if when is None else EngagementRule(part.key, when, said["marketing"], said["sales"], over, part.place)


def _sending(part: Part) -> tuple[str, ...]:
    found = part.words((*ALONE, *SENDING), "purpose")
    if len(found) > 1 and (alone := [word for word in found if word in ALONE]):
        part.fault(f"{part.label}: `{alone[0]}` stands alone.", f"Write {alone[0]}, or list the purposes.")
    return found


def never(part: Part | None, scope: Scope) -> tuple[Never, ...]:
    """["marketing may send nurture and stage in ('mql', 'sal')"]: what no scenario may allow."""
    found: list[Never] = []
    for item in part.items() if part else []:
        text = item.text("be a sentence in quotes") or ""
        match = _NEVER.match(text)
        if match is None:
            if text:
                item.must("say who may send what, and when", _NEVER_EXAMPLE)
            continue
        if match[2] not in PURPOSES:
            item.fault(f"'{match[2]}' is no purpose.", did_you_mean(match[2], PURPOSES), item.place_in(match.start(2)))
        elif (when := item.condition_from(text[match.end() :], match.end(), scope)) is not None:
            team = cast("TeamName", match[1].lower())
            found.append(Never(team, match[2], when, text, item.place))
    return tuple(found)


_NEVER_EXAMPLE: Final = "Write it like \"marketing may send nurture and stage = 'mql'\"."

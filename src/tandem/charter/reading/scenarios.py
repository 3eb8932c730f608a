"""A scenario file → a `Scenario` of one charter, or every fault in it."""

from __future__ import annotations

from typing import cast

from tandem.charter.crosswalk import PURPOSES
from tandem.charter.model import Charter, TeamName
from tandem.charter.reading import moments, values
from tandem.charter.reading.document import Faults, compose, decoded
from tandem.charter.reading.events import event_kind
from tandem.charter.reading.given_facts import Facts
from tandem.charter.reading.part import Part
from tandem.charter.reading.people import TEAMS
from tandem.charter.scenario import (
    MAIN,
    Buyer,
    Expected,
    Given,
    Kept,
    Moment,
    Moved,
    Overdue,
    Rested,
    Routed,
    Scenario,
    Sends,
    Stands,
)
from tandem.charter.suggestion import did_you_mean
from tandem.vocabulary import Fault

REQUIRED, OPTIONAL = ("scenario", "given", "expect"), ("lead", "others")
WORDS = (
    "form", "path", "campaign", "asset", "outcome", "reason", "purpose", "channel", "member", "field", "new", "team",
    "direction",
)  # fmt: skip
"""The facts of an event that may be said."""
DEAL_WORDS = ("deal", "buyers")
FACTS = ("stage", "fit", "activity", "grade", "nurture_track")
"""What a lead can be expected to stand at."""
STATES = ("met", "missed", "running", "stopped")
KINDS = {
    "move": ("to",),
    "no_move": ("until",),
    **dict.fromkeys(FACTS, FACTS),
    "forbidden": ("team", "rule", "by"),
    "allowed": ("team", "by"),
    "promise": ("due", "state"),
    "late": ("then",),
    "route": ("member",),
    "member": ("route",),
}
"""Kind of expectation (its key) → the keys that may stand beside it, but for `at` and `lead`."""
ANY = "any"
SOMEBODY, QUEUE = "somebody", "queue"
"""A member of sales whom the charter does not name; nobody yet."""


def read_scenario(text: str | bytes, file: str, charter: Charter) -> tuple[Scenario | None, list[Fault]]:
    """The scenario that a file says under one charter; None if it has any fault, and then all faults in file order."""
    if isinstance(text, bytes):
        text, found = decoded(text, file, "scenario")
        if found:
            return None, found
    faults = Faults(file, text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), "scenario")
    root = compose(faults)
    if root is None:
        return None, faults.found
    scenario = _Reading(charter).scenario(Part("", "", root, faults, (1, 1)))
    return (None, faults.found) if faults.found else (scenario, [])


class _Reading:
    """One scenario's parts, read under one charter."""

    def __init__(self, charter: Charter) -> None:
        self._charter = charter
        self._facts = Facts(charter)
        self._leads: list[str] = [MAIN]
        self._moves = [move.name for move in charter.moves]
        self._members = [SOMEBODY, QUEUE, *(key for team in TEAMS for key in charter.teams[team].members)]

    def scenario(self, root: Part) -> Scenario:
        """The whole file."""
        keys = {key: part for key, part in root.keys(REQUIRED, OPTIONAL).items() if not part.is_empty}
        account: dict[str, str] = {}
        buyers = {MAIN: self._facts.buyer(MAIN, keys.get("lead"), account)}
        for entry in keys["others"].entries() if "others" in keys else []:
            values.name(entry)
            buyers[entry.key] = self._facts.buyer(entry.key, entry, account)
        self._leads = list(buyers)
        given = [self._given(item) for item in self._items(keys, "given", root)]
        expected = [self._expected(item) for item in self._items(keys, "expect", root)]
        events = tuple(event for event in given if event is not None)
        self._begins(root, buyers, events, keys)
        return Scenario(
            (keys["scenario"].text("be the scenario's name") or "") if "scenario" in keys else "",
            root.faults.file, root.place, buyers, account, events,
            tuple(found for found in expected if found is not None),
        )  # fmt: skip

    @staticmethod
    def _items(keys: dict[str, Part], key: str, root: Part) -> list[Part]:
        if key not in keys:
            return []
        items = keys[key].items()
        if not items and not root.faults.found:
            keys[key].must("list at least one entry")
        return items

    @staticmethod
    def _begins(root: Part, buyers: dict[str, Buyer], events: tuple[Given, ...], keys: dict[str, Part]) -> None:
        """A story that is told in times from entry to entry needs a first one of its own."""
        if events and events[0].when.at is None and buyers[MAIN].created is None:
            place = keys["given"].items()[0].place
            root.fault(
                "the first event has no time of its own to begin at.", 'Write it like "2026-03-02 09:00".', place
            )

    def _given(self, part: Part) -> Given | None:
        keys = part.keys(("at", "event"), ("lead", "bot", "automatic", *WORDS, *DEAL_WORDS))
        kind = event_kind(keys["event"]) if "event" in keys else None
        when = self._moment(keys.get("at"))
        if kind is None or when is None:
            return None
        words = {key: keys[key].text() or "" for key in WORDS if key in keys}
        self._check_words(kind, keys, words)
        of_deal = kind.startswith("opportunity.")
        for key in (key for key in DEAL_WORDS if key in keys and not of_deal):
            keys[key].fault(f"{keys[key].label} is for a deal's events.", "Remove it.", keys[key].key_place)
        named = keys["buyers"].words(self._leads, "lead of this scenario") if "buyers" in keys else (self._lead(keys),)
        return Given(
            when, kind, "" if of_deal else self._lead(keys), part.place, words, self._yes(keys.get("bot")),
            self._yes(keys.get("automatic")), self._deal(keys) if of_deal else "", named if of_deal else (),
        )  # fmt: skip

    @staticmethod
    def _deal(keys: dict[str, Part]) -> str:
        return (keys["deal"].text("be a deal's name") if "deal" in keys else None) or "deal"

    @staticmethod
    def _yes(part: Part | None) -> bool:
        return part is not None and part.one_of(("yes", "no", "true", "false"), "yes or no") in ("yes", "true")

    def _check_words(self, kind: str, keys: dict[str, Part], words: dict[str, str]) -> None:
        """The facts of an event whose words are known."""
        known = {
            "member": (self._members, "member"), "purpose": (PURPOSES, "purpose"),
            "team": ((*TEAMS, "buyer"), "team"), "direction": (("in", "out", "none"), "direction"),
        }  # fmt: skip
        if kind in ("sales.disposed", "sales.returned"):
            known["outcome"] = (self._charter.stages, "stage")
        elif kind == "opportunity.closed":
            known["outcome"] = (("won", "lost"), "end of a deal")
        elif kind == "consent.changed":
            known["new"] = (("given", "withdrawn"), "consent")
        for key, (options, what) in known.items():
            if key in keys:
                words[key] = keys[key].one_of(options, what) or ""
        needed = {
            "opportunity.closed": ("outcome",), "consent.changed": ("new",), "owner.assigned": ("member",),
            "sales.disposed": ("outcome",), "field.changed": ("field",),
        }  # fmt: skip
        for key in needed.get(kind, ()):
            if key not in keys:
                place = keys["event"].place
                keys["event"].fault(f"the event `{kind}` needs `{key}`.", f"Add `{key}: …`.", place)
        if kind == "field.changed" and "field" in keys:
            words.update(self._facts.changed(keys["field"], keys.get("new")))

    def _lead(self, keys: dict[str, Part]) -> str:
        return (keys["lead"].one_of(self._leads, "lead of this scenario") if "lead" in keys else None) or MAIN

    def _moment(self, part: Part | None) -> Moment | None:
        return None if part is None else moments.moment(part, self._charter.time_zone)

    def _expected(self, part: Part) -> Expected | None:
        entries = {entry.key: entry for entry in part.entries()}
        kinds = [kind for kind in KINDS if kind in entries]
        if not entries:
            return None
        if not kinds:
            wrong = next((key for key in entries if key not in ("at", "lead")), "")
            part.fault("the entry expects nothing.", did_you_mean(wrong, KINDS))
            return None
        keys = part.keys((), ("at", "lead", kinds[0], *KINDS[kinds[0]]))
        when, lead = self._moment(keys.get("at")), self._lead(keys)
        place = part.place
        match kinds[0]:
            case "move":
                move = keys["move"].one_of(self._moves, "move")
                to = keys["to"].one_of(self._charter.stages, "stage") if "to" in keys else ""
                return Moved(when, lead, place, move or "", to or "")
            case "no_move":
                moves = keys["no_move"].words((*self._moves, ANY), "move")
                until = self._moment(keys.get("until"))
                return Rested(when, lead, place, () if ANY in moves else moves, until)
            case "forbidden" | "allowed":
                return self._sends(kinds[0], keys, when, lead, place)
            case "promise":
                return self._kept(keys, when, lead, place)
            case "late":
                stage = keys["late"].one_of(self._charter.stages, "stage") or ""
                then = keys["then"].one_of(("escalate", "reassign"), "consequence") if "then" in keys else ""
                return Overdue(when, lead, place, stage, then or "")
            case "route" | "member":
                route = (
                    keys["route"].one_of([r.name for r in self._charter.routing], "route") if "route" in keys else ""
                )
                member = keys["member"].one_of(self._members, "member") if "member" in keys else ""
                return Routed(when, lead, place, route or "", member or "")
        return Stands(when, lead, place, self._stand(keys))

    def _stand(self, keys: dict[str, Part]) -> dict[str, str]:
        words = {
            "stage": self._charter.stages, "grade": [g for g, _ in self._charter.scoring.fit_grades],
            "nurture_track": [track.name for track in self._charter.nurture] + ["none"],
        }  # fmt: skip
        found: dict[str, str] = {}
        for fact in (fact for fact in FACTS if fact in keys):
            part = keys[fact]
            if fact in words:
                found[fact] = part.one_of(words[fact], fact.replace("_", " ")) or ""
            elif values.number(part) is not None:
                found[fact] = part.scalar or ""
        return found

    def _sends(self, kind: str, keys: dict[str, Part], when: Moment | None, lead: str, place: tuple[int, int]) -> Sends:
        rules = [rule.name for rule in self._charter.engagement]
        return Sends(
            when, lead, place, kind == "allowed", keys[kind].words(PURPOSES, "purpose"),
            cast("TeamName", (keys["team"].one_of(TEAMS, "team") if "team" in keys else None) or "marketing"),
            (keys["rule"].one_of(rules, "rule of engagement") if "rule" in keys else None) or "",
            (keys["by"].one_of(self._members, "member") if "by" in keys else None) or "",
        )  # fmt: skip

    def _kept(self, keys: dict[str, Part], when: Moment | None, lead: str, place: tuple[int, int]) -> Kept:
        promises = [promise.key for promise in self._charter.promises]
        said = keys["promise"].text("be a promise") or ""
        key = said if "." in said else f"sales.{said}"
        if said and key not in promises:
            short = [promise.removeprefix("sales.") for promise in promises]
            keys["promise"].fault(f"there is no promise `{said}`.", did_you_mean(said, short))
        if not {"due", "state"} & keys.keys():
            keys["promise"].fault("the promise is expected to do nothing.", "Add `due: …` or `state: met`.")
        state = keys["state"].one_of(STATES, "state of a promise") if "state" in keys else ""
        return Kept(when, lead, place, key, self._moment(keys.get("due")), state or "")

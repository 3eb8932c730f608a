"""A made-up account: a scenario's buyers, deals and events as the fold reads them, at times made absolute."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from tandem.lifecycle.ids import made_id
from tandem.lifecycle.inputs import AccountFile, Act, Attribute, DealRecord, LeadRecord, Role, Staff, World
from tandem.lifecycle.rulebook import RuleBook
from tandem.vocabulary import EVENT_KINDS
from tandem.zones import MINUTE

if TYPE_CHECKING:
    from tandem.charter.model import Charter
    from tandem.charter.scenario import Given, Moment, Scenario

ACCOUNT: Final = made_id("scenario", "", b"account", 0)
SOMEBODY: Final = "somebody"
"""A member of sales whom the charter does not name."""
QUEUE: Final = "scenario:queue:1"
_BLANK: Final = Act(b"", 0, False, "", "", "", "", "", False, False, None, None, *("",) * 11)


class Window(NamedTuple):
    """The instants [low, high] (UTC µs) that a time as written leaves open."""

    low: int
    high: int


class Watch:
    """Makes a scenario's times absolute, each told from the one before where it is told so."""

    def __init__(self, book: RuleBook, last: int = 0) -> None:
        self._calendar, self.last = book.calendar_of(""), last

    def window(self, moment: Moment) -> Window:
        """The instants that a time leaves open; the next one may be told from it."""
        if moment.at is not None:
            self.last = moment.at
        elif moment.after is not None:
            self.last = self._calendar.due(self.last, moment.after)
        if moment.day is not None:
            return Window(self.last - moment.span + 1, self.last)
        return Window(self.last, self.last + (moment.span if moment.at is not None else MINUTE) - 1)


@dataclass(slots=True)
class MadeUp:
    """One scenario's account. `ids`: the buyer's name → its lead; `last`: the last event's instant."""

    file: AccountFile
    ids: dict[str, bytes]
    last: int


def make_up(charter: Charter, book: RuleBook, scenario: Scenario) -> MadeUp:
    """The account that a scenario tells of."""
    ids = {name: made_id("scenario", "", name.encode(), 1) for name in scenario.buyers}
    timed, created = _timed(book, scenario)
    begin = min([at for _, at in timed] + list(created.values()), default=0)
    acts = [_withdrawn(ids[name], created.get(name, begin)) for name in _silent(scenario)]
    said = {(ids[name], field): raw for name, buyer in scenario.buyers.items() for field, raw in buyer.facts.items()}
    sales = frozenset(charter.teams["sales"].members) | {SOMEBODY}
    for number, (event, at) in enumerate(timed):
        acts.append(_act(event, at, number, ids, said, sales))
    acts.sort(key=lambda act: (act.at, EVENT_KINDS[act.kind].rank))
    leads = [
        LeadRecord(
            ids[name], ids[name], None, created.get(name, begin), buyer.free_mail,
            attributes=[Attribute(k, v, 0, "", True) for k, v in buyer.facts.items() if (k, v) != _OPTED_OUT],
        )
        for name, buyer in scenario.buyers.items()
    ]  # fmt: skip
    account = [Attribute(name, value, 0, "", True) for name, value in scenario.account.items()]
    file = AccountFile(ACCOUNT, 0, acts, leads, _deals(scenario.given, ids), account)
    return MadeUp(file, ids, max([act.at for act in acts], default=begin))


def made_up_world(charter: Charter, through: int) -> World:
    """A world of the charter's own members alone."""
    members = {
        key: Staff(team, member.manager) for team, side in charter.teams.items() for key, member in side.members.items()
    }
    return World(through, charter.time_zone, {**members, SOMEBODY: Staff("sales")})


_OPTED_OUT: Final = ("consent", "withdrawn")


def _silent(scenario: Scenario) -> list[str]:
    """Buyers who had opted out before the story begins."""
    return [name for name, buyer in scenario.buyers.items() if buyer.facts.get("consent") == "withdrawn"]


def _withdrawn(lead: bytes, at: int) -> Act:
    event = made_id("scenario", "", lead, 2)
    return _BLANK._replace(event=event, at=at, kind="consent.changed", lead=lead, new="withdrawn", team="buyer")


def _timed(book: RuleBook, scenario: Scenario) -> tuple[list[tuple[Given, int]], dict[str, int]]:
    """The events in time order, and when each buyer came into being."""
    watch = Watch(book)
    created = {}
    for name, buyer in scenario.buyers.items():
        if buyer.created is not None:
            created[name] = _point(watch.window(buyer.created), buyer.created)
    found = [(event, _point(watch.window(event.when), event.when)) for event in scenario.given]
    return sorted(found, key=lambda pair: pair[1]), created


def _point(window: Window, moment: Moment) -> int:
    """Where an event stands: at its minute's beginning, or at its day's end (semantics 4)."""
    return window.low if moment.day is None else window.high


def _act(
    event: Given, at: int, number: int, ids: dict[str, bytes], said: dict[tuple[bytes, str], str], sales: frozenset[str]
) -> Act:
    kind = EVENT_KINDS[event.event]
    words = dict(event.words)
    lead = ids[event.lead] if event.lead else None
    member = words.get("member", "")
    if member == "queue":
        words["member"] = QUEUE
    if event.event == "field.changed" and lead is not None:
        place = (lead, words["field"])
        words["old"] = said.get(place, "")
        said[place] = words.get("new", "")
    team = "sales" if member in sales and event.event == "email.sent" else str(kind.team)
    defaults = {"team": team, "direction": str(kind.direction), "channel": kind.channel}
    return _BLANK._replace(
        event=made_id("scenario", "", b"event", number), at=at, whole_day=event.when.day is not None, kind=event.event,
        automatic=event.automatic, bot=event.bot, lead=lead, opportunity=_deal_id(event.deal) if event.deal else None,
        **{**defaults, **words},
    )  # fmt: skip


def _deal_id(name: str) -> bytes:
    return made_id("scenario", "deal", name.encode(), 0)


def _deals(given: Iterable[Given], ids: dict[str, bytes]) -> Sequence[DealRecord]:
    """Each deal that events tell of, with everybody who is named with it."""
    people: dict[str, dict[str, None]] = {}
    owners: dict[str, str] = {}
    for event in (event for event in given if event.deal):
        people.setdefault(event.deal, {}).update(dict.fromkeys(event.buyers))
        owners.setdefault(event.deal, event.words.get("member", ""))
    return [
        DealRecord(
            _deal_id(name), ACCOUNT, owner=owners[name],
            roles=[Role(ids[buyer], ids[buyer], "", None, "role") for buyer in buyers],
        )
        for name, buyers in people.items()
    ]  # fmt: skip

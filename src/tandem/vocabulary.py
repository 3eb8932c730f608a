"""The shared words: faults, references, tracks, teams, event kinds, money."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from typing import Final, NamedTuple


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Something wrong in a charter or in data: a value, collected and shown with all the others.

    `line` and `column` count from 1; 0 means that the place is the whole file.
    """

    file: str
    line: int
    column: int
    message: str
    mend: str = ""

    def __str__(self) -> str:
        place = self.file
        if self.line:
            place += f":{self.line}"
            if self.column:
                place += f":{self.column}"
        return f"{place}: {self.message}{' ' + self.mend if self.mend else ''}"


class TandemError(Exception):
    """An error that a person can act on; it owns its sentence. `exit_code` 1: faults, 2: wrong usage."""

    exit_code = 1


class Team(StrEnum):
    """Who acted."""

    MARKETING = "marketing"
    SALES = "sales"
    BUYER = "buyer"
    NOBODY = "nobody"


class Track(StrEnum):
    """`recorded`: a tool says so, through the crosswalk. `decided`: the charter says so."""

    RECORDED = "recorded"
    DECIDED = "decided"


class Direction(StrEnum):
    """Which way a touch went, seen from the company."""

    OUT = "out"
    IN = "in"
    NONE = "none"


class EventKind(NamedTuple):
    """`rank` orders events of the same microsecond; `team` and `direction` are the defaults of the kind."""

    rank: int
    team: Team
    direction: Direction
    channel: str
    means: str


_B, _M, _S, _N = Team.BUYER, Team.MARKETING, Team.SALES, Team.NOBODY
_OUT, _IN, _NO = Direction.OUT, Direction.IN, Direction.NONE

EVENT_KINDS: Final[dict[str, EventKind]] = {
    # facts about records come before acts, acts before verdicts
    "field.changed": EventKind(10, _N, _NO, "", "a property of a record changed: field, old, new"),
    "owner.assigned": EventKind(11, _N, _NO, "", "a record got an owner: new = the member's reference, or a queue's"),
    "consent.changed": EventKind(12, _B, _IN, "", "a person gave or withdrew consent: new = given | withdrawn"),
    "form.submitted": EventKind(20, _B, _IN, "form", "a person sent a form: form, path"),
    "page.viewed": EventKind(20, _B, _IN, "web", "a person saw a page: path"),
    "campaign.joined": EventKind(20, _M, _OUT, "campaign", "a person was added to a campaign: campaign"),
    "campaign.responded": EventKind(20, _B, _IN, "campaign", "a person responded to a campaign: campaign"),
    "list.joined": EventKind(20, _M, _NO, "list", "a person was put on a list: campaign = the list"),
    "email.sent": EventKind(21, _M, _OUT, "email", "a mail was sent to a person"),
    "email.delivered": EventKind(22, _N, _NO, "email", "the receiving server took the mail"),
    "email.deferred": EventKind(22, _N, _NO, "email", "the receiving server asked to try later"),
    "email.bounced": EventKind(22, _N, _NO, "email", "the mail came back: outcome = hard | soft, reason"),
    "email.suppressed": EventKind(22, _N, _NO, "email", "the tool did not send: reason"),
    "email.opened": EventKind(23, _B, _IN, "email", "the mail was opened (machines open mail: never scored)"),
    "email.clicked": EventKind(24, _B, _IN, "email", "a link in the mail was followed: path"),
    "email.replied": EventKind(25, _B, _IN, "email", "a person answered a mail"),
    "email.forwarded": EventKind(25, _B, _IN, "email", "a person forwarded a mail"),
    "email.unsubscribed": EventKind(26, _B, _IN, "email", "a person opted out"),
    "email.complained": EventKind(26, _B, _IN, "email", "a person marked the mail as spam"),
    "call.made": EventKind(30, _S, _OUT, "phone", "a member called: outcome = connected | no_answer | …, seconds"),
    "call.received": EventKind(30, _B, _IN, "phone", "a person called"),
    "meeting.booked": EventKind(31, _S, _NO, "meeting", "a meeting was put in the calendar"),
    "meeting.held": EventKind(31, _S, _OUT, "meeting", "a meeting took place"),
    "meeting.missed": EventKind(31, _S, _NO, "meeting", "a meeting did not take place: outcome = no_show | canceled"),
    "message.sent": EventKind(32, _S, _OUT, "message", "a member wrote on another channel (LinkedIn, SMS, chat)"),
    "task.created": EventKind(33, _S, _NO, "task", "a task was written down; never a touch"),
    "task.completed": EventKind(34, _S, _NO, "task", "a task that is neither call nor mail was done"),
    "note.logged": EventKind(34, _S, _NO, "note", "a member wrote a note; never a touch"),
    "opportunity.opened": EventKind(40, _S, _NO, "", "a deal was opened: amount, currency"),
    "opportunity.stage_changed": EventKind(41, _S, _NO, "", "a deal's stage changed: old, new in the tool's words"),
    "opportunity.amount_changed": EventKind(42, _S, _NO, "", "a deal's amount changed: amount, currency"),
    "opportunity.closed": EventKind(43, _S, _NO, "", "a deal was closed: outcome = won | lost | '', reason"),
    "sales.accepted": EventKind(50, _S, _NO, "", "sales accepted a handed-over lead"),
    "sales.returned": EventKind(50, _S, _NO, "", "sales gave a handed-over lead back: reason"),
    "sales.disposed": EventKind(51, _S, _NO, "", "sales closed its work on an accepted lead: outcome = stage, reason"),
}

ENTITY_KINDS: Final = ("person", "account", "member", "campaign", "asset", "opportunity")

LINK_KINDS: Final[dict[str, str]] = {
    "merged": "left was merged into right by the tool (same kind)",
    "converted": "left (a CRM lead) became right (a CRM contact)",
    "crm_link": "left (a marketing tool's person) names right (a CRM lead or contact) as the same",
    "email": "left (a person) has right (an `email:` reference)",
    "works_at": "left (a person) belongs to right (an account)",
    "domain": "left (an account) has right (a `domain:` reference)",
    "parent": "left (an account) belongs to right (an account)",
    "role": "left (a person) has a role in right (an opportunity): value = role",
    "sold_to": "left (an opportunity) is with right (an account)",
    "led_to": "left (a converted CRM lead) led to right (an opportunity)",
    "confirmed": "a member confirmed that left and right are one person",
}

MINOR_DIGITS: Final[dict[str, int]] = {"JPY": 0, "KRW": 0, "CLP": 0, "VND": 0, "ISK": 0, "BHD": 3, "KWD": 3, "TND": 3}


def minor_units(text: str | Decimal, currency: str) -> int:
    """Major units → int minor units of an ISO 4217 currency, half to even. Raises `decimal.InvalidOperation`."""
    digits = MINOR_DIGITS.get(currency, 2)
    return int((Decimal(text).scaleb(digits)).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def major_units(minor: int, currency: str) -> str:
    """Minor units → a decimal string in major units: `major_units(104050, "EUR") == "1040.50"`."""
    digits = MINOR_DIGITS.get(currency, 2)
    return str(Decimal(minor).scaleb(-digits).quantize(Decimal(1).scaleb(-digits)))

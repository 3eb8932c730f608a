"""The flat state of a lead while it is folded: its score, and one stage with its cycle and handoff on each track."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tandem.zones import DAY

if TYPE_CHECKING:
    from tandem.lifecycle.inputs import LeadRecord
    from tandem.lifecycle.nurture_tracks import Nurtured

SEQUENCE_LASTS: Final = 14 * DAY
"""A sequence of sales that sent nothing for so long has ended."""


class Score:
    """Fit in points, activity in micro-points as of `second`; `caps`: rule → [local day, micro-points given]."""

    __slots__ = ("caps", "fit", "micro", "second", "trace")

    def __init__(self, traced: bool = False) -> None:
        self.fit = 0
        self.micro = 0
        self.second = 0
        self.caps: dict[int, list[int]] = {}
        self.trace: list[tuple[bytes, int, str, int]] | None = [] if traced else None
        """(event, at, rule, micro-points given), kept for the explainer only."""


class Cycle:
    """A run from entry to SQL (or past it, where SQL is skipped)."""

    __slots__ = (
        "end_reason", "ended_at", "ended_whole_day", "entered_at", "entered_whole_day", "entry_stage", "grade", "id",
        "number", "opportunity", "outcome", "reached", "version",
    )  # fmt: skip

    def __init__(self, id: bytes, number: int, at: int, whole_day: bool, stage: str, version: str) -> None:
        self.id, self.number, self.entered_at, self.entered_whole_day = id, number, at, whole_day
        self.entry_stage, self.version = stage, version
        self.ended_at: int | None = None
        self.ended_whole_day = False
        self.outcome, self.end_reason, self.grade = "open", "", ""
        self.opportunity: bytes | None = None
        self.reached: set[str] = set()


class Handoff:
    """A lead given to sales, until sales gave it back or disposed of it."""

    __slots__ = (
        "activity", "assigned_at", "at", "band", "cycle", "disposed_at", "disposition", "disposition_reason",
        "ended_at", "fit", "grade", "hand_raise", "id", "invalid_at", "member", "members", "number", "opportunity",
        "opted_out_at", "returns", "route", "rule", "touches", "two_way_at", "verdict", "verdict_at", "verdict_reason",
        "version", "whole_day",
    )  # fmt: skip

    def __init__(self, id: bytes, cycle: Cycle, at: int, whole_day: bool, rule: str, returns: int) -> None:
        self.id, self.cycle, self.at, self.whole_day, self.rule, self.returns = id, cycle, at, whole_day, rule, returns
        self.hand_raise = False
        self.fit = self.activity = self.number = 0
        self.grade = self.band = self.member = self.route = self.version = ""
        self.assigned_at: int | None = None
        self.members: list[tuple[int, str]] = []
        """(at, member): who got it, in order; the last is `member`."""
        self.touches: list[tuple[int, bool, str]] = []
        """Sales' human outbound touches: (at, whole day, channel), in order."""
        self.two_way_at: int | None = None
        self.opted_out_at: int | None = None
        self.invalid_at: int | None = None
        self.verdict = self.verdict_reason = self.disposition = self.disposition_reason = ""
        self.verdict_at: int | None = None
        self.disposed_at: int | None = None
        self.ended_at: int | None = None
        self.opportunity: bytes | None = None

    def give(self, member: str, at: int) -> None:
        """A member of sales gets it; the first one's clock goes on under the next."""
        if self.assigned_at is None:
            self.assigned_at = at
        self.member = member
        self.members.append((at, member))

    def member_at(self, at: int) -> str:
        """Who had it at an instant; '' before anybody did."""
        return next((member for when, member in reversed(self.members) if when <= at), "")


class TrackState:
    """A lead's stage on one track; `changes`: (at, the stage before), `said_by`: the tool whose word made it.

    `handoff` is open with sales; `last` is the latest one, open or not.
    """

    __slots__ = (
        "changes", "cycle", "cycles", "entered", "handoff", "handoffs", "last", "moves", "name", "returns", "said_by",
        "since", "stage",
    )  # fmt: skip

    def __init__(self, name: str) -> None:
        self.name = name
        self.stage = self.said_by = ""
        self.changes: list[tuple[int, object]] = []
        self.since = 0
        self.cycle: Cycle | None = None
        self.handoff: Handoff | None = None
        self.last: Handoff | None = None
        self.cycles = self.handoffs = self.moves = self.returns = 0
        self.entered: dict[str, int] = {}


class Lead:
    """One lead while its account is folded. `values` is what rules read; `stage` in it is the decided one."""

    __slots__ = (
        "bots", "campaigns", "consent_changes", "decided", "dirty", "known", "lead", "mails", "mql_words", "nurture",
        "nurture_wake", "owner", "owners", "pending", "person", "raised_at", "reasons", "record", "recorded",
        "scores", "sequence_at", "source", "two_way_at", "values", "wake",
    )  # fmt: skip

    def __init__(self, record: LeadRecord, versions: int, traced: bool) -> None:
        self.record, self.lead, self.person = record, record.lead, record.person
        self.recorded, self.decided = TrackState("recorded"), TrackState("decided")
        self.scores = [Score(traced) for _ in range(versions)]
        self.values: dict[str, object] = {}
        self.known: dict[str, int] = {}
        self.owner = self.source = ""
        self.owners: list[tuple[int, str]] = []
        """(at, member of sales, '' = none): who got the lead, in order."""
        self.campaigns: list[tuple[int, int, str]] = []
        """(rank, at, campaign): what it answered (0), was put in (1), or is said to have been brought by (2)."""
        self.raised_at: int | None = None
        self.two_way_at: int | None = None
        self.sequence_at: int | None = None
        """When a machine of sales last sent it something."""
        self.consent_changes: list[tuple[int, object]] = []
        self.reasons: list[tuple[int, str]] = []
        """(at, word): the reasons that were written down, in order."""
        self.pending: list[tuple[int, bool, str, bytes]] = []
        """Deal steps from before the lead's entry: (at, whole day, won | lost | opened, opportunity)."""
        self.mql_words: list[tuple[int, bool]] = []
        """When a tool said MQL, the tool's own count; True: the lead was with sales already."""
        self.bots = 0
        self.mails: dict[tuple[str, str, str], bool] = {}
        """(tool, campaign, asset) → whether the rules forbade the last such mail, where that counts."""
        self.nurture: Nurtured | None = None
        self.wake: int | None = None
        self.nurture_wake: int | None = None
        self.dirty = True

    def campaign(self, until: int) -> str:
        """The campaign that brought it: the first it answered by an instant, else was put in, else is told of."""
        known = (said for said in self.campaigns if said[1] <= until)
        return min(known, default=(0, 0, ""))[2]

    def in_sequence(self, at: int) -> bool | None:
        """Whether a machine of sales wrote to it lately and it has not answered since; None = none ever wrote."""
        sent = self.sequence_at
        answered = sent is not None and self.two_way_at is not None and self.two_way_at >= sent
        return None if sent is None else at - sent < SEQUENCE_LASTS and not answered

    def owner_at(self, at: int) -> str:
        """The member of sales who had it at an instant; '' = nobody, or a queue."""
        return next((member for when, member in reversed(self.owners) if when <= at), "")

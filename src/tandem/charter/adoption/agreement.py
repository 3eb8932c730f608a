"""The agreement as its history tells it: proposals, credentials and versions, each entry judged as it comes.

An operation enters an act only after `admit` took it, and every later reading admits all entries anew: what may be
done and what is verified are one set of rules.

Who may sign: a member of a team in the version in force on that day (before any began: in the first adopted; at the
first adoption: in the proposal itself). A team of which nobody is left in that version signs as the proposal names it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Final

from tandem.charter.adoption import refusals
from tandem.charter.adoption.acts import Act, Adopted, Credential, Entry, Proposed, Signed, Tried, Withdrawn
from tandem.charter.adoption.keys import holds, signed_words, vouched_words
from tandem.charter.model import Charter, TeamName
from tandem.charter.reading import read_charter
from tandem.charter.versions import begins, in_force
from tandem.zones import DAY, EPOCH_ORDINAL, zone

TEAMS: Final[tuple[TeamName, ...]] = ("marketing", "sales")
MOST_TRIES: Final = 5
LONGEST_DAYS: Final = 7
"""For how long a code can live."""


@dataclass(frozen=True, slots=True)
class Held:
    """A credential and when it was made."""

    of: Credential
    at: int


@dataclass(slots=True)
class Proposal:
    """A proposal and what became of it; `ended`: adopted or withdrawn, None while it is open."""

    of: Proposed
    at: int
    signatures: dict[str, tuple[Signed, int]] = field(default_factory=dict)
    """By member, with when."""
    ended: Adopted | Withdrawn | None = None
    ended_at: int = 0


class Agreement:
    """Built by `admit`, entry by entry. `text` gives the bytes of a hash, None where they are missing.

    `book` names the book whose history it is: what is signed in one counts nothing in another.
    """

    def __init__(self, text: Callable[[str], bytes | None], book: str) -> None:
        self.book = book
        self._text = text
        self._read: dict[str, Charter] = {}
        self.proposals: dict[str, Proposal] = {}
        self.credentials: dict[str, Held] = {}
        self.tries: dict[str, int] = {}
        self.versions: list[Proposal] = []
        """Adopted, in this order."""

    def admit(self, entry: Entry) -> None:
        """Take the next entry. Raises `Refused`; then nothing has changed."""
        _RULES[type(entry.act)](self, entry.act, entry.at)

    def charter(self, proposal: Proposal) -> Charter:
        """What a proposal says, read from its bytes. Raises `NotWhatWasEntered`."""
        proposed = proposal.of
        if proposed.charter_sha256 not in self._read:
            content = self._kept(proposed.charter_sha256, f"The charter of version {proposed.version}")
            charter, _ = read_charter(content, f"version {proposed.version}")
            said = (proposed.version, proposed.in_force_from, proposed.begins)
            if charter is None or said != (charter.version, first_day(charter), begins(charter) or 0):
                raise refusals.NotWhatWasEntered(f"The charter of version {proposed.version}")
            self._read[proposed.charter_sha256] = charter
        return self._read[proposed.charter_sha256]

    def bytes_of(self, proposal: Proposal) -> bytes:
        """The charter exactly as proposed. Raises `NotWhatWasEntered`."""
        return self._kept(proposal.of.charter_sha256, f"The charter of version {proposal.of.version}")

    def plan_of(self, proposal: Proposal) -> bytes:
        """The plan exactly as proposed. Raises `NotWhatWasEntered`."""
        return self._kept(proposal.of.plan_sha256, f"The plan of version {proposal.of.version}")

    def _kept(self, digest: str, what: str) -> bytes:
        content = self._text(digest)
        if content is None or sha256(content).hexdigest() != digest:
            raise refusals.NotWhatWasEntered(what)
        return content

    def proposal(self, id: str) -> Proposal:
        """The proposal of an id. Raises `UnknownProposal`."""
        if id not in self.proposals:
            raise refusals.UnknownProposal(id)
        return self.proposals[id]

    def open(self, id: str) -> Proposal:
        """A proposal that can still be signed, adopted or withdrawn. Raises `UnknownProposal`, `Ended`."""
        found = self.proposal(id)
        if found.ended:
            how = "adopted" if isinstance(found.ended, Adopted) else "withdrawn"
            raise refusals.Ended(found.of.version, how, found.ended_at)
        return found

    @property
    def base(self) -> str:
        """The proposal adopted last; '' before the first."""
        return self.versions[-1].of.proposal if self.versions else ""

    def in_force(self, at: int) -> Proposal | None:
        """The version that decides at an instant; None before the first begins."""
        number = in_force([version.of.begins for version in self.versions], at)
        return None if number is None else self.versions[number]

    def roll(self, proposal: Proposal, at: int) -> Charter:
        """The charter that says who is in which team when this proposal is signed."""
        if not self.versions:
            return self.charter(proposal)
        return self.charter(self.in_force(at) or self.versions[0])

    def team(self, proposal: Proposal, member: str, at: int) -> TeamName:
        """For which team a member may sign. Raises `NoMember`, `HasLeft`."""
        roll = self.roll(proposal, at)
        if team := team_in(roll, member, at):
            return team
        empty = [team for team in TEAMS if not any(present(roll, team, one, at) for one in roll.teams[team].members)]
        if empty and (team := team_in(self.charter(proposal), member, at)) in empty:
            return team
        for team in TEAMS:
            if member in roll.teams[team].members and (until := roll.teams[team].members[member].until):
                raise refusals.HasLeft(member, until)
        raise refusals.NoMember(member, roll)

    def named(self, proposal: Proposal, member: str, at: int) -> None:
        """Nothing when a member may propose, adopt or withdraw this: the roll or the proposal itself names them.

        Raises `NoMember`.
        """
        roll = self.roll(proposal, at)
        if not (team_in(roll, member, at) or team_in(self.charter(proposal), member, at)):
            raise refusals.NoMember(member, roll)

    def key_of(self, member: str, team: str) -> Held | None:
        """The key by which a member signs for a team: the newest."""
        wanted = ("key", member, team)
        found = (h for h in reversed(self.credentials.values()) if (h.of.kind, h.of.member, h.of.team) == wanted)
        return next(found, None)

    def code_of(self, member: str, proposal: str) -> Held | None:
        """The newest code of a member for a proposal; None also when it was tried too often."""
        wanted = ("code", member, proposal)
        found = (h for h in reversed(self.credentials.values()) if (h.of.kind, h.of.member, h.of.proposal) == wanted)
        newest = next(found, None)
        return newest if newest and self.tries.get(newest.of.id, 0) < MOST_TRIES else None

    def keepers(self, team: str, at: int) -> list[Held]:
        """The keys of a team's members who have not left: those who can vouch."""
        now = self.in_force(at) or (self.versions[0] if self.versions else None)
        held = {h.of.member: h for h in self.credentials.values() if (h.of.kind, h.of.team) == ("key", team)}
        return [h for h in held.values() if now is None or team_in(self.charter(now), h.of.member, at) == team]

    def missing(self, proposal: Proposal, at: int) -> list[TeamName]:
        """The teams of which nobody who is in them now has signed."""
        signed = set()
        for member in proposal.signatures:
            try:
                signed.add(self.team(proposal, member, at))
            except (refusals.NoMember, refusals.HasLeft):
                continue
        return [team for team in TEAMS if team not in signed]

    def _propose(self, act: Proposed, at: int) -> None:
        if act.proposal in self.proposals:
            self.open(act.proposal)
            raise refusals.NotWhatWasEntered("A proposal that was entered before")
        self._follows(act)
        made = Proposal(act, at)
        if not act.in_force_from:
            raise refusals.NoDate
        self._can_begin(made, at)
        self.bytes_of(made)
        if act.plan_sha256:
            self.plan_of(made)
        self.named(made, act.member, at)
        self.proposals[act.proposal] = made

    def _can_begin(self, proposal: Proposal, at: int) -> None:
        """A later version is called otherwise, begins in the future, and not before the last."""
        of = proposal.of
        if any(version.of.version == of.version for version in self.versions):
            raise refusals.VersionTaken(of.version)
        if self.versions and of.begins < at:
            tomorrow = zone(self.charter(proposal).time_zone).day(at + DAY) + EPOCH_ORDINAL
            raise refusals.InThePast(of.in_force_from, date.fromordinal(tomorrow))
        if self.versions and of.begins < (last := self.versions[-1].of).begins:
            raise refusals.BeforeTheLast(of.in_force_from, last.in_force_from, last.version)

    def _enter(self, act: Credential, at: int) -> None:
        if act.id in self.credentials:
            raise refusals.KeyTaken
        if act.kind == "code":
            self.open(act.proposal)
            if not at < act.expires_at <= at + LONGEST_DAYS * DAY:
                raise refusals.BadExpiry(LONGEST_DAYS)
        keepers = self.keepers(act.team, at)
        if keepers:
            voucher = next((held for held in keepers if held.of.id == act.voucher), None)
            if voucher is None or not holds(voucher.of.public, act.vouch, vouched_words(self.book, act, at)):
                raise refusals.NotVouched(act.team, [held.of.member for held in keepers])
        self.credentials[act.id] = Held(act, at)

    def _try(self, act: Tried, at: int) -> None:
        if act.credential not in self.credentials:
            raise refusals.NotWhatWasEntered("A code that was tried")
        self.tries[act.credential] = self.tries.get(act.credential, 0) + 1

    def signable(self, id: str) -> Proposal:
        """A proposal that a member can sign now. Raises `UnknownProposal`, `Ended`, `NoPlan`, `Overtaken`."""
        proposal = self.open(id)
        if not proposal.of.plan_sha256:
            raise refusals.NoPlan
        self._follows(proposal.of)
        return proposal

    def _follows(self, proposed: Proposed) -> None:
        if proposed.base != self.base:
            raise refusals.Overtaken(self.versions[-1].of.version if self.versions else "another")

    def _sign(self, act: Signed, at: int) -> None:
        proposal = self.signable(act.proposal)
        team = self.team(proposal, act.member, at)
        if act.member in proposal.signatures:
            raise refusals.SignedAlready(act.member, proposal.signatures[act.member][1])
        held = self.credentials.get(act.credential)
        if held is None or held.of.member != act.member:
            raise refusals.NotTheirs(act.member)
        if held.of.kind == "key" and self.key_of(act.member, held.of.team) is not held:
            raise refusals.NotTheirs(act.member)
        if held.of.kind == "code":
            self._code_counts(held, act, at)
        if not held.of.team == act.team == team:
            raise refusals.OtherTeam(act.member, team)
        if not holds(held.of.public, act.signature, signed_words(self.book, proposal.of, act.member, team, at)):
            raise refusals.NotTheirs(act.member)
        proposal.signatures[act.member] = (act, at)

    def _code_counts(self, held: Held, act: Signed, at: int) -> None:
        if held.of.proposal != act.proposal or self.tries.get(held.of.id, 0) > MOST_TRIES:
            raise refusals.NotTheirs(act.member)
        if not held.at <= at < held.of.expires_at:
            raise refusals.CodeExpired(act.member, held.of.expires_at)

    def _adopt(self, act: Adopted, at: int) -> None:
        proposal = self.signable(act.proposal)
        self.named(proposal, act.member, at)
        if missing := self.missing(proposal, at):
            raise refusals.NotSigned(missing)
        self._can_begin(proposal, at)
        self.charter(proposal)
        proposal.ended, proposal.ended_at = act, at
        self.versions.append(proposal)

    def _withdraw(self, act: Withdrawn, at: int) -> None:
        proposal = self.open(act.proposal)
        self.named(proposal, act.member, at)
        proposal.ended, proposal.ended_at = act, at


_RULES: Final[dict[type[Act], Callable[..., None]]] = {
    Proposed: Agreement._propose,
    Credential: Agreement._enter,
    Tried: Agreement._try,
    Signed: Agreement._sign,
    Adopted: Agreement._adopt,
    Withdrawn: Agreement._withdraw,
}


def first_day(charter: Charter) -> str:
    """The day from which a charter says that it holds, ISO 8601; '' when it says none."""
    return charter.in_force_from.isoformat() if charter.in_force_from else ""


def team_in(charter: Charter, member: str, at: int) -> TeamName | None:
    """The team in which a charter names a member who has not left; None for nobody."""
    named = (team for team in TEAMS if member in charter.teams[team].members)
    return next((team for team in named if present(charter, team, member, at)), None)


def present(charter: Charter, team: TeamName, member: str, at: int) -> bool:
    """Whether a member of the charter's team is still in it on the day of an instant, in the charter's zone."""
    until = charter.teams[team].members[member].until
    return until is None or zone(charter.time_zone).day(at) + EPOCH_ORDINAL <= until.toordinal()

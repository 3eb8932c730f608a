"""Why an act on an agreement is refused; each error owns its sentence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from tandem.charter.model import Charter
from tandem.charter.suggestion import did_you_mean
from tandem.vocabulary import TandemError


class Refused(TandemError):
    """The act is not possible, and nothing was changed."""


class UnknownProposal(Refused):
    """The history has no such proposal."""

    def __init__(self, proposal: str) -> None:
        super().__init__(f"There is no proposal {proposal}. All of them: tandem charter history.")


class NoMember(Refused):
    """The member is not named by the charter that says who may sign."""

    def __init__(self, member: str, charter: Charter) -> None:
        names = sorted(name for side in charter.teams.values() for name in side.members)
        hint = did_you_mean(member, names)
        super().__init__(f"'{member}' is a member of neither team in version {charter.version}. {hint}".strip())


class HasLeft(Refused):
    """The member is not in the team any more."""

    def __init__(self, member: str, until: date) -> None:
        super().__init__(f"'{member}' left the team on {until}; somebody who is in it must sign.")


class OtherTeam(Refused):
    """The credential was made for a member of the other team."""

    def __init__(self, member: str, team: str) -> None:
        super().__init__(
            f"'{member}' is in {team} now, and this key or code was made for the other team. Make a new one."
        )


class NoPlan(Refused):
    """Nobody signs, and nothing is adopted, without a plan."""

    def __init__(self) -> None:
        super().__init__(
            "The proposal has no plan, so nobody knows what it would change. "
            "Make one (tandem plan CHARTER) and propose both: tandem propose CHARTER --plan PLAN.json"
        )


class Ended(Refused):
    """The proposal was adopted or withdrawn."""

    def __init__(self, version: str, how: str, at: int) -> None:
        super().__init__(f"The proposal of version {version} was {how} on {day(at)}. An edited file is a new proposal.")


class Overtaken(Refused):
    """Another version was adopted since the proposal was made."""

    def __init__(self, version: str) -> None:
        super().__init__(
            f"Version {version} was adopted after this was proposed, so its plan compares with what is no longer "
            "agreed. Make a new plan and propose again."
        )


class SignedAlready(Refused):
    """A member signs a proposal once."""

    def __init__(self, member: str, at: int) -> None:
        super().__init__(f"'{member}' signed this proposal on {day(at)} already.")


class NotTheirs(Refused):
    """The key or code is not the member's, or not for this."""

    def __init__(self, member: str) -> None:
        super().__init__(
            f"This is not the key by which '{member}' signs. "
            f"Everybody signs with their own: tandem member key {member} --out FILE"
        )


class WrongCode(Refused):
    """No live code of this member for this proposal is spelled so."""

    def __init__(self, member: str, left: int) -> None:
        tries = f"{left} more {'try' if left == 1 else 'tries'}" if left else "no more tries: let a new code be made"
        super().__init__(f"This is not the code that was made for '{member}' and this proposal; {tries}.")


class NoCode(Refused):
    """No code was made for this member and this proposal, or it was tried too often."""

    def __init__(self, member: str) -> None:
        super().__init__(
            f"There is no code that '{member}' could sign this proposal with. "
            f"Make one: tandem member code {member} --for PROPOSAL"
        )


class CodeExpired(Refused):
    """The code's time is over."""

    def __init__(self, member: str, at: int) -> None:
        super().__init__(f"The code for '{member}' expired on {moment(at)}. Let a new one be made.")


class NotVouched(Refused):
    """A key or code of a team that has keys already must be vouched for by one of them."""

    def __init__(self, team: str, names: Iterable[str]) -> None:
        super().__init__(
            f"Members of {team} have keys already, so one of them must vouch for another key or code, "
            f"lest somebody else sign for the team: --vouch KEY_FILE of {' or '.join(sorted(names))}."
        )


class KeyTaken(Refused):
    """A key belongs to one member, once."""

    def __init__(self) -> None:
        super().__init__("This key is in the book already; everybody has a key of their own. Make a new one.")


class BadExpiry(Refused):
    """A code lives for some minutes to some days."""

    def __init__(self, days: int) -> None:
        super().__init__(f"A code must expire, at the latest after {days} days.")


class NotSigned(Refused):
    """A team has not signed."""

    def __init__(self, teams: Iterable[str]) -> None:
        super().__init__(
            f"Nobody of {' and nobody of '.join(teams)} has signed this. "
            "Both teams must: tandem sign PROPOSAL --as MEMBER"
        )


class InThePast(Refused):
    """A later version cannot begin on a day that has begun: that would rewrite history."""

    def __init__(self, first: str, earliest: date) -> None:
        super().__init__(
            f"in_force_from is {first}, and what happened since was decided by the version in force then. "
            f"Write {earliest} or a later day, and propose it anew with its plan."
        )


class BeforeTheLast(Refused):
    """Versions begin in the order in which they are adopted."""

    def __init__(self, first: str, last: str, version: str) -> None:
        super().__init__(
            f"in_force_from is {first}, and version {version}, adopted before, begins on {last}. Write {last} or later."
        )


class VersionTaken(Refused):
    """Two versions cannot be called the same."""

    def __init__(self, version: str) -> None:
        super().__init__(f"Version {version} was adopted already. Give this one another `version`.")


class NoDate(Refused):
    """A charter without a date can never be in force."""

    def __init__(self) -> None:
        super().__init__("The charter does not say from when it holds. Add a line like: in_force_from: 2027-01-01")


class NotWhatWasEntered(Refused):
    """An entry and the bytes or signature that it stands on do not belong together."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is not what was entered.")


def day(at: int) -> str:
    """The UTC date of an instant."""
    return moment(at)[:10]


def moment(at: int) -> str:
    """An instant in UTC, to the minute."""
    return f"{datetime.fromtimestamp(at / 1_000_000, UTC):%Y-%m-%d %H:%M} UTC"

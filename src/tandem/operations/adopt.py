"""`tandem adopt` and `tandem withdraw`: how a proposal ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.operations.agreement_book import acting, find_proposal
from tandem.operations.answers import Result
from tandem.vocabulary import TandemError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tandem.operations.workspace import Workspace


class NoReason(TandemError):
    """Who withdraws a proposal says why."""

    exit_code = 2

    def __init__(self) -> None:
        super().__init__("Say why, so that the other team knows: --reason TEXT")


def adopt_result(
    workspace: Workspace, proposal: str, member: str, at: int, *, commit_point: Callable[[str], None] | None = None
) -> Result:
    """Make a proposal that a member of each team signed the next version, in force from its date. `at`: now, UTC µs.

    Raises `NoSuchProposal`, `Refused`, `Tampered`.
    """
    from tandem.charter.adoption.acts import Adopted
    from tandem.operations.propose import proposal_row

    with acting(workspace, commit_point) as now:
        found = find_proposal(now.agreement, proposal)
        now.add(Adopted(found.of.proposal, member), at)
    return Result(
        kind="command",
        name="adopt",
        rows=[proposal_row(found)],
        shown=("proposal", "version", "in_force_from", "signed_by"),
        done=f"Version {found.of.version} is adopted, and in force from {found.of.in_force_from}. "
        "All versions: tandem charter history",
    )


def withdraw_result(
    workspace: Workspace,
    proposal: str,
    member: str,
    reason: str,
    at: int,
    *,
    commit_point: Callable[[str], None] | None = None,
) -> Result:
    """Take a proposal back, or turn it down, with a reason. `at`: now, UTC µs.

    Raises `NoReason`, `NoSuchProposal`, `Refused`, `Tampered`.
    """
    from tandem.charter.adoption.acts import Withdrawn
    from tandem.operations.propose import proposal_row

    if not reason.strip():
        raise NoReason
    with acting(workspace, commit_point) as now:
        found = find_proposal(now.agreement, proposal)
        now.add(Withdrawn(found.of.proposal, member, reason.strip()), at)
    return Result(
        kind="command",
        name="withdraw",
        rows=[proposal_row(found)],
        shown=("proposal", "version", "status", "proposed_by", "signed_by"),
        done=f"The proposal of version {found.of.version} is withdrawn; nobody can sign or adopt it any more.",
    )

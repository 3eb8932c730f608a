"""`tandem sign`: a member signs exactly one charter and plan, with their own key or a one-time code."""

from __future__ import annotations

from dataclasses import dataclass
from hmac import compare_digest
from typing import TYPE_CHECKING

from tandem.operations.agreement_book import acting, find_proposal
from tandem.operations.answers import Result
from tandem.operations.members import OwnKey, pepper
from tandem.vocabulary import TandemError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from tandem.operations.workspace import Workspace


class NotWhatWasRead(TandemError):
    """A file that the member read is not what was proposed."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is neither the charter nor the plan of this proposal, to the byte; nothing was signed. "
            "Read what was proposed with: tandem charter show PROPOSAL"
        )


class NothingTyped(TandemError):
    """No code was typed in; that is no try."""

    exit_code = 2

    def __init__(self) -> None:
        super().__init__("No code was typed in, so none was tried. Without a terminal it is a line of standard input.")


@dataclass(frozen=True, slots=True)
class Read:
    """A file that the signing member has read, and means to sign."""

    name: str
    content: bytes


def sign_result(
    workspace: Workspace,
    proposal: str,
    member: str,
    at: int,
    by: OwnKey | str,
    *,
    read: Sequence[Read] = (),
    commit_point: Callable[[str], None] | None = None,
) -> Result:
    """Sign a proposal as a member, `by` their own key or a one-time code. `at`: now, UTC µs.

    `read`: files that must be its charter or its plan. Nothing changes when it is refused, but that a code's tries are
    counted. Raises `NoSuchProposal`, `NotWhatWasRead`, `BadKeyFile`, `Refused`, `Tampered`.
    """
    from tandem.charter.adoption.acts import Signed
    from tandem.charter.adoption.keys import public_of, signed_words
    from tandem.operations.propose import proposal_row

    key = _of_code(workspace, proposal, member, at, by) if isinstance(by, str) else by.open()
    with acting(workspace, commit_point) as now:
        found = find_proposal(now.agreement, proposal)
        _was_read(found.of.charter_sha256, found.of.plan_sha256, read)
        team = now.agreement.team(found, member, at)
        signature = key.sign(signed_words(now.agreement.book, found.of, member, team, at)).hex()
        credential = fingerprint(public_of(key))
        now.add(Signed(found.of.proposal, member, team, credential, signature), at)
        missing = now.agreement.missing(found, at)
    done = f"{' and '.join(missing)} must still sign" if missing else "both teams have signed"
    then = "sign" if missing else "adopt"
    return Result(
        kind="command",
        name="sign",
        rows=[proposal_row(found)],
        shown=("proposal", "version", "in_force_from", "signed_by"),
        done=f"'{member}' signed for {team}; {done}. Next: tandem {then} {found.of.proposal[:8]} --as MEMBER "
        f"--workspace {workspace.root}",
    )


def fingerprint(public: str) -> str:
    """The id of the credential with this public key."""
    from tandem.charter.adoption.acts import Credential

    return Credential("key", "", "", public, "", 0, "", "").id


def _was_read(charter_sha256: str, plan_sha256: str, read: Sequence[Read]) -> None:
    from hashlib import sha256

    for one in read:
        if sha256(one.content).hexdigest() not in (charter_sha256, plan_sha256):
            raise NotWhatWasRead(one.name)


def _of_code(workspace: Workspace, proposal: str, member: str, at: int, code: str) -> Ed25519PrivateKey:
    """The key of a one-time code. The try is counted, durably, before the code is looked at.

    Raises `NoCode`, `CodeExpired`, `WrongCode`, and what makes the proposal impossible to sign.
    """
    from tandem.charter.adoption.acts import Tried
    from tandem.charter.adoption.agreement import MOST_TRIES
    from tandem.charter.adoption.keys import key_of_code, public_of
    from tandem.charter.adoption.refusals import CodeExpired, NoCode, SignedAlready, WrongCode

    with acting(workspace) as now:
        found = now.agreement.signable(find_proposal(now.agreement, proposal).of.proposal)
        now.agreement.team(found, member, at)
        if member in found.signatures:
            raise SignedAlready(member, found.signatures[member][1])
        held = now.agreement.code_of(member, found.of.proposal)
        if held is None:
            raise NoCode(member)
        if at >= held.of.expires_at:
            raise CodeExpired(member, held.of.expires_at)
        if not code.strip():
            raise NothingTyped
        now.add(Tried(held.of.id), at)
        left = MOST_TRIES - now.agreement.tries[held.of.id]
    key = key_of_code(code, pepper(workspace), member, found.of.proposal, held.at)
    if not compare_digest(public_of(key), held.of.public):
        raise WrongCode(member, left)
    return key

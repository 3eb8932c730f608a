"""`tandem member key` and `tandem member code`: by what a member signs.

The private key leaves in a file under a passphrase; the book keeps the public half. A code is shown once; the book
keeps the public half of the key that it stands for.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tandem.operations.agreement_book import Acting, acting, find_proposal
from tandem.operations.answers import Result
from tandem.operations.charter_file import load_charter
from tandem.vocabulary import TandemError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from tandem.charter.adoption.acts import Credential
    from tandem.charter.model import TeamName
    from tandem.operations.workspace import Workspace

SHORTEST_PASSPHRASE = 10
HOUR = 3_600_000_000


class BadKeyFile(TandemError):
    """A file is no key of Tandem's, or the passphrase does not open it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}: this is no member's key, or the passphrase is another one. Nothing was done.")


class WeakPassphrase(TandemError):
    """A passphrase that is soon guessed protects nothing."""

    exit_code = 2

    def __init__(self) -> None:
        super().__init__(f"The passphrase must have at least {SHORTEST_PASSPHRASE} characters; a sentence is best.")


class FileThere(TandemError):
    """A key is never written over another file."""

    exit_code = 2

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is there already; a key is not written over it. Choose another name.")


@dataclass(frozen=True, slots=True)
class OwnKey:
    """A member's key file as read, and its passphrase."""

    name: str
    content: bytes
    passphrase: str

    def open(self) -> Ed25519PrivateKey:
        """The private key. Raises `BadKeyFile`."""
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        try:
            key = load_pem_private_key(self.content, self.passphrase.encode())
        except (ValueError, TypeError, UnsupportedAlgorithm) as why:
            raise BadKeyFile(self.name) from why
        if not isinstance(key, Ed25519PrivateKey):
            raise BadKeyFile(self.name)
        return key


def key_result(
    workspace: Workspace, member: str, out: Path, passphrase: str, at: int, voucher: OwnKey | None = None
) -> Result:
    """Make a member's key: the private half to the file `out` (mode 0600), the public half into the book.

    `voucher`: the member's key before, or a colleague's; only the first key of a team needs none. `at`: now, UTC µs.
    Raises `WeakPassphrase`, `FileThere`, `BadKeyFile`, `Refused`, `Tampered`.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from tandem.charter.adoption.keys import public_of

    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise WeakPassphrase
    key = Ed25519PrivateKey.generate()
    _write_private(out, _sealed(key, passphrase))
    try:
        with acting(workspace) as now:
            team = _team(now, workspace, member, at)
            entered = _enter(now, "key", member, team, public_of(key), at, voucher)
    except BaseException:
        out.unlink()
        raise
    return Result(
        kind="command",
        name="member key",
        rows=[{"member": member, "team": team, "fingerprint": entered.id, "vouched_by": _voucher(now, entered)}],
        notes=() if entered.voucher else (_TRUSTED,),
        done=f"{out} is the key of '{member}': keep it and its passphrase where nobody else reads them.",
    )


def code_result(
    workspace: Workspace, member: str, proposal: str, at: int, *, hours: int = 24, voucher: OwnKey | None = None
) -> Result:
    """Make a one-time code by which a member can sign one proposal. It is in the answer, and nowhere else.

    `hours`: how long it lives; `voucher` as for a key. `at`: now, UTC µs.
    Raises `NoSuchProposal`, `BadKeyFile`, `Refused`, `Tampered`.
    """
    from tandem.charter.adoption.keys import CODE_LENGTH, key_of_code, public_of, spelled
    from tandem.charter.adoption.refusals import moment

    code = spelled(secrets.token_bytes(CODE_LENGTH))
    with acting(workspace) as now:
        found = now.agreement.signable(find_proposal(now.agreement, proposal).of.proposal)
        team = now.agreement.team(found, member, at)
        public = public_of(key_of_code(code, pepper(workspace), member, found.of.proposal, at))
        entered = _enter(now, "code", member, team, public, at, voucher, found.of.proposal, at + hours * HOUR)
    return Result(
        kind="command",
        name="member code",
        rows=[{"member": member, "team": team, "code": code, "expires": moment(entered.expires_at)}],
        notes=() if entered.voucher else (_TRUSTED,),
        done=f"Hand it to '{member}' alone; it is not shown again. "
        f"They sign with: tandem sign {found.of.proposal[:8]} --as {member} --code",
    )


_TRUSTED = (
    "Taken on trust: no member of this team has a key that could vouch for it. "
    "The history shows it so to both teams for ever."
)


def pepper(workspace: Workspace) -> bytes:
    """A secret of the workspace without which a code cannot be tried out on a copy of the book."""
    return blake2b(b"one-time codes", key=workspace.key, digest_size=32).digest()


def _enter(
    now: Acting, kind: Literal["key", "code"], member: str, team: TeamName, public: str, at: int,
    voucher: OwnKey | None, proposal: str = "", expires_at: int = 0,
) -> Credential:  # fmt: skip
    from tandem.charter.adoption.acts import Credential
    from tandem.charter.adoption.keys import public_of, vouched_words

    bare = Credential(kind, member, team, public, proposal, expires_at, "", "")
    if voucher is not None:
        key = voucher.open()
        known = Credential("key", "", "", public_of(key), "", 0, "", "").id
        bare = replace(bare, voucher=known, vouch=key.sign(vouched_words(now.agreement.book, bare, at)).hex())
    now.add(bare, at)
    return bare


def _team(now: Acting, workspace: Workspace, member: str, at: int) -> TeamName:
    """The team of a member as the version in force names them, else as charter.yaml does. Raises `NoMember`."""
    from tandem.charter.adoption.agreement import team_in
    from tandem.charter.adoption.refusals import NoMember

    agreement = now.agreement
    standing = agreement.in_force(at) or next(iter(agreement.versions), None)
    known = agreement.charter(standing) if standing else load_charter(workspace.charter)
    if not (team := team_in(known, member, at)):
        known = load_charter(workspace.charter)
        team = team_in(known, member, at)
    if not team:
        raise NoMember(member, known)
    return team


def _voucher(now: Acting, entered: Credential) -> str:
    return now.agreement.credentials[entered.voucher].of.member if entered.voucher else ""


def _sealed(key: Ed25519PrivateKey, passphrase: str) -> bytes:
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase.encode()))


def _write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, and never over another. Raises `FileThere`."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as why:
        raise FileThere(path) from why
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())

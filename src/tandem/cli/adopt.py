"""Commands by which both teams agree: propose, sign, adopt, withdraw, member key and code, charter history and show."""

from __future__ import annotations

import getpass
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tandem.cli.charter import charter_group
from tandem.cli.options import HERE, FormatOption, WorkspaceOption
from tandem.cli.output import Format, show

if TYPE_CHECKING:
    from tandem.operations.members import OwnKey

member_group = typer.Typer(help="By what a member signs.", no_args_is_help=True)

AsOption = Annotated[str, typer.Option("--as", metavar="MEMBER", help="Your key in the charter's `teams`.")]
ProposalArgument = Annotated[
    str, typer.Argument(metavar="PROPOSAL", help="Its version, or the first digits of its id.")
]
VouchOption = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="The key file that vouches: the member's own before, or a colleague's."),
]


def join(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (propose, sign, adopt, withdraw):
        app.command()(command)
    app.add_typer(member_group, name="member")


def propose(
    charter: Annotated[Path, typer.Argument(metavar="CHARTER", help="The file that both teams should sign.")],
    member: AsOption,
    plan: Annotated[Path | None, typer.Option(metavar="PLAN.json", help="What `tandem plan` wrote about it.")] = None,
    workspace: WorkspaceOption = HERE,
    form: FormatOption = Format.TABLE,
) -> None:
    """Put a charter, with its plan, to both teams. Refused while it has faults or a proof fails."""
    from tandem.operations.charter_file import file_bytes
    from tandem.operations.propose import propose_result
    from tandem.operations.workspace import Workspace

    content, planned = file_bytes(charter), file_bytes(plan) if plan else None
    space, named = Workspace.open(workspace), plan.name if plan else ""
    show(propose_result(space, content, planned, member, _now(), file=charter.name, plan_file=named), form)


def sign(
    proposal: ProposalArgument,
    member: AsOption,
    key: Annotated[Path | None, typer.Option(metavar="FILE", help="Your key; its passphrase is asked for.")] = None,
    code: Annotated[bool, typer.Option("--code", help="Sign by a one-time code instead; it is asked for.")] = False,
    read: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="A charter or plan that you read: refused if it is another."),
    ] = None,
    workspace: WorkspaceOption = HERE,
    form: FormatOption = Format.TABLE,
) -> None:
    """Sign a proposal for your team, with your own key or a one-time code."""
    from tandem.operations.charter_file import file_bytes
    from tandem.operations.sign import Read, sign_result
    from tandem.operations.workspace import Workspace

    if (key is None) is not code:
        raise typer.BadParameter("sign with --key FILE, or with --code")
    space = Workspace.open(workspace)
    by = _own_key(key) if key else _secret("One-time code")
    files = [Read(path.name, file_bytes(path)) for path in read or ()]
    show(sign_result(space, proposal, member, _now(), by, read=files), form)


def adopt(
    proposal: ProposalArgument, member: AsOption, workspace: WorkspaceOption = HERE, form: FormatOption = Format.TABLE
) -> None:
    """Make a proposal that a member of each team signed the next version, in force from its date."""
    from tandem.operations.adopt import adopt_result
    from tandem.operations.workspace import Workspace

    show(adopt_result(Workspace.open(workspace), proposal, member, _now()), form)


def withdraw(
    proposal: ProposalArgument,
    member: AsOption,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why; kept for ever, so name no buyer in it.")],
    workspace: WorkspaceOption = HERE,
    form: FormatOption = Format.TABLE,
) -> None:
    """Take a proposal back, or turn it down, with a reason."""
    from tandem.operations.adopt import withdraw_result
    from tandem.operations.workspace import Workspace

    show(withdraw_result(Workspace.open(workspace), proposal, member, reason, _now()), form)


@member_group.command("key")
def key_(
    member: Annotated[str, typer.Argument(metavar="MEMBER", help="Their key in the charter's `teams`.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where the private key goes; never over another file.")],
    vouch: VouchOption = None,
    workspace: WorkspaceOption = HERE,
    form: FormatOption = Format.TABLE,
) -> None:
    """Make a member's own key: a file under a passphrase for them, the public half for the book."""
    from tandem.operations.members import key_result
    from tandem.operations.workspace import Workspace

    space = Workspace.open(workspace)
    voucher = _own_key(vouch) if vouch else None
    passphrase = _secret("A passphrase for the new key", again="The same passphrase again")
    show(key_result(space, member, out, passphrase, _now(), voucher), form)


@member_group.command()
def code(
    member: Annotated[str, typer.Argument(metavar="MEMBER", help="Who will sign by it.")],
    proposal: Annotated[str, typer.Option("--for", metavar="PROPOSAL", help="What they will sign.")],
    hours: Annotated[int, typer.Option(min=1, max=168, help="How long it lives.")] = 24,
    vouch: VouchOption = None,
    workspace: WorkspaceOption = HERE,
    form: FormatOption = Format.TABLE,
) -> None:
    """Print a one-time code by which one member can sign one proposal."""
    from tandem.operations.members import code_result
    from tandem.operations.workspace import Workspace

    space = Workspace.open(workspace)
    voucher = _own_key(vouch) if vouch else None
    show(code_result(space, member, proposal, _now(), hours=hours, voucher=voucher), form)


@charter_group.command()
def history(
    verify: Annotated[
        bool, typer.Option("--verify", help="List what is wrong with it; nothing, when all holds.")
    ] = False,
    seal: Annotated[
        str, typer.Option(metavar="SEAL", help="A seal noted earlier, that the history must contain.")
    ] = "",
    workspace: WorkspaceOption = HERE,
    form: FormatOption = Format.TABLE,
) -> None:
    """Who proposed, signed and adopted what, and when. Everything is verified while it is read."""
    from tandem.operations.charter_history import history_result
    from tandem.operations.workspace import Workspace

    result = history_result(Workspace.open(workspace), verify=verify, seal=seal)
    show(result, form)
    if result.failed:
        raise typer.Exit(1)


@charter_group.command("show")
def show_(
    version: Annotated[str, typer.Argument(metavar="VERSION", help="Or a proposal; default: what is in force.")] = "",
    plan: Annotated[bool, typer.Option("--plan", help="Its plan instead.")] = False,
    workspace: WorkspaceOption = HERE,
) -> None:
    """Print the exact text of a version or a proposal."""
    from tandem.operations.charter_history import text_of
    from tandem.operations.workspace import Workspace

    content = text_of(Workspace.open(workspace), version, _now(), plan=plan)
    if hasattr(sys.stdout, "buffer"):
        sys.stdout.buffer.write(content)
    else:
        sys.stdout.write(content.decode())


def _own_key(path: Path) -> OwnKey:
    from tandem.operations.charter_file import file_bytes
    from tandem.operations.members import OwnKey

    return OwnKey(path.name, file_bytes(path), _secret(f"The passphrase of {path.name}"))


def _secret(what: str, again: str = "") -> str:
    """Asked without an echo on a terminal, else the next line of standard input. Never an argument: those are seen.

    `again`: on a terminal a new secret is asked for twice, for nobody sees a slip of the finger.
    """
    if sys.stdin.isatty():
        secret = getpass.getpass(f"{what}: ")
        if again and getpass.getpass(f"{again}: ") != secret:
            raise typer.BadParameter("the two passphrases differ; nothing was done")
        return secret
    return sys.stdin.readline().rstrip("\r\n")


def _now() -> int:
    """This instant, UTC µs."""
    return time.time_ns() // 1_000

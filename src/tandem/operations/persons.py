"""`tandem data identities` and `tandem data erase` as answers: who is who, and who is to be forgotten."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tandem.operations.answers import Result
from tandem.operations.setting import Advance, stamps
from tandem.vocabulary import TandemError

if TYPE_CHECKING:
    from tandem.operations.workspace import Workspace

IDENTITIES = "data identities"
ENOUGH = 12
"""Hex digits of an id that a person is shown; commands take as many."""


class NotSure(TandemError):
    """Erasing was asked for without saying that it is meant."""

    exit_code = 2

    def __init__(self, who: str, records: int) -> None:
        super().__init__(
            f"This would destroy the names, addresses and free text of {who} ({records} records), for good. "
            "Nothing was erased. If you mean it, say so with --yes."
        )


def identities_result(workspace: Workspace, person: str = "", on_progress: Advance | None = None) -> Result:
    """Who might be one person, the likeliest first; with `person`, every link that makes their records one."""
    from tandem.operations.identity import joins_of, suggestions

    _fresh(workspace, on_progress)
    if person:
        rows = [{**join, "revoke": join["link"].hex()[:ENOUGH]} for join in joins_of(workspace, person)]
        done = (
            f"Take one back with: tandem data identities --revoke LINK --workspace {workspace.root}"
            if rows
            else "Nothing joins their records."
        )
        return _answer(workspace, IDENTITIES, rows, done, ("revoke", "reason", "left", "right", "tool", "holds"))
    rows = [
        {
            **found,
            "confirm": f"{found['left'].hex()[:ENOUGH]} {found['right'].hex()[:ENOUGH]}",
            "reasons": "; ".join(found["reasons"]),
        }
        for found in suggestions(workspace)
    ]
    done = (
        f"Join two with: tandem data identities --confirm LEFT RIGHT --workspace {workspace.root}"
        if rows
        else "Nobody seems to be there twice."
    )
    return _answer(workspace, IDENTITIES, rows, done, ("confirm", "left_name", "right_name", "score", "reasons"))


def confirm_result(workspace: Workspace, left: str, right: str, by: str, on_progress: Advance | None = None) -> Result:
    """`by` says that two are one person. Raises `NobodyFound`, `SeveralFound`, `SamePerson`."""
    from tandem.operations.identity import confirm

    _fresh(workspace, on_progress)
    link = confirm(workspace, left, right, by=by, at=_now()).hex()
    back = f"tandem data identities --revoke {link[:ENOUGH]} --workspace {workspace.root}"
    return _answer(
        workspace, IDENTITIES, [{"link": link, "holds": True}], f"They are one person. Take it back with: {back}"
    )


def revoke_result(workspace: Workspace, link: str, *, again: bool = False) -> Result:
    """Take a link back; with `again`, let it hold again. Raises `NoSuchLink`."""
    from tandem.operations.identity import restore, revoke

    changed = (restore if again else revoke)(workspace, link, at=_now())
    state = "holds again" if again else "is taken back"
    done = f"The link {state}." if changed else f"The link {state} already; nothing was changed."
    return _answer(workspace, IDENTITIES, [{"link": link, "holds": again}], done)


def erase_result(workspace: Workspace, person: str, *, sure: bool, on_progress: Advance | None = None) -> Result:
    """Erase all that the book knows by name of a person. Raises `NotSure`, `NobodyFound`, `SeveralFound`."""
    from tandem.operations.identity import records_of_person
    from tandem.operations.privacy import erase

    _fresh(workspace, on_progress)
    refs = records_of_person(workspace, person)
    if not sure:
        raise NotSure(f"'{person}'", len(refs))
    erased = erase(workspace, refs, _now())
    return _answer(
        workspace,
        "data erase",
        [{"records": erased.keys, "rejects": erased.rejects}],
        "Erased. Their events stay, without a name, so that sums stay equal.",
        note="Exported files, rescue lists and backups may still name them: those are yours to delete.",
    )


def _answer(
    workspace: Workspace, name: str, rows: list[dict[str, Any]], done: str, shown: tuple[str, ...] = (), note: str = ""
) -> Result:
    charter, data = stamps(workspace)
    notes = [note] if note else []
    return Result("command", name, rows, charter=charter, data=data, notes=notes, done=done, shown=shown)


def _fresh(workspace: Workspace, on_progress: Advance | None) -> None:
    from tandem.operations.build_lens import build_lens

    build_lens(workspace, on_progress=on_progress)


def _now() -> int:
    return round(datetime.now(UTC).timestamp() * 1_000_000)

"""`tandem charter history` and `tandem charter show`: what was agreed, by whom, when, and whether it still stands."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from tandem.operations.agreement_book import find_proposal
from tandem.operations.answers import Result
from tandem.vocabulary import TandemError

if TYPE_CHECKING:
    from tandem.charter.adoption.acts import Act, Entry
    from tandem.charter.adoption.agreement import Agreement
    from tandem.operations.workspace import Workspace
    from tandem.store.agreements import History


SEAL: Final = re.compile("[0-9a-f]{64}")


class NothingAdopted(TandemError):
    """No version was adopted yet."""

    def __init__(self, file: str) -> None:
        super().__init__(
            f"No version is adopted yet; {file} counts over all history. Propose it: tandem propose {file}"
        )


class NotYetInForce(TandemError):
    """Versions are adopted, and none has begun."""

    def __init__(self, version: str, day: str) -> None:
        super().__init__(
            f"Nothing is in force yet: version {version} begins on {day}. Read it with: tandem charter show {version}"
        )


class NoSeal(TandemError):
    """What was given as a seal cannot be one."""

    exit_code = 2

    def __init__(self, text: str) -> None:
        super().__init__(f"'{text}' is no seal: a seal has 64 digits, 0 to 9 and a to f. Take it from your note whole.")


def history_result(workspace: Workspace, *, verify: bool = False, seal: str = "") -> Result:
    """Every entry of the agreement's history: versions, signatures, dates, hashes. All is verified while it is read.

    `verify` lists what is wrong instead. `seal`: one that was noted earlier; when the history does not lead past it any
    more, entries were cut off. The result has `failed` when anything is wrong. Raises `NoSeal`.
    """
    from tandem.store.agreements import AgreementBook

    if seal and not SEAL.fullmatch(seal.lower()):
        raise NoSeal(seal)
    with workspace.open_book() as book:
        history = AgreementBook(book).history()
    faults = [str(fault) for fault in history.faults]
    if seal and seal.lower() not in {known.hex() for known in history.seals}:
        faults.append("The seal is not in this history: entries that were there when it was noted are gone or changed.")
    entries = [entry for entry in history.entries if entry.act.__class__.__name__ != "Tried"]
    return Result(
        kind="command",
        name="charter history",
        rows=[{"wrong": fault} for fault in faults] if verify else [_row(entry, history) for entry in entries],
        shown=() if verify else ("at", "what", "version", "who", "by", "hash"),
        notes=() if verify else faults,
        done=_verdict(history, faults),
        failed=bool(faults),
    )


def _verdict(history: History, faults: list[str]) -> str:
    if faults:
        does = "claim does" if len(faults) == 1 else "claims do"
        return f"{len(faults)} {does} not hold: the book was changed by hand, or cut."
    signatures = sum(len(proposal.signatures) for proposal in history.agreement.proposals.values())
    told = (
        f"{_number(len(history.entries), 'entry', 'entries')}, {_number(signatures, 'signature', 'signatures')}, "
        f"{_number(len(history.agreement.versions), 'version', 'versions')}: all as they were entered."
    )
    if not history.entries:
        return f"{told} Next: tandem propose CHARTER"
    return f"{told} Newest seal, to note elsewhere: {history.head.hex()}"


def _number(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def _row(entry: Entry, history: History) -> dict[str, object]:
    from tandem.charter.adoption.acts import kind_of

    moment = datetime.fromtimestamp(entry.at / 1_000_000, UTC).isoformat(timespec="seconds")
    proposal = history.agreement.proposals.get(getattr(entry.act, "proposal", ""))
    of = proposal.of if proposal else None
    return {
        "number": entry.number,
        "at": moment.replace("+00:00", "Z"),
        "what": kind_of(entry.act),
        "version": of.version if of else "",
        "in_force_from": of.in_force_from if of else "",
        "who": entry.act.member if hasattr(entry.act, "member") else "",
        "team": getattr(entry.act, "team", ""),
        "by": _by(entry.act, history.agreement),
        "hash": _hash(entry.act),
        "proposal": of.proposal if of else "",
        "charter_sha256": of.charter_sha256 if of else "",
        "plan_sha256": of.plan_sha256 if of else "",
        "seal": history.seals[entry.number - 1].hex() if entry.number <= len(history.seals) else "",
    }


def _hash(act: Act) -> str:
    """The first digits of what an entry is about: the charter proposed, the key made, the proposal signed."""
    from tandem.charter.adoption.acts import Credential, Proposed

    if isinstance(act, Credential):
        return act.id[:12]
    return act.charter_sha256[:12] if isinstance(act, Proposed) else str(getattr(act, "proposal", ""))[:12]


def _by(act: Act, agreement: Agreement) -> str:
    """By what an entry stands: the key of a signature, who vouched for a key, the reason of a withdrawal."""
    from tandem.charter.adoption.acts import Credential, Proposed, Signed, Withdrawn

    if isinstance(act, Signed):
        held = agreement.credentials.get(act.credential)
        return f"{held.of.kind} {act.credential[:12]} for {act.team}" if held else "unknown"
    if isinstance(act, Credential):
        voucher = agreement.credentials.get(act.voucher)
        return f"{act.kind} for {act.team}, " + (f"vouched for by {voucher.of.member}" if voucher else "on trust")
    if isinstance(act, Withdrawn):
        return act.reason
    if isinstance(act, Proposed):
        return f"with plan {act.plan_sha256[:12]}" if act.plan_sha256 else "without a plan"
    return ""


def text_of(workspace: Workspace, words: str, at: int, *, plan: bool = False) -> bytes:
    """The exact bytes of a version or a proposal, or of its plan; without words the version in force at `at` (UTC µs).

    Raises `NothingAdopted`, `NotYetInForce`, `NoSuchProposal`, `NoPlan`, `Tampered`.
    """
    from tandem.charter.adoption.refusals import NoPlan
    from tandem.store.agreements import AgreementBook

    with workspace.open_book() as book:
        agreement = AgreementBook(book).sound().agreement
        if words:
            found = find_proposal(agreement, words)
        elif (standing := agreement.in_force(at)) is not None:
            found = standing
        elif agreement.versions:
            raise NotYetInForce(agreement.versions[0].of.version, agreement.versions[0].of.in_force_from)
        else:
            raise NothingAdopted(workspace.charter.name)
        if plan and not found.of.plan_sha256:
            raise NoPlan
        return agreement.plan_of(found) if plan else agreement.bytes_of(found)

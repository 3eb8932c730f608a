"""What decides in a workspace: the versions that both teams adopted, or, before the first begins, charter.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from tandem.operations.answers import CharterStamp
from tandem.operations.charter_file import CharterFaults, NoSuchFile, load_charter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tandem.charter.adoption.agreement import Agreement, Proposal
    from tandem.charter.model import Charter, TeamSide
    from tandem.operations.workspace import Workspace
    from tandem.store.book import Book


@dataclass(frozen=True, slots=True)
class Deciding:
    """The charters that decide, in the order of their adoption, and how answers name them.

    `dated`: each decides from its day on; else the only one counts over all history (semantics 7). `sha256` stands for
    all of them: of one that is not dated it is the charter's own.
    """

    charters: tuple[Charter, ...]
    dated: bool
    sha256: str
    stamp: CharterStamp
    notes: tuple[str, ...] = ()

    @property
    def latest(self) -> Charter:
        """The version that began last: its words, promises and bars are the ones that measures use."""
        return self.charters[-1]


def hypothetical(charter: Charter, notes: Sequence[str] = ()) -> Deciding:
    """One charter as if it had been in force over all history."""
    stamp = CharterStamp(charter.name, charter.version, charter.sha256)
    return Deciding((charter,), False, charter.sha256, stamp, tuple(notes))


def deciding(workspace: Workspace, path: Path | None = None, book: Book | None = None) -> Deciding:
    """What decides over the book's data: the versions that began by the data's end; before that, charter.yaml.

    A version that is adopted for later changes no answer before its day. `path`: another charter, as if in force.
    Raises `NoSuchFile`, `CharterFaults`, `Tampered`.
    """
    if path is not None:
        return hypothetical(load_charter(path))
    if book is None:
        with workspace.open_book() as opened:
            return deciding(workspace, book=opened)
    agreement = agreement_of(book)
    begun = [version for version in agreement.versions if book.reaches(version.of.begins)]
    if begun:
        return _adopted(workspace, agreement, begun)
    waiting = [
        f"Version {version.of.version} is in force from {version.of.in_force_from}, after the data end: until then "
        f"{workspace.charter.name} counts over all history."
        for version in agreement.versions[:1]
    ]
    return hypothetical(load_charter(workspace.charter), waiting)


def agreement_of(book: Book) -> Agreement:
    """What the book's history of the agreement says, all of it verified. Raises `Tampered`."""
    from tandem.store.agreements import AgreementBook

    return AgreementBook(book).sound().agreement


def adopted_charters(book: Book) -> list[Charter]:
    """Every adopted version, in this order, those of later days too. Raises `Tampered`."""
    agreement = agreement_of(book)
    return [agreement.charter(version) for version in agreement.versions]


def _adopted(workspace: Workspace, agreement: Agreement, begun: Sequence[Proposal]) -> Deciding:
    charters = tuple(agreement.charter(version) for version in begun)
    latest = begun[-1]
    stamp = CharterStamp(
        charters[-1].name,
        latest.of.version,
        charters[-1].sha256,
        latest.of.in_force_from,
        tuple(f"{signed.member} ({signed.team})" for signed, _ in latest.signatures.values()),
    )
    told = "\n".join(f"{version.of.in_force_from} {one.sha256}" for version, one in zip(begun, charters, strict=True))
    digest = sha256(f"dated\n{told}".encode()).hexdigest()
    return Deciding(charters, True, digest, stamp, _unsigned(workspace, agreement, latest))


def _unsigned(workspace: Workspace, agreement: Agreement, latest: Proposal) -> tuple[str, ...]:
    """A note when charter.yaml is not, to the byte, the version that decides or one adopted after it."""
    file = workspace.charter
    if not file.is_file():
        return ()
    found = sha256(file.read_bytes()).hexdigest()
    since = agreement.versions[agreement.versions.index(latest) :]
    if found in {version.of.charter_sha256 for version in since}:
        return ()
    day = latest.of.in_force_from
    return (
        f"{file.name} is not what both teams signed: version {latest.of.version}, in force from {day}, decides. "
        f"To change it: tandem plan {file.name}, then tandem propose {file.name} --plan PLAN.json",
    )


def known_charters(workspace: Workspace, book: Book) -> tuple[Charter, ...]:
    """What decides, for those who can do without; none when charter.yaml should and cannot be read."""
    try:
        return deciding(workspace, book=book).charters
    except (CharterFaults, NoSuchFile):
        return ()


def teams_of(charters: Sequence[Charter]) -> list[TeamSide]:
    """Both teams with every member that one of the versions names, as the latest of them names them."""
    from tandem.charter.model import TeamSide

    return [
        TeamSide(name, {key: member for one in charters for key, member in one.teams[name].members.items()}, side.hours)
        for latest in charters[-1:]
        for name, side in latest.teams.items()
    ]

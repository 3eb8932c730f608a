"""Acting on the agreement's history: one transaction each, in which it is read, judged and added to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tandem.vocabulary import TandemError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tandem.charter.adoption.acts import Act
    from tandem.charter.adoption.agreement import Agreement, Proposal
    from tandem.operations.workspace import Workspace
    from tandem.store.agreements import AgreementBook, History

SHORTEST = 6


class NoSuchProposal(TandemError):
    """No proposal, or more than one, is called so."""

    exit_code = 2

    def __init__(self, words: str, found: list[Proposal]) -> None:
        listed = ", ".join(f"{one.of.proposal[:8]} (version {one.of.version})" for one in found)
        what = f"Several proposals are meant by '{words}': {listed}" if found else f"No proposal is called '{words}'"
        super().__init__(
            f"{what}. Give a version, or at least {SHORTEST} digits of a proposal's id: tandem charter history"
        )


class Acting:
    """The history inside a transaction. `add` enters an act or raises `Refused`; then nothing is entered."""

    def __init__(self, book: AgreementBook, history: History) -> None:
        self._book, self.history = book, history

    @property
    def agreement(self) -> Agreement:
        """What the history says, the acts added so far included."""
        return self.history.agreement

    def add(self, act: Act, at: int, texts: Iterable[bytes] = ()) -> None:
        """Enter an act, and bytes that it stands on."""
        self._book.add(self.history, act, at, texts)


@contextmanager
def acting(workspace: Workspace, commit_point: Callable[[str], None] | None = None) -> Iterator[Acting]:
    """A transaction on the history: all of it is entered, or nothing. Raises `Tampered`."""
    from tandem.store.agreements import AgreementBook

    with workspace.open_book() as book:
        agreements = AgreementBook(book, commit_point)
        with agreements.transaction():
            yield Acting(agreements, agreements.sound())
        if commit_point:
            commit_point("committed")


def find_proposal(agreement: Agreement, words: str) -> Proposal:
    """The proposal with this id, or the one open proposal of this version (one with a plan first), else the version.

    Raises `NoSuchProposal`.
    """
    if words in agreement.proposals:
        return agreement.proposals[words]
    named = [one for one in agreement.proposals.values() if one.of.version == words]
    waiting = [one for one in named if not one.ended]
    named = (
        [one for one in waiting if one.of.plan_sha256] or waiting or [one for one in named if one in agreement.versions]
    )
    if not named and len(words) >= SHORTEST:
        named = [one for id, one in agreement.proposals.items() if id.startswith(words.lower())]
    if len(named) != 1:
        raise NoSuchProposal(words, named)
    return named[0]

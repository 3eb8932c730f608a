"""Two who act at once have one effect; who is killed while acting leaves all of it or nothing."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.store.books import book_of
from tests.store.office import NOW, PASSPHRASE, Office, agreed, plan_of, words

from tandem.operations.adopt import adopt_result
from tandem.operations.members import OwnKey
from tandem.operations.propose import propose_result
from tandem.operations.sign import sign_result
from tandem.operations.workspace import Workspace
from tandem.store.agreements import COMMIT_POINTS, AgreementBook
from tandem.vocabulary import TandemError

FORK = multiprocessing.get_context("fork")


@pytest.fixture
def office(workspace: Workspace, tmp_path: Path) -> Office:
    """A first proposal, and keys of mia (marketing) and anna (sales)."""
    made = Office(workspace, tmp_path)
    made.key("mia")
    made.key("anna")
    made.propose(agreed())
    return made


def at_once(acts: list[Callable[[], object]]) -> Counter[str]:
    """Do all of these, each in a process of its own, started together; how each of them ended."""
    gate, told = FORK.Barrier(len(acts)), FORK.Queue()

    def work(act: Callable[[], object]) -> None:
        gate.wait()
        try:
            act()
            told.put("done")
        except TandemError as why:
            told.put(type(why).__name__)
        except Exception as why:
            told.put(f"broken: {type(why).__name__}")

    processes = [FORK.Process(target=work, args=(act,)) for act in acts]
    for process in processes:
        process.start()
    ended = Counter(told.get(timeout=60) for _ in processes)
    for process in processes:
        process.join()
    return ended


def kinds(workspace: Workspace) -> Counter[str]:
    return Counter(kind for _, kind, _, _ in words(workspace))


def test_four_who_sign_as_one_member_at_once_sign_once(office: Office) -> None:
    (proposal,) = office.read().proposals
    ended = at_once([lambda: office.sign(proposal, "mia")] * 4)
    assert ended == {"done": 1, "SignedAlready": 3}
    assert kinds(office.workspace)["signed"] == 1


def test_four_who_try_one_code_at_once_sign_once(office: Office) -> None:
    (proposal,) = office.read().proposals
    code = office.code("bram", proposal, voucher="anna")
    ended = at_once([lambda: office.sign(proposal, "bram", code)] * 4)
    assert ended == {"done": 1, "SignedAlready": 3}
    assert kinds(office.workspace)["signed"] == 1


def test_of_two_proposals_adopted_at_once_one_is(office: Office) -> None:
    office.propose(agreed(note="other words"))
    proposals = list(office.read().proposals)
    for proposal in proposals:
        office.sign(proposal, "mia")
        office.sign(proposal, "anna")
    acts = [lambda p=p: adopt_result(office.workspace, p, "mia", NOW) for p in proposals * 2]
    ended = at_once(acts)
    assert (ended.pop("done"), set(ended)) == (1, {"Overtaken", "Ended"})
    assert kinds(office.workspace)["adopted"] == len(office.read().versions) == 1


def test_four_who_propose_one_file_at_once_make_one_proposal(office: Office) -> None:
    text = agreed(note="together")
    ended = at_once([lambda: office.propose(text)] * 4)
    assert ended == {"done": 4}
    assert kinds(office.workspace)["proposed"] == 2


def test_the_control_that_judges_before_its_transaction_breaks_the_history(office: Office) -> None:
    """Each of the four judges the same history, and then writes: the place in the history is what stops three."""
    (proposal,) = office.read().proposals
    gate = FORK.Barrier(4)

    def careless() -> None:
        with book_of(office.workspace) as book:
            agreements = AgreementBook(book)
            history = agreements.sound()
            gate.wait()
            found = history.agreement.proposals[proposal].of
            from tandem.charter.adoption.acts import Signed
            from tandem.charter.adoption.keys import public_of, signed_words
            from tandem.operations.sign import fingerprint

            key = office.keys["mia"].open()
            signature = key.sign(signed_words(history.agreement.book, found, "mia", "marketing", NOW)).hex()
            act = Signed(proposal, "mia", "marketing", fingerprint(public_of(key)), signature)
            with agreements.transaction():
                agreements.add(history, act, NOW)

    ended = at_once([careless] * 4)
    assert ended["done"] == 1
    assert sum(count for name, count in ended.items() if name.startswith("broken")) == 3
    office.read()


def killed(act: Callable[[Callable[[str], None]], object], point: str) -> None:
    """Do it in a process that kills itself at a commit point."""

    def kill(reached: str) -> None:
        if reached == point:
            os.kill(os.getpid(), signal.SIGKILL)

    process = FORK.Process(target=act, args=(kill,))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL


@pytest.mark.parametrize("point", [*COMMIT_POINTS, "committed"])
def test_who_is_killed_at_any_point_leaves_all_or_nothing_and_can_do_it_again(office: Office, point: str) -> None:
    space, text = office.workspace, agreed(note="the one that is adopted")
    plan = plan_of(agreed("0"), text)
    key = {name: OwnKey(name, office.keys[name].content, PASSPHRASE) for name in ("mia", "anna")}
    found: dict[str, Any] = {}

    def propose(at: Any = None) -> None:
        found["id"] = propose_result(space, text, plan, "mia", NOW, commit_point=at).rows[0]["proposal"]

    steps: list[Callable[..., Any]] = [
        propose,
        lambda at=None: sign_result(space, found["id"], "mia", NOW, key["mia"], commit_point=at),
        lambda at=None: sign_result(space, found["id"], "anna", NOW, key["anna"], commit_point=at),
        lambda at=None: adopt_result(space, found["id"], "mia", NOW, commit_point=at),
    ]
    for step in steps:
        before = words(space)
        killed(step, point)
        there = words(space)
        assert len(there) - len(before) == (point == "committed"), "durable when it was committed, else not there"
        office.read()
        if point == "committed" and step is not propose:
            with pytest.raises(TandemError, match=r"already|was adopted"):
                step()
        else:
            step()
        assert len(words(space)) == len(before) + 1
    (version,) = office.read().versions
    assert set(version.signatures) == {"mia", "anna"}

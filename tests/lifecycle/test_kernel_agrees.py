"""The kernel decides what the interpreter decides: random charters over random histories, row for row."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest
from random_worlds import BEGIN, END, random_charter, random_world

from tandem.charter.conditions import Leaf
from tandem.charter.expressions import Expression
from tandem.charter.model import Charter
from tandem.lifecycle.decisions import Decisions
from tandem.lifecycle.fold import Rules
from tandem.lifecycle.interpreted import interpreted
from tandem.lifecycle.kernel import decide
from tandem.lifecycle.kernel.deciding import Run, joined
from tandem.lifecycle.kernel.followed import INTERPRETED, NotFollowed
from tandem.lifecycle.kernel.history import History, history_of


def differences(found: Decisions, wanted: Decisions) -> list[Any]:
    """The first rows that differ, by relation."""
    told: list[Any] = []
    for name in ("moves", "handoffs", "scores", "suppressed"):
        ours, theirs = getattr(found, name), getattr(wanted, name)
        if not ours.equals(theirs):
            rows = zip(ours.to_pylist(), theirs.to_pylist(), strict=False)
            told.append((name, len(ours), len(theirs), next((pair for pair in rows if pair[0] != pair[1]), "length")))
    return told + ([(found.counts, wanted.counts)] if found.counts != wanted.counts else [])


def agree(seed: int, charters: int, accounts: int, events: int) -> int:
    """Compare so many charters over one random history, every other one hypothetically; how many moves there were."""
    rng, moves = Random(seed), 0
    world, files = random_world(rng, accounts, events)
    history: History | None = None
    for number in range(charters):
        charter = random_charter(rng)
        history = history or history_of(Rules([charter], world), files)
        wanted = interpreted([charter], world, files, hypothetical=number % 2 == 1)
        found = decide(charter, history, hypothetical=number % 2 == 1, threads=1)
        assert not differences(found, wanted), (seed, number)
        moves += len(found.moves)
    return moves


@pytest.mark.parametrize("seed", range(10))
def test_kernel_and_interpreter_give_the_same_rows(seed: int) -> None:
    assert agree(seed, charters=10, accounts=6, events=300) > 100


@pytest.mark.full
@pytest.mark.parametrize("seed", range(100, 150))
def test_kernel_and_interpreter_give_the_same_rows_of_a_thousand_charters(seed: int) -> None:
    assert agree(seed, charters=20, accounts=12, events=1000) > 300


def test_a_difference_would_be_found() -> None:
    charter, history, wanted = one(3)
    other = replace(charter, scoring=replace(charter.scoring, fit=()))
    assert differences(decide(other, history), wanted)


def test_mail_is_judged_as_the_lead_that_got_it_stands_also_where_a_person_has_several() -> None:
    rng, told = Random(11), 0
    world, files = random_world(rng, 8, 600)
    persons = Counter(lead.person for file in files for lead in file.leads)
    several = {lead.lead for file in files for lead in file.leads if persons[lead.person] > 1}
    for _ in range(8):
        charter = random_charter(rng)
        found = decide(charter, history_of(Rules([charter], world), files))
        assert not differences(found, interpreted([charter], world, files))
        told += len(several & set(found.suppressed["lead"].to_pylist()))
    assert told > 3


@pytest.mark.parametrize("fact", sorted(INTERPRETED))
def test_what_the_kernel_does_not_keep_it_does_not_decide(fact: str) -> None:
    charter, history, _ = one(3)
    move = replace(charter.moves[0], when=Expression(fact, (1, 1), Leaf(fact, "is unknown", (), "boolean")))
    with pytest.raises(NotFollowed, match=fact):
        decide(replace(charter, moves=(move, *charter.moves[1:])), history)


def one(seed: int) -> tuple[Charter, History, Decisions]:
    rng = Random(seed)
    world, files = random_world(rng, 8, 400)
    charter = random_charter(rng)
    return charter, history_of(Rules([charter], world), files), interpreted([charter], world, files)


@pytest.mark.parametrize("seed", range(3))
def test_no_split_of_the_accounts_changes_a_byte(seed: int) -> None:
    charter, history, wanted = one(seed)
    for stretches in ([0, 8], [0, 1, 2, 3, 4, 5, 6, 7, 8], [0, 3, 8]):
        run = Run(charter, history, threads=2, stretches=stretches)
        assert not differences(run.told(run.fold()), wanted)


@pytest.mark.parametrize("seed", range(3))
def test_no_restart_changes_a_row(seed: int) -> None:
    charter, history, wanted = one(seed)
    run = Run(charter, history, threads=1)
    state, rng = run.room(), Random(seed)
    stops = sorted(rng.randrange(BEGIN, END) for _ in range(5))
    parts = [run.fold(state, until=stop, opens=not n, closes=False) for n, stop in enumerate(stops)]
    parts.append(run.fold(state, opens=False))
    whole = run.in_order(joined(parts, parts[-1].scores))
    assert not differences(run.told(whole), wanted)


def test_a_live_batch_of_one_event_is_the_same_fold() -> None:
    charter, history, wanted = one(5)
    run = Run(charter, history, threads=1, stretches=[0, 8])
    state = run.room()
    times = np.unique(history.events.at)
    parts = [run.fold(state, until=int(when), opens=not n, closes=False) for n, when in enumerate(times)]
    parts.append(run.fold(state, opens=False))
    assert not differences(run.told(run.in_order(joined(parts, parts[-1].scores))), wanted)

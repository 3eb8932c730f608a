"""What z3 finds is what a brute-force grid finds: for single conditions, for texts, and for whole sets of rules."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.charter import scenario_grid as grid
from tests.charter.charters import reads

from tandem.charter.conditions import Leaf, fold
from tandem.charter.model import Charter
from tandem.charter.proofs import Failure, prove
from tandem.charter.proofs.answers import allowed
from tandem.charter.proofs.situations import Situations
from tandem.charter.proofs.texts import Atom, atoms, laws, samples, text_of
from tandem.lifecycle.engagement import forbidding

HEAD = """
charter: Random
time_zone: UTC
currency: EUR
fields:
  size: {number: {at_least: 0}, of: account}
  post: {one_of: [clerk, head]}
  known: boolean
  word: text
"""
LIFE = """
lifecycle:
  stages: [lead, mql, nurture]
  final: []
"""
SIZES: list[Any] = [None, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4]
POSTS: list[Any] = [None, "clerk", "head"]
NUMBERS = st.integers(0, 3)
PATTERNS = st.sampled_from(["a%", "ab%", "b%", "%a", "%ba", "%b%", "%ab%", "%aa%", "%bb"])
WORDS = st.sampled_from(["a", "ab", "ba", "b", "aab"])

leaves = st.one_of(
    st.builds(lambda op, n: f"size {op} {n}", st.sampled_from(["<", "<=", ">", ">=", "=", "<>"]), NUMBERS),
    st.builds(lambda a, b: f"size between {min(a, b)} and {max(a, b)}", NUMBERS, NUMBERS),
    st.just("size is unknown"),
    st.sampled_from(["post = 'clerk'", "post <> 'clerk'", "post in ('clerk', 'head')", "post is unknown"]),
    st.sampled_from(["known", "known is unknown", "known = false"]),
    st.builds(lambda p: f"word like '{p}'", PATTERNS),
    st.builds(lambda w: f"word = '{w}'", WORDS),
    st.builds(lambda w: f"word <> '{w}'", WORDS),
    st.just("word is unknown"),
    st.sampled_from(["stage = 'lead'", "stage in ('mql', 'nurture')", "stage <> 'mql'"]),
    st.sampled_from(["consent = 'withdrawn'", "consent is unknown"]),
)
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda a: f"not ({a})", inner),
        st.builds(lambda a, b: f"({a}) and ({b})", inner, inner),
        st.builds(lambda a, b: f"({a}) or ({b})", inner, inner),
    ),
    max_leaves=5,
)


def texts_that_differ(charter: Charter) -> list[Any]:
    """One text for each set of patterns that some text meets, and the unknown."""
    found = {leaf for when in _conditions(charter) for leaf in when.condition.leaves() if leaf.field == "word"}
    tests = [leaf.test() for leaf in sorted(found, key=str)]
    kinds: dict[tuple[bool, ...], str] = {}
    for text in grid.texts():
        kinds.setdefault(tuple(test({"word": text}) for test in tests), text)
    return [None, *kinds.values()]


def _conditions(charter: Charter) -> list[Any]:
    found = [r.when for r in (*charter.engagement, *charter.scoring.fit, *charter.routing, *charter.never) if r.when]
    return found + [move.when for move in charter.moves if move.when]


def everything(charter: Charter) -> list[dict[str, Any]]:
    read = {name for when in _conditions(charter) for name in when.fields}
    read |= {name for rule in charter.scoring.fit for name in rule.when.fields}
    domains: dict[str, list[Any]] = {
        "stage": list(charter.stages),
        "size": SIZES,
        "post": POSTS,
        "known": [None, False, True],
        "word": texts_that_differ(charter) if "word" in read else [None],
        "consent": [None, "given", "withdrawn"],
    }
    kept = {name: values for name, values in domains.items() if name in read or name in ("stage", "consent")}
    return [grid.with_scores(charter, values) for values in grid.scenarios(kept)]


@settings(max_examples=60)
@given(conditions)
def test_a_condition_can_hold_if_and_only_if_it_holds_somewhere_on_the_grid(text: str) -> None:
    charter = reads(f'{HEAD}{LIFE}  moves:\n    go: {{from: lead, to: mql, when: "{text}"}}\n')
    when = charter.moves[0].when
    assert when is not None
    situations = Situations(charter)
    model = situations.find(situations.true(when))
    assert (model is not None) == any(when.evaluate(values) for values in everything(charter))
    if model is not None:
        witness = situations.values(model, when.fields)
        assert when.evaluate(witness)
        plain, _ = situations.plain(witness, when.evaluate, when.fields)
        assert when.evaluate(plain)


@settings(max_examples=40)
@given(conditions, conditions)
def test_two_conditions_hold_together_if_and_only_if_some_scenario_meets_both(one: str, other: str) -> None:
    moves = f'    a: {{from: lead, to: mql, when: "{one}"}}\n    b: {{from: lead, to: mql, when: "{other}"}}\n'
    charter = reads(f"{HEAD}{LIFE}  moves:\n{moves}")
    situations = Situations(charter)
    a, b = (move.when for move in charter.moves)
    assert a is not None and b is not None
    found = situations.find(situations.true(a), situations.z3.Not(situations.true(b)))
    assert (found is not None) == any(a.evaluate(v) and not b.evaluate(v) for v in everything(charter))


@settings(max_examples=60)
@given(st.sets(st.one_of(PATTERNS, WORDS), min_size=1, max_size=6))
def test_the_laws_of_patterns_allow_exactly_the_sets_that_some_text_meets(words: set[str]) -> None:
    asked = sorted({a for w in words for a in atoms(Leaf("word", "text", "like" if "%" in w else "=", (fold(w),)))})
    real = {frozenset(a for a in asked if a.holds(text)) for text in grid.texts()}
    allowed = {frozenset(a for n, a in enumerate(asked) if bits >> n & 1) for bits in range(1 << len(asked))}
    for a, b, implied in laws(asked):
        allowed = {kept for kept in allowed if a not in kept or (b in kept) == implied}
    assert allowed == real
    for kept in allowed:
        text = text_of("word", kept, asked)
        assert {a for a in asked if a.holds(text)} == kept
    assert len(samples("word", asked)) <= 1 + len(asked)


def test_a_filler_never_meets_a_pattern_by_chance() -> None:
    asked = [Atom("%x%", filler) for filler in "-x1qz~·§¤"]
    assert not any(atom.holds(text_of("word", (), asked)) for atom in asked)


rules = st.lists(
    st.tuples(
        conditions,
        st.sampled_from(["any", "none", "[newsletter]", "[operational, event_if_owner_agrees]"]),
        st.sampled_from(["any", "none", "owner_only"]),
        st.sets(st.integers(0, 3), max_size=2),
    ),
    min_size=1,
    max_size=4,
)


def charter_of(drawn: Any, never: str) -> Charter:
    lines = [HEAD, "scoring:", "  fit:", "    a: {when: \"post = 'head'\", points: 20}"]
    lines += ['    b: {when: "size >= 2", points: -10}', LIFE, "rules_of_engagement:"]
    for n, (when, marketing, sales, over) in enumerate(drawn):
        wins = sorted(f"r{o}" for o in over if o != n and o < len(drawn))
        said = f", over: [{', '.join(wins)}]" if wins else ""
        lines.append(f'  r{n}: {{when: "{when}", marketing: {marketing}, sales: {sales}{said}}}')
    lines += ["never:", f'  - "marketing may send nurture and {never}"', ""]
    return reads("\n".join(lines))


def _hit(charter: Charter, failure: Failure, values: dict[str, Any]) -> bool:
    """Whether a story goes wrong for this lead too."""
    if failure.proof == "one answer":
        return frozenset(failure.rules) in grid.clashes(charter, values)
    if failure.proof == "coverage":
        return grid.silent(charter, values)
    sent = grid.may_send(charter, values, failure.team, failure.purpose)
    never = charter.never[0].when.evaluate(values) if "must never" in failure.fault.message else True
    return (
        sent
        and never
        and not grid.silent(charter, values)
        and ("must never" in failure.fault.message or values["consent"] == "withdrawn")
    )


def agrees_with_the_grid(charter: Charter) -> None:
    proved = prove(charter)
    every = everything(charter)
    for values in every[::17]:
        for team, purpose in product(grid.TEAMS, grid.PURPOSES):
            sent = not forbidding(charter.engagement, values, team, purpose, owns=True)
            assert (
                sent
                == grid.may_send(charter, values, team, purpose)
                == allowed(charter.engagement, values, team, purpose)
            )
    by = {proof: [f for f in proved.failures if f.proof == proof] for proof in ("coverage", "one answer", "never")}
    dead = {f.rules[0] for f in proved.failures if f.proof in ("no dead rule", "reachable bars")}
    assert bool([f for f in by["coverage"] if f.team]) == any(grid.silent(charter, v) for v in every)
    clashing: set[frozenset[str]] = set().union(*(grid.clashes(charter, v) for v in every))
    assert {frozenset(f.rules) for f in by["one answer"]} == clashing
    alive = {rule.name for v in every for rule in grid.speaking(charter, v)}
    assert {name for name in dead if name.startswith("r")} == {r.name for r in charter.engagement} - alive
    never = charter.never[0]
    heard = [v for v in every if not grid.silent(charter, v)]
    broken = any(never.when.evaluate(v) and grid.may_send(charter, v, "marketing", "nurture") for v in heard)
    assert any("must never be" in f.fault.message for f in by["never"]) == broken
    for failure in (f for proof in by.values() for f in proof):
        told = {name: failure.values[name] for name in failure.told}
        same = [v for v in every if all(v[name] == value for name, value in told.items())]
        assert all(_hit(charter, failure, v) for v in same), (failure.story, failure.told)
    for failure in by["coverage"]:
        assert grid.silent(charter, dict(failure.values)) or not failure.team
    for failure in by["one answer"]:
        assert frozenset(failure.rules) in grid.clashes(charter, dict(failure.values))
    for failure in by["never"]:
        assert grid.may_send(charter, dict(failure.values), failure.team, failure.purpose)


@settings(max_examples=40)
@given(rules, st.one_of(conditions, st.sampled_from(["fit >= 20", "fit < -5", "fit > 20"])))
def test_the_proofs_of_random_rules_of_engagement_are_those_of_brute_force(drawn: Any, never: str) -> None:
    agrees_with_the_grid(charter_of(drawn, never))


@pytest.mark.full
@settings(max_examples=1500)
@given(rules, st.one_of(conditions, st.sampled_from(["fit >= 20", "fit < -5", "fit > 20"])))
def test_the_proofs_of_many_random_rules_are_those_of_brute_force(drawn: Any, never: str) -> None:
    agrees_with_the_grid(charter_of(drawn, never))

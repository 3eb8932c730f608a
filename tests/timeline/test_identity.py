"""Who is who: the laws of joining records, against a plain walk through the graph."""

from __future__ import annotations

from collections import defaultdict, deque

from hypothesis import given
from hypothesis import strategies as st

from tandem.timeline.identity import JOINING, SHARED_BY, resolve
from tandem.timeline.keyed import Tie, bucket, components, derived, shortest_path


def ref(name: str | int) -> bytes:
    return derived("test", str(name).encode())


RECORDS = [ref(f"record {n}") for n in range(8)]
ADDRESSES = [ref(f"address {n}") for n in range(4)]
strong = st.builds(
    Tie, st.sampled_from(sorted(JOINING)), st.sampled_from(RECORDS), st.sampled_from([*RECORDS, ref("gone")])
)
mails = st.builds(Tie, st.just("email"), st.sampled_from(RECORDS), st.sampled_from(ADDRESSES))
other = st.builds(Tie, st.just("works_at"), st.sampled_from(RECORDS), st.just(ref("account")))
worlds = st.lists(st.one_of(strong, mails, other), max_size=14)


def reachable(pairs: list[tuple[bytes, bytes]], start: bytes) -> set[bytes]:
    """The oracle: breadth first from one node."""
    around = defaultdict(set)
    for a, b in pairs:
        around[a].add(b)
        around[b].add(a)
    seen, queue = {start}, deque([start])
    while queue:
        for node in around[queue.popleft()] - seen:
            seen.add(node)
            queue.append(node)
    return seen


def groups(ties: list[Tie]) -> set[frozenset[bytes]]:
    return {frozenset(held) for held in resolve(RECORDS, ties).records_of.values()}


def groups_by_walking(ties: list[Tie]) -> set[frozenset[bytes]]:
    pairs = [(t.left, t.right) for t in ties if t.kind in JOINING]
    people = {record: frozenset(reachable(pairs, record)) for record in RECORDS}
    for address in ADDRESSES:
        holders = {t.left for t in ties if t.kind == "email" and t.right == address}
        if len({people[holder] for holder in holders}) <= SHARED_BY:
            pairs += [(holder, address) for holder in holders]
    return {frozenset(reachable(pairs, record) & set(RECORDS)) for record in RECORDS}


@given(worlds)
def test_joining_equals_walking_through_the_graph(ties: list[Tie]) -> None:
    assert groups(ties) == groups_by_walking(ties)


@given(worlds, st.randoms(use_true_random=False))
def test_the_order_of_input_never_matters(ties, random) -> None:
    shuffled, records = list(ties), list(RECORDS)
    random.shuffle(shuffled)
    random.shuffle(records)
    assert resolve(records, shuffled) == resolve(RECORDS, ties)


@given(worlds, st.data())
def test_taking_a_tie_away_gives_the_world_without_it_and_back(ties, data) -> None:
    gone = data.draw(strong)
    without = [tie for tie in ties if tie != gone]
    assert resolve(RECORDS, [tie for tie in [*ties, gone] if tie != gone]) == resolve(RECORDS, without)
    assert resolve(RECORDS, [*without, gone]) == resolve(RECORDS, [gone, *without])


@given(worlds)
def test_every_join_can_say_why(ties) -> None:
    known = resolve(RECORDS, ties)
    for held in known.records_of.values():
        for record in held[1:]:
            path = known.why(held[0], record)
            assert path and set(path) <= set(ties)
            ends = [end for tie in path for end in (tie.left, tie.right)]
            assert ends.count(held[0]) % 2 == 1 and ends.count(record) % 2 == 1
    assert known.why(RECORDS[0], ref("a stranger")) == ()


def test_a_chain_of_merges_is_one_person_even_over_a_record_that_is_gone() -> None:
    a, b, c = RECORDS[:3]
    ties = [Tie("merged", a, ref("gone")), Tie("merged", ref("gone"), b), Tie("merged", b, c)]
    known = resolve([a, b, c], ties)
    assert len(known.records_of) == 1
    assert known.person_of[ref("gone")] == known.person_of[a]
    assert len(resolve([a, b, c], ties[1:]).records_of) == 2


def test_conversion_crm_link_and_address_join_over_two_tools() -> None:
    lead, contact, marketing, copy = RECORDS[:4]
    address = ADDRESSES[0]
    ties = [
        Tie("converted", lead, contact),
        Tie("crm_link", marketing, lead),
        Tie("email", contact, address),
        Tie("email", copy, address),
    ]
    known = resolve([lead, contact, marketing, copy], ties)
    assert len(known.records_of) == 1
    assert [tie.kind for tie in known.why(marketing, copy)] == ["crm_link", "converted", "email", "email"]
    assert known.person_of[address] == known.person_of[lead], "an event that names only the address finds the person"


def test_an_address_of_many_makes_no_identity_and_is_told() -> None:
    ties = [Tie("email", record, ADDRESSES[0]) for record in RECORDS[: SHARED_BY + 1]]
    known = resolve(RECORDS, ties)
    assert len(known.records_of) == len(RECORDS)
    assert known.shared == {ADDRESSES[0]: SHARED_BY + 1}
    assert ADDRESSES[0] not in known.person_of
    assert len(resolve(RECORDS, ties[:-1]).records_of) == len(RECORDS) - SHARED_BY + 1


def test_duplicates_that_the_tool_merged_count_once_when_an_address_is_judged() -> None:
    ties = [Tie("email", record, ADDRESSES[0]) for record in RECORDS[: SHARED_BY + 1]]
    ties.append(Tie("merged", RECORDS[0], RECORDS[1]))
    assert len(resolve(RECORDS, ties).records_of) == len(RECORDS) - SHARED_BY


def test_an_address_of_a_role_makes_no_identity() -> None:
    ties = [Tie("email", record, ADDRESSES[0]) for record in RECORDS[:2]]
    assert len(resolve(RECORDS[:2], ties).records_of) == 1
    known = resolve(RECORDS[:2], ties, {ADDRESSES[0]})
    assert len(known.records_of) == 2 and known.shared == {ADDRESSES[0]: 2}


def test_a_record_that_only_ties_mention_is_no_person() -> None:
    known = resolve([], [Tie("merged", RECORDS[0], RECORDS[1])])
    assert not known.records_of and not known.person_of


@given(st.lists(st.tuples(st.sampled_from(RECORDS), st.sampled_from(RECORDS)), max_size=12))
def test_a_component_is_named_by_its_least_node(pairs) -> None:
    for node, least in components(pairs, RECORDS).items():
        assert least == min(reachable(pairs, node))


@given(worlds)
def test_the_shortest_path_is_as_short_as_a_walk(ties) -> None:
    distance, queue = {RECORDS[0]: 0}, deque([RECORDS[0]])
    while queue:
        node = queue.popleft()
        for tie in ties:
            for here, there in ((tie.left, tie.right), (tie.right, tie.left)):
                if here == node and there not in distance:
                    distance[there] = distance[node] + 1
                    queue.append(there)
    for record in RECORDS[1:]:
        assert len(shortest_path(ties, RECORDS[0], record)) == distance.get(record, 0)


def test_buckets_are_twelve_bits_and_fixed_for_ever() -> None:
    assert [bucket(bytes([n]) * 16) for n in range(4)] == [0x248, 0x734, 0x5A4, 0xC03]  # as b2sum says
    assert all(0 <= bucket(ref(n)) < 4096 for n in range(500))

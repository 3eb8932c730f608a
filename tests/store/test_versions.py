"""What several exports of one record say together, in whatever order they came."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tandem.store.versions import Version, changes, current

names = st.sampled_from(["status", "owner", "city"])
exports = st.dictionaries(st.integers(1, 8), st.dictionaries(names, st.sampled_from("abc"), min_size=1), min_size=1)


def versions_of(seen: dict[int, dict[str, str]]) -> list[Version]:
    """Versions as the book keeps them: one per content, with the first and the last export that showed it."""
    made: dict[str, Version] = {}
    for at, attributes in seen.items():
        name = repr(sorted(attributes.items()))
        old = made.get(name)
        first, last = (min(old.first_seen, at), max(old.last_seen, at)) if old else (at, at)
        made[name] = Version(b"r" * 16, "person", "t", "", attributes, first, last, name.encode(), 1, 1)
    return list(made.values())


@given(exports)
def test_the_newest_export_that_names_an_attribute_has_the_word(seen: dict[int, dict[str, str]]) -> None:
    plain: dict[str, str] = {}
    for at in sorted(seen):
        plain.update(seen[at])
    assert current(versions_of(seen))[0] == plain


@given(exports, st.randoms())
def test_the_order_of_versions_does_not_matter(seen: dict[int, dict[str, str]], chance: st.DataObject) -> None:
    versions = versions_of(seen)
    shuffled = list(versions)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert list(changes(shuffled)) == list(changes(versions))
    assert current(shuffled) == current(versions)


@given(exports)
def test_changes_lead_from_the_first_to_the_last_value(seen: dict[int, dict[str, str]]) -> None:
    versions = versions_of(seen)
    values, known_at = current(versions)
    told: dict[str, str] = {}
    for change in changes(versions):
        assert change.old == told.get(change.field, change.old) != change.new
        told[change.field] = change.new
        assert change.at <= known_at[change.field] or values[change.field] == change.new
    assert {name: values[name] for name in told} == told


def test_a_value_that_came_back_changed_twice() -> None:
    seen = {1: {"status": "a"}, 2: {"status": "b"}, 3: {"status": "a"}}
    assert [(one.at, one.old, one.new) for one in changes(versions_of(seen))] == [(2, "a", "b"), (3, "b", "a")]


def test_a_column_that_an_export_lacks_did_not_change() -> None:
    assert list(changes(versions_of({1: {"status": "a", "city": "x"}, 2: {"status": "a"}}))) == []


def test_an_owner_that_changed_is_an_assignment() -> None:
    [change] = changes(versions_of({1: {"owner": "t:user:1"}, 2: {"owner": "t:user:2"}}))
    assert (change.kind, change.new) == ("owner.assigned", "t:user:2")


def test_two_files_of_one_export_add_up() -> None:
    one = Version(b"r" * 16, "person", "t", "", {"status": "a", "city": "x"}, 1, 2, b"1", 1, 1)
    other = Version(b"r" * 16, "person", "t", "", {"status": "b", "phone": "y"}, 1, 2, b"2", 2, 1)
    assert current([one, other])[0] == {"status": "b", "city": "x", "phone": "y"}
    assert list(changes([one, other])) == []

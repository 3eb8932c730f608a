"""Conditions: their meaning in Python, in SQL, and told comparison by comparison.

Unknown is explicit and two-valued: a comparison with an unknown value (None, a missing key, or '' for words) is
false, `not` of it is true. Text is compared with its case folded; enum values are compared as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from operator import eq, ge, gt, le, lt, ne
from typing import Final, Literal, NamedTuple, TypeAlias

Values: TypeAlias = Mapping[str, object]
Test: TypeAlias = Callable[[Values], bool]
Constant: TypeAlias = str | int | float | bool | date
Kind: TypeAlias = Literal["enum", "number", "text", "boolean", "date"]

_ORDER: Final[dict[str, Callable[..., bool]]] = {"=": eq, "<>": ne, "<": lt, "<=": le, ">": gt, ">=": ge}


class Compared(NamedTuple):
    """One comparison of a condition with what was found; `found` is None when unknown."""

    field: str
    op: str
    wanted: object
    found: object
    held: bool


def fold(text: str) -> str:
    """Text with its case folded, character by character, as DuckDB's `lower` does."""
    if text.isascii():
        return text.lower()
    return text.replace("İ", "i").replace("Σ", "σ").lower()


def sql_constant(value: Constant) -> str:
    """A constant in SQL."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return f"date '{value.isoformat()}'"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return repr(value) if isinstance(value, int) else f"{value!r}::double"


def _column(name: str) -> str:
    return f'"{name}"'


@dataclass(frozen=True, slots=True)
class Leaf:
    """One comparison of one field. `op`: = <> < <= > >= · in · between · like · is unknown · is (a truth by itself)."""

    field: str
    kind: Kind
    op: str
    wanted: tuple[Constant, ...]

    def test(self) -> Test:
        """The comparison as a closure over the field's value."""
        name, check = self.field, self._check()
        if self.op == "is unknown":
            if self.kind in ("enum", "text"):
                return lambda values: not values.get(name)
            return lambda values: values.get(name) is None
        if self.kind == "text":

            def of_text(values: Values) -> bool:
                found = values.get(name)
                return bool(found) and check(fold(found))  # type: ignore[arg-type]

            return of_text
        if self.kind == "enum":

            def of_word(values: Values) -> bool:
                found = values.get(name)
                return bool(found) and check(found)

            return of_word

        def of_value(values: Values) -> bool:
            found = values.get(name)
            return found is not None and check(found)

        return of_value

    def _check(self) -> Callable[..., bool]:
        """The comparison with a known value."""
        if self.op == "in":
            return frozenset(self.wanted).__contains__
        if self.op == "between":
            low, high = self.wanted
            return lambda found: low <= found <= high
        if self.op == "like":
            return _like(str(self.wanted[0]))
        if self.op == "is":
            return bool
        if self.op == "is unknown":
            return lambda found: False
        compare, wanted = _ORDER[self.op], self.wanted[0]
        return lambda found: compare(found, wanted)

    def sql(self) -> str:
        """The comparison in DuckDB's SQL, never null."""
        column = _column(self.field)
        if self.kind in ("enum", "text"):
            column = f"nullif({column}, '')"
        if self.op == "is unknown":
            return f"({column} is null)"
        if self.kind == "text":
            column = f"lower({column})"
        wanted = [sql_constant(w) for w in self.wanted]
        if self.op == "is":
            said = column
        elif self.op == "in":
            said = f"{column} in ({', '.join(wanted)})"
        elif self.op == "between":
            said = f"{column} between {wanted[0]} and {wanted[1]}"
        elif self.op == "like":
            said = _like_sql(column, str(self.wanted[0]))
        else:
            said = f"{column} {self.op} {wanted[0]}"
        return f"coalesce({said}, false)"

    def leaves(self) -> Iterator[Leaf]:
        """Itself."""
        yield self

    def compared(self, values: Values) -> Compared:
        """The comparison with what was found."""
        found = values.get(self.field)
        if self.kind in ("enum", "text"):
            found = found or None
        wanted: object = self.wanted[0] if len(self.wanted) == 1 else self.wanted
        return Compared(self.field, self.op, wanted if self.wanted else None, found, self.test()(values))


def _like(pattern: str) -> Callable[[str], bool]:
    """'x%', '%x' or '%x%'; `_` is a plain character."""
    words = pattern.strip("%")
    if pattern.startswith("%") and pattern.endswith("%"):
        return lambda found: words in found
    if pattern.endswith("%"):
        return lambda found: found.startswith(words)
    return lambda found: found.endswith(words)


def _like_sql(column: str, pattern: str) -> str:
    words = sql_constant(pattern.strip("%"))
    if pattern.startswith("%") and pattern.endswith("%"):
        return f"contains({column}, {words})"
    if pattern.endswith("%"):
        return f"starts_with({column}, {words})"
    return f"ends_with({column}, {words})"


@dataclass(frozen=True, slots=True)
class Always:
    """`true` or `false` by itself."""

    value: bool

    def test(self) -> Test:
        """A constant."""
        value = self.value
        return lambda values: value

    def sql(self) -> str:
        """A constant."""
        return sql_constant(self.value)

    def leaves(self) -> Iterator[Leaf]:
        """None."""
        yield from ()


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    part: Condition

    def test(self) -> Test:
        """The opposite of its part."""
        inner = self.part.test()
        return lambda values: not inner(values)

    def sql(self) -> str:
        """The opposite of its part, which is never null."""
        return f"(not {self.part.sql()})"

    def leaves(self) -> Iterator[Leaf]:
        """Its part's comparisons."""
        yield from self.part.leaves()


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds."""

    parts: tuple[Condition, ...]

    def test(self) -> Test:
        """Stops at the first part that does not hold."""
        tests = tuple(part.test() for part in self.parts)
        if len(tests) == 2:
            first, second = tests
            return lambda values: first(values) and second(values)

        def every(values: Values) -> bool:
            for test in tests:  # noqa: SIM110 -- a generator takes twice the time
                if not test(values):
                    return False
            return True

        return every

    def sql(self) -> str:
        """The parts joined by `and`."""
        return f"({' and '.join(part.sql() for part in self.parts)})"

    def leaves(self) -> Iterator[Leaf]:
        """The parts' comparisons, in order."""
        for part in self.parts:
            yield from part.leaves()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]

    def test(self) -> Test:
        """Stops at the first part that holds."""
        tests = tuple(part.test() for part in self.parts)

        def some(values: Values) -> bool:
            for test in tests:  # noqa: SIM110 -- a generator takes twice the time
                if test(values):
                    return True
            return False

        return some

    def sql(self) -> str:
        """The parts joined by `or`."""
        return f"({' or '.join(part.sql() for part in self.parts)})"

    def leaves(self) -> Iterator[Leaf]:
        """The parts' comparisons, in order."""
        for part in self.parts:
            yield from part.leaves()


Condition: TypeAlias = Leaf | Always | Not | AllOf | AnyOf

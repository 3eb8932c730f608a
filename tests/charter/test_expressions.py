"""Conditions mean the same in Python and in SQL, and say what to write instead of what they are not."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.charter.conditions import fold
from tandem.charter.expressions import Expression
from tandem.charter.fields import Scope, scope
from tandem.charter.model import FieldType
from tandem.charter.parsing import parse
from tandem.vocabulary import Fault

DECLARED = {
    "seniority": FieldType("seniority", "enum", ("manager", "vp", "c_level")),
    "employees": FieldType("employees", "number", at_least=1),
    "country": FieldType("country", "text"),
    "renewal": FieldType("renewal", "date"),
    "end": FieldType("end", "number"),
}
SCOPE = scope(("lead", "mql", "sal"), DECLARED)
EVENT_SCOPE = SCOPE.with_event()


def read(text: str, within: Scope) -> tuple[Expression | None, list[Fault]]:
    condition, complaints = parse(text, within)
    faults = [Fault("", 1, c.offset + 1, c.message, c.mend) for c in complaints]
    return (None if condition is None else Expression(text, (1, 1), condition)), faults


def expression(text: str, within: Scope = EVENT_SCOPE) -> Expression:
    found, faults = read(text, within)
    assert found is not None and not faults, [str(fault) for fault in faults]
    return found


def complaint(text: str, within: Scope = EVENT_SCOPE) -> tuple[int, str, str]:
    found, faults = read(text, within)
    assert found is None
    assert len(faults) == 1, [str(fault) for fault in faults]
    return faults[0].column, faults[0].message, faults[0].mend


# --- the law: one meaning in Python and in SQL -----------------------------------------------------------------------

COLUMNS = {
    "fit": pa.int64(), "activity": pa.float64(), "stage": pa.string(), "seniority": pa.string(), "form": pa.string(),
    "path": pa.string(), "free_mail": pa.bool_(), "renewal": pa.date32(), "end": pa.float64(),
}  # fmt: skip
WORDS = ["demo", "DEMO", "a_b", "axb", "o'brien", "ÄÖÜ", "straße", "İzmir", "ΟΔΟΣ", "/pricing/eu", "", " ", "%"]
NUMBERS = st.integers(-40, 40) | st.floats(-5, 5).map(lambda x: round(x, 2))


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


PATTERN_WORDS = st.sampled_from([w for w in WORDS if w.strip() and "%" not in w] + ["d", "_", "ä", "pri", "i"])
LEAVES = st.one_of(
    st.builds("{} {} {}".format, st.sampled_from(["fit", "activity", "end"]),
              st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), NUMBERS),
    st.builds("{} {} fit".format, st.integers(-40, 40), st.sampled_from(["<", "<=", ">", ">=", "="])),
    st.builds(lambda x, y: f"activity between {min(x, y)} and {max(x, y)}", NUMBERS, NUMBERS),
    st.builds("fit {}in ({}, {})".format, st.sampled_from(["", "not "]), st.integers(-3, 3), st.integers(-3, 3)),
    st.builds("{} {} {}".format, st.just("form"), st.sampled_from(["=", "<>"]),
              st.sampled_from([w for w in WORDS if w]).map(quoted)),
    st.builds(lambda field, before, word, after: f"{field} like {quoted(before + word + after)}",
              st.sampled_from(["form", "path"]), st.just("%"), PATTERN_WORDS, st.sampled_from(["%", ""])),
    st.builds(lambda word: f"path not like {quoted(word + '%')}", PATTERN_WORDS),
    st.builds("stage in ({})".format, st.lists(st.sampled_from(["'lead'", "'mql'"]), min_size=1).map(", ".join)),
    st.sampled_from(["free_mail", "free_mail = false", "free_mail <> true", "true", "false", "seniority <> 'vp'",
                     "renewal >= '2026-05-01'", "renewal between '2026-01-01' and '2026-06-30'"]),
    st.builds("{} is {}unknown".format, st.sampled_from(sorted(COLUMNS)), st.sampled_from(["", "not "])),
)  # fmt: skip


def joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(inner, min_size=2, max_size=4)
    return st.one_of(
        inner.map(lambda text: f"not ({text})"),
        several.map(lambda parts: " and ".join(f"({part})" for part in parts)),
        several.map(lambda parts: " or ".join(f"({part})" for part in parts)),
    )


CONDITIONS = st.recursive(LEAVES, joined, max_leaves=6)
ROWS = st.fixed_dictionaries(
    {
        "fit": st.none() | st.integers(-40, 40),
        "activity": st.none() | NUMBERS.map(float),
        "stage": st.sampled_from([None, "", "lead", "mql", "sal"]),
        "seniority": st.sampled_from([None, "", "manager", "vp"]),
        "form": st.sampled_from([None, *WORDS]),
        "path": st.sampled_from([None, *WORDS]),
        "free_mail": st.sampled_from([None, True, False]),
        "renewal": st.sampled_from([None, date(2026, 1, 1), date(2026, 5, 1), date(2026, 12, 31)]),
        "end": st.none() | NUMBERS.map(float),
    }
)


DATABASE = duckdb.connect(config={"threads": 1})


def in_sql(text: str, rows: list[Mapping[str, Any]]) -> list[bool | None]:
    table = pa.Table.from_pylist([dict(row) for row in rows], schema=pa.schema(list(COLUMNS.items())))
    DATABASE.register("row", table)
    found = DATABASE.execute(f"select {expression(text).to_sql()} from row").fetchall()
    return [answer for (answer,) in found]


def agrees(text: str, rows: list[Mapping[str, Any]]) -> None:
    condition = expression(text)
    assert in_sql(text, rows) == [condition.evaluate(row) for row in rows], condition.to_sql()


@settings(max_examples=150, deadline=None)
@given(text=CONDITIONS, rows=st.lists(ROWS, min_size=1, max_size=12))
def test_a_condition_means_the_same_in_python_and_in_sql(text: str, rows: list[Mapping[str, Any]]) -> None:
    agrees(text, rows)


@pytest.mark.full
@settings(max_examples=4000, deadline=None)
@given(text=CONDITIONS, rows=st.lists(ROWS, min_size=1, max_size=12))
def test_a_condition_means_the_same_in_python_and_in_sql_at_length(text: str, rows: list[Mapping[str, Any]]) -> None:
    agrees(text, rows)


def test_the_comparison_with_sql_would_notice_three_valued_logic() -> None:
    """The control: plain SQL answers `not (fit = 1)` with null for an unknown fit, and we with true."""
    with duckdb.connect() as connection:
        plain = connection.execute("select not (fit = 1) from (select null::int as fit)").fetchone()
    assert plain == (None,)
    assert expression("not (fit = 1)").evaluate({}) is True
    assert in_sql("not (fit = 1)", [dict.fromkeys(COLUMNS)]) == [True]


def test_case_folds_as_duckdb_folds_it_for_every_character() -> None:
    every = [chr(n) for n in range(1, 0x11000) if not 0xD800 <= n <= 0xDFFF and chr(n).isprintable()]
    table = pa.table({"c": every})
    with duckdb.connect() as connection:
        connection.register("chars", table)
        found = [lower for (lower,) in connection.execute("select lower(c) from chars").fetchall()]
    assert {c: fold(c) for c in every} == dict(zip(every, found, strict=True))


# --- unknown is explicit ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("fit >= 50", False),
        ("not fit >= 50", True),
        ("form <> 'demo'", False),
        ("not form = 'demo'", True),
        ("stage not in ('mql')", True),
        ("free_mail", False),
        ("not free_mail", True),
        ("form is unknown", True),
        ("form is not unknown", False),
    ],
)
@pytest.mark.parametrize("values", [{}, dict.fromkeys(COLUMNS), {"form": "", "stage": ""}])
def test_a_comparison_with_an_unknown_value_is_false_and_not_of_it_true(
    text: str, holds: bool, values: Mapping[str, object]
) -> None:
    assert expression(text).evaluate(values) is holds


def test_zero_and_false_are_known() -> None:
    assert expression("fit = 0").evaluate({"fit": 0})
    assert not expression("fit is unknown").evaluate({"fit": 0})
    assert not expression("free_mail is unknown").evaluate({"free_mail": False})


def test_an_underscore_in_a_pattern_is_an_underscore() -> None:
    assert expression("path like '/a_b%'").evaluate({"path": "/A_B/c"})
    assert not expression("path like '/a_b%'").evaluate({"path": "/axb/c"})


def test_text_is_compared_without_case_and_enums_exactly() -> None:
    assert expression("country in ('NL', 'be')").evaluate({"country": "nl"})
    assert not expression("seniority = 'vp'").evaluate({"seniority": "VP"})


def test_a_field_may_bear_a_name_that_sql_knows() -> None:
    assert expression("end between 1 and 3").evaluate({"end": 2})


def test_why_tells_each_comparison_with_what_was_found() -> None:
    told = expression("fit >= 50 and (stage = 'mql' or not free_mail)").compared({"fit": 62, "stage": "lead"})
    assert [tuple(one) for one in told] == [
        ("fit", ">=", 50, 62, True),
        ("stage", "=", "mql", "lead", False),
        ("free_mail", "is", None, None, False),
    ]


def test_an_expression_knows_its_fields_and_its_bars() -> None:
    condition = expression("fit >= 50 and activity between 10 and 30.5")
    assert condition.fields == {"fit", "activity"}
    assert condition.bars("activity") == (10.0, 30.5)
    assert condition.bars("stage") == ()


def test_an_expression_travels_to_another_process_after_it_was_used() -> None:
    condition = expression("fit >= 50")
    assert condition.evaluate({"fit": 50})
    there = pickle.loads(pickle.dumps(condition))
    assert there == condition and there.evaluate({"fit": 50})


# --- what to write instead -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "column", "message", "mend"),
    [
        ("fit == 50", 5, "`==` is no comparison here.", "Write `=`."),
        ("fit != 50", 5, "`!=` is no comparison here.", "Write `<>`."),
        ("budget = NULL", 10, "Nothing compares with `null`.", "Write `is unknown`."),
        ("30 <= fit < 60", 1, "comparisons cannot be chained.", "Join two with `and`, or write `x between 30 and 60`."),
        ("lower(form) = 'demo'", 1, "a condition has no functions such as `lower()`.", "Compare the field itself."),
        ("fit in (select 1)", 9, "A condition has no subqueries.", "Compare fields with values."),
        (
            "seniority >= 'high'",
            1,
            "`seniority` is a word from a list: it has no order.",
            "Write seniority = 'manager'.",
        ),
        ("fit >= 'high'", 8, "`fit` is a number and cannot be compared with 'high'.", "Write fit >= 50."),
        ("stage = 'mqk'", 9, "`stage` is never 'mqk'.", "Did you mean 'mql'?"),
        ("seniorty = 'vp'", 1, "there is no field `seniorty`.", "Did you mean `seniority`?"),
        ("path like '/a%b'", 1, "a pattern is 'x%', '%x' or '%x%'.", "Write path like '/pricing%'."),
        ("path like '/a'", 11, "the pattern '/a' has no `%`.", "Write path = '/a'."),
        ('form = "demo"', 8, '"demo" stands in double quotes.', "Write text in single quotes: 'demo'."),
        ("fit + 1 > 3", 5, "`+` is no part of a condition.", None),
        ("fit > activity", 7, "`fit` is compared with another field.", "Compare a field with a value."),
        ("fit", 1, "`fit` is a number, no yes-or-no fact.", "Compare it: fit >= 50."),
        ("budget = 'unknown'", 10, "an unknown `budget` equals nothing.", "Write budget is unknown."),
        ("employees < 0", 13, "`employees` is never below 1.", "Write a number from 1."),
        ("fit between 60 and 30", 1, "nothing is between 60 and 30.", "Write fit between 30 and 60."),
        ("renewal > '2026-02-30'", 11, "'2026-02-30' is no date.", "Write renewal >= '2026-01-31'."),
        ("form = 'demo", 8, "a quoted text has no end.", "Close it with a single quote: 'demo'."),
        ("fit > 1 -- why", 7, "a condition has no comments.", "Put the comment in YAML, after `#`."),
        ("", 1, "the condition is empty.", 'Write one like "fit >= 50".'),
    ],
)
def test_what_the_language_does_not_have_is_told_at_its_column(
    text: str, column: int, message: str, mend: str | None
) -> None:
    found = complaint(text)
    assert found[:2] == (column, message)
    assert mend is None or found[2] == mend


def test_and_or_mixed_without_parentheses_is_refused_and_with_them_read() -> None:
    _, message, mend = complaint("free_mail and fit > 1 or fit > 2")
    assert "without parentheses" in message and "(a and b) or c" in mend
    assert expression("(free_mail and fit > 1) or fit > 2").evaluate({"fit": 3})


def test_a_fact_of_an_event_needs_a_rule_with_on() -> None:
    _, message, _ = complaint("form = 'demo'", SCOPE)
    assert message == "`form` cannot be used here: it is a fact of an event, and this rule has no `on:`."


def test_every_misspelt_field_of_a_condition_is_told_at_once() -> None:
    _, faults = read("fti > 1 and stagee = 'mql'", SCOPE)
    assert [fault.column for fault in faults] == [1, 13]


WORDS_OF_SQL = (
    "fit stage form ( ) , ' \" = == < <= in between and or not is unknown null like 'x%' 1 2.5 -3 ; -- /* */ . * "
    "select case when date interval cast :: [ ] { } ? $1 @ # \\ true false exists any 1e999 end"
)


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=40)
    | st.lists(
        st.sampled_from(WORDS_OF_SQL.split()),
        max_size=14,
    ).map(" ".join)
)
def test_whatever_is_written_it_reads_or_it_is_told_where_it_fails(text: str) -> None:
    found, faults = read(text, EVENT_SCOPE)
    assert (found is None) == bool(faults)
    assert all(1 <= fault.column <= len(text) + 1 and fault.message for fault in faults)
    if found is not None:
        assert in_sql(text, [dict.fromkeys(COLUMNS)]) == [found.evaluate({})]


@pytest.mark.parametrize(
    "text", ["(" * 5000 + "free_mail" + ")" * 5000, "not " * 400 + "free_mail", "free_mail or " * 150]
)
def test_a_condition_that_is_too_deep_or_too_long_is_a_fault_and_no_crash(text: str) -> None:
    _, faults = read(text, SCOPE)
    assert faults

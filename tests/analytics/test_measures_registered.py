"""What every measure owes: documented columns, SQL that Spark parses too, cells that open exactly their records."""

from __future__ import annotations

from importlib import resources

import pytest
import sqlglot
from hypothesis import Phase, given, settings
from tests.analytics.cuts import charter, setting
from tests.analytics.drawn import QUICK, Relations, cuts

from tandem.analytics.measure import Ask
from tandem.analytics.registry import MEASURES
from tandem.analytics.stages import main_path
from tandem.timeline.feeds import FEEDS

FILES = sorted(p.name for p in (resources.files("tandem") / "analytics" / "sql").iterdir() if p.name.endswith(".sql"))
RECORDED = sorted(name for name, m in MEASURES.items() if "records" in m.extra)


@pytest.mark.parametrize("file", FILES)
def test_every_sql_file_also_parses_for_spark(file: str) -> None:
    text = (resources.files("tandem") / "analytics" / "sql" / file).read_text(encoding="utf-8")
    assert text.startswith("-- ")
    (spark,) = sqlglot.transpile(text, read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
    assert sqlglot.parse_one(spark, read="spark")


@pytest.mark.parametrize("name", sorted(MEASURES))
def test_a_measures_needs_are_feeds_and_its_text_is_written(name: str) -> None:
    measure = MEASURES[name]
    assert measure.name == name
    assert set(measure.needs) <= set(FEEDS)
    assert measure.title and measure.means.endswith(".")


@pytest.mark.parametrize("name", sorted(MEASURES))
@settings(QUICK, max_examples=3, phases=[Phase.generate])
@given(cut=cuts(most=20))
def test_rows_have_exactly_the_documented_columns_in_order(name: str, cut: Relations) -> None:
    here = setting(**cut)
    for by in ("", *MEASURES[name].slices):
        answer = MEASURES[name].compute(here, Ask(by=by))
        names = [c.name for c in answer.columns]
        assert len(set(names)) == len(names)
        assert all(list(row) == names for row in answer.rows)
        assert all(c.means for c in answer.columns)


@pytest.mark.parametrize("name", RECORDED)
@settings(QUICK, max_examples=4)
@given(cut=cuts(most=8))
def test_every_counted_cell_opens_exactly_its_records(name: str, cut: Relations) -> None:
    here, measure = setting(**cut), MEASURES[name]
    for by in ("", "source") if "source" in measure.slices else ("",):
        ask = Ask(by=by)
        for row in measure.compute(here, ask).rows[::3]:
            for count in measure.extra["statement"].counts:
                assert len(measure.extra["records"](here, ask, row, count)) == (row[count] or 0), (name, count, row)


@pytest.mark.parametrize("name", [name for name in sorted(MEASURES) if not MEASURES[name].slices])
def test_a_measure_that_cannot_be_sliced_says_so(name: str) -> None:
    assert any("--by region changes nothing" in n for n in MEASURES[name].compute(setting(), Ask(by="region")).notes)


def test_the_main_path_follows_the_charters_order_up_to_customer() -> None:
    assert main_path(charter(stages=("mql", "nurture", "demo", "customer", "disqualified"))) == [
        "mql",
        "demo",
        "customer",
    ]
    assert main_path(charter(stages=("lead", "mql", "disqualified"))) == ["lead", "mql"]


@pytest.mark.parametrize("name", sorted(MEASURES))
def test_an_empty_lens_gives_an_answer_and_no_error(name: str) -> None:
    assert MEASURES[name].compute(setting(), Ask()).columns

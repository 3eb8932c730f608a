"""Every number that Tandem tells of Olist's funnel, against pandas."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest
from tests.recipes import olist_oracle as oracle
from tests.recipes.asking import Recipe
from tests.recipes.walking import Oracle, disagreements

from tandem.operations.report import HORIZON_DAYS, IN_REPORT

QUALITY = ("tool", "object", "field", "check")
QUESTIONS: dict[str, tuple[tuple[str, ...], Callable[[], Oracle]]] = {
    "show funnel --by source": (("source", "stage"), lambda: oracle.funnel(90)),
    f"show funnel --by source --horizon {HORIZON_DAYS}": (("source", "stage"), lambda: oracle.funnel(HORIZON_DAYS)),
    "show stage_time --by source --at 30,60,90": (("source", "from", "to"), lambda: oracle.stage_time(True)),
    "show stage_time --at 30,60,90": (("source", "from", "to"), lambda: oracle.stage_time(False)),
    "show sales_velocity": (("source",), oracle.sales_velocity),
    "show sales_velocity --by quarter": (("quarter",), oracle.sales_velocity_by_quarter),
    "show sla": (("promise",), dict),
    "show first_response": (("source", "kind"), oracle.first_response),
    "show acceptance": (("source",), oracle.acceptance),
    "show closed_loop --by source": (("source",), oracle.closed_loop),
    "show sourced_influenced": (("source", "kind"), oracle.sourced_influenced),
    "show win_loss --by source": (("source",), lambda: oracle.win_loss(True)),
    "show win_loss --by manager": (("manager",), lambda: oracle.win_loss(False)),
    "show win_loss --by region": (("region",), lambda: oracle.win_loss(False)),
    "show quota_attainment": (("period", "member"), oracle.quota_attainment),
    "show buying_cycle": (("source",), oracle.buying_cycle),
    "show data_quality": (QUALITY, oracle.data_quality),
    "show bridge": (("why",), oracle.bridge),
    "diagnose": (("sign",), oracle.diagnose),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_number_equals_the_one_that_pandas_finds(olist: Recipe, question: str) -> None:
    keys, expected = QUESTIONS[question]
    assert disagreements(olist.ask(question), keys, expected()) == []


def test_every_measure_of_the_report_is_asked(olist: Recipe) -> None:
    asked = {question.removeprefix("show ").partition(" --horizon")[0].partition(" --at")[0] for question in QUESTIONS}
    assert {f"{name} --by {by}" if by else name for name, by in IN_REPORT} <= asked


def test_what_stands_beside_the_rows_is_counted_too(olist: Recipe) -> None:
    leads, won = len(oracle.leads()), len(oracle.won())
    for question in QUESTIONS:
        assert olist.ask(question)["data"]["events"] == leads + won
    late = int((oracle.won()["days"] < 0).sum())
    assert olist.ask("show stage_time --at 30,60,90")["faults"] == {"negative_lags": late}
    assert olist.ask("show acceptance")["faults"] == {"negative_lags": late}
    counted = {key[-1]: found["bad"] for key, found in oracle.data_quality().items() if found["bad"]}
    assert olist.ask("show data_quality")["faults"] == {k: n for k, n in counted.items() if k != "open_cycles"}


@pytest.mark.parametrize("change", [1, -1, 1000])
def test_a_count_that_is_off_by_one_would_be_seen(olist: Recipe, change: int) -> None:
    document = copy.deepcopy(olist.ask("show funnel --by source"))
    document["rows"][5]["reached"] += change
    assert len(disagreements(document, ("source", "stage"), oracle.funnel(90))) == 1


def test_a_number_without_an_oracle_would_be_seen(olist: Recipe) -> None:
    expected = {key: {k: v for k, v in row.items() if k != "rate"} for key, row in oracle.funnel(90).items()}
    found = disagreements(olist.ask("show funnel --by source"), ("source", "stage"), expected)
    assert found and all(text.startswith("no oracle for rate") for text in found)


def test_a_row_too_many_or_too_few_would_be_seen(olist: Recipe) -> None:
    document = copy.deepcopy(olist.ask("show funnel --by source"))
    lost = document["rows"].pop()
    assert len(disagreements(document, ("source", "stage"), oracle.funnel(90))) == 1
    document["rows"] += [lost, {**lost, "stage": "sql"}]
    assert len(disagreements(document, ("source", "stage"), oracle.funnel(90))) == 1

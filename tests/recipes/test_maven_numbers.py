"""Every number that Tandem tells of Maven's opportunities, against pandas."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest
from tests.recipes import maven_oracle as oracle
from tests.recipes.asking import Recipe
from tests.recipes.walking import Oracle, disagreements

from tandem.operations.report import HORIZON_DAYS, IN_REPORT

QUESTIONS: dict[str, tuple[tuple[str, ...], Callable[[], Oracle]]] = {
    f"show funnel --by source --horizon {HORIZON_DAYS}": (("source", "stage"), dict),
    "show stage_time --by source": (("source", "from", "to"), dict),
    "show sales_velocity": (("source",), lambda: oracle.sales_velocity("")),
    "show sales_velocity --by quarter": (("quarter",), lambda: oracle.sales_velocity("quarter")),
    "show sla": (("promise",), dict),
    "show first_response": (("source", "kind"), dict),
    "show acceptance": (("source",), dict),
    "show closed_loop --by source": (("source",), oracle.closed_loop),
    "show sourced_influenced": (("source", "kind"), oracle.sourced_influenced),
    **{
        f"show win_loss --by {by}": ((by,), lambda by=by: oracle.win_loss(by))  # type: ignore[misc]
        for by in ("source", "manager", "region", "product", "sector", "industry")
    },
    "show quota_attainment": (("period", "member"), oracle.quota_attainment),
    "show buying_cycle": (("source",), oracle.buying_cycle),
    "show data_quality": (("tool", "object", "field", "check"), oracle.data_quality),
    "show bridge": (("why",), dict),
    "diagnose": (("sign",), oracle.diagnose),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_number_of_maven_equals_the_one_that_pandas_finds(maven: Recipe, question: str) -> None:
    keys, expected = QUESTIONS[question]
    assert disagreements(maven.ask(question), keys, expected()) == []


def test_every_measure_of_the_report_is_asked_of_maven() -> None:
    asked = {question.removeprefix("show ").partition(" --horizon")[0] for question in QUESTIONS}
    assert {f"{name} --by {by}" if by else name for name, by in IN_REPORT} <= asked


def test_a_cent_too_much_would_be_seen(maven: Recipe) -> None:
    document = copy.deepcopy(maven.ask("show win_loss --by manager"))
    document["rows"][0]["amount_won"] = document["rows"][0]["amount_won"].replace(".00", ".01")
    assert len(disagreements(document, ("manager",), oracle.win_loss("manager"))) == 1


def test_what_stands_beside_maven_s_rows_is_counted_too(maven: Recipe) -> None:
    told = oracle.deals()["opened"].notna().sum() + oracle.deals()["closed"].notna().sum()
    assert all(maven.ask(question)["data"]["events"] == told for question in QUESTIONS)
    counted = {key[-1]: found["bad"] for key, found in oracle.data_quality().items() if found["bad"]}
    assert maven.ask("show data_quality")["faults"] == counted

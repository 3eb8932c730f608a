"""The doctor and the diagnosis say the same about what can be judged, on both recipes."""

from __future__ import annotations

import pytest
from tests.recipes.asking import Recipe


@pytest.mark.parametrize("name", ["olist", "maven"])
def test_the_doctor_and_the_diagnosis_never_contradict_each_other(name: str, request: pytest.FixtureRequest) -> None:
    recipe: Recipe = request.getfixturevalue(name)
    judged = {row["sign"]: row["state"] != "cannot be judged" for row in recipe.ask("diagnose")["rows"]}
    able = {row["name"]: row["judgeable"] for row in recipe.ask("doctor")["rows"] if row["kind"] == "sign"}
    assert judged == able and {True, False} == set(able.values())


@pytest.mark.parametrize("name", ["olist", "maven"])
def test_the_same_import_again_changes_nothing(name: str, request: pytest.FixtureRequest) -> None:
    recipe: Recipe = request.getfixturevalue(name)
    again = recipe.import_again()
    assert [row["accepted"] for row in again["rows"]] == [0] * len(again["rows"])
    assert again["data"] == recipe.imported["data"]

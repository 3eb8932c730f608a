"""The guides' ten lines work when they are pasted."""

from __future__ import annotations

import re

import pytest
from tests.recipes.asking import ROOT, Recipe


@pytest.mark.parametrize("name", ["olist", "maven"])
def test_every_line_of_the_guide_answers(name: str, request: pytest.FixtureRequest) -> None:
    recipe: Recipe = request.getfixturevalue(name)
    guide = (ROOT / "examples" / name / "README.md").read_text(encoding="utf-8")
    lines = re.findall(rf"^tandem (.+) -w {name}$", guide, re.MULTILINE)
    assert len(lines) == 9 and f"tandem init {name} --charter examples/{name}/charter.yaml" in guide
    for line in lines:
        if not line.startswith("import"):
            assert recipe.ask(line)["rows"], line


@pytest.mark.parametrize("name", ["olist", "maven"])
def test_the_guide_names_every_sign_that_cannot_be_judged_or_counts_them(
    name: str, request: pytest.FixtureRequest
) -> None:
    recipe: Recipe = request.getfixturevalue(name)
    guide = (ROOT / "examples" / name / "README.md").read_text(encoding="utf-8")
    unjudged = [row["sign"] for row in recipe.ask("diagnose")["rows"] if row["state"] == "cannot be judged"]
    counted = {"olist": "Ten signs", "maven": "twelve of the thirteen signs"}[name]
    assert counted in guide and len(unjudged) == {"olist": 10, "maven": 12}[name]
    assert name == "maven" or all(f"`{sign}`" in guide for sign in unjudged)

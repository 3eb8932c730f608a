from pathlib import Path

import pytest
from tests.recipes.asking import Recipe, sample_data


@pytest.fixture(scope="session")
def olist(tmp_path_factory: pytest.TempPathFactory) -> Recipe:
    sample_data("olist_funnel")
    return Recipe("olist", "olist_funnel", Path(tmp_path_factory.mktemp("olist") / "workspace"))


@pytest.fixture(scope="session")
def maven(tmp_path_factory: pytest.TempPathFactory) -> Recipe:
    sample_data("maven_crm")
    return Recipe("maven", "maven_crm", Path(tmp_path_factory.mktemp("maven") / "workspace"))

"""What all tests share: how hypothesis draws, and example companies that went through the whole pipeline."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from tests.truth.diagnosed import Diagnosed

settings.register_profile(
    "steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.register_profile(
    "searching", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


@pytest.fixture(scope="session")
def companies(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Diagnosed]:
    """`companies(seed, healthy=False, people=…, months=…)`: generated, imported and diagnosed at the first call.

    All workers of one run share the workspaces on disk; nobody may write into them."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if base.name.startswith("popen-") else base) / "companies"

    def make(seed: int, **rest: Any) -> Diagnosed:
        from tests.truth.diagnosed import diagnosed

        return diagnosed(shared, seed, **rest)

    return make

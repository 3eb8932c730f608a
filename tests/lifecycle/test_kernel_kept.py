"""The compiled kernel is kept where a folder can be written, and works where none can."""

from __future__ import annotations

import pytest
from numba.core.caching import CacheImpl

from tandem.lifecycle.kernel.jit import outermost


def twice(number: int) -> int:
    return number * 2


def test_it_compiles_where_no_folder_can_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CacheImpl, "_locator_classes", [])
    compiled = outermost(twice)
    assert compiled(21) == 42
    assert not compiled.stats.cache_path  # type: ignore[attr-defined]


def test_else_it_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr("numba.core.config.CACHE_DIR", str(tmp_path))
    assert str(tmp_path) in outermost(twice).stats.cache_path  # type: ignore[attr-defined]

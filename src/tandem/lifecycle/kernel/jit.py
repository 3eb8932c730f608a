"""How the kernel's functions are compiled: once, without Python's lock, kept on disk.

numba stamps what it keeps by the file of the outermost function alone; a change in any of the kernel's files must count
too, so the stamp is a digest of all of them. Where the package's folder cannot be written, numba keeps it in the user's
cache folder; `NUMBA_CACHE_DIR` says otherwise. Where none can be written, every process compiles anew.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from hashlib import blake2b
from importlib import resources
from typing import Any, TypeVar, cast

from numba import njit
from numba.extending import register_jitable

Function = TypeVar("Function", bound=Callable[..., Any])


def inner(function: Function) -> Function:
    """A part of the kernel, compiled with whatever calls it: once for a kind of number, not for each constant."""
    return cast("Function", register_jitable(error_model="numpy")(function))


def outermost(function: Function) -> Function:
    """What Python calls; kept on disk until any file of the kernel changes, or nowhere if no folder can be written."""
    compiling = partial(njit, nogil=True, error_model="numpy")
    try:
        dispatcher = compiling(cache=True)(function)
    except RuntimeError:
        return cast("Function", compiling()(function))
    kept = getattr(dispatcher._cache, "_cache_file", None)
    if kept is not None:
        kept._source_stamp = _digest()
    return cast("Function", dispatcher)


def _digest() -> str:
    files = sorted(resources.files(__package__).iterdir(), key=lambda file: file.name)
    texts = [file.read_bytes() for file in files if file.name.endswith(".py")]
    return blake2b(b"\0".join(texts), digest_size=16).hexdigest()

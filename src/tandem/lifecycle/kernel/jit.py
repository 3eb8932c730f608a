"""How the kernel's functions are compiled: once, without Python's lock, kept on disk.

numba stamps what it keeps by the file of the outermost function alone; a change in any of the kernel's files must count
too, so the stamp is a digest of all of them. Where the package's folder cannot be written, numba keeps it in the user's
cache folder; `NUMBA_CACHE_DIR` says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from importlib import resources
from typing import Any, Protocol, TypeVar, cast

from numba import njit, types
from numba.extending import intrinsic, register_jitable

Function = TypeVar("Function", bound=Callable[..., Any])
Table = TypeVar("Table")


def inner(function: Function) -> Function:
    """A part of the kernel, compiled with whatever calls it: once for a kind of number, not for each constant."""
    return cast("Function", register_jitable(error_model="numpy")(function))


def outermost(function: Function) -> Function:
    """What Python calls; kept on disk until any file of the kernel changes."""
    dispatcher = njit(nogil=True, error_model="numpy", cache=True)(function)
    kept = getattr(dispatcher._cache, "_cache_file", None)
    if kept is not None:
        kept._source_stamp = _digest()
    return cast("Function", dispatcher)


def _pointer(typing: Any, array: Any) -> Any:
    def make(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return context.make_array(array)(context, builder, given[0]).data

    return types.CPointer(array.dtype)(array), make


def _row(typing: Any, table: Any, offset: Any) -> Any:
    def make(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return builder.gep(given[0], [given[1]])

    return table(table, types.intp), make


class _Pointer(Protocol):
    def __call__(self, array: Table) -> Table: ...


class _Row(Protocol):
    def __call__(self, table: Table, offset: int) -> Table: ...


pointer = cast("_Pointer", intrinsic(_pointer))
"""Where an array's entries stand: one machine word to hand on, where the array itself is seven or nine. Nothing counts
its users, so the array must outlive it; nothing knows its length."""
row = cast("_Row", intrinsic(_row))
"""The entries of a `pointer` from an offset on."""


def _digest() -> str:
    files = sorted(resources.files(__package__).iterdir(), key=lambda file: file.name)
    texts = [file.read_bytes() for file in files if file.name.endswith(".py")]
    return blake2b(b"\0".join(texts), digest_size=16).hexdigest()

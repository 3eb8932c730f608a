"""Addresses: what the kernel's functions hand each other in place of arrays, which are seven or nine words each.

Nothing counts who uses an address, so what stands there must outlive it; nothing knows how long it is. `outermost`
functions take arrays, which live as long as the call, and hand on addresses.
"""

from __future__ import annotations

from typing import Any, Protocol, TypeVar, cast

from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.core import cgutils
from numba.core.typing.templates import AttributeTemplate
from numba.extending import infer_getattr, intrinsic, lower_getattr_generic

Thing = TypeVar("Thing")


def _pointer(typing: Any, array: Any) -> Any:
    def make(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return context.make_array(array)(context, builder, given[0]).data

    return types.CPointer(array.dtype)(array), make


def _row(typing: Any, table: Any, offset: Any) -> Any:
    def make(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return builder.gep(given[0], [given[1]])

    return table(table, types.intp), make


def _handle(typing: Any, record: Any) -> Any:
    def make(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        place = cgutils.alloca_once(builder, context.get_data_type(record))
        builder.store(context.data_model_manager[record].as_data(builder, given[0]), place)
        return place

    return types.CPointer(record)(record), make


@infer_getattr
class _OfHandle(AttributeTemplate):  # type: ignore[misc]
    """The fields of the named tuple at a `handle`."""

    key = types.CPointer

    def generic_resolve(self, handle: Any, name: str) -> Any:
        fields = getattr(handle.dtype, "fields", ())
        return handle.dtype[fields.index(name)] if name in fields else None


def _load(context: Any, builder: Any, handle: Any, place: Any, name: str) -> Any:
    index = handle.dtype.fields.index(name)
    word = ir.IntType(32)
    member = builder.gep(place, [word(0), word(index)])
    return context.data_model_manager[handle.dtype[index]].load_from_data_pointer(builder, member)


lower_getattr_generic(types.CPointer)(_load)


class _Same(Protocol):
    def __call__(self, thing: Thing) -> Thing: ...


class _Row(Protocol):
    def __call__(self, table: Thing, offset: int) -> Thing: ...


pointer = cast("_Same", intrinsic(_pointer))
"""Where an array's entries stand."""
row = cast("_Row", intrinsic(_row))
"""The entries of a `pointer` from an offset on."""
handle = cast("_Same", intrinsic(_handle))
"""Where a named tuple stands, in the frame of the function that asks; its fields are read there when they are needed.
They cannot be written."""

"""Reading in one process while another writes: the two halves of an import keep two cores busy."""

from __future__ import annotations

import gc
import multiprocessing
import sys
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from tandem.vocabulary import TandemError

Item = TypeVar("Item")


class ReadingStopped(TandemError):
    """The process that read the files ended without a word (out of memory, or it was killed)."""

    def __init__(self) -> None:
        super().__init__("The reading process ended early. What was committed stays; import again to go on.")


def read_ahead(make: Callable[[], Iterator[Item]]) -> Iterator[Item]:
    """The items of `make()`, made in a forked process where the system can fork, else here.

    Items must be picklable. An exception of the other process is raised here.
    """
    if sys.platform != "linux":
        yield from make()
        return
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(make, ours, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        yield from _received(ours)
    finally:
        ours.close()
        process.terminate()
        process.join()


def _received(ours: Connection) -> Iterator[Any]:
    while True:
        try:
            kind, value = ours.recv()
        except EOFError:
            raise ReadingStopped from None
        if kind == "end":
            return
        if kind == "fault":
            raise value
        yield value


def _serve(make: Callable[[], Iterator[Item]], ours: Connection, theirs: Connection) -> None:
    ours.close()
    gc.freeze()
    gc.disable()  # rows hold no cycles; looking for some takes a third of the time
    try:
        for item in make():
            theirs.send(("item", item))
        theirs.send(("end", None))
    except BrokenPipeError:
        return
    except Exception as why:
        theirs.send(("fault", _portable(why)))


def _portable(why: Exception) -> Exception:
    """The same error in a form that can be sent; a user's error keeps its sentence."""
    return TandemError(str(why)) if isinstance(why, TandemError) else RuntimeError(f"{type(why).__name__}: {why}")

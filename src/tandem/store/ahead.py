"""Work in a process ahead of this one: reading while this one writes, or one half of a replay beside the other."""

from __future__ import annotations

import gc
import multiprocessing
import sys
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from tandem.vocabulary import TandemError

Item = TypeVar("Item")


class WorkStopped(TandemError):
    """The process that worked ahead ended without a word (out of memory, or it was killed)."""

    def __init__(self) -> None:
        super().__init__("The process that worked ahead ended early. What was done stays; run the same again to go on.")


def read_ahead(make: Callable[[], Iterator[Item]]) -> Iterator[Item]:
    """The items of `make()`, made from now on in a forked process where the system can fork, else here when asked for.

    Items must be picklable; the process waits until each is taken. Its exceptions are raised here.
    """
    if sys.platform != "linux":
        return make()
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(make, ours, theirs), daemon=True)
    process.start()
    theirs.close()
    return _received(process, ours)


def _received(process: BaseProcess, ours: Connection) -> Iterator[Any]:
    try:
        yield from _items(ours)
    finally:
        ours.close()
        process.terminate()
        process.join()


def _items(ours: Connection) -> Iterator[Any]:
    while True:
        try:
            kind, value = ours.recv()
        except EOFError:
            raise WorkStopped from None
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

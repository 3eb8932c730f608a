"""A person as people name them: an e-mail address, a tool's id or reference, or Tandem's own id."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from tandem.connectors.reading.record_ids import long_id
from tandem.vocabulary import TandemError

if TYPE_CHECKING:
    from tandem.operations.workspace import Workspace
    from tandem.store.lens import DuckLens

SHORTEST = 8
"""Hex digits of an id that are enough."""
OBJECTS: Final = ("contact", "lead", "person", "prospect", "visitor", "user", "subscriber", "customer")


class NobodyFound(TandemError):
    """No person goes by this name."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"Nobody in the book is known as '{text}'. Give an e-mail address, a tool's id (00Q5g00000…), a reference "
            f"(salesforce:lead:00Q5g00000…) or at least {SHORTEST} digits of Tandem's own id."
        )


class SeveralFound(TandemError):
    """More than one person goes by this name."""

    def __init__(self, text: str, found: Sequence[bytes]) -> None:
        shown = ", ".join(person.hex() for person in found[:5])
        more = f" and {len(found) - 5:,} more" if len(found) > 5 else ""
        super().__init__(f"'{text}' means {len(found)} persons: {shown}{more}. Give one of these ids.")


def find_person(workspace: Workspace, text: str) -> bytes:
    """The id of the person that `text` names in the built lens. Raises `NobodyFound`, `SeveralFound`."""
    from tandem.store.lens import DuckLens

    lens = DuckLens.of_folders(workspace.lens / "base")
    wanted = text.strip()
    found = _by_reference(workspace, lens, wanted) or _by_id(workspace, lens, wanted.lower())
    if not found:
        raise NobodyFound(text)
    if len(found) > 1:
        raise SeveralFound(text, found)
    return found[0]


def _by_reference(workspace: Workspace, lens: DuckLens, text: str) -> list[bytes]:
    """Persons with this address or tool's id."""
    from tandem.operations.privacy import ref_of

    refs = [ref_of(workspace, ref) for ref in _references(lens, text)]
    table = lens.run("select distinct person from record where list_contains($refs, ref) order by 1", {"refs": refs})
    return [person for person in table["person"].to_pylist() if person]


def _references(lens: DuckLens, text: str) -> Iterator[str]:
    """What `text` may be as a reference: an address, a whole reference, or an id of any tool's objects."""
    yield f"email:{text.lower()}"
    yield text
    if ":" in text:
        return
    files = lens.run("select distinct tool, lower(object) as object from file")
    tools = sorted(set(map(str, files["tool"].to_pylist())))
    objects = sorted({*OBJECTS, *map(str, files["object"].to_pylist())})
    spelled = dict.fromkeys((text, long_id(text)))
    yield from (f"{tool}:{kind}:{one}" for tool in tools for kind in objects for one in spelled)


def _by_id(workspace: Workspace, lens: DuckLens, text: str) -> list[bytes]:
    """Persons whose own id, or one of whose leads' or other records' ids, begins with these hex digits."""
    from tandem.operations.evidence import persons_behind

    if len(text) < SHORTEST or set(text) - set("0123456789abcdef"):
        return []
    sql = (
        "select distinct person from lead where starts_with(lower(hex(person)), $digits) "
        "or starts_with(lower(hex(lead)), $digits) order by 1"
    )
    found = [person for person in lens.run(sql, {"digits": text})["person"].to_pylist() if person]
    return found or persons_behind(workspace, text)

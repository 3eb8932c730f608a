"""Who is who, for people: suggestions to confirm, why two records are one person, and taking a join back.

Everything that joins is a link of the book. Revoking one and building the lens gives the world without it; restoring
it gives it back. Who may do this, and when it was done, the caller hands in.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from tandem.operations.find_person import find_person
from tandem.vocabulary import TandemError

if TYPE_CHECKING:
    from tandem.operations.workspace import Workspace
    from tandem.store.book import Book
    from tandem.store.links import LinkNow
    from tandem.timeline.suggestions import Portrait

SHORTEST = 8


class NoSuchLink(TandemError):
    """No link, or more than one, has this id."""

    exit_code = 2

    def __init__(self, digits: str, found: int) -> None:
        what = "No link's id begins" if not found else f"{found} links' ids begin"
        super().__init__(f"{what} with '{digits}'. Give at least {SHORTEST} digits of an id from the list of a person.")


class SamePerson(TandemError):
    """Two names mean one person already."""

    def __init__(self, left: str, right: str) -> None:
        super().__init__(f"'{left}' and '{right}' are one person already; there is nothing to confirm.")


def suggestions(workspace: Workspace, at_least: int = 85) -> list[dict[str, Any]]:
    """Persons who might be one, the likeliest first: left, right (ids), left_name, right_name, score, reasons.

    Reads the built lens, and names from the vault for comparing and showing; nothing is stored.
    """
    from tandem.timeline.suggestions import suggest

    portraits = {portrait.person: portrait for portrait in _portraits(workspace)}
    return [
        {
            "left": found.left,
            "right": found.right,
            "left_name": _shown(portraits[found.left]),
            "right_name": _shown(portraits[found.right]),
            "score": found.score,
            "reasons": list(found.reasons),
        }
        for found in suggest(portraits.values(), at_least)
    ]


def joins_of(workspace: Workspace, person: str) -> list[dict[str, Any]]:
    """Every link that makes a person's records one, revoked ones too: link, reason, left, right, tool, holds.

    Raises `NobodyFound`, `SeveralFound`.
    """
    from tandem.operations.privacy import names_of
    from tandem.store.links import links_of
    from tandem.timeline.identity import REASONS

    refs = records_of_person(workspace, person)
    with workspace.open_book() as book:
        links = [link for link in links_of(book, refs) if link.kind in REASONS]
        names = names_of(workspace, {end for link in links for end in (link.left, link.right)}, book)
    shown = {ref: data.ref or data.shown for ref, data in names.items()}
    return [
        {
            "link": link.id,
            "reason": REASONS[link.kind] + (f" ({link.value})" if link.kind == "confirmed" and link.value else ""),
            "left": shown.get(link.left, link.left.hex()),
            "right": shown.get(link.right, link.right.hex()),
            "tool": link.tool,
            "holds": not link.revoked_at,
        }
        for link in links
    ]


def records_of_person(workspace: Workspace, person: str) -> list[bytes]:
    """A person's records by keyed reference, addresses last. Raises `NobodyFound`, `SeveralFound`."""
    return _records(workspace, find_person(workspace, person))


def confirm(workspace: Workspace, left: str, right: str, *, by: str, at: int) -> bytes:
    """The member `by` says at `at` (UTC µs) that two persons are one; the link's id. The next lens joins them.

    Raises `NobodyFound`, `SeveralFound`, `SamePerson`.
    """
    from tandem.store.ties import make_links

    one, other = find_person(workspace, left), find_person(workspace, right)
    if one == other:
        raise SamePerson(left, right)
    with workspace.open_book() as book:
        left_record, right_record = sorted((_records(workspace, one)[0], _records(workspace, other)[0]))
        return make_links(book, [("confirmed", left_record, right_record, by)], at)[0]


def revoke(workspace: Workspace, link: str, *, at: int) -> bool:
    """Take a link back (un-merge); `link` is its id or the first digits. False when it was revoked before."""
    from tandem.store.ties import revoke_links

    with workspace.open_book() as book:
        return revoke_links(book, [_link(book, link).id], at) == 1


def restore(workspace: Workspace, link: str, *, at: int) -> bool:
    """Let a revoked link hold again. False when it held."""
    from tandem.store.ties import make_links

    with workspace.open_book() as book:
        found = _link(book, link)
        make_links(book, [(found.kind, found.left, found.right, found.value)], at)
    return found.revoked_at != 0


def _link(book: Book, digits: str) -> LinkNow:
    from tandem.store.links import links_named

    wanted = digits.strip().lower()
    named = SHORTEST <= len(wanted) <= 32 and not set(wanted) - set("0123456789abcdef")
    found = links_named(book, wanted) if named else []
    if len(found) != 1:
        raise NoSuchLink(digits, len(found))
    return found[0]


def _portraits(workspace: Workspace) -> Iterable[Portrait]:
    """Everybody with their clear names and addresses, and the names of the companies where they work."""
    from tandem.operations.privacy import names_of
    from tandem.store.lens import DuckLens
    from tandem.timeline.suggestions import Portrait

    lens = DuckLens.of_folders(workspace.lens / "base")
    refs: dict[bytes, list[bytes]] = {}
    for row in lens.run("select person, ref from record order by person, tool, ref").to_pylist():
        refs.setdefault(row["person"], []).append(row["ref"])
    sql = "select p.person, a.name from person p join account a using (account) where a.name <> ''"
    company = {row["person"]: row["name"] for row in lens.run(sql).to_pylist()}
    known = names_of(workspace, [ref for held in refs.values() for ref in held])
    for person, held in refs.items():
        data = [known[ref] for ref in held if ref in known]
        yield Portrait(
            person,
            tuple(dict.fromkeys(d.name for d in data if d.name)),
            tuple(
                dict.fromkeys(c for c in (company.get(person, ""), *(d.words.get("company", "") for d in data)) if c)
            ),
            tuple(dict.fromkeys(d.email for d in data if d.email)),
        )


def _shown(portrait: Portrait) -> str:
    return " ".join([*portrait.names[:1], *(f"<{address}>" for address in portrait.addresses[:1])])


def _records(workspace: Workspace, person: bytes) -> list[bytes]:
    """A person's records (addresses last), by reference."""
    from tandem.store.lens import DuckLens

    lens = DuckLens.of_folders(workspace.lens / "base")
    sql = "select ref from record where person = $person order by tool = '', ref"
    return [ref for ref in lens.run(sql, {"person": person})["ref"].to_pylist() if ref]

"""Two teams who agree: charters that differ in a line, plans of them, keys, and what every table holds."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.store.books import DAY, HOUR, MARCH, book_of

from tandem.charter.adoption.agreement import Agreement
from tandem.charter.reading import read_charter
from tandem.operations.adopt import adopt_result
from tandem.operations.agreement_book import find_proposal
from tandem.operations.members import OwnKey, code_result, key_result
from tandem.operations.propose import propose_result
from tandem.operations.sign import Read, sign_result
from tandem.operations.workspace import Workspace
from tandem.planning.plan import Plan
from tandem.store.agreements import AgreementBook

NOW = MARCH + 9 * HOUR
PASSPHRASE = "a sentence that only one knows"
TABLES = (
    "source_file", "source_row", "event", "entity", "link", "domain", "reject", "vault_key", "vault", "book_state",
    "agreement", "agreement_text",
)  # fmt: skip
__all__ = ["DAY", "HOUR", "NOW", "PASSPHRASE", "Office", "agreed", "everything", "words"]


def agreed(version: str = "1", begins: str = "2026-01-01", teams: str = "", note: str = "") -> bytes:
    """A small charter whose proofs hold."""
    teams = teams or "marketing: {members: {mia: , tom: }}, sales: {members: {anna: , bram: }}"
    return (
        f'# {note}\ncharter: Made-up charter\nversion: "{version}"\nin_force_from: {begins}\n'
        f"time_zone: Europe/Amsterdam\ncurrency: EUR\nteams: {{{teams}}}\n"
        "lifecycle: {stages: [lead, mql, sal, sql, opportunity, customer]}\n"
    ).encode()


def plan_of(current: bytes, proposed: bytes, data: str = "0" * 64) -> bytes:
    """What `tandem plan` would write, without its figures."""

    def named(text: bytes) -> dict[str, str]:
        charter, faults = read_charter(text, "charter.yaml")
        assert charter, faults
        day = charter.in_force_from.isoformat() if charter.in_force_from else ""
        return {"name": charter.name, "version": charter.version, "sha256": charter.sha256, "in_force_from": day}

    stamps = {"current": named(current), "proposed": named(proposed), "data": {"sha256": data}}
    return Plan.of({**stamps, "engine": "1", "window": {}}).body


def everything(workspace: Workspace) -> dict[str, str]:
    """A digest of each table of the book."""
    with book_of(workspace) as book:
        rows = {table: book.database.execute(f"select * from {table}") for table in TABLES}
    return {table: sha256(repr(sorted(map(repr, found))).encode()).hexdigest() for table, found in rows.items()}


def words(workspace: Workspace) -> list[tuple[Any, ...]]:
    """The history without seals: place, kind, time, body."""
    with book_of(workspace) as book:
        return book.database.execute("select number, kind, at, body from agreement order by number")


class Office:
    """A workspace and those who act in it, each with a key once they asked for one."""

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        self.workspace, self.folder, self.now = workspace, folder, NOW
        self.keys: dict[str, OwnKey] = {}
        self.last = agreed("0")
        workspace.charter.write_bytes(agreed())

    def key(self, member: str, voucher: str = "", name: str = "") -> OwnKey:
        """Make a member's key."""
        path = self.folder / f"{name or member}-{len(list(self.folder.glob('*.pem')))}.pem"
        key_result(self.workspace, member, path, PASSPHRASE, self.now, self.keys[voucher] if voucher else None)
        self.keys[name or member] = OwnKey(path.name, path.read_bytes(), PASSPHRASE)
        return self.keys[name or member]

    def code(self, member: str, proposal: str, voucher: str = "", hours: int = 24) -> str:
        """Make a one-time code."""
        by = self.keys[voucher] if voucher else None
        made = code_result(self.workspace, member, proposal, self.now, hours=hours, voucher=by)
        return str(made.rows[0]["code"])

    def propose(self, text: bytes, plan: bytes | None = b"", member: str = "mia") -> str:
        """Propose a charter with a plan against the last adopted one."""
        given = plan_of(self.last, text) if plan == b"" else plan
        return str(propose_result(self.workspace, text, given, member, self.now).rows[0]["proposal"])

    def sign(self, proposal: str, member: str, by: OwnKey | str | None = None, read: tuple[Read, ...] = ()) -> None:
        """Sign with the member's key, or by something else."""
        sign_result(self.workspace, proposal, member, self.now, by or self.keys[member], read=read)

    def adopt(self, proposal: str, member: str = "anna") -> None:
        """Adopt a proposal; what comes next compares with it."""
        adopt_result(self.workspace, proposal, member, self.now)
        with book_of(self.workspace) as book:
            found = AgreementBook(book).sound().agreement
            self.last = found.bytes_of(find_proposal(found, proposal))

    def agree(self, text: bytes) -> str:
        """Propose, sign by mia and anna, and adopt."""
        for member in ("mia", "anna"):
            if member not in self.keys:
                self.key(member)
        proposal = self.propose(text)
        for member in ("mia", "anna"):
            self.sign(proposal, member)
        self.adopt(proposal)
        return proposal

    def read(self) -> Agreement:
        """What the history says."""
        with book_of(self.workspace) as book:
            return AgreementBook(book).sound().agreement

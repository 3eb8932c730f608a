"""A workspace: one company's settings, charter, book and lens, in one folder."""

from __future__ import annotations

import json
import secrets
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tandem.connectors.reading.times import ORDERS
from tandem.vocabulary import TandemError
from tandem.zones import UnknownZone, zone_info

if TYPE_CHECKING:
    from tandem.store.book import Book

SETTINGS_FILE = "tandem.toml"
KEY_FILE = "tandem.key"
CHARTER_FILE = "charter.yaml"
SCHEMA = "charter.schema.json"
"""The name that the starter charter's first line tells editors."""
KEY_BYTES = 32


class NoWorkspace(TandemError):
    """The folder is no workspace."""

    exit_code = 2

    def __init__(self, root: Path) -> None:
        super().__init__(f"{root} is no Tandem workspace: it has no {SETTINGS_FILE}. Make one with: tandem init {root}")


class BadSettings(TandemError):
    """The workspace's settings cannot be used."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(f"{path}: {what}")


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where everything of one company lies. `key` is the secret that keys all ids and seals personal data."""

    root: Path
    name: str
    time_zone: str
    database: str
    """'' = SQLite in the workspace, else a PostgreSQL address (postgresql://…)."""
    key: bytes
    date_order: str = ""
    """'day first' or 'month first' for dates like 3/4/2026 in columns that do not tell, '' to refuse them."""

    @property
    def charter(self) -> Path:
        """The charter that commands use by default."""
        return self.root / CHARTER_FILE

    @property
    def book(self) -> Path:
        """The SQLite book (unused when `database` names a server)."""
        return self.root / "book.sqlite3"

    @property
    def lens(self) -> Path:
        """`base/` and `cut/<charter and data>/`, rebuilt from the book at any time."""
        return self.root / "lens"

    def open_book(self) -> Book:
        """The book of record, made or migrated when it must be. Raises `NoDatabase`."""
        from tandem.store.book import Book

        return Book.open(self.database or self.book, self.key)

    @classmethod
    def open(cls, root: Path) -> Workspace:
        """Read the workspace in `root`. Raises `NoWorkspace`, `BadSettings`."""
        path = root / SETTINGS_FILE
        if not path.is_file():
            raise NoWorkspace(root)
        try:
            settings = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as why:
            raise BadSettings(path, f"is not readable as TOML: {why}.") from why
        zone = str(settings.get("time_zone", "UTC"))
        try:
            zone_info(zone)
        except UnknownZone as why:
            raise BadSettings(path, f"time_zone '{zone}' is no IANA zone. Write one like Europe/Amsterdam.") from why
        order = str(settings.get("date_order", ""))
        if order not in ("", *ORDERS):
            raise BadSettings(path, f"date_order '{order}' is unknown. Write one of: {', '.join(ORDERS)}.")
        key_file = root / KEY_FILE
        if not key_file.is_file():
            raise BadSettings(key_file, "the workspace's key is missing; without it personal data cannot be read.")
        return cls(
            root=root,
            name=str(settings.get("name", root.resolve().name)),
            time_zone=zone,
            database=str(settings.get("database", "")),
            key=_key(key_file),
            date_order=order,
        )

    @classmethod
    def create(
        cls, root: Path, charter_text: str, time_zone: str = "UTC", key: bytes | None = None, name: str = ""
    ) -> Workspace:
        """Make `root` a workspace; files that are there stay as they are (running it twice changes nothing)."""
        from tandem.charter.schema import text_of_schema

        root.mkdir(parents=True, exist_ok=True)
        quoted = json.dumps(name or root.resolve().name, ensure_ascii=False)
        _write_once(root / SETTINGS_FILE, _SETTINGS.format(name=quoted, time_zone=time_zone))
        _write_once(root / CHARTER_FILE, charter_text)
        _write_once(root / SCHEMA, text_of_schema())
        key_file = root / KEY_FILE
        if not key_file.exists():
            new = root / f".{KEY_FILE}"
            new.unlink(missing_ok=True)
            new.touch(mode=0o600)
            new.write_text((key or secrets.token_bytes(KEY_BYTES)).hex() + "\n", encoding="ascii")
            new.rename(key_file)
        _write_once(root / ".gitignore", "tandem.key\n*.pem\nbook.sqlite3*\nlens/\n")
        return cls.open(root)


_SETTINGS = """\
# A Tandem workspace.
name = {name}

# The zone of days and months in measures, and of times that a file gives without one.
time_zone = "{time_zone}"

# Dates like 3/4/2026, where no date of their column tells which of the two is the month:
# date_order = "day first"

# The book of record: SQLite in this folder, or a PostgreSQL server:
# database = "postgresql://user@host/name"
"""


def _key(path: Path) -> bytes:
    """The key in a file; half a key (or none) would make ids that anybody can guess."""
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise BadSettings(path, f"must hold the workspace's key, {2 * KEY_BYTES} hex digits. Restore it from a backup.")
    return key


def _write_once(path: Path, text: str) -> None:
    if not path.exists():
        path.write_text(text, encoding="utf-8")

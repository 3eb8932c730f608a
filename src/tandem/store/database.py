"""The two databases a book can lie in, each with the few words of SQL in which they differ.

Django migrates the schema; everything in bulk goes through the driver itself.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any, Protocol

from tandem.vocabulary import TandemError

SCHEMES = ("postgresql://", "postgres://")
FETCH = 20_000


class NoDatabase(TandemError):
    """The database of the workspace cannot be reached."""

    def __init__(self, why: object) -> None:
        super().__init__(f"The book's database cannot be used: {str(why).strip()}. See `database` in tandem.toml.")


class Database(Protocol):
    """What the book needs of a database. Statements are written with `?` for values."""

    def execute(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one statement; its rows, if it has any."""

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Append rows as fast as the database can."""

    def many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run one statement once per row of values."""

    def stream(self, sql: str, values: Sequence[Any] = ()) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a query in lists of bounded length."""

    def matching(self, sql: str, ids: Iterable[bytes]) -> Iterator[tuple[Any, ...]]:
        """The rows of a query that ends in ``in`` for these ids."""

    def transaction(self) -> Any:
        """A context: all or nothing, one writer at a time, durable when it ends."""

    def forget(self) -> None:
        """Leave nothing of deleted rows in the database's files (as far as the database allows)."""

    def close(self) -> None:
        """End the connection."""


def open_database(place: Path | str) -> Database:
    """Open the SQLite file or the PostgreSQL server `place`, with the newest schema. Raises `NoDatabase`."""
    migrate(place)
    return PostgresDatabase(str(place)) if _is_server(place) else SqliteDatabase(Path(place))


def _is_server(place: Path | str) -> bool:
    return isinstance(place, str) and place.startswith(SCHEMES)


@contextmanager
def _spoken() -> Iterator[None]:
    """A full disk, a file that may not be written, a lock that is never released: one sentence each."""
    try:
        yield
    except sqlite3.OperationalError as why:
        raise NoDatabase(f"{why}. What was committed stays; run the command again to go on") from why


class SqliteDatabase:
    """A file beside the workspace: write-ahead log, every commit on the disk before it is acknowledged."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=60, check_same_thread=False)
        for pragma in ("journal_mode=wal", "synchronous=full", "foreign_keys=on", "cache_size=-131072",
                       "secure_delete=on", "temp_store=memory"):  # fmt: skip
            self.execute(f"pragma {pragma}")

    def execute(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one statement; its rows, if it has any."""
        with _spoken():
            return self._connection.execute(sql, values).fetchall()

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Append rows as fast as the database can."""
        self.many(_insertion(table, columns), rows)

    def many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run one statement once per row of values."""
        if rows:
            with _spoken():
                self._connection.executemany(sql, rows)

    def stream(self, sql: str, values: Sequence[Any] = ()) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a query in lists of bounded length."""
        cursor = self._connection.execute(sql, values)
        while rows := cursor.fetchmany(FETCH):
            yield rows

    def matching(self, sql: str, ids: Iterable[bytes]) -> Iterator[tuple[Any, ...]]:
        """The rows of a query that ends in ``in`` for these ids."""
        wanted = list(ids)
        for start in range(0, len(wanted), FETCH):
            part = wanted[start : start + FETCH]
            yield from self._connection.execute(f"{sql} ({','.join('?' * len(part))})", part)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A context: all or nothing, one writer at a time, durable when it ends."""
        self.execute("begin immediate")
        try:
            yield
            self.execute("commit")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("rollback")
            raise

    def forget(self) -> None:
        """Rewrite the file without deleted rows and empty the write-ahead log."""
        self.execute("vacuum")
        self.execute("pragma wal_checkpoint(truncate)")

    def close(self) -> None:
        """End the connection."""
        self._connection.close()


class PostgresDatabase:
    """A server: binary results, COPY for bulk, one advisory lock for the book's single writer."""

    LOCK = 0x7461_6E64_656D

    def __init__(self, address: str) -> None:
        import psycopg

        self._connection = psycopg.connect(address, autocommit=True)

    def execute(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one statement; its rows, if it has any."""
        with self._connection.cursor(binary=True) as cursor:
            cursor.execute(_marked(sql), values)
            return cursor.fetchall() if cursor.description else []

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Append rows as fast as the database can."""
        if not rows:
            return
        with self._connection.cursor() as cursor:
            statement = f"copy {table} ({_names(columns)}) from stdin"
            with cursor.copy(statement) as copy:
                for row in rows:
                    copy.write_row(row)

    def many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run one statement once per row of values."""
        if rows:
            with self._connection.cursor() as cursor:
                cursor.executemany(_marked(sql), rows)

    def stream(self, sql: str, values: Sequence[Any] = ()) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a query in lists of bounded length."""
        with self._connection.transaction(), self._connection.cursor("stream", binary=True) as cursor:
            cursor.execute(_marked(sql), values)
            while rows := cursor.fetchmany(FETCH):
                yield rows

    def matching(self, sql: str, ids: Iterable[bytes]) -> Iterator[tuple[Any, ...]]:
        """The rows of a query that ends in ``in`` for these ids."""
        wanted = list(ids)
        if wanted:
            yield from self.execute(re.sub(r"\bin$", "= any", sql) + " (?)", [wanted])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A context: all or nothing, one writer at a time, durable when it ends."""
        with self._connection.transaction():
            self._connection.execute("select pg_advisory_xact_lock(%s)", [self.LOCK])
            yield

    def forget(self) -> None:
        """Free the space of deleted rows. The server's own log and backups are its administrator's."""
        for table in ("vault", "vault_key", "reject"):
            self._connection.execute(f"vacuum full {table}")

    def close(self) -> None:
        """End the connection."""
        self._connection.close()


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _insertion(table: str, columns: Sequence[str]) -> str:
    return f"insert into {table} ({_names(columns)}) values ({', '.join('?' * len(columns))})"


def _marked(sql: str) -> str:
    return sql.replace("%", "%%").replace("?", "%s")


def migrate(place: Path | str) -> None:
    """Bring the schema of the book at `place` up to date, through Django. Raises `NoDatabase`."""
    from django.core.management import call_command
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor
    from django.db.utils import DatabaseError

    alias = _register(place)
    try:
        executor = MigrationExecutor(connections[alias])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", database=alias, verbosity=0, interactive=False)
    except (DatabaseError, ModuleNotFoundError) as why:
        raise NoDatabase(why) from why
    finally:
        connections[alias].close()


def _register(place: Path | str) -> str:
    """Give Django the database under an alias of its own, so that one process can hold several books."""
    import django
    from django.conf import settings
    from django.db import connections

    if not settings.configured:
        from tandem import settings as defaults

        os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        settings.configure(**{name: getattr(defaults, name) for name in dir(defaults) if name.isupper()})
        django.setup()
    alias = "book_" + blake2b(str(place).encode(), digest_size=8).hexdigest()
    if alias not in connections.settings:
        options = _server_options(str(place)) if _is_server(place) else _file_options(place)
        connections.settings = connections.configure_settings({**connections.settings, alias: options})
    return alias


def _file_options(place: Path | str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(place),
        "OPTIONS": {"init_command": "pragma journal_mode=wal; pragma synchronous=full"},
    }


def _server_options(address: str) -> dict[str, Any]:
    from psycopg.conninfo import conninfo_to_dict

    parts = {name: str(value) for name, value in conninfo_to_dict(address).items() if value is not None}
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    options = {django: parts.pop(name) for name, django in known.items() if name in parts}
    return {"ENGINE": "django.db.backends.postgresql", "OPTIONS": parts, **options}

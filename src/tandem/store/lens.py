"""The lens for reading: DuckDB over the base relations and one charter's cut."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from tandem.lifecycle.schema import CUT
from tandem.timeline.schema import BASE

THREADS = 2
MEMORY = "1GB"
KEPT = 10_000
"""An answer of at most so many rows is kept."""


class DuckLens:
    """Runs the named SQL files of the measures; the relations are bound once and never written.

    A relation that the lens does not hold is bound as an empty one, so that a measure says "no cases", not "no table".
    Small answers are kept: the same question is asked by many signs.
    """

    def __init__(self) -> None:
        self._connection = duckdb.connect(config={"threads": THREADS, "memory_limit": MEMORY})
        self._connection.execute("set preserve_insertion_order = true; set autoinstall_known_extensions = false")
        for name, schema in {**BASE, **CUT}.items():
            self._connection.register(name, schema.empty_table())
        self._answers: dict[str, pa.Table] = {}

    @classmethod
    def of_tables(cls, tables: Mapping[str, pa.Table]) -> DuckLens:
        """A lens over Arrow tables, each cast to its relation's schema."""
        lens = cls()
        for name, table in tables.items():
            lens._replace(name, table.cast({**BASE, **CUT}[name]))
        return lens

    @classmethod
    def of_folders(cls, *folders: Path) -> DuckLens:
        """A lens over `folder/<relation>/*.parquet` of each folder."""
        lens = cls()
        for folder in folders:
            for place in sorted(p for p in folder.iterdir() if p.is_dir()):
                files = sorted(str(p) for p in place.glob("*.parquet"))
                if files and place.name in {**BASE, **CUT}:
                    lens._connection.unregister(place.name)
                    relation = lens._connection.read_parquet(files)
                    relation.create_view(place.name, replace=True)
        return lens

    def _replace(self, name: str, table: pa.Table) -> None:
        self._connection.unregister(name)
        self._connection.register(name, table)

    def query(self, name: str, params: Mapping[str, object] | None = None) -> pa.Table:
        """Run `tandem/<room>/sql/<file>.sql` for the name "<room>/<file>", with named parameters ($by)."""
        asked = repr((name, sorted((params or {}).items())))
        if asked in self._answers:
            return self._answers[asked]
        answer = self.run(statement(name), params)
        if len(answer) <= KEPT:
            self._answers[asked] = answer
        return answer

    def query_with(
        self, name: str, tables: Mapping[str, pa.Table], params: Mapping[str, object] | None = None
    ) -> pa.Table:
        """As `query`, with further relations that are only there for this question."""
        for relation, table in tables.items():
            self._connection.register(relation, table)
        try:
            return self.run(statement(name), params)
        finally:
            for relation in tables:
                self._connection.unregister(relation)

    def run(self, sql: str, params: Mapping[str, Any] | None = None) -> pa.Table:
        """Run one statement that the product itself wrote; values come in as named parameters only."""
        result = self._connection.execute(sql, dict(params or {}))
        table: pa.Table = result.to_arrow_table()
        return table


def statement(name: str) -> str:
    """The text of a measure's SQL file."""
    room, file = name.split("/")
    return (resources.files("tandem") / room / "sql" / f"{file}.sql").read_text(encoding="utf-8")

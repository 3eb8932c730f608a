"""What charters would have decided over a workspace's history, and who would have got their handoffs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tandem.operations.decide import RELATIONS
from tandem.operations.engines import decisions
from tandem.operations.past import THREADS, parts_of
from tandem.planning.backtest import Side

if TYPE_CHECKING:
    from tandem.analytics.measure import Lens
    from tandem.charter.model import Charter
    from tandem.lifecycle.decisions import Decisions
    from tandem.operations.setting import Advance, Opened
    from tandem.operations.workspace import Workspace


class Past:
    """A workspace's history, to be put to as many charters as one likes. `base` of the lens must be built."""

    def __init__(self, workspace: Workspace, lens: Lens) -> None:
        self._workspace, self._parts, self._lens = workspace, parts_of(workspace), lens
        self.world = self._parts.world
        self._sides: dict[str, Side] = {}

    @property
    def through(self) -> int:
        """The data's last instant, UTC µs."""
        return self.world.through

    def decisions(self, charters: Sequence[Charter], on_progress: Advance | None = None) -> list[Decisions]:
        """What each charter would have decided, had it been in force over all history. History is read once.

        Opens and clicks of mail that a charter suppresses did not happen under it.
        """
        parts = []
        for one in decisions(self._parts, charters, hypothetical=True, threads=THREADS):
            parts.append(one)
            if on_progress:
                on_progress("deciding", len(parts), len(self._parts))
        return [_whole([part[number] for part in parts]) for number in range(len(charters))]

    def _kept(self, charter: Charter, on_progress: Advance | None = None) -> Decisions:
        """The same of one charter, kept in the lens: asked again over the same data, it is only read."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        from tandem.lifecycle.decisions import Decisions, counted
        from tandem.operations.decide import decide
        from tandem.store.lens_writer import read_manifest

        folder = decide(self._workspace, charter, hypothetical=True, on_progress=on_progress)
        manifest: Any = read_manifest(folder)
        tables: list[Any] = [
            pa.concat_tables([pq.read_table(path) for path in sorted((folder / name).glob("*.parquet"))])
            for name in RELATIONS
        ]
        return Decisions._make([*(table.unify_dictionaries() for table in tables), counted(manifest["counts"])])

    def side(self, charter: Charter, on_progress: Advance | None = None) -> Side:
        """What the charter decides, the assignments that its routing makes of it, and the clocks of both.

        The last two sides that were asked for are at hand.
        """
        found = self._sides.pop(charter.sha256, None) or self._routed(charter, self._kept(charter, on_progress))
        self._sides[charter.sha256] = found
        for old in list(self._sides)[:-2]:
            del self._sides[old]
        return found

    def _routed(self, charter: Charter, decisions: Decisions) -> Side:
        from tandem.lifecycle.routing.clocks import attain
        from tandem.lifecycle.routing.desk import route
        from tandem.lifecycle.routing.reading import read_handoffs

        if not charter.routing or "sales" not in charter.teams:
            return Side(charter, decisions)
        ask = self._lens.query
        base: dict[str, Any] = {
            "lead": ask("operations/lead_accounts"), "attribute": ask("operations/owner_attributes")
        }  # fmt: skip
        deals, owned = ask("operations/owned_deals"), ask("operations/owner_changes")
        handoffs = read_handoffs(decisions.handoffs, base, deals, owned, self.world)
        assignments = route(charter, handoffs, self.world)
        return Side(charter, decisions, assignments, attain(charter, assignments, handoffs, self.world))


_ASKED: Final[dict[tuple[Path, str], Past]] = {}


def past_of(workspace: Workspace, opened: Opened) -> Past:
    """The history of what is open; this process keeps the one that it asked last, with what it told."""
    key = (workspace.root, f"{opened.agreed.sha256} {parts_of(workspace).data_sha256}")
    if key not in _ASKED:
        _ASKED.clear()
        _ASKED[key] = Past(workspace, opened.setting.lens)
    return _ASKED[key]


def _whole(parts: Sequence[Decisions]) -> Decisions:
    """The decisions of all parts, in their order."""
    import pyarrow as pa

    from tandem.lifecycle.decisions import Decisions, counted

    tables: list[Any] = [
        pa.concat_tables([getattr(part, name).unify_dictionaries() for part in parts]).unify_dictionaries()
        for name in RELATIONS
    ]
    counts: Counter[str] = Counter()
    for part in parts:
        counts.update(part.counts)
    return Decisions._make([*tables, counted(counts)])

"""What one charter would have decided over a workspace's history, and who would have got its handoffs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from tandem.operations.replay import BUCKETS, event_parts, open_base, read_table
from tandem.planning.backtest import Side

if TYPE_CHECKING:
    from tandem.analytics.measure import Lens
    from tandem.charter.model import Charter
    from tandem.lifecycle.decisions import Decisions
    from tandem.lifecycle.inputs import AccountFile
    from tandem.operations.setting import Advance
    from tandem.operations.workspace import Workspace


class Past:
    """A workspace's history, opened once and put to as many charters as one likes."""

    def __init__(self, workspace: Workspace, lens: Lens) -> None:
        from tandem.lifecycle.reading import Records
        from tandem.store.lens_writer import read_manifest

        base = workspace.lens / "base"
        tables, self.world = open_base(base, read_manifest(base) or {})
        self._records, self._parts, self._lens = Records(tables), event_parts(base), lens

    @property
    def through(self) -> int:
        """The data's last instant, UTC µs."""
        return self.world.through

    def decisions(self, charters: Sequence[Charter], on_progress: Advance | None = None) -> list[Decisions]:
        """What each charter would have decided, had it been in force over all history."""
        from tandem.lifecycle.interpreted import interpreted

        found = []
        for done, charter in enumerate(charters):
            if on_progress:
                on_progress("deciding", done, len(charters))
            found.append(interpreted([charter], self.world, self._files(), hypothetical=True))
        return found

    def side(self, charter: Charter, decisions: Decisions) -> Side:
        """The decisions with the assignments that the charter's routing makes of them, and the clocks of both."""
        from tandem.lifecycle.routed_clocks import attain
        from tandem.lifecycle.routing import route
        from tandem.lifecycle.routing_reading import read_handoffs

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

    def _files(self) -> Iterator[AccountFile]:
        count = len(self._parts)
        for number, part in enumerate(self._parts):
            yield from self._records.files(BUCKETS * number // count, BUCKETS * (number + 1) // count, read_table(part))

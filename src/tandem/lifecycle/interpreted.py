"""The interpreter's decisions: what the fold says of the decided track, as the rows that the kernel gives too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from tandem.lifecycle import scoring
from tandem.lifecycle.decisions import DECIDED_HANDOFF, DECIDED_MOVE, SCORE, SUPPRESSED, Decisions, counted
from tandem.lifecycle.fold import Fold, Rules
from tandem.lifecycle.ledger import Ledger
from tandem.lifecycle.promises import first_touch
from tandem.lifecycle.replay import rows_as

if TYPE_CHECKING:
    from tandem.charter.model import Charter
    from tandem.lifecycle.inputs import AccountFile, World
    from tandem.lifecycle.state import Handoff, Lead


def interpreted(
    charters: Sequence[Charter], world: World, files: Iterable[AccountFile], hypothetical: bool = False
) -> Decisions:
    """Fold every account the slow way. `files` in the order of bucket and account, their leads in the order of ids.

    `hypothetical`: opens and clicks caused by mail that the charter suppresses did not happen.
    """
    rules, ledger = Rules(charters, world, hypothetical=hypothetical), Ledger(world)
    handoffs: list[tuple[Any, ...]] = []
    scores: list[tuple[Any, ...]] = []
    for file in files:
        fold = Fold(rules, ledger, file)
        fold.run()
        handoffs += [_handoff(handoff, lead) for track, handoff, lead in ledger.handoffs if track is lead.decided]
        ledger.handoffs.clear()
        ledger.cycles.clear()
        scores += [_score(rules, lead) for lead in fold.leads.values()]
    return Decisions(
        rows_as(DECIDED_MOVE, _rows(ledger, "move", "2 4 5 7 8 9 11 12 13 16")),
        rows_as(DECIDED_HANDOFF, handoffs),
        rows_as(SCORE, scores),
        rows_as(SUPPRESSED, _rows(ledger, "crossed", "1 4 2 9 10 11")),
        counted(ledger.set_aside),
    )


def _rows(ledger: Ledger, relation: str, columns: str) -> list[tuple[Any, ...]]:
    wanted = [int(column) for column in columns.split()]
    rows = ledger.rows[relation]
    return [tuple(row[i] for i in wanted) for row in rows if row[0] == "decided" and _of_marketing(relation, row)]


def _of_marketing(relation: str, row: tuple[Any, ...]) -> bool:
    return relation != "crossed" or row[7] == "marketing"


def _handoff(handoff: Handoff, lead: Lead) -> tuple[Any, ...]:
    since = handoff.at if handoff.assigned_at is None else handoff.assigned_at
    return (
        lead.lead, handoff.number, handoff.at, handoff.whole_day, handoff.rule, handoff.hand_raise, handoff.fit,
        handoff.activity, handoff.route, handoff.member, handoff.assigned_at, first_touch(handoff, since),
        len(handoff.touches), handoff.two_way_at, handoff.verdict, handoff.verdict_at, handoff.disposition,
        handoff.disposed_at, handoff.opted_out_at, handoff.invalid_at, handoff.ended_at, handoff.version,
    )  # fmt: skip


def _score(rules: Rules, lead: Lead) -> tuple[Any, ...]:
    through = rules.world.through
    version = rules.version(through)
    index = rules.latest if version is None else version
    score = lead.scores[index]
    return lead.lead, score.fit, scoring.activity(rules.books[index], score, through), lead.decided.stage

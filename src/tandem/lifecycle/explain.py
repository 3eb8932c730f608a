"""Why: the events that made a score, and each decision with its rule, what it compared, and the charter's version.

The explainer folds the lead's account once more, with a trace. The points left of the traced events add up to the
score but for the rounding of micro-points: half of one per event at most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from tandem.lifecycle import lateness, nurture_tracks, scoring
from tandem.lifecycle.decided import refresh
from tandem.lifecycle.fading import POINT
from tandem.lifecycle.fold import Fold, Rules
from tandem.lifecycle.inputs import Act
from tandem.lifecycle.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tandem.charter.model import Charter
    from tandem.lifecycle.inputs import AccountFile, World
    from tandem.lifecycle.rulebook import RuleBook
    from tandem.lifecycle.state import Lead


class Reason(NamedTuple):
    """One line of an explanation. `part`: score | fit | activity | move | compared | late | nurture.

    `points`: what is left of an act's points at the data's end; `given`: what it gave (of fit: its points).
    """

    lead: bytes
    at: int | None
    part: str
    track: str
    rule: str
    what: str
    event: bytes | None
    given: float | None
    points: float | None
    version: str


def explain(
    charters: Sequence[Charter], world: World, file: AccountFile, lead: bytes, dated: bool | None = None
) -> list[Reason]:
    """The lead's score and decisions, told; the score first, then fit, activity and the moves in time order.

    `dated` as in `fold.Rules`.
    """
    rules, ledger = Rules(charters, world, dated), Ledger(world)
    fold = Fold(rules, ledger, file, traced=True)
    fold.run()
    nurture_tracks.close(fold)
    state = fold.leads[lead]
    book = rules.books[rules.latest]
    refresh(book, rules.latest, fold.account, state, world.through)
    rows = [*_score(book, rules.latest, state, world, file)]
    seen = _Seen(rules, world, file)
    lateness.write(ledger, rules, ledger.rows["move"], fold.leads)
    decisions = [reason for row in ledger.rows["move"] if row[2] == lead for reason in seen.move(row, state)]
    decisions += [_late(row) for row in ledger.rows["late"] if row[2] == lead]
    decisions += [reason for row in ledger.rows["nurture"] if row[1] == lead for reason in _nurture(row)]
    return [*rows, *sorted(decisions, key=lambda reason: reason.at or 0)]


def _late(row: Sequence[Any]) -> Reason:
    """A row of `late`, told."""
    track, lead, stage, at, action, member, version = (row[i] for i in (0, 2, 4, 6, 8, 9, 11))
    told = f"still {stage}: {action}{f', was with {member}' if member else ''}"
    return Reason(lead, at, "late", track, f"late.{stage}", told, None, None, None, version)


def _nurture(row: Sequence[Any]) -> Iterator[Reason]:
    """A row of `nurture`, told: when the lead entered the track and when it left."""
    track, lead, name, entered, left, why, sent, version = (row[i] for i in (0, 1, 3, 4, 6, 8, 10, 11))
    yield Reason(lead, entered, "nurture", track, f"nurture.{name}", f"enters {name}", None, None, None, version)
    if left is not None:
        told = f"leaves {name} ({why}), {sent} mails sent"
        yield Reason(lead, left, "nurture", track, f"nurture.{name}", told, None, None, None, version)


def _score(book: RuleBook, version: int, lead: Lead, world: World, file: AccountFile) -> Iterator[Reason]:
    score, through = lead.scores[version], world.through
    left = scoring.activity(book, score, through)
    told = f"fit {score.fit}, activity {left / POINT:.2f}, grade {book.grade(score.fit)}{book.band(left)}"
    yield Reason(lead.lead, through, "score", "", "", told, None, None, score.fit + left / POINT, book.version)
    for (name, test, points), rule in zip(book.fit, book.charter.scoring.fit, strict=True):
        if test(lead.values):
            why = in_few_words(rule.when.compared(lead.values))
            yield Reason(lead.lead, None, "fit", "", name, why, None, points, points, book.version)
    acts = {act.event: act for act in file.acts}
    for event, at, name, given in score.trace or ():
        remains = book.fading.faded(given, through // POINT - at // POINT) / POINT
        yield Reason(
            lead.lead, at, "activity", "", name, _told(acts[event], world), event, given / POINT, remains, book.version
        )  # fmt: skip


class _Seen:
    """Moves with what their rule compared at the time: the account folded up to each decision."""

    def __init__(self, rules: Rules, world: World, file: AccountFile) -> None:
        self._rules, self._world, self._file = rules, world, file

    def move(self, row: tuple[object, ...], lead: Lead) -> Iterator[Reason]:
        track, at, was, to, rule = str(row[0]), row[4], row[7], row[8], str(row[9])
        assert isinstance(at, int)
        version = str(row[16])
        event = row[11] if isinstance(row[11], bytes) else None
        yield Reason(lead.lead, at, "move", track, rule, f"{was or '(new)'} → {to}", event, None, None, version)
        if track == "decided":
            for compared in self._compared(str(was), rule, at, lead.lead, event):
                yield Reason(lead.lead, at, "compared", track, rule, compared, event, None, None, version)

    def _compared(self, was: str, rule: str, at: int, key: bytes, event: bytes | None) -> list[str]:
        rules = Rules(self._rules.charters, self._world, self._rules.dated)
        version = rules.version(at)
        if version is None:
            return []
        book = rules.books[version]
        move = next((m for m in book.charter.moves if m.name == rule), None)
        if move is None or move.when is None:
            return []
        values = dict(_until(rules, self._world, self._file, at, event, version, key))
        values["stage"] = was
        return [in_few_words(move.when.compared(values))]


def _until(
    rules: Rules, world: World, file: AccountFile, at: int, event: bytes | None, version: int, key: bytes
) -> dict[str, object]:
    """What the lead's rules read at an instant: the account folded up to it, the deciding act's own facts shown."""
    fold = Fold(rules, Ledger(world), file)
    fold.run(until=at)
    lead = fold.leads[key]
    for act in file.acts:
        if act.event == event:
            fold.show(lead, act)
    refresh(rules.books[version], version, fold.account, lead, at)
    return lead.values


def in_few_words(found: Sequence[tuple[str, str, object, object, bool]]) -> str:
    """Comparisons in words: "fit >= 50: 70, yes; activity >= 30: 43.6, yes"."""
    return "; ".join(
        f"{field}{_wanted(op, wanted)}: {'unknown' if value is None else value}, {'yes' if held else 'no'}"
        for field, op, wanted, value, held in found
    )


def _wanted(op: str, wanted: object) -> str:
    if op in ("is", "is unknown"):
        return "" if op == "is" else f" {op}"
    values = wanted if isinstance(wanted, tuple) else (wanted,)
    return f" {op} " + ", ".join(str(value) for value in values)


def _told(act: Act, world: World) -> str:
    """An act in few words: its kind and what tells it apart."""
    campaign = world.campaigns.get(act.campaign, ("", ""))[1] or act.campaign
    facts = (act.form, act.path, campaign, act.asset)
    return " ".join([act.kind, *(fact for fact in facts if fact)])

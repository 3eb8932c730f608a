"""Playing scenarios: the interpreter on a made-up account, and each expectation held against what it decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from tandem.charter.scenario import Expected, Kept, Moment, Moved, Overdue, Rested, Routed, Sends, Stands
from tandem.lifecycle.engagement import forbidding
from tandem.lifecycle.explain import in_few_words
from tandem.lifecycle.fold import Rules
from tandem.lifecycle.ledger import Ledger
from tandem.lifecycle.scenario.made_up import Watch, Window, made_up_world, make_up
from tandem.lifecycle.scenario.staged import Decided, Row, Staged, Told
from tandem.zones import EPOCH, MICROS

if TYPE_CHECKING:
    from tandem.charter.model import Charter, Move
    from tandem.charter.scenario import Scenario
    from tandem.lifecycle.inputs import Act


class Outcome(NamedTuple):
    """One expectation and what became of it: `told` in words, and what happened `instead` ('' = as expected)."""

    expected: Expected
    told: str
    instead: str

    @property
    def met(self) -> bool:
        """Whether it is as expected."""
        return not self.instead


class Play:
    """One scenario under one charter."""

    def __init__(self, charter: Charter, scenario: Scenario) -> None:
        self._charter = charter
        self._book = Rules([charter], made_up_world(charter, 0)).books[0]
        self._made = make_up(charter, self._book, scenario)
        watch = Watch(self._book, self._made.last)
        self._expected = [self._timed(watch, expected) for expected in scenario.expected]
        ends = [
            window.high
            for expected, *windows in self._expected
            for window in (windows[:1] if isinstance(expected, Kept) else windows)
            if window is not None
        ]
        self._end = max([self._made.last, *ends])

    @staticmethod
    def _timed(watch: Watch, expected: Expected) -> tuple[Expected, Window | None, Window | None]:
        """The expectation with the instants of its time, and of the second time that some have."""
        second: Moment | None = getattr(expected, "until", None) or getattr(expected, "due", None)
        when = watch.window(expected.when) if expected.when else None
        if second is None:
            return expected, when, None
        before = watch.last
        found = watch.window(second)
        watch.last = before
        return expected, when, found

    @property
    def leads(self) -> Mapping[str, bytes]:
        """The scenario's names for buyers → their leads."""
        return self._made.ids

    def until(self, at: int) -> Told:
        """The account folded up to an instant, that instant's own acts and wake-ups included."""
        world = made_up_world(self._charter, at)
        rules, ledger = Rules([self._charter], world), Ledger(world)
        fold = Staged(rules, ledger, self._made.file)
        fold.run(until=at)
        return Told(fold, ledger, rules, at)

    @cached_property
    def whole(self) -> Told:
        """The account folded to the scenario's end."""
        return self.until(self._end)

    def outcomes(self) -> list[Outcome]:
        """Every expectation with what became of it, in the file's order."""
        return [self._outcome(*expected) for expected in self._expected]

    def _outcome(self, expected: Expected, when: Window | None, second: Window | None) -> Outcome:
        lead = self._made.ids[expected.lead]
        whose = "" if len(self._made.ids) == 1 else f"{expected.lead}: "
        told, instead = _JUDGES[type(expected)](self, expected, lead, when, second)
        return Outcome(expected, whose + told, instead)

    # each judge: (told, instead)

    def _moved(self, expected: Moved, lead: bytes, when: Window | None, _: Window | None) -> tuple[str, str]:
        told = f"{expected.move}{f' to {expected.to}' if expected.to else ''}{self._at(expected.when, when)}"
        same = [move for move in self.whole.moves(lead) if move.rule == expected.move]
        hits = [move for move in same if expected.to in ("", move.to)]
        if any(when is None or when.low <= move.at <= when.high for move in hits):
            return told, ""
        if when is None:
            return told, self._told_moves(self.whole.moves(lead)) or "no move happened"
        there = [move for move in self.whole.moves(lead) if when.low <= move.at <= when.high and move.was]
        if there:
            return told, self._told_moves(there)
        why = self._why_not(expected, lead, when)
        others = [self.local(move.at) for move in hits]
        return told, f"nothing happened: {why}" + (f"; it happened at {', '.join(others)}" if others else "")

    def _told_moves(self, moves: Iterable[Decided]) -> str:
        return "; ".join(f"{m.rule} from {m.was} to {m.to} at {self.local(m.at)}" for m in moves if m.was)

    def _why_not(self, expected: Moved, lead: bytes, when: Window) -> str:
        """Why the move did not happen then."""
        move = next(move for move in self._charter.moves if move.name == expected.move)
        before = self.until(when.low - 1).fold.leads[lead].decided.stage or self._book.stages[0]
        if before not in move.source:
            return f"it was in {before}, and {move.name} leaves {' or '.join(move.source)}"
        acts = [a for a in self._made.file.acts if a.kind == move.on and when.low <= a.at <= when.high]
        if move.on and not move.on.startswith("opportunity."):
            acts = [act for act in acts if act.lead == lead]
        if move.on and not acts:
            return f"no {move.on} was given then"
        return self._compared(move, lead, self.until(when.high), acts[0] if acts else None, before)

    def _compared(self, move: Move, lead: bytes, told: Told, act: Act | None, stage: str) -> str:
        values = told.values(lead, act, stage)
        if move.when is not None and not move.when.evaluate(values):
            return in_few_words(move.when.compared(values))
        for to in move.to:
            rule = self._book.cool_downs.get((stage, to))
            if rule is not None and move.name not in rule.unless:
                return f"the cool-down {rule.source} -> {rule.to} holds it"
        return "an answer of sales counts only while a handoff waits for it"

    def _rested(self, expected: Rested, lead: bytes, when: Window | None, second: Window | None) -> tuple[str, str]:
        names = " or ".join(expected.moves) or "move"
        until = f" until {self._shown(expected.until, second)}" if expected.until and second else ""
        told = f"no {names}{self._at(expected.when, when, ' from ')}{until}"
        low, high = when.low if when else 0, second.high if second else self._end
        broken = [
            move for move in self.whole.moves(lead)
            if move.was and low <= move.at <= high and (not expected.moves or move.rule in expected.moves)
        ]  # fmt: skip
        return told, self._told_moves(broken)

    def _stands(self, expected: Stands, lead: bytes, when: Window | None, _: Window | None) -> tuple[str, str]:
        told = ", ".join(f"{name} {value}" for name, value in expected.facts.items()) + self._at(expected.when, when)
        at = self._until(when)
        values = at.values(lead)
        wrong = [name for name, wanted in expected.facts.items() if not _agrees(values.get(name), wanted)]
        return told, "; ".join(f"{name} {_shown(values.get(name))}{self._because(name, lead, at)}" for name in wrong)

    def _because(self, name: str, lead: bytes, at: Told) -> str:
        """What made a fact what it is, in brackets."""
        values = at.values(lead)
        if name in ("fit", "grade"):
            held = [f"{rule.name} {rule.points:+d}" for rule in self._charter.scoring.fit if rule.when.evaluate(values)]
            return f" ({', '.join(held) or 'no fit rule holds'})"
        if name == "stage":
            waiting = [m for m in self._charter.moves if values["stage"] in m.source and not m.on and m.when]
            return (
                f" ({'; '.join(f'{m.name} needs {in_few_words(m.when.compared(values))}' for m in waiting if m.when)})"
                if waiting
                else ""
            )
        return ""

    def _sends(self, expected: Sends, lead: bytes, when: Window | None, _: Window | None) -> tuple[str, str]:
        at = self._until(when)
        values, state = at.values(lead), at.fold.leads[lead]
        word = "may" if expected.allowed else "may not"
        told = f"{expected.team} {word} send {', '.join(expected.purposes)}{self._at(expected.when, when)}"
        wrong = []
        for purpose in expected.purposes:
            rule = forbidding(
                self._charter.engagement, values, expected.team, purpose, expected.by in ("", state.owner)
            )
            if bool(rule) == expected.allowed:
                wrong.append(f"{purpose} is {f'forbidden by {rule}' if rule else 'allowed'} (stage {values['stage']})")
            elif expected.rule and rule != expected.rule:
                wrong.append(f"{purpose} is forbidden by {rule}, not by {expected.rule}")
        return told, "; ".join(wrong)

    def _kept(self, expected: Kept, lead: bytes, when: Window | None, second: Window | None) -> tuple[str, str]:
        due = f" due {self._shown(expected.due, second)}" if expected.due and second else ""
        told = f"{expected.promise}{due}{f' {expected.state}' if expected.state else ''}{self._at(expected.when, when)}"
        rows = [row for row in self._until(when).clocks(lead) if row[2] == expected.promise]
        wrongs = [self._wrong_clock(row, expected, second) for row in rows]
        return told, "" if "" in wrongs else "; ".join(wrongs) or "its clock never began"

    def _wrong_clock(self, row: Row, expected: Kept, due: Window | None) -> str:
        wrong = []
        if due is not None and not (row[8] is not None and due.low <= row[8] <= due.high):
            wrong.append("it never falls due" if row[8] is None else f"it falls due {self.local(row[8])}")
        if expected.state and row[10] != expected.state:
            wrong.append(f"it is {row[10]}" + (f" since {self.local(row[9])}" if row[9] is not None else ""))
        return " and ".join(wrong)

    def _overdue(self, expected: Overdue, lead: bytes, when: Window | None, _: Window | None) -> tuple[str, str]:
        told = f"late in {expected.stage}{f': {expected.then}' if expected.then else ''}{self._at(expected.when, when)}"
        rows = [row for row in self.whole.late(lead) if row[4] == expected.stage]
        if any((when is None or when.low <= row[6] <= when.high) and expected.then in ("", row[8]) for row in rows):
            return told, ""
        return told, "; ".join(f"late at {self.local(row[6])}: {row[8]}" for row in rows) or "it was never late"

    def _routed(self, expected: Routed, lead: bytes, when: Window | None, _: Window | None) -> tuple[str, str]:
        told = " ".join(
            filter(None, (expected.route and f"route {expected.route}", expected.member and f"to {expected.member}"))
        )
        handoff = self._until(when).fold.leads[lead].decided.last
        if handoff is None:
            return told, "it was never handed over"
        wrong = [f"route {handoff.route or 'none'}"] if expected.route and handoff.route != expected.route else []
        assigned = self._until(when).assigned(lead)
        if expected.member and assigned is not None and assigned.member != expected.member:
            wrong.append(f"to {assigned.member or 'nobody'} ({assigned.why})")
        return told, " and ".join(wrong)

    def _until(self, when: Window | None) -> Told:
        return self.whole if when is None else self.until(when.high)

    def _at(self, moment: Moment | None, window: Window | None, word: str = " at ") -> str:
        return "" if moment is None or window is None else word + self._shown(moment, window)

    def _shown(self, moment: Moment, window: Window) -> str:
        return moment.text if moment.at is not None else f"{self.local(window.low)} ({moment.text})"

    def local(self, at: int) -> str:
        """An instant as a scenario writes it; seconds only where there are any."""
        local = EPOCH + timedelta(microseconds=at + self._book.zone.offset(at))
        return f"{local:%Y-%m-%d %H:%M}" if at % (60 * MICROS) < MICROS else f"{local:%Y-%m-%d %H:%M:%S}"


_JUDGES: Final[dict[type, Callable[..., tuple[str, str]]]] = {
    Moved: Play._moved, Rested: Play._rested, Stands: Play._stands, Sends: Play._sends, Kept: Play._kept,
    Overdue: Play._overdue, Routed: Play._routed,
}  # fmt: skip


def _agrees(found: object, wanted: str) -> bool:
    """Words are equal; numbers agree to the digits that are written."""
    if isinstance(found, int | float) and not isinstance(found, bool):
        digits = len(wanted.partition(".")[2])
        return bool(abs(found - float(wanted)) <= 0.5 / 10**digits + 1e-9)
    return (found or "none") == wanted


def _shown(found: object) -> str:
    return "none" if found in (None, "") else f"{found:.4g}" if isinstance(found, float) else str(found)

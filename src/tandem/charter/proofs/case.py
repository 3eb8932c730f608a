"""What all proofs work with: the charter, its text to quote from, and its situations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tandem.charter.explain import in_words
from tandem.charter.model import Charter, Move, Place
from tandem.charter.proofs.failure import Failure, Proof, Quote
from tandem.charter.proofs.situations import Situations
from tandem.charter.proofs.story import Person, person
from tandem.vocabulary import Fault


@dataclass
class Case:
    """One run of the proofs. `lines`: the charter's text, [] where only its values are known."""

    charter: Charter
    lines: Sequence[str]
    situations: Situations
    failures: list[Failure] = field(default_factory=list)
    covered: list[str] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)

    @property
    def lead(self) -> Person:
        """The made-up lead of the next failure."""
        return person(len(self.failures))

    def fault(self, place: Place, message: str, mend: str = "") -> Fault:
        """A fault in this charter."""
        return Fault(self.charter.file, *place, message, mend)

    def fail(self, proof: Proof, place: Place, message: str, mend: str, story: str, **witness: object) -> None:
        """One more failure. The line that it stands at is among those quoted."""
        quotes: tuple[Quote, ...] = witness.pop("quotes", ())  # type: ignore[assignment]
        if 0 < place[0] <= len(self.lines) and all(quote.line != place[0] for quote in quotes):
            quotes = (Quote(place[0], self.lines[place[0] - 1].strip()), *quotes)
        witness["quotes"] = quotes
        self.failures.append(Failure(proof, self.fault(place, message, mend), story, **witness))  # type: ignore[arg-type]

    def note(self, message: str, mend: str = "", place: Place = (0, 0)) -> None:
        """Something that the teams have not agreed on yet."""
        self.notes.append(self.fault(place, message, mend))

    def quotes(self, rules: Iterable[object]) -> tuple[Quote, ...]:
        """The lines of these rules, as written; in words where the text is not at hand."""
        return tuple(dict.fromkeys(self.quote(rule) for rule in rules))

    def quote(self, rule: object) -> Quote:
        """The line of one rule."""
        place: Place = getattr(rule, "place", (0, 0))
        name = str(
            getattr(rule, "name", "") or getattr(rule, "key", "").rpartition(".")[2] or getattr(rule, "stage", "")
        )
        line = place[0]
        if not 0 < line <= len(self.lines):
            return Quote(line, f"{name}: {in_words(rule)}" if name else in_words(rule))
        if name and line > 1 and not _says(self.lines[line - 1], name) and _says(self.lines[line - 2], name):
            return Quote(line - 1, f"{self.lines[line - 2].strip()} {self.lines[line - 1].strip()}")
        return Quote(line, self.lines[line - 1].strip())

    def around(self, stage: str) -> list[Move]:
        """The moves that leave a stage; where none does, those that enter it."""
        moves = self.charter.moves
        return [m for m in moves if stage in m.source] or [m for m in moves if stage in m.to]

    def place_of(self, part: str, *keys: str) -> Place:
        """Where a top-level part of the charter, or a key in it, begins; (0, 0) if the charter has none."""
        wanted, place = [f"{part}:", *(f"{key}:" for key in keys)], (0, 0)
        for number, line in enumerate(self.lines, 1):
            if place != (0, 0) and line[:1].strip() and not line.startswith("#"):
                break
            if (line if place == (0, 0) else line.strip()).startswith(wanted[0]):
                place = number, len(line) - len(line.lstrip()) + 1
                wanted = wanted[1:]
                if not wanted:
                    break
        return place


def _says(line: str, name: str) -> bool:
    return line.strip().startswith((f"{name}:", f'"{name}":', f"'{name}':"))

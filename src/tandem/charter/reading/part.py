"""One part of a charter with its place and its name, and the faults it can have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from tandem.charter.expressions import Expression
from tandem.charter.fields import Scope
from tandem.charter.model import Place
from tandem.charter.parsing import parse
from tandem.charter.reading.document import Faults, index_of, place_of
from tandem.charter.suggestion import did_you_mean

SHOWN = 40


@dataclass(frozen=True, slots=True)
class Part:
    """A value of the file. `key`: the last key that leads to it; `label`: what faults call it."""

    key: str
    label: str
    node: Node
    faults: Faults
    key_place: Place

    @property
    def place(self) -> Place:
        """Where the value begins; the place of its key where nothing is written."""
        written = self.node.end_mark.index > self.node.start_mark.index
        return place_of(self.node) if written else self.key_place

    def fault(self, message: str, mend: str = "", place: Place | None = None) -> None:
        """Something is wrong with this value."""
        self.faults.add(place or self.place, message, mend)

    def must(self, be: str, mend: str = "") -> None:
        """The value is of the wrong kind: "points of `demo_form` must be a whole number, not 'forty'." """
        self.fault(f"{self.label or 'the file'} must {be}, not {self.shown}.", mend)

    @property
    def shown(self) -> str:
        """The value, as faults show it."""
        if isinstance(self.node, ScalarNode):
            text = " ".join(str(self.node.value).split())
            return f"'{text if len(text) <= SHOWN else text[:SHOWN] + '…'}'" if text else "nothing"
        return "a list" if isinstance(self.node, SequenceNode) else "a block of keys"

    @property
    def is_empty(self) -> bool:
        """True: the key stands there and says nothing."""
        return isinstance(self.node, ScalarNode) and self.scalar is None

    @property
    def scalar(self) -> str | None:
        """The value as written, None for a list, a block or nothing."""
        value = str(self.node.value).strip() if isinstance(self.node, ScalarNode) else ""
        plain_null = isinstance(self.node, ScalarNode) and not self.node.style and value in ("~", "null")
        return value if value and not plain_null else None

    def text(self, what: str = "be text") -> str | None:
        """The value as text; a fault if it is none."""
        if self.scalar is None:
            self.must(what)
        return self.scalar

    def one_of(self, known: Iterable[str], what: str = "") -> str | None:
        """The value, if it is one of the known words."""
        words = list(known)
        value = self.text(f"be {what}" if what else "be one word")
        if value is None or value in words:
            return value
        self.fault(f"{self.label}: '{value}' is no {what or 'word known here'}.", did_you_mean(value, words))
        return None

    def keys(self, required: Iterable[str], optional: Iterable[str] = ()) -> dict[str, Part]:
        """The parts under known keys; unknown and missing keys are faults."""
        needed, known = list(required), [*required, *optional]
        found = {part.key: part for part in self.entries()}
        for key, part in found.items():
            if key not in known:
                where = f" in {self.label}" if self.label else ""
                part.fault(f"there is no key `{key}`{where}.", did_you_mean(key, known), part.key_place)
        if isinstance(self.node, MappingNode):
            for key in needed:
                if key not in found:
                    what = f"{self.label} needs" if self.label else f"a {self.faults.what} needs"
                    self.fault(f"{what} the key `{key}`.", f"Add `{key}: …`.", self.key_place)
        return {key: part for key, part in found.items() if key in known}

    def entries(self) -> list[Part]:
        """The parts under keys of the author's own choosing; of a key given twice the first counts."""
        if not isinstance(self.node, MappingNode):
            self.must("be a block of keys")
            return []
        found: dict[str, Part] = {}
        for key, value in self.node.value:
            if not isinstance(key, ScalarNode) or not str(key.value).strip():
                self.fault(f"a key {('of ' + self.label + ' ') if self.label else ''}is not a word.", "", place_of(key))
                continue
            name = str(key.value).strip()
            label = f"{name} of `{self.key}`" if self.key else f"`{name}`"
            found.setdefault(name, Part(name, label, value, self.faults, place_of(key)))
        return list(found.values())

    def items(self) -> list[Part]:
        """The parts of a list; a single value counts as a list of one."""
        if isinstance(self.node, ScalarNode) and self.scalar is not None:
            return [self]
        if not isinstance(self.node, SequenceNode):
            self.must("be a list")
            return []
        return [Part(self.key, self.label, node, self.faults, place_of(node)) for node in self.node.value]

    def words(self, known: Iterable[str], what: str) -> tuple[str, ...]:
        """A list of known words."""
        words = list(known)
        found = [item.one_of(words, what) for item in self.items()]
        return tuple(dict.fromkeys(word for word in found if word is not None))

    def condition(self, scope: Scope) -> Expression | None:
        """The value as a condition over the fields in scope."""
        text = self.text("be a condition in quotes")
        return None if text is None else self.condition_from(text, 0, scope)

    def condition_from(self, text: str, skipped: int, scope: Scope) -> Expression | None:
        """A condition that begins `skipped` characters into this value."""
        condition, complaints = parse(text, scope)
        raw = str(self.node.value)
        lead = len(raw) - len(raw.lstrip()) + skipped
        for c in complaints:
            self.fault(f"{self.label}: {c.message}", c.mend, self.place_in(lead + c.offset))
        return None if condition is None else Expression(text, self.place_in(lead), condition)

    def place_in(self, offset: int) -> Place:
        """The place of a character of this scalar."""
        return self.faults.place_at(index_of(self.node, self.faults.text, offset))

"""Text facts: each pattern is a truth, and every consistent set of truths is some text's (semantics 1).

With a filler that no pattern contains, a text of the longest prefix, the contained words and the longest suffix meets
exactly the patterns that these imply: so the constraints below are all there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import Final

from tandem.charter.conditions import Leaf, fold

_FILLERS: Final = "-x1qz~·§¤"
_NATURAL: Final[Mapping[str, tuple[str, ...]]] = {
    "country": ("us", "se", "jp"),
    "form": ("newsletter", "webinar", "survey"),
    "path": ("/blog", "/about", "/index"),
    "reason": ("not now",),
    "campaign": ("spring fair",),
    "channel": ("email", "phone"),
    "outcome": ("won", "lost"),
    "": ("something else", "another one"),
}


@dataclass(frozen=True, slots=True, order=True)
class Atom:
    """One truth about a text: it equals `word` ("="), begins with it ("x%"), ends so ("%x") or contains it ("%x%")."""

    shape: str
    word: str

    def holds(self, text: str) -> bool:
        """Whether it is true of a folded text."""
        if self.shape == "=":
            return text == self.word
        if self.shape == "x%":
            return text.startswith(self.word)
        return text.endswith(self.word) if self.shape == "%x" else self.word in text

    def implies(self, other: Atom) -> bool:
        """Whether every text that meets this meets the other."""
        if self.shape == "=":
            return other.holds(self.word)
        return (other.shape == self.shape or other.shape == "%x%") and other.holds(self.word)

    def excludes(self, other: Atom) -> bool:
        """Whether no text meets both."""
        if self.shape == "=":
            return not other.holds(self.word)
        return other.shape == self.shape != "%x%" and not (self.implies(other) or other.implies(self))


def atoms(leaf: Leaf) -> tuple[Atom, ...]:
    """The truths that a comparison of a text asks for (it holds if any does; `<>` if known and it does not)."""
    if leaf.op == "like":
        pattern = str(leaf.wanted[0])
        shape = ("%" if pattern.startswith("%") else "") + "x" + ("%" if pattern.endswith("%") else "")
        return (Atom(shape, pattern.strip("%")),)
    return tuple(Atom("=", fold(str(word))) for word in leaf.wanted)


def laws(all_atoms: Sequence[Atom]) -> Iterator[tuple[Atom, Atom, bool]]:
    """(a, b, True): a implies b; (a, b, False): a and b exclude each other."""
    yield from ((a, b, True) for a, b in permutations(all_atoms, 2) if a.implies(b))
    yield from ((a, b, False) for a, b in combinations(all_atoms, 2) if a.excludes(b) or b.excludes(a))


def text_of(name: str, true: Iterable[Atom], all_atoms: Sequence[Atom]) -> str:
    """A text that meets exactly the atoms in `true`, a natural one if there is one."""
    wanted = frozenset(true)
    equal = next((atom.word for atom in wanted if atom.shape == "="), None)
    if equal is not None:
        return equal
    for natural in _NATURAL.get(name, _NATURAL[""]):
        if {atom for atom in all_atoms if atom.holds(natural)} == wanted:
            return natural
    filler = next(f for f in _fillers() if not any(f in atom.word for atom in all_atoms))
    head = max((a.word for a in wanted if a.shape == "x%"), key=len, default="")
    tail = max((a.word for a in wanted if a.shape == "%x"), key=len, default="")
    inner = [a.word for a in sorted(wanted, key=lambda a: (-len(a.word), a.word)) if a.shape == "%x%"]
    kept: list[str] = []
    for word in inner:
        if not any(word in other for other in (head, tail, *kept)):
            kept.append(word)
    middle = filler.join(kept)
    return filler.join([head, middle, tail]) if middle else head + filler + tail


def samples(name: str, all_atoms: Sequence[Atom]) -> list[str]:
    """Texts worth trying: one that meets nothing, and the plainest of each atom."""
    alone = [text_of(name, {b for b in all_atoms if b == a or a.implies(b)}, all_atoms) for a in all_atoms]
    return list(dict.fromkeys([text_of(name, (), all_atoms), *alone]))


def _fillers() -> Iterator[str]:
    yield from _FILLERS
    yield from (chr(code) for code in range(0x2460, 0xFFFF))

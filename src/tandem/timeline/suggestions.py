"""Who might be the same person: scored, with reasons, for a member to confirm. A score never joins anybody.

People are compared only inside small blocks that share a company or an address' local part and a piece of the name.
The score is the mean of what can be compared of: names (doubled), company, address. Names that are known
must be alike, and a name alone suggests nothing: the company must be alike too, or the address a slip of the finger
away.
Winkler, "String Comparator Metrics …" (1990); blocking as in Fellegi and Sunter, "A Theory for Record Linkage" (1969).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA, Indel, JaroWinkler

from tandem.timeline.addresses import company_domain, company_name, is_role_address, plain_name, split_address

BLOCK: Final = 24
"""A larger block is not compared pairwise, but each with the next `WINDOW` in the order of names."""
WINDOW: Final = 6
ALIKE: Final = 0.88
SLIPS: Final = 2
"""Insertions, deletions, replacements or swaps of letters that count as slips of the finger."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """What is known of one person in clear: used for comparing, never stored."""

    person: bytes
    names: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


class Suggestion(NamedTuple):
    """Two persons who might be one. `score` 0 … 100; `reasons` hold clear names: for showing only."""

    left: bytes
    right: bytes
    score: int
    reasons: tuple[str, ...]


class _Face(NamedTuple):
    """A portrait folded for comparing."""

    person: bytes
    name: str
    company: str
    local: str
    domain: str
    site: str


def suggest(portraits: Iterable[Portrait], at_least: int = 85) -> list[Suggestion]:
    """Pairs that score `at_least`, the best first, ties by id. The order of input never matters."""
    faces = sorted(face for portrait in portraits for face in _faces(portrait))
    best: dict[tuple[bytes, bytes], Suggestion] = {}
    for a, b in _candidates(faces):
        found = _compare(a, b)
        if found and found.score >= at_least and found > best.get((a.person, b.person), found._replace(score=-1)):
            best[a.person, b.person] = found
    return sorted(best.values(), key=lambda s: (-s.score, s.left, s.right))


def _faces(portrait: Portrait) -> Iterator[_Face]:
    """Each name with each address; most people have one of both."""
    addresses = [a for a in portrait.addresses if not is_role_address(a)] or [""]
    company = next((folded for c in portrait.companies if (folded := company_name(c))), "")
    for name in sorted(set(portrait.names)) or [""]:
        folded = " ".join(sorted(plain_name(name).split()))
        for address in sorted(set(addresses)):
            local, domain = split_address(address)
            yield _Face(portrait.person, folded, company, local.split("+")[0], domain, company_domain(address))


def _candidates(faces: Sequence[_Face]) -> Iterator[tuple[_Face, _Face]]:
    blocks: dict[tuple[str, ...], list[_Face]] = defaultdict(list)
    for face in faces:
        for key in _keys(face):
            blocks[key].append(face)
    seen: set[tuple[_Face, _Face]] = set()
    for key in sorted(blocks):
        for pair in _pairs(blocks[key]):
            if pair[0].person != pair[1].person and pair not in seen:
                seen.add(pair)
                yield pair


def _keys(face: _Face) -> set[tuple[str, ...]]:
    """The blocks of one face: company or site with the start of each word of the name; local part; whole name."""
    words = face.name.split()
    places = {place for place in (face.company, face.site) if place}
    keys: set[tuple[str, ...]] = {("word", place, word[:3]) for place in places for word in words}
    if len(face.local) >= 5:
        keys.add(("local", face.local))
        keys |= {("start", face.domain, face.local[:4]), ("end", face.domain, face.local[-4:])}
    if len(words) >= 2:
        keys.add(("name", face.name))
    return keys


def _pairs(block: list[_Face]) -> Iterator[tuple[_Face, _Face]]:
    if len(block) <= BLOCK:
        yield from combinations(sorted(block), 2)
        return
    ordered = sorted(block, key=lambda face: (face.name, face.local, face))
    for place, face in enumerate(ordered):
        for other in ordered[place + 1 : place + 1 + WINDOW]:
            yield (face, other) if face < other else (other, face)


def _compare(a: _Face, b: _Face) -> Suggestion | None:
    evidence: list[tuple[float, int, str]] = []
    name = _alike(a.name, b.name) if a.name and b.name else None
    if name is not None:
        evidence.append((name, 2, f"names: {a.name} / {b.name} ({name:.0%} alike)"))
    company = max(_alike(a.company, b.company), _alike(a.site, b.site))
    if (a.company and b.company) or (a.site and b.site):
        shown = f"{a.company or a.site} / {b.company or b.site}"
        evidence.append((company, 1, f"company: {shown} ({company:.0%} alike)"))
    slips = _slips(a, b)
    if slips is not None:
        evidence.append((1 - 0.1 * slips, 1, f"addresses differ by {slips} letter{'' if slips == 1 else 's'}"))
    if (name is not None and name < ALIKE) or (slips is None and (name is None or company < ALIKE)):
        return None
    score = round(100 * sum(value * weight for value, weight, _ in evidence) / sum(w for _, w, _ in evidence))
    return Suggestion(a.person, b.person, score, tuple(reason for value, _, reason in evidence if value >= ALIKE - 0.1))


def _alike(left: str, right: str) -> float:
    """The better of Jaro–Winkler (kind to slips late in a word) and the share of common letters (to missing ones)."""
    if not left or not right:
        return 0.0
    return max(JaroWinkler.similarity(left, right), Indel.normalized_similarity(left, right))


def _slips(a: _Face, b: _Face) -> int | None:
    """Letters by which two whole addresses differ, when that is a slip of the finger."""
    if len(a.local) < 5 or len(b.local) < 5:
        return None
    found = OSA.distance(a.local, b.local, score_cutoff=SLIPS) + OSA.distance(a.domain, b.domain, score_cutoff=SLIPS)
    return found if found <= SLIPS else None

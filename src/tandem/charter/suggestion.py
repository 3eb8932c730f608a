"""What to write instead: the nearest known word, or the words there are."""

from __future__ import annotations

from collections.abc import Iterable

SHOWN = 12


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that `word` was probably meant to be, '' if none is near."""
    from rapidfuzz import fuzz, process  # only faults need it

    found = process.extractOne(word.lower(), sorted(known), scorer=fuzz.ratio, processor=str.lower, score_cutoff=65)
    return found[0] if found else ""


def did_you_mean(word: str, known: Iterable[str], quote: str = "`") -> str:
    """A sentence: "Did you mean `x`?", else "It is one of: …", else ''."""
    words = list(dict.fromkeys(known))
    if near := nearest(word, words):
        return f"Did you mean {quote}{near}{quote}?"
    if not words:
        return ""
    end = ", …" if len(words) > SHOWN else "."
    return f"It is one of: {', '.join(words[:SHOWN])}{end}"

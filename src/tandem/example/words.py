"""Made-up words: names of people and companies from syllables, titles, countries. Nobody real is meant."""

from __future__ import annotations

from typing import Final

import numpy as np

_FIRST = """
Anouk Bart Carla Daan Elise Femke Gijs Hanna Ivo Jasmijn Koen Lotte Maarten Nora Oskar Petra Quinten Roos Sander Tess
Ulrike Vera Wouter Xenia Yara Zoë Aylin Björn Chloé Dilan Émile Fatima Günter Heike İsmet Jürgen Karin Lukas Mehmet Nele
"""
_NAME_STEMS = "Ber Dal Eng Fro Gro Hol Kal Lan Mar Nor Oster Pel Rud Stan Tor Ven Wal Zan"
_NAME_ENDS = "beek berg dijk feld gaard horst kamp laar mans müller ning park rode sen stra veld winkel zee"
_FIRM_HEADS = "Alpa Bri Cor Del Eno Fer Glo Hel Isa Jun Kor Lum Mira Neo Orb Pra Quo Rho Sol Tri Umb Vex Wen Zet"
_FIRM_MIDDLES = "ba cta dra fi ga lo ma na po ri sta to va xi"
_FIRM_ENDS = "con dyne form gear lith mark nova plex ra sys tech tron via works"
_TRADES = ("Group", "Works", "Süd", "Systems", "Trade", "Partners")

FIRST_NAMES: Final = tuple(_FIRST.split())
TITLES: Final = (
    ("individual", ("Engineer", "Analyst", "Buyer", "Coordinator", "Consultant")),
    ("manager", ("Operations Manager", "IT Manager", "Purchasing Manager", "Plant Manager")),
    ("director", ("Director of Operations", "Head of Procurement", "Finance Director")),
    ("vp", ("VP Operations", "Vice President Supply Chain", "VP Finance")),
    ("c_level", ("Chief Operating Officer", "CFO", "CTO")),
)
SENIORITY_SHARES: Final = (0.38, 0.30, 0.18, 0.09, 0.05)
COUNTRIES: Final = (("NL", 0.46), ("BE", 0.18), ("LU", 0.02), ("DE", 0.24), ("AT", 0.06), ("CH", 0.04))
INDUSTRIES: Final = (
    ("manufacturing", 0.26),
    ("logistics", 0.20),
    ("retail", 0.18),
    ("software", 0.20),
    ("education", 0.08),
    ("other", 0.08),
)
FREE_MAIL: Final = ("gmail.com", "outlook.com", "hotmail.com", "web.de", "yahoo.com")
ROLE_ADDRESSES: Final = ("info", "sales", "office", "purchasing")


def last_names() -> list[str]:
    """Every made-up last name, in a fixed order."""
    return [stem + end for stem in _NAME_STEMS.split() for end in _NAME_ENDS.split()]


def firm_names(count: int, draw: np.random.Generator) -> tuple[list[str], list[str]]:
    """`count` different company names and their domains."""
    stems = [a + b + c for a in _FIRM_HEADS.split() for b in _FIRM_MIDDLES.split() for c in _FIRM_ENDS.split()]
    order = draw.permutation(len(stems))
    rounds = [(stems[order[n % len(stems)]], n // len(stems)) for n in range(count)]
    trades = draw.integers(0, len(_TRADES), count)
    names = [f"{stem}{_numeral(n)} {_TRADES[trade]}" for (stem, n), trade in zip(rounds, trades, strict=True)]
    domains = [f"{stem.lower()}{n + 1 if n else ''}.example" for stem, n in rounds]
    return names, domains


def _numeral(n: int) -> str:
    return f" {n + 1}" if n else ""


def ascii_letters(name: str) -> str:
    """A name as mail addresses spell it."""
    table = str.maketrans({"ë": "e", "é": "e", "É": "E", "ö": "o", "ü": "u", "İ": "I"})
    return name.translate(table).lower()

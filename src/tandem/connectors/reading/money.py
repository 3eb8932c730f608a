"""Amounts as people write them → minor units of a currency."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import Final, NamedTuple

from tandem.connectors.reading.faults import BadCell
from tandem.vocabulary import minor_units

SIGNS: Final = {"€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "R$": "BRL", "US$": "USD", "$": "USD"}
DOLLARS: Final = {"USD", "AUD", "CAD", "NZD", "SGD", "HKD", "MXN"}
LARGEST: Final = 10**15

_SHAPE = re.compile(r"(?P<before>[^\d.,(+−-]*)(?P<body>[\d.,'’ ]*\d[\d.,'’ ]*)(?P<after>[^\d]*)")
_PLAIN = re.compile(r"-?\d+(?:\.\d{1,2})?")


class Amount(NamedTuple):
    """Minor units of an ISO 4217 currency ('' when nobody says which). `note`: how an ambiguous text was read."""

    minor: int
    currency: str
    note: str = ""


class Amounts:
    """Reads the amounts of one column.

    `mark`: the decimal mark, '.' or ',' or ''. With '' a text like "1,234" is left to the column: if another text of it
    can only have one mark, that one; else a comma groups and a dot is decimal, as programs write.
    """

    def __init__(self, currency: str, mark: str = "", column: Callable[[], Iterable[str]] | None = None) -> None:
        self._currency = currency
        self._mark = mark
        self._guessed = False
        self._column = column

    def read(self, text: str, currency: str = "") -> Amount:
        """`currency`: what the row itself says. Raises `BadCell`."""
        text = text.strip()
        if _PLAIN.fullmatch(text) and self._mark != ",":
            return self._amount(text, currency or self._currency, text)
        number, sign = _split(text)
        negative = number.startswith("-")
        digits = number.lstrip("-").replace(" ", "").replace("'", "").replace("’", "")
        found = currency or self._code(sign, text)
        amount = self._amount(("-" if negative else "") + self._plain(digits, text), found, text)
        if self._guessed and decimal_mark(digits) == "?" and "." in digits:
            return amount._replace(note="a lone dot before three digits was read as the decimal mark")
        return amount

    def _code(self, sign: str, text: str) -> str:
        if not sign:
            return self._currency
        if sign == "$" and self._currency in DOLLARS:
            return self._currency
        code = SIGNS.get(sign, sign.upper())
        if len(code) != 3 or not code.isalpha() or not code.isascii():
            raise BadCell(f"must be an amount, not '{text}': '{sign}' is no currency.")
        return code

    def _plain(self, digits: str, text: str) -> str:
        mark = decimal_mark(digits)
        if mark == "?":
            if not self._mark:
                found = _mark_of(self._column() if self._column else ())
                self._mark, self._guessed = found or ".", not found
            mark = self._mark
        group = "," if mark == "." else "."
        whole, _, fraction = digits.partition(mark) if mark else (digits, "", "")
        parts = re.split("[.,]" if not mark else re.escape(group), whole)
        if any(not part.isdigit() for part in parts) or (fraction and not fraction.isdigit()):
            raise BadCell(f"must be an amount, not '{text}'.")
        if len(parts) > 1 and (len(parts[0]) > 3 or any(len(part) not in (2, 3) for part in parts[1:])):
            raise BadCell(f"must be an amount, not '{text}': its digits are grouped unevenly.")
        return "".join(parts) + (f".{fraction}" if fraction else "")

    def _amount(self, plain: str, currency: str, text: str) -> Amount:
        try:
            minor = minor_units(Decimal(plain), currency)
        except InvalidOperation as why:
            raise BadCell(f"must be an amount, not '{text}'.") from why
        if abs(minor) > LARGEST:
            raise BadCell(f"must be an amount below {LARGEST:,} minor units, not '{text}'.")
        return Amount(minor, currency)


def decimal_mark(digits: str) -> str:
    """'.' or ',' when only that can be the decimal mark, '' when there is none, '?' when both readings are possible."""
    dot, comma = digits.count("."), digits.count(",")
    if dot and comma:
        return "." if digits.rfind(".") > digits.rfind(",") else ","
    if dot + comma == 0 or dot > 1 or comma > 1:
        return ""
    mark = "." if dot else ","
    whole, _, fraction = digits.partition(mark)
    return "?" if len(fraction) == 3 and 1 <= len(whole) <= 3 and whole != "0" else mark


def _mark_of(texts: Iterable[str]) -> str:
    """The decimal mark that a column's texts agree on, '' when none or several can be told."""
    marks = set()
    for text in texts:
        try:
            digits = _split(text.strip())[0].lstrip("-").replace(" ", "")
        except BadCell:
            continue
        mark = decimal_mark(digits)
        if mark in (".", ","):
            marks.add(mark)
        elif mark == "" and (digits.count(".") > 1 or digits.count(",") > 1):
            marks.add("," if "." in digits else ".")
    return marks.pop() if len(marks) == 1 else ""


def _split(text: str) -> tuple[str, str]:
    """("-1,234.50", "$"): the number with its sign, and what names the currency."""
    bare = text.replace("\u00a0", " ").replace("\u202f", " ").replace("−", "-").strip()
    negative = bare.startswith("(") and bare.endswith(")")
    bare = bare[1:-1].strip() if negative else bare
    if bare.startswith("-"):
        negative, bare = not negative, bare[1:].strip()
    elif bare.endswith("-"):
        negative, bare = not negative, bare[:-1].strip()
    match = _SHAPE.fullmatch(bare)
    if match is None:
        raise BadCell(f"must be an amount, not '{text}'.")
    before, after = match["before"].strip(), match["after"].strip()
    if after.startswith("-") or after.endswith(")"):
        raise BadCell(f"must be an amount, not '{text}'.")
    if before and after:
        raise BadCell(f"must be an amount in one currency, not '{text}'.")
    return ("-" if negative else "") + match["body"].strip(), before or after

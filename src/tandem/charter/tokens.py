"""The words of a condition, before its grammar: what the language has, and what to write instead of what it has not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from sqlglot.errors import SqlglotError
from sqlglot.tokens import Token, Tokenizer, TokenType

from tandem.charter.fields import Scope
from tandem.charter.suggestion import did_you_mean

LONGEST: Final = 2000
DEEPEST: Final = 30


class Complaint(NamedTuple):
    """What is wrong with a condition, `offset` characters into it."""

    offset: int
    message: str
    mend: str = ""


_GRAMMAR: Final = {
    TokenType.AND, TokenType.OR, TokenType.NOT, TokenType.IN, TokenType.BETWEEN, TokenType.LIKE, TokenType.IS,
    TokenType.TRUE, TokenType.FALSE, TokenType.UNKNOWN, TokenType.L_PAREN, TokenType.R_PAREN, TokenType.COMMA,
    TokenType.EQ, TokenType.NEQ, TokenType.LT, TokenType.LTE, TokenType.GT, TokenType.GTE, TokenType.NUMBER,
    TokenType.STRING, TokenType.DASH,
}  # fmt: skip

_INSTEAD: Final = {
    "==": ("`==` is no comparison here.", "Write `=`."),
    "!=": ("`!=` is no comparison here.", "Write `<>`."),
    "&&": ("`&&` is no word of the language.", "Write `and`."),
    "||": ("`||` is no word of the language.", "Write `or`."),
    "!": ("`!` is no word of the language.", "Write `not`."),
    "select": ("A condition has no subqueries.", "Compare fields with values."),
    "case": ("A condition has no `case`.", "Write one rule for each case."),
    "ilike": ("`ilike` is no comparison here.", "Write `like`; case is folded already."),
    "null": ("Nothing compares with `null`.", "Write `is unknown`."),
}

_NAME: Final = re.compile(r"[^\W\d]\w*")


def tokens(text: str, scope: Scope) -> tuple[list[Token], list[Complaint]]:
    """The tokens of a condition, every name made a plain one, and all that the language does not have."""
    if not text.strip():
        return [], [Complaint(0, "the condition is empty.", 'Write one like "fit >= 50".')]
    if len(text) > LONGEST:
        return [], [
            Complaint(0, f"the condition is longer than {LONGEST} characters.", "Declare a field for a part of it.")
        ]
    try:
        found = Tokenizer().tokenize(text)
    except SqlglotError:
        odd = text.rfind("'")
        return [], [Complaint(max(odd, 0), "a quoted text has no end.", "Close it with a single quote: 'demo'.")]
    complaints = [c for i in range(len(found)) for c in _judged(text, found, i, scope)]
    named = [_as_name(token) if _is_name(token) else token for token in found]
    return named, complaints + list(_too_deep(found))


def _judged(text: str, found: list[Token], i: int, scope: Scope) -> Iterator[Complaint]:
    token = found[i]
    written = text[token.start : token.end + 1]
    after = found[i + 1] if i + 1 < len(found) else None
    if token.comments:
        yield Complaint(token.start, "a condition has no comments.", "Put the comment in YAML, after `#`.")
    if token.token_type == TokenType.IDENTIFIER:
        yield Complaint(
            token.start, f"{written} stands in double quotes.", f"Write text in single quotes: '{token.text}'."
        )
    elif _is_name(token) and after and after.token_type == TokenType.L_PAREN:
        yield Complaint(
            token.start, f"a condition has no functions such as `{written}()`.", "Compare the field itself."
        )
    elif written.lower() in _INSTEAD:
        yield Complaint(token.start, *_INSTEAD[written.lower()])
    elif _is_name(token):
        yield from _unknown(token, scope)
    elif token.token_type not in _GRAMMAR:
        yield Complaint(token.start, f"`{written}` is no part of a condition.", _mend_of(token))
    elif token.token_type == TokenType.STRING and text[token.start] != "'":
        yield Complaint(
            token.start, f"{written} is no text of the language.", f"Write text in single quotes: '{token.text}'."
        )


def _mend_of(token: Token) -> str:
    if token.text in "+-*/%^":
        return "Conditions do not calculate: declare a field that holds the result."
    return "Use names, values, = <> < <= > >=, in, between, like, is unknown, and, or, not and parentheses."


def _unknown(token: Token, scope: Scope) -> Iterator[Complaint]:
    name = token.text
    if name in scope.fields:
        return
    if name in scope.withheld:
        yield Complaint(token.start, f"`{name}` cannot be used here: it {scope.withheld[name]}.")
    else:
        yield Complaint(token.start, f"there is no field `{name}`.", did_you_mean(name, scope.fields))


def _is_name(token: Token) -> bool:
    quoted = token.token_type in (TokenType.STRING, TokenType.IDENTIFIER, TokenType.NUMBER)
    return not quoted and token.token_type not in _GRAMMAR and bool(_NAME.fullmatch(token.text))


def _as_name(token: Token) -> Token:
    """A name that SQL gives a meaning (`date`, `end`, …) is a field's name here."""
    return Token(TokenType.VAR, token.text, token.line, token.col, token.start, token.end, [])


def _too_deep(found: list[Token]) -> Iterator[Complaint]:
    depth = 0
    for token in found:
        depth += {TokenType.L_PAREN: 1, TokenType.NOT: 1, TokenType.R_PAREN: -1}.get(token.token_type, 0)
        if depth > DEEPEST:
            yield Complaint(token.start, "the condition is nested too deeply.", "Declare a field for a part of it.")
            return

"""The grammar of a condition: parsed by sqlglot, then only what the language has is let through, with its types."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from sqlglot import exp
from sqlglot.errors import ParseError
from sqlglot.parser import Parser

from tandem.charter.conditions import AllOf, Always, AnyOf, Condition, Constant, Leaf, Not, fold
from tandem.charter.fields import BANT, Scope
from tandem.charter.model import FieldType
from tandem.charter.suggestion import did_you_mean
from tandem.charter.tokens import Complaint, tokens

_OPS: Final[dict[type[Any], str]] = {exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">="}
_FLIPPED: Final = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_TRUTHS: Final = (exp.And, exp.Or, exp.Not, exp.Paren, exp.Between, exp.In, exp.Is, exp.Like, *_OPS)


class _Wrong(Exception):
    """A part of the condition that the language does not have."""

    def __init__(self, node: exp.Expression, message: str, mend: str = "") -> None:
        super().__init__(message)
        self.complaint = Complaint(_offset(node), message, mend)


def parse(text: str, scope: Scope) -> tuple[Condition | None, list[Complaint]]:
    """The condition that `text` says, or what is wrong with it and where."""
    found, complaints = tokens(text, scope)
    if complaints:
        return None, complaints
    try:
        trees = Parser().parse(found, text)
        if len(trees) != 1 or trees[0] is None:
            raise ParseError("no condition")
        return _condition(trees[0], scope), []
    except _Wrong as wrong:
        return None, [wrong.complaint]
    except ParseError as error:
        return None, [_unreadable(text, error)]
    except RecursionError:
        return None, [Complaint(0, "the condition is nested too deeply.", "Declare a field for a part of it.")]


def _unreadable(text: str, error: ParseError) -> Complaint:
    detail = error.errors[0] if error.errors else {}
    at = max(0, int(detail.get("col") or 1) - len(str(detail.get("highlight") or " ")))
    shown = f" near `{detail['highlight']}`" if detail.get("highlight") else ""
    return Complaint(
        min(at, len(text)), f"the condition cannot be read{shown}.", 'Write it like "fit >= 50 and not free_mail".'
    )


def _offset(node: exp.Expression) -> int:
    """Where a part begins: the first character of its first name or value."""
    return min((n.meta["start"] for n in node.walk() if "start" in n.meta), default=0)


def _condition(node: Any, scope: Scope) -> Condition:
    if isinstance(node, exp.Paren):
        return _condition(node.this, scope)
    if isinstance(node, (exp.And, exp.Or)):
        return _joined(node, scope)
    if isinstance(node, exp.Not):
        return Not(_condition(node.this, scope))
    if isinstance(node, exp.Boolean):
        return Always(bool(node.this))
    if isinstance(node, exp.Column):
        return _truth(node, scope)
    if isinstance(node, _TRUTHS):
        return _comparison(node, scope)
    raise _Wrong(node, "a value by itself is no condition.", 'Compare a field with it, as in "fit >= 50".')


def _joined(node: exp.And | exp.Or, scope: Scope) -> Condition:
    kind, other = (exp.And, exp.Or) if isinstance(node, exp.And) else (exp.Or, exp.And)
    terms: list[Any] = []
    left: Any = node
    while isinstance(left, kind):
        terms.append(left.expression)
        left = left.this
    terms = [left, *reversed(terms)]
    for term in terms:
        if isinstance(term, other):
            raise _Wrong(
                term, "`and` and `or` stand together without parentheses.", "Write (a and b) or c, or a and (b or c)."
            )
    parts = tuple(_condition(term, scope) for term in terms)
    return AllOf(parts) if kind is exp.And else AnyOf(parts)


def _truth(node: exp.Column, scope: Scope) -> Condition:
    field = _field(node, scope)
    if field.kind != "boolean":
        raise _Wrong(node, f"`{field.name}` is {_a(field)}, no yes-or-no fact.", f"Compare it: {_example(field)}.")
    return Leaf(field.name, "boolean", "is", ())


def _comparison(node: Any, scope: Scope) -> Condition:
    sides = [node.this, node.args.get("expression")]
    for side in sides:
        if isinstance(side, _TRUTHS):
            raise _Wrong(node, "comparisons cannot be chained.", "Join two with `and`, or write `x between 30 and 60`.")
    op = _OPS.get(type(node), "")
    if op and not isinstance(node.this, exp.Column) and isinstance(node.expression, exp.Column):
        return _ordered(node, node.expression, _FLIPPED[op], node.this, scope)
    if not isinstance(node.this, exp.Column):
        raise _Wrong(node, "a comparison needs a field on its left.", 'Write it like "fit >= 50".')
    if op:
        return _ordered(node, node.this, op, node.expression, scope)
    field = _field(node.this, scope)
    if isinstance(node, exp.Is):
        return _unknown(node, field)
    if isinstance(node, exp.Like):
        return _like(node, field)
    if isinstance(node, exp.Between):
        return _between(node, field)
    return _in(node, field)


def _ordered(node: Any, column: exp.Column, op: str, value: Any, scope: Scope) -> Condition:
    field = _field(column, scope)
    if isinstance(value, exp.Column):
        raise _Wrong(value, f"`{field.name}` is compared with another field.", "Compare a field with a value.")
    if op not in ("=", "<>"):
        _must_have_order(node, field)
    return Leaf(field.name, field.kind, op, (_constant(value, field),))


def _must_have_order(node: Any, field: FieldType) -> None:
    if field.kind not in ("number", "date"):
        raise _Wrong(node, f"`{field.name}` is {_a(field)}: it has no order.", f"Write {_example(field)}.")


def _unknown(node: exp.Is, field: FieldType) -> Condition:
    if not isinstance(node.expression, exp.Null):
        raise _Wrong(node, f"`{field.name} is …` can only be `is unknown`.", f"Write {_example(field)}.")
    return Leaf(field.name, field.kind, "is unknown", ())


def _like(node: exp.Like, field: FieldType) -> Condition:
    pattern = node.expression
    if field.kind != "text":
        raise _Wrong(node, f"`{field.name}` is {_a(field)}: `like` is for text.", f"Write {_example(field)}.")
    text = str(pattern.this) if isinstance(pattern, exp.Literal) and pattern.is_string else ""
    inner = text.removeprefix("%").removesuffix("%")
    if text and "%" not in text:
        raise _Wrong(pattern, f"the pattern '{text}' has no `%`.", f"Write {field.name} = '{text}'.")
    if not inner or "%" in inner:
        raise _Wrong(node, "a pattern is 'x%', '%x' or '%x%'.", f"Write {field.name} like '/pricing%'.")
    return Leaf(field.name, field.kind, "like", (fold(text),))


def _between(node: exp.Between, field: FieldType) -> Condition:
    _must_have_order(node, field)
    low, high = (_constant(node.args[side], field) for side in ("low", "high"))
    if low > high:  # type: ignore[operator]
        raise _Wrong(node, f"nothing is between {low} and {high}.", f"Write {field.name} between {high} and {low}.")
    return Leaf(field.name, field.kind, "between", (low, high))


def _in(node: exp.In, field: FieldType) -> Condition:
    values: Sequence[Any] = node.expressions
    if not values:
        raise _Wrong(node, "`in` needs a list.", f"Write {field.name} in ('a', 'b').")
    if field.kind == "boolean":
        raise _Wrong(
            node, f"`{field.name}` is {_a(field)}: `in` has nothing to choose from.", f"Write {_example(field)}."
        )
    return Leaf(field.name, field.kind, "in", tuple(_constant(value, field) for value in values))


def _field(column: exp.Column, scope: Scope) -> FieldType:
    if column.name not in scope.fields:
        raise _Wrong(column, f"`{column.name}` stands where a field should.", 'Write it like "fit >= 50".')
    return scope.fields[column.name]


def _a(field: FieldType) -> str:
    return {"enum": "a word from a list", "number": "a number", "text": "text", "date": "a date"}.get(
        field.kind, "a yes-or-no fact"
    )


def _example(field: FieldType) -> str:
    example = {"number": "{} >= 50", "date": "{} >= '2026-01-31'", "boolean": "{0}, or not {0}", "text": "{} = 'demo'"}
    value = field.values[0] if field.values else "…"
    return example.get(field.kind, "{} = '" + value + "'").format(field.name)


def _constant(node: Any, field: FieldType) -> Constant:
    """The value that a field of this type is compared with."""
    negative = isinstance(node, exp.Neg)
    inner = node.this if negative else node
    if isinstance(inner, exp.Literal) and not inner.is_string and field.kind == "number":
        return _number(inner, field, negative)
    if isinstance(inner, exp.Boolean) and field.kind == "boolean":
        return bool(inner.this)
    if isinstance(inner, exp.Literal) and inner.is_string and not negative:
        text = str(inner.this)
        if field.kind == "date":
            return _day(inner, field, text)
        if field.kind in ("enum", "text"):
            return _word(inner, field, text)
    shown = node.sql() if isinstance(node, exp.Expression) else "nothing"
    raise _Wrong(
        node, f"`{field.name}` is {_a(field)} and cannot be compared with {shown}.", f"Write {_example(field)}."
    )


def _number(node: exp.Literal, field: FieldType, negative: bool) -> Constant:
    text = str(node.this)
    try:
        value = int(text) if text.isascii() and text.isdigit() else float(text)
    except ValueError:
        raise _Wrong(node, f"{text} is no number.", f"Write {_example(field)}.") from None
    if not math.isfinite(value) or abs(value) > 2**53:
        raise _Wrong(node, f"{text[:30]} is too large a number.", f"Write {_example(field)}.")
    value = -value if negative else value
    low, high = field.at_least, field.at_most
    if low is not None and value < low:
        raise _Wrong(node, f"`{field.name}` is never below {low:g}.", f"Write a number from {low:g}.")
    if high is not None and value > high:
        raise _Wrong(node, f"`{field.name}` is never above {high:g}.", f"Write a number up to {high:g}.")
    return value


def _day(node: exp.Literal, field: FieldType, text: str) -> Constant:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _Wrong(node, f"'{text}' is no date.", f"Write {_example(field)}.") from None


def _word(node: exp.Literal, field: FieldType, text: str) -> Constant:
    if not text or (text.lower() == "unknown" and field.name in BANT):
        raise _Wrong(node, f"an unknown `{field.name}` equals nothing.", f"Write {field.name} is unknown.")
    if field.kind == "text":
        return fold(text)
    if text not in field.values:
        raise _Wrong(node, f"`{field.name}` is never '{text}'.", did_you_mean(text, field.values, quote="'"))
    return text

"""Peers: the charter's conditions called event by event in two general rule engines, `zen-engine` and `rule-engine`.

They only answer conditions over values that are handed in ready; stages, fading, caps, clocks and time itself would
come on top. Each is called the way its own documentation shows: zen with one decision a call, rule-engine with one
compiled rule a condition.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterable, Mapping
from importlib import resources
from typing import Final

from tandem.charter.conditions import AllOf, Always, AnyOf, Condition, Leaf, Not, fold
from tandem.charter.expressions import Expression
from tandem.charter.model import Charter
from tandem.charter.reading import read_charter

Values = Mapping[str, object]
Engine = Callable[[Values], Mapping[str, bool]]
"""The values of one event → condition → whether it holds."""

ZEN: Final = {"starts": "startsWith({0}, {1})", "ends": "endsWith({0}, {1})", "contains": "contains({0}, {1})"}
RULE: Final = {"starts": "{0}.starts_with({1})", "ends": "{0}.ends_with({1})", "contains": "{1} in {0}"}


def conditions(charter: Charter) -> dict[str, Expression]:
    """Every condition that the charter's scores, moves and rules of engagement stand on, by its number."""
    scoring = charter.scoring
    owners = [*scoring.fit, *scoring.activity, *charter.moves, *charter.engagement]
    return {f"c{number}": owner.when for number, owner in enumerate(owners) if owner.when is not None}


def example() -> Charter:
    """The charter of the example company."""
    text = (resources.files("tandem") / "example" / "charter.yaml").read_text(encoding="utf-8")
    charter, _ = read_charter(text, "charter.yaml")
    assert charter is not None
    return charter


def zen_engine(rules: Mapping[str, Expression]) -> Engine:
    """One decision of zen-engine: an expression node with every condition."""
    import zen

    told = [{"id": key, "key": key, "value": _said(rule.condition, ZEN)} for key, rule in rules.items()]
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {"id": "rules", "type": "expressionNode", "name": "rules", "content": {"expressions": told}},
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    edges = [
        {"id": f"{a}-{b}", "type": "edge", "sourceId": a, "targetId": b} for a, b in (("in", "rules"), ("rules", "out"))
    ]
    graph = {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}
    decision = zen.ZenEngine().create_decision(json.dumps(graph))

    def answers(values: Values) -> Mapping[str, bool]:
        found: Mapping[str, bool] = decision.evaluate(dict(values))["result"]
        return found

    return answers


def rule_engine(rules: Mapping[str, Expression]) -> Engine:
    """A compiled rule of rule-engine for each condition."""
    from rule_engine import Context, Rule

    context = Context(default_value=None)
    made = {key: Rule(_said(rule.condition, RULE), context=context) for key, rule in rules.items()}
    return lambda values: {key: rule.matches(values) for key, rule in made.items()}


def _said(condition: Condition, calls: Mapping[str, str]) -> str:
    """The condition in the peers' words; a comparison with null is false in both only when it is guarded."""
    match condition:
        case Always(value):
            return "1 == 1" if value else "1 == 2"
        case Not(part):
            return f"not ({_said(part, calls)})"
        case AllOf(parts):
            return "(" + " and ".join(_said(part, calls) for part in parts) + ")"
        case AnyOf(parts):
            return "(" + " or ".join(_said(part, calls) for part in parts) + ")"
        case Leaf(field, _, "is unknown", _):
            return f"({field} == null)"
        case Leaf(field, _, "is", _):
            return f"({field} == true)"
        case Leaf():
            return f"({condition.field} != null and {_compared(condition, calls)})"


def _compared(leaf: Leaf, calls: Mapping[str, str]) -> str:
    wanted = [json.dumps(w) for w in leaf.wanted]
    if leaf.op == "in":
        return f"{leaf.field} in [{', '.join(wanted)}]"
    if leaf.op == "between":
        return f"{leaf.field} >= {wanted[0]} and {leaf.field} <= {wanted[1]}"
    if leaf.op == "like":
        pattern = str(leaf.wanted[0])
        ends = pattern.startswith("%"), pattern.endswith("%")
        call = calls[{(True, True): "contains", (False, True): "starts", (True, False): "ends"}[ends]]
        return call.format(leaf.field, json.dumps(pattern.strip("%")))
    return f"{leaf.field} {'==' if leaf.op == '=' else '!=' if leaf.op == '<>' else leaf.op} {wanted[0]}"


def sample(rules: Iterable[Expression], count: int, draw: random.Random) -> list[Values]:
    """Events whose values hit and miss what the conditions ask for; text in the case that the rules are read in."""
    leaves = [leaf for rule in rules for leaf in rule.condition.leaves()]
    drawn: dict[str, list[object]] = {}
    for leaf in leaves:
        known = drawn.setdefault(leaf.field, [None])
        for wanted in leaf.wanted:
            plain = wanted.strip("%") if isinstance(wanted, str) else wanted
            known += [plain] if isinstance(plain, str | bool) else [plain, plain - 1]  # type: ignore[operator]
        known += [True, False] if leaf.kind == "boolean" else ["other"] if leaf.kind in ("text", "enum") else []
    return [{name: _folded(draw.choice(known)) for name, known in drawn.items()} for _ in range(count)]


def _folded(value: object) -> object:
    return fold(value) if isinstance(value, str) else value


def decisions_a_second(make: Callable[[Mapping[str, Expression]], Engine], events: int) -> float:
    """How many events an engine answers in a second, with every condition of the example charter."""
    rules = conditions(example())
    engine, values = make(rules), sample(rules.values(), events, random.Random(1))
    engine(values[0])
    began = time.process_time()
    for one in values:
        engine(one)
    return events / (time.process_time() - began)

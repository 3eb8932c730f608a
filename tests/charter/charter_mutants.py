"""Damaged agreements: each operator breaks good charters at every node of the file that it fits."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from ruamel.yaml import YAML

Tree = dict[str, Any]


class Mutant(NamedTuple):
    """`name`: operator @ node."""

    name: str
    base: str
    text: str


def mutants(base: str, text: str) -> Iterator[Mutant]:
    """Every mutant of one charter, operator by operator."""
    tree: Tree = YAML(typ="safe", pure=True).load(text)
    for operator in OPERATORS:
        for node, damage in operator(tree):
            broken = copy.deepcopy(tree)
            damage(broken)
            name = f"{operator.__name__.removeprefix('_')} @ {node}"
            yield Mutant(name, base, json.dumps(broken, indent=1, default=str, ensure_ascii=False))


Damage = tuple[str, Callable[[Tree], None]]


def _at(tree: Tree, *path: str) -> Any:
    for key in path:
        tree = tree.get(key) or {}
    return tree


def _put(*path: str, to: Any) -> Callable[[Tree], None]:
    def damage(tree: Tree) -> None:
        for key in path[:-1]:
            tree = tree.setdefault(key, {})
        tree[path[-1]] = to

    return damage


def _forget(name: str, *path: str) -> Callable[[Tree], None]:
    """Take an entry out, and every mention of it."""

    def damage(tree: Tree) -> None:
        del _at(tree, *path)[name]
        for rule in _at(tree, "rules_of_engagement").values():
            if isinstance(rule, dict) and name in rule.get("over", ()):
                rule["over"] = [other for other in rule["over"] if other != name]
        cool = _at(tree, "lifecycle", "cool_down")
        if cool.get("except") == name:
            del cool["except"]
        if _at(tree, "sla", "marketing", "handoffs").get("meeting") == name:
            del tree["sla"]["marketing"]["handoffs"]["meeting"]

    return damage


def _engagement(tree: Tree) -> Iterator[tuple[str, Tree]]:
    return ((n, r) for n, r in _at(tree, "rules_of_engagement").items() if isinstance(r, dict))


def _rule_dropped(tree: Tree) -> Iterator[Damage]:
    for name, _ in _engagement(tree):
        yield name, _forget(name, "rules_of_engagement")
    for part in (("lifecycle", "moves"), ("sla", "sales"), ("routing",)):
        entries = _at(tree, *part)
        for name in entries if len(entries) > 1 else ():
            yield f"{part[-1]}.{name}", _forget(name, *part)
    if _at(tree, "sla", "marketing", "handoffs"):
        yield "handoffs", _forget("handoffs", "sla", "marketing")


def _stage_missing(tree: Tree) -> Iterator[Damage]:
    """A value taken out of an `in` of a rule of engagement."""
    for name, rule in _engagement(tree):
        for value in re.findall(r"'(\w+)'", rule["when"]) if " in (" in rule["when"] else ():
            fewer = re.sub(rf"'{value}', |, '{value}'", "", rule["when"])
            yield f"{name} {value}", _put("rules_of_engagement", name, "when", to=fewer)


def _stage_added(tree: Tree) -> Iterator[Damage]:
    for name, rule in _engagement(tree):
        for stage in tree["lifecycle"]["stages"]:
            if " in (" in rule["when"] and f"'{stage}'" not in rule["when"]:
                yield (
                    f"{name} {stage}",
                    _put("rules_of_engagement", name, "when", to=rule["when"].replace("in (", f"in ('{stage}', ")),
                )


def _condition_turned(tree: Tree) -> Iterator[Damage]:
    for name, rule in _engagement(tree):
        yield f"{name} not", _put("rules_of_engagement", name, "when", to=f"not ({rule['when']})")
        yield f"{name} always", _put("rules_of_engagement", name, "when", to="true")


def _team_swapped(tree: Tree) -> Iterator[Damage]:
    for name, rule in _engagement(tree):

        def damage(broken: Tree, name: str = name, rule: Tree = rule) -> None:
            here = broken["rules_of_engagement"][name]
            here["marketing"], here["sales"] = rule["sales"], rule["marketing"]

        yield name, damage
    for stage in ("lead", "sal"):
        owner = _at(tree, "kpis", stage).get("owner")
        if owner in ("marketing", "sales"):
            yield f"kpi {stage}", _put("kpis", stage, "owner", to={"marketing": "sales", "sales": "marketing"}[owner])


def _over_lost(tree: Tree) -> Iterator[Damage]:
    for name, rule in _engagement(tree):
        for beaten in rule.get("over", ()):
            rest = [other for other in rule["over"] if other != beaten]
            yield f"{name} over {beaten}", _put("rules_of_engagement", name, "over", to=rest)


def _over_each_other(tree: Tree) -> Iterator[Damage]:
    for name, rule in _engagement(tree):
        for beaten in rule.get("over", ()):
            yield f"{beaten} over {name}", _put("rules_of_engagement", beaten, "over", to=[name])


def _purpose_widened(tree: Tree) -> Iterator[Damage]:
    for name, rule in _engagement(tree):
        if rule["marketing"] != "any":
            yield f"{name} any", _put("rules_of_engagement", name, "marketing", to="any")
            yield f"{name} nurture", _put("rules_of_engagement", name, "marketing", to=["nurture"])


def _never_added(tree: Tree) -> Iterator[Damage]:
    for stage in tree["lifecycle"]["stages"]:
        for team, purpose in (
            ("marketing", "newsletter"),
            ("marketing", "nurture"),
            ("sales", "sales"),
            ("sales", "event"),
        ):
            said = f"{team} may send {purpose} and stage = '{stage}' and consent = 'withdrawn'"
            yield said, _put("never", to=[*_at(tree, "never"), said])
            said = f"{team} may send {purpose} and stage = '{stage}'"
            yield said, _put("never", to=[*_at(tree, "never"), said])


def _bar_unreachable(tree: Tree) -> Iterator[Damage]:
    for name, move in _at(tree, "lifecycle", "moves").items():
        if "fit >= " in move.get("when", ""):
            yield name, _put("lifecycle", "moves", name, "when", to=re.sub(r"fit >= \d+", "fit >= 999", move["when"]))
    if bars := _at(tree, "scoring", "grade", "fit"):
        yield "grade", _put("scoring", "grade", "fit", next(iter(bars)), to="fit >= 999")


def _narrowed_to_nothing(tree: Tree) -> Iterator[Damage]:
    both = "stage = 'lead' and stage = 'mql'"
    for part in (
        ("scoring", "fit"), ("scoring", "activity"), ("lifecycle", "moves"), ("routing",), ("rules_of_engagement",)
    ):  # fmt: skip
        for name, rule in _at(tree, *part).items():
            if isinstance(rule, dict) and name != "otherwise":
                when = f"({rule['when']}) and {both}" if "when" in rule else both
                yield f"{part[-1]}.{name}", _put(*part, name, "when", to=when)
    for name, track in _at(tree, "nurture", "tracks").items():
        yield f"enter {name}", _put("nurture", "tracks", name, "enter", to=both)
        yield f"leave {name}", _put("nurture", "tracks", name, "leave", to=both)
        yield f"leave {name} at once", _put("nurture", "tracks", name, "leave", to=track["enter"])


def _line_on_another_event(tree: Tree) -> Iterator[Damage]:
    for name, line in _at(tree, "scoring", "activity").items():
        if isinstance(line, dict):
            yield f"{name} task", _put("scoring", "activity", name, "on", to="task.created")
            if "form" in line.get("when", ""):
                yield f"{name} page", _put("scoring", "activity", name, "on", to="page.viewed")


def _shadowed(tree: Tree) -> Iterator[Damage]:
    """The same move without its condition, put first."""
    for name, move in _at(tree, "lifecycle", "moves").items():
        if "on" in move and "when" in move:

            def damage(broken: Tree, move: Tree = move) -> None:
                first = {key: value for key, value in move.items() if key != "when"}
                broken["lifecycle"]["moves"] = {"early": first, **broken["lifecycle"]["moves"]}

            yield name, damage


def _outcome_confused(tree: Tree) -> Iterator[Damage]:
    for name, move in _at(tree, "lifecycle", "moves").items():
        if "outcome" in move.get("when", ""):
            for other in ("won", "lost", "open"):
                if f"'{other}'" not in move["when"]:
                    yield f"{name} {other}", _put("lifecycle", "moves", name, "when", to=f"outcome = '{other}'")


def _answer_lost(tree: Tree) -> Iterator[Damage]:
    for name, move in _at(tree, "lifecycle", "moves").items():
        if isinstance(move["to"], list):
            for stage in move["to"]:
                yield (
                    f"{name} {stage}",
                    _put("lifecycle", "moves", name, "to", to=[s for s in move["to"] if s != stage]),
                )
        if move.get("on", "").startswith("sales."):
            yield f"{name} fit", _put("lifecycle", "moves", name, "when", to="fit >= 50")
            yield f"{name} known", _put("lifecycle", "moves", name, "when", to="not consent is unknown")


def _endless(tree: Tree) -> Iterator[Damage]:
    cool = _at(tree, "lifecycle", "cool_down")
    if cool:
        yield "no cool-down", lambda broken: broken["lifecycle"].pop("cool_down")
        yield "all excepted", _put("lifecycle", "cool_down", "except", to=["hand_raise", "requalify"])
    for name, move in _at(tree, "lifecycle", "moves").items():
        if "on" not in move and move["from"] == "lead":
            back = {"from": move["to"], "to": "lead", "when": move["when"]}
            yield f"back from {name}", _put("lifecycle", "moves", "bounce", to=back)


def _owner_lost(tree: Tree) -> Iterator[Damage]:
    for stage in ("lead", "sql"):
        if stage in _at(tree, "kpis"):
            yield stage, _forget(stage, "kpis")


def _clock_lost(tree: Tree) -> Iterator[Damage]:
    if "sql" in _at(tree, "lifecycle", "late"):
        yield "late sql", _forget("sql", "lifecycle", "late")
    for name in _at(tree, "nurture", "tracks"):
        yield f"track {name}", lambda broken: broken.pop("nurture")
        yield f"every {name}", _forget("every", "nurture", "tracks", name)
    for stage in _at(tree, "lifecycle").get("final", ()):
        rest = [other for other in tree["lifecycle"]["final"] if other != stage]
        yield f"{stage} not final", _put("lifecycle", "final", to=rest)


def _promise_contradicted(tree: Tree) -> Iterator[Damage]:
    for name, promise in _at(tree, "sla", "sales").items():
        number, unit = promise["within"].split(" ", 1)
        yield f"{name} longer", _put("sla", "sales", name, "within", to=f"{int(number) * 1000} {unit}")
        if name in ("acceptance", "first_response", "hand_raises"):
            yield (
                f"{name} at night",
                _put("sla", "sales", name, "within", to=f"{number} {unit.replace('business ', '')}"),
            )
    for stage in ("mql", "sal"):
        if stage in _at(tree, "lifecycle", "late"):
            yield f"late {stage}", _put("lifecycle", "late", stage, "after", to="1 business day")
    if _at(tree, "sla", "marketing", "handoffs") and _at(tree, "teams", "sales", "members"):
        yield "volume", _put("sla", "marketing", "handoffs", "at_least", to=100_000)


def _member_lost(tree: Tree) -> Iterator[Damage]:
    for name in _at(tree, "teams", "sales", "members"):
        path = ("teams", "sales", "members", name)
        yield f"{name} full", _put(*path, "capacity", to="0 per week")
        yield f"{name} gone", _put(*path, "until", to="2020-01-01")


def _route_wrong(tree: Tree) -> Iterator[Damage]:
    for name, route in _at(tree, "routing").items():
        if "when" in route:
            yield f"{name} always", _put("routing", name, "when", to="true")
            yield f"{name} twice", _put("routing", to={"twin": {**route}, **tree["routing"]})
    members = {m.get("territory") for m in _at(tree, "teams", "sales", "members").values()}
    for name, route in _at(tree, "routing").items():
        for territory in sorted(t for t in members if t and f"territory {t}" != route["to"]):
            yield f"{name} to {territory}", _put("routing", name, "to", to=f"territory {territory}")


def _value_missing(tree: Tree) -> Iterator[Damage]:
    """A value taken out of a field's list, or a stage out of the journey."""
    for name, field in _at(tree, "fields").items():
        values = field.get("one_of", ()) if isinstance(field, dict) else ()
        used = " ".join(rule["when"] for rule in _at(tree, "scoring", "fit").values())
        for value in values:
            if f"'{value}'" in used:
                yield f"{name} {value}", _put("fields", name, "one_of", to=[v for v in values if v != value])
    for stage in tree["lifecycle"]["stages"]:
        yield stage, _put("lifecycle", "stages", to=[s for s in tree["lifecycle"]["stages"] if s != stage])
    yield "orphan", _put("lifecycle", "stages", to=[*tree["lifecycle"]["stages"], "orphan"])


OPERATORS = (
    _rule_dropped, _stage_missing, _stage_added, _condition_turned, _team_swapped, _over_lost, _over_each_other,
    _purpose_widened, _never_added, _bar_unreachable, _narrowed_to_nothing, _line_on_another_event, _shadowed,
    _outcome_confused, _answer_lost, _endless, _owner_lost, _clock_lost, _promise_contradicted, _member_lost,
    _route_wrong, _value_missing,
)  # fmt: skip

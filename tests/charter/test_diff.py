"""`diff` tells every difference of meaning once, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

import pytest
from tests.charter.charters import SHIPPED, example, reads, shipped
from tests.charter.json_of_yaml import json_of

from tandem.charter.conditions import Always
from tandem.charter.diff import diff
from tandem.charter.diff.meaning import SILENT
from tandem.charter.expressions import Expression
from tandem.charter.model import BusinessHours, Duration

FULL = (
    shipped("example")
    .replace("{name: Mia Verhoeven,", "{name: Mia Verhoeven, time_zone: Europe/Paris, manager: tom, "
             'hours: {days: mon-thu, from: "10:00", to: "16:00", extra_holidays: [2026-12-24]}, until: 2027-12-31, '
             "away: [{from: 2026-12-01, to: 2026-12-05}], ")
    .replace("  sales:\n    mem", '  sales:\n    hours: {days: mon-fri, from: "08:00", to: "16:00"}\n    mem')
    .replace("{number: {at_least: 1}", "{number: {at_least: 1, at_most: 100000}")
    .replace("every: 14 days}", "every: 14 days, steps: [hello, again]}")
    .replace("by_member: {anna", "segments: {retail: year}\n  by_member: {anna")
    .replace("thresholds: {}", "thresholds: {unworked_leads: 15}")
    + "rates: {USD: {2026-01-01: 0.92}}\n"
)  # fmt: skip
"""The example's charter with a value in every attribute."""
UNTOLD = {"Charter.sha256", "Charter.file", "Crosswalk.places", "Member.key", "Promise.key", "Promise.team"} | {
    "TeamSide.name", "Kpi.stage", "Expression.text"
}  # fmt: skip
"""What no file can change by itself, or what is the name under which a part is told."""


PAIRS = {"Member.away", "Scoring.fit_grades", "Scoring.activity_bands"}
"""Lists of pairs: a pair does not lose one of its two."""
OTHER = {"escalate": "reassign", "marketing": "both", "sales": "marketing", "two_way": None, "disposed": None} | {
    "opted_out": None, "invalid": None
}  # fmt: skip
"""Another word where not any word will do; None = there is none."""


def changed(value: Any) -> Any:
    """Another value of the same kind; None where there is none."""
    if isinstance(value, str) and value in OTHER:
        return OTHER[value]
    if isinstance(value, bool):
        return not value
    if isinstance(value, Expression):
        return replace(value, text="false", condition=Always(False))
    if isinstance(value, Duration):
        return replace(value, count=value.count + 1)
    if isinstance(value, BusinessHours):
        return replace(value, opens=value.opens + 1)
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, date):
        return value.replace(year=value.year + 1)
    return f"{value}x" if isinstance(value, str) else None


def mutants(part: Any, path: str = "Charter") -> Iterator[tuple[str, Any]]:
    """(attribute, the part with one value changed somewhere inside it), for every value inside."""
    if isinstance(part, Expression | Duration | BusinessHours) or not (
        is_dataclass(part) or isinstance(part, Mapping | tuple)
    ):
        if (other := changed(part)) is not None:
            yield path, other
    elif isinstance(part, Mapping):
        for key, value in part.items():
            for where, other in mutants(value, path):
                yield where, {**part, key: other}
    elif isinstance(part, tuple):
        if len(part) > 1 and not (path in PAIRS and not isinstance(part[0], tuple)):
            yield path, part[1:]
        for n, value in enumerate(part):
            for where, other in mutants(value, path):
                yield where, (*part[:n], other, *part[n + 1 :])
    else:
        for f in fields(part):
            name = f"{type(part).__name__}.{f.name}"
            if f.name not in SILENT and name not in UNTOLD:
                for where, other in mutants(getattr(part, f.name), name):
                    yield where, replace(part, **{f.name: other})


CHARTER = reads(FULL)
MUTANTS = list(mutants(CHARTER))


def attributes(part: Any) -> Iterator[str]:
    """Every attribute of every dataclass in a charter."""
    if isinstance(part, Expression | Duration | BusinessHours):
        return
    if is_dataclass(part):
        for f in fields(part):
            yield f"{type(part).__name__}.{f.name}"
            yield from attributes(getattr(part, f.name))
    elif isinstance(part, Mapping | tuple):
        for value in part.values() if isinstance(part, Mapping) else part:
            yield from attributes(value)


def test_the_charter_of_this_test_has_a_value_in_every_attribute() -> None:
    known = UNTOLD | {name for name in attributes(CHARTER) if name.partition(".")[2] in SILENT}
    untried = set(attributes(CHARTER)) - known - {where for where, _ in MUTANTS}
    holders = {"Charter.fields", "Charter.scoring", "Charter.teams", "Charter.crosswalk", "Charter.quotas"}
    assert {name for name in untried if name not in holders and not _holds_parts(name)} == set()


def _holds_parts(name: str) -> bool:
    """Whether an attribute holds other dataclasses, whose own attributes are tried."""
    kind, _, attribute = name.partition(".")
    value = getattr(CHARTER if kind == "Charter" else CHARTER.scoring if kind == "Scoring" else None, attribute, None)
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple) else [value]
    return any(is_dataclass(item) for item in inner) or name == "TeamSide.members"


@pytest.mark.parametrize("name", sorted({where for where, _ in MUTANTS}))
def test_whatever_is_changed_is_told_once(name: str) -> None:
    """As one change; or, where one word takes another's place, as one that goes and one that is new."""
    for where, mutant in MUTANTS:
        if where == name:
            told = diff(CHARTER, mutant)
            exchanged = [c.kind for c in told] == ["removed", "added"] and told[0].part == told[1].part
            assert len(told) == 1 or exchanged, (name, [c.sentence for c in told])
            for c in told:
                assert re.fullmatch(r"[A-Z`].*[^.]\.\)?", c.sentence) and "None" not in c.sentence, c
                assert c.before != c.after
            back = [(c.part, c.before, c.after) for c in diff(mutant, CHARTER)]
            assert sorted(back) == sorted((c.part, c.after, c.before) for c in told)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_charter_does_not_differ_from_itself(name: str) -> None:
    assert diff(reads(shipped(name)), reads(shipped(name))) == ()


def rewritten() -> str:
    """The same charter with other lines, comments, quotes, keys' order, and wording of conditions and durations."""
    keep = {"moves", "routing", "grade", "words"}

    def turned(node: Any, key: str = "") -> Any:
        if isinstance(node, dict):
            inner = {k: turned(v, k) if key != "grade" else v for k, v in node.items()}
            return inner if key in keep else dict(reversed(inner.items()))
        return [turned(v) for v in node] if isinstance(node, list) else node

    text = "# Written anew, as JSON.\n" + json.dumps(turned(json_of(FULL)), indent=1, ensure_ascii=False)
    for was, now in SAME:
        assert was in text, was
        text = text.replace(was, now)
    return text


SAME = [
    ("14 days", "2 weeks"),
    ("4 business hours", "240 business minutes"),
    ("fit >= 50 and activity >= 30", "activity >= 30.0 and (fit >= 50)"),
    ("employees between 200 and 5000", "employees <= 5000 and employees >= 200"),
    ("country in ('NL', 'BE', 'LU')", "country = 'lu' or country in ('be', 'nl')"),
    ("not account_has_open_deal", "account_has_open_deal = false or account_has_open_deal is unknown"),
]


def test_what_is_written_in_another_way_is_no_change() -> None:
    text = rewritten().replace("form in ('demo', 'contact') and ", "form in ('demo', 'contact') and (").replace(
        "account_has_open_deal is unknown", "account_has_open_deal is unknown)"
    )  # fmt: skip
    assert diff(CHARTER, reads(text)) == ()
    assert diff(reads(text), CHARTER) == ()


def test_the_control_a_rewritten_charter_with_one_other_number_is_told() -> None:
    text = rewritten().replace("activity >= 30.0", "activity >= 31.0", 1)
    text = text.replace(
        "account_has_open_deal = false or account_has_open_deal is unknown", "not account_has_open_deal"
    )
    assert len(diff(CHARTER, reads(text))) == 1
    assert not re.search("None|Leaf|Always", str(diff(CHARTER, reads(text))[0].sentence))


def test_the_examples_charter_is_the_one_in_the_wheel() -> None:
    assert diff(example(), reads(shipped("example"))) == ()

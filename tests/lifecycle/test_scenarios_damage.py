"""Whatever a scenario says, reading and playing it ends in faults or outcomes, never in an error."""

from __future__ import annotations

from importlib import resources

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.charter.charters import example
from tests.lifecycle.playing import agreed

from tandem.charter.model import Charter
from tandem.charter.reading.scenarios import read_scenario
from tandem.lifecycle.scenario.playing import Play
from tandem.vocabulary import EVENT_KINDS

SHIPPED = [
    file.read_text(encoding="utf-8")
    for file in sorted((resources.files("tandem") / "example" / "scenarios").iterdir(), key=lambda file: file.name)
]
EXAMPLE = example()


def plays(text: str | bytes, charter: Charter = EXAMPLE) -> bool:
    scenario, faults = read_scenario(text, "x.yaml", charter)
    assert (scenario is None) == bool(faults)
    for fault in faults:
        assert fault.line >= 1 and fault.message, fault
    if scenario is not None:
        assert len(Play(charter, scenario).outcomes()) == len(scenario.expected)
    return scenario is not None


@settings(max_examples=120)
@given(st.sampled_from(SHIPPED), st.integers(0, 400), st.integers(0, 12), st.text("{}[]:,-\"'a0 \n\t#&*!é", max_size=5))
def test_a_damaged_scenario_is_faulty_or_plays(text: str, at: int, cut: int, put: str) -> None:
    plays(text[:at] + put + text[at + cut :])


@given(st.binary(max_size=60))
def test_any_bytes_are_read(data: bytes) -> None:
    plays(data)


CHOICES = {
    "form": ["demo", "contact"], "path": ["/pricing"], "reason": ["timing"], "purpose": ["nurture", "sales"],
    "member": ["anna", "queue", "somebody", "mia"], "team": ["sales", "marketing"], "bot": ["yes", "no"],
    "automatic": ["yes"], "lead": ["ben", "lead"], "channel": ["phone"],
}  # fmt: skip
WORDS = st.fixed_dictionaries({}, optional={name: st.sampled_from(words) for name, words in CHOICES.items()})
NEEDED = {
    "consent.changed": "new: withdrawn", "owner.assigned": "member: bram", "sales.disposed": "outcome: sql",
    "opportunity.closed": "outcome: won",
    "field.changed": "field: seniority, new: vp", "email.bounced": "outcome: hard",
}  # fmt: skip
TIMES = st.sampled_from(
    [
        "2026-03-29",
        "1970-01-01 00:00",
        "2099-12-31 23:59",
        "2026-10-25 02:30",
        "+1 business days",
        "+3 months",
        "+1 hour",
    ]
)
EVENTS = st.lists(st.tuples(TIMES, st.sampled_from(sorted(EVENT_KINDS)), WORDS), min_size=1, max_size=7)
EXPECTED = st.sampled_from(
    ["stage: mql", "move: hand_raise", "no_move: any", "forbidden: nurture", "allowed: sales, team: sales, by: bram",
     "promise: acceptance, state: met", "promise: disposition, due: +1 business days", "fit: 50, activity: 1"]
)  # fmt: skip


@settings(max_examples=150)
@given(EVENTS, st.lists(st.tuples(TIMES, EXPECTED), min_size=1, max_size=4))
def test_any_story_plays_or_is_told_what_is_wrong(
    events: list[tuple[str, str, dict[str, str]]], expected: list[tuple[str, str]]
) -> None:
    lines = ["scenario: any", 'lead: {created: "2026-01-01 09:00"}', "others: {ben: {title: VP}}", "given:"]
    for at, kind, words in events:
        needed = NEEDED.get(kind, "")
        said = "".join(f", {name}: {value}" for name, value in words.items() if f"{name}:" not in needed)
        said += f", {needed}" if needed else ""
        lines.append(f'  - {{at: "{at}", event: {kind}{said}}}')
    lines.append("expect:")
    lines += [f'  - {{at: "{at}", {told}}}' for at, told in expected]
    assert plays("\n".join(lines), agreed()), lines

"""A recorded story written as a scenario file, with what the charter decides of it as what is expected."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from tandem.charter.reading.scenarios import read_scenario
from tandem.charter.scenario import MAIN
from tandem.lifecycle.business_time import NEVER
from tandem.lifecycle.scenario.playing import Play
from tandem.lifecycle.scenario.recording import Recorded, Shifted
from tandem.zones import MICROS, MINUTE, zone

if TYPE_CHECKING:
    from tandem.charter.model import Charter

_HEAD: Final = """\
# Recorded from a real story, without personal data: times moved by whole weeks, facts only as far as rules tell them
# apart. What is expected is what the charter decided when this was recorded: read it, and keep what you both mean.
"""
_PLAIN: Final = re.compile(r"[A-Za-z/][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*|\[[^\]]*\]|\d+(\.\d+)?")


class Written(NamedTuple):
    """The file's text, and where the scenario decides otherwise than the charter did of the real story."""

    text: str
    notes: tuple[str, ...]


def written(charter: Charter, story: Recorded) -> Written:
    """The scenario file of a recorded story."""
    where = zone(charter.time_zone)
    first = min([entry.at for entry in story.events] + list(story.created.values()), default=story.through)
    shifted = Shifted(where, first)
    given = "".join(_given(story, shifted))
    end = shifted.text((story.through // MINUTE + 1) * MINUTE)
    name = ", ".join(dict.fromkeys(rule for _, rule, _ in story.moves)) or "nothing happens"
    head = f"{_HEAD}scenario: {_quoted(f'Recorded: {name}')}\n{given}expect:\n"
    draft = f'{head}  - {{at: "{end}", stage: {charter.stages[0]}}}\n'
    scenario, faults = read_scenario(draft, "recorded.yaml", charter)
    assert scenario is not None, "\n".join(map(str, faults))
    play = Play(charter, scenario)
    expected = list(_expected(charter, play, end))
    notes = _differences(story, shifted, play)
    return Written(head + "".join(f"  - {line}\n" for line in expected), tuple(notes))


def _given(story: Recorded, shifted: Shifted) -> Iterator[str]:
    buyers = {name: dict(facts) for name, facts in story.facts.items()}
    for name, at in story.created.items():
        buyers[name]["created"] = shifted.text(at)
    if buyers[MAIN]:
        yield f"lead: {_flow(buyers[MAIN])}\n"
    others = [name for name in buyers if name != MAIN]
    if others:
        yield "others:\n" + "".join(f"  {name}: {_flow(buyers[name])}\n" for name in others)
    yield "given:\n"
    for entry in story.events:
        yield f"  - {_flow({'at': shifted.text(entry.at, entry.whole_day), **entry.words})}\n"


def _expected(charter: Charter, play: Play, end: str) -> Iterator[str]:
    """Every move, where the lead stands at the end, and each clock of its handoffs."""
    told = play.whole
    lead = play.leads[MAIN]
    for move in told.moves(lead):
        if move.was:
            yield _flow({"at": play.local(move.at), "move": move.rule, "to": move.to})
    values = told.values(lead)
    activity = float(str(values["activity"]))
    stands = {"stage": str(values["stage"]), "fit": str(values["fit"]), "activity": f"{activity:.1f}"}
    yield _flow({"at": end, **stands})
    for row in told.clocks(lead):
        due = {"due": play.local(row[8])} if row[8] is not None and row[8] < NEVER else {}
        yield _flow({"at": end, "promise": row[2].removeprefix("sales."), **due, "state": row[10]})


def _differences(story: Recorded, shifted: Shifted, play: Play) -> Iterator[str]:
    """Where the made-up account's moves are not the real one's."""
    real = [(shifted.text(second * MICROS), rule, to) for second, rule, to in story.moves]
    here = [(play.local(m.at), m.rule, m.to) for m in play.whole.moves(play.leads[MAIN]) if m.was]
    for at, rule, to in (move for move in real if move not in here):
        yield f"In the real story {rule} moved the lead to {to} at {at} (moved time); in the scenario it did not."
    for at, rule, to in (move for move in here if move not in real):
        yield f"In the scenario {rule} moves the lead to {to} at {at}; in the real story it did not."


def _flow(words: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{name}: {_quoted(value)}" for name, value in words.items()) + "}"


def _quoted(value: str) -> str:
    return value if _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)

"""The questions that make a first charter of the commented starter, and what is wrong with an answer.

An answer is judged by writing it into the starter and reading that: the sentences are the reader's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Final

from tandem.charter.drafting import quoted
from tandem.charter.editing import Where, exchanged, written
from tandem.charter.reading import read_charter, values
from tandem.charter.reading.document import Faults, compose, decoded
from tandem.charter.reading.part import Part
from tandem.charter.reading.scoring import MOST_POINTS
from tandem.vocabulary import Fault

Answers = Mapping[str, Sequence[str]]
"""Question → what was answered: one text, or several where a question takes several."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `usual`: what holds if nothing is answered; `many`: it takes any number of answers."""

    key: str
    asks: str
    usual: str = ""
    many: bool = False


QUESTIONS: Final = (
    Question("name", "What is the agreement called?", "Our demand charter"),
    Question("time_zone", "In which time zone do you work (such as Europe/Berlin)?", "UTC"),
    Question("currency", "In which currency are quotas (such as EUR)?", "EUR"),
    Question("hours", "On which days and from when to when do you work?", "mon-fri 09:00-17:00"),
    Question("holidays", "Which country's public holidays are free (such as DE; empty: none)?"),
    Question("marketing", "Who is in marketing (Ada Example <ada@company.example>)?", many=True),
    Question("sales", "Who is in sales, and how many leads can they take (…, 12 per week)?", many=True),
    Question("fit", "How many points of fit make a lead an MQL?", "50"),
    Question("activity", "And how many points of activity?", "30"),
    Question("handoffs", "How many leads does marketing promise to hand over a month?", "100"),
    Question("accepted", "Which share of them will sales accept?", "70%"),
    Question("acceptance", "Within which time does sales accept or return a lead?", "2 business days"),
    Question("first_response", "Within which time does sales first respond?", "4 business hours"),
    Question("hand_raises", "And to a lead who asked to be called?", "30 business minutes"),
)
_BY_KEY: Final = {question.key: question for question in QUESTIONS}
_PLACES: Final[dict[str, Where]] = {
    "name": ("charter",),
    "time_zone": ("time_zone",),
    "currency": ("currency",),
    "handoffs": ("sla", "marketing", "handoffs", "at_least"),
    "accepted": ("sla", "marketing", "handoffs", "accepted"),
    "acceptance": ("sla", "sales", "acceptance", "within"),
    "first_response": ("sla", "sales", "first_response", "within"),
    "hand_raises": ("sla", "sales", "hand_raises", "within"),
}
_HOURS: Final = re.compile(r"(.+?),? +(?:from +)?(\S+?) *(?:-|–|to) *(\S+)")
_MEMBER: Final = re.compile(r"([^<>,]+?) *(?:< *([^<>,]+?) *>)? *(?:, *([^<>,]+))?")
_SHAPES: Final = {"hours": _HOURS, "marketing": _MEMBER, "sales": _MEMBER}
_MENDS: Final = {
    "hours": "Write them like mon-fri 09:00-17:00.",
    "marketing": "Write them like Ada Example <ada@company.example>.",
    "sales": "Write them like Ada Example <ada@company.example>, 12 per week.",
}


def starter() -> str:
    """The commented charter that every first charter is made from."""
    return (resources.files("tandem") / "charter" / "starter.yaml").read_text(encoding="utf-8")


def first_charter(answers: Answers) -> tuple[str, list[Fault]]:
    """The starter with these answers in it, and what is wrong with them; what is not answered is as usual."""
    unreadable = [fault for key, given in answers.items() for answer in given for fault in _unreadable(key, answer)]
    if unreadable:
        return "", unreadable
    text = exchanged(starter(), dict(_values(answers)))
    return text, read_charter(text, "charter.yaml")[1]


def wrong(key: str, answer: Sequence[str], before: Answers) -> list[Fault]:
    """What is wrong with one answer, given those `before` it."""
    return first_charter({**before, key: answer})[1]


def _unreadable(key: str, answer: str) -> list[Fault]:
    """What keeps an answer from being written into the starter at all."""
    if key in ("fit", "activity"):
        faults = Faults("", quoted(answer))
        node = compose(faults)
        if node is not None:
            values.whole_number(Part(key, f"`{key}`", node, faults, (1, 1)), 0, MOST_POINTS)
        return faults.found
    readable = key not in _SHAPES or _SHAPES[key].fullmatch(answer.strip())
    return [] if readable else [Fault("", 0, 0, f"`{key}` cannot be read from '{answer}'.", _MENDS[key])]


def _values(answers: Answers) -> Iterator[tuple[Where, str]]:
    """Where each answer goes in the starter, as YAML."""
    said = {key: answers.get(key) or [question.usual] for key, question in _BY_KEY.items() if not question.many}
    yield from ((where, written(said[key][0])) for key, where in _PLACES.items())
    yield ("business_hours",), _hours(said["hours"][0], said["holidays"][0])
    bar = f'"fit >= {said["fit"][0].strip()} and activity >= {said["activity"][0].strip()}"'
    yield from ((("lifecycle", "moves", move, "when"), bar) for move in ("qualify", "requalify"))
    used: set[str] = set()
    for team in ("marketing", "sales"):
        if members := [_member(answer, used) for answer in answers.get(team, ())]:
            yield ("teams", team, "members"), "".join(f"\n      {member}" for member in members)


def _hours(hours: str, holidays: str) -> str:
    found = _HOURS.fullmatch(hours.strip())
    assert found is not None
    off = f", holidays: {written(holidays)}" if holidays.strip() else ""
    return f'{{days: {written(found[1])}, from: "{found[2]}", to: "{found[3]}"{off}}}'


def _member(answer: str, used: set[str]) -> str:
    """One member's line under a key that nobody has yet, made from the first name."""
    found = _MEMBER.fullmatch(answer.strip())
    assert found is not None
    name, email, capacity = found.groups()
    first = re.sub(r"[^a-z0-9]+", "_", name.split()[0].lower()).strip("_")
    base = first if re.match("[a-z]", first) else "member"
    key = next(k for n in range(1, len(used) + 2) if (k := base if n == 1 else f"{base}_{n}") not in used)
    used.add(key)
    rest = [("email", email), ("capacity", capacity)]
    said = "".join(f", {what}: {written(value.strip())}" for what, value in rest if value)
    return f"{key}: {{name: {written(name)}{said}}}"


def read_answers(data: bytes, file: str) -> tuple[dict[str, list[str]], list[Fault]]:
    """The answers that a file gives, and everything that is wrong with them, at its place in that file."""
    text, unreadable = decoded(data, file, "file of answers")
    if unreadable or not text.strip():
        return {}, unreadable
    faults = Faults(file, text)
    root = compose(faults)
    if root is None:
        return {}, faults.found
    answers: dict[str, list[str]] = {}
    for key, part in Part("", "", root, faults, (1, 1)).keys((), _BY_KEY).items():
        given = [item.text() for item in part.items()] if _BY_KEY[key].many else [part.text()]
        answer = [value for value in given if value is not None]
        complaints = wrong(key, answer, answers) if len(answer) == len(given) else []
        for fault in complaints:
            part.fault(fault.message, fault.mend)
        if not complaints:
            answers[key] = answer
    return answers, faults.found

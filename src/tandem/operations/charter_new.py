"""`tandem charter new`: a first charter from a few answers, written whole and only if `tandem check` would pass it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tandem.operations.answers import Result, refuse_to_overwrite, write_whole
from tandem.operations.charter_file import CharterFaults, NoSuchFile
from tandem.operations.workspace import SCHEMA
from tandem.vocabulary import Fault, TandemError

if TYPE_CHECKING:
    from tandem.charter.questions import Question

Ask = Callable[["Question"], list[str]]
Tell = Callable[[Fault], None]


class NobodyToAsk(TandemError):
    """There is no terminal."""

    exit_code = 2

    def __init__(self) -> None:
        super().__init__("There is no terminal to ask on: give --answers FILE, or --yes for the usual answers.")


class DoesNotHold(TandemError):
    """The answers make a charter that `tandem check` does not pass."""

    def __init__(self, faults: list[Fault]) -> None:
        said = [f"{fault.message} {fault.mend}".strip() for fault in faults]
        super().__init__("\n".join([*said, "These answers do not fit together; nothing was written."]))


def answers_of(path: Path) -> dict[str, list[str]]:
    """The answers that a file gives. Raises `NoSuchFile`, `CharterFaults` (all faults at once)."""
    from tandem.charter.questions import read_answers

    if not path.is_file():
        raise NoSuchFile(path)
    answers, faults = read_answers(path.read_bytes(), str(path))
    if faults:
        raise CharterFaults(faults)
    return answers


def ask_all(ask: Ask, tell: Tell) -> dict[str, list[str]]:
    """Ask every question until its answer is right, and what does not fit together once more."""
    from tandem.charter.questions import QUESTIONS, Question, wrong
    from tandem.charter.suggestion import did_you_mean

    answers: dict[str, list[str]] = {}

    def settle(question: Question) -> None:
        answer = ask(question)
        while faults := wrong(question.key, answer, answers):
            for fault in faults:
                tell(fault)
            answer = ask(question)
        answers[question.key] = answer

    for question in QUESTIONS:
        settle(question)
    by_key = {question.key: question for question in QUESTIONS}
    again = Question("again", f"Which answer do you change ({', '.join(by_key)})?", "sales")
    while failing := failures(answers):
        for fault in failing:
            tell(fault)
        while (key := ask(again)[0].strip()) not in by_key:
            tell(Fault("", 0, 0, f"there is no question `{key}`.", did_you_mean(key, by_key)))
        settle(by_key[key])
    return answers


def failures(answers: dict[str, list[str]]) -> list[Fault]:
    """What `tandem check` would say against the charter of these answers."""
    from tandem.charter.checking import check
    from tandem.charter.proofs import prove
    from tandem.charter.questions import first_charter
    from tandem.charter.reading import read_charter

    text, faults = first_charter(answers)
    charter, _ = read_charter(text, "charter.yaml")
    if faults or charter is None:
        return faults
    return [*check(charter), *(failure.fault for failure in prove(charter, text).failures)]


def new_charter(path: Path, answers: dict[str, list[str]], force: bool = False) -> Result:
    """Write the first charter, and the schema that its first line names. Raises `AlreadyThere`, `DoesNotHold`."""
    from tandem.charter.questions import first_charter
    from tandem.charter.schema import text_of_schema

    refuse_to_overwrite(path, force)
    if failing := failures(answers):
        raise DoesNotHold(failing)
    write_whole(path, first_charter(answers)[0])
    rows = [{"file": str(path), "holds": "the charter, to edit together"}]
    schema = path.with_name(SCHEMA)
    if not schema.exists():
        write_whole(schema, text_of_schema())
        rows.append({"file": str(schema), "holds": "what editors know of it: they complete keys and mark faults"})
    done = f"Next: tandem check {path}, then tandem init FOLDER --charter {path}"
    return Result(kind="command", name="charter new", rows=rows, done=done)

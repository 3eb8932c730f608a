"""Proofs of the lifecycle's moves: each can happen, what sales answers moves the lead, cool-downs hold something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tandem.charter.model import CoolDown, Move, NurtureTrack
from tandem.charter.proofs.answers import answer
from tandem.charter.proofs.case import Case
from tandem.charter.proofs.happenings import cooled, during, outcome_of, standing, taking
from tandem.charter.proofs.impossible import tell_impossible
from tandem.charter.proofs.situations import Values
from tandem.charter.proofs.story import counted, happening, portrait, quoted
from tandem.charter.proofs.winning import free_name

_ANSWERS = {"sales.accepted": "mql", "sales.returned": "mql", "sales.disposed": "sal"}
_SAID = {
    "sales.accepted": "Sales accepts {0}", "sales.returned": "Sales gives {0} back",
    "sales.disposed": "Sales closes its work on {0}{1}", "opportunity.closed": "The deal with {0} is{1}",
}  # fmt: skip
_NAMES = {
    "sales.accepted": "when sales accepts a lead", "sales.returned": "when sales gives a lead back",
    "sales.disposed": "when sales closes a lead", "opportunity.closed": "when a deal is closed",
}  # fmt: skip
_MISSING: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "sales.accepted": ("accept", ("sal", "sql", "opportunity")), "sales.returned": ("give_back", ("nurture", "lead")),
    "sales.disposed": ("dispose", ("sql", "nurture", "disqualified")), "opportunity.closed": ("close", ()),
}  # fmt: skip
"""Kind → how a move that listens to it is called, and where it may lead."""


def prove(case: Case) -> None:
    """No dead move, track or cool-down; an answer of sales or of a deal always moves the lead."""
    for number, move in enumerate(case.charter.moves):
        _can_happen(case, move, case.charter.moves[:number])
    for cool in case.charter.cool_downs:
        _holds_something(case, cool)
    for track in case.charter.nurture:
        _nurtures(case, track)
    _answered(case)
    charter = case.charter
    case.covered.append(
        f"lifecycle: {counted(len(charter.moves), 'move')} from each of their stages, "
        f"{counted(len(charter.nurture), 'nurture track')}, {counted(len(charter.cool_downs), 'cool-down')}; every "
        "answer of sales, every end of a deal"
    )


def _can_happen(case: Case, move: Move, earlier: tuple[Move, ...]) -> None:
    """From each of its stages a move is possible, and not always beaten by an earlier one."""
    situations = case.situations
    for stage, now in standing(case, move):
        here = [*now, taking(case, move)]
        rivals = [e for e in earlier if e.on == move.on and stage in e.source and not cooled(case, e, stage)]
        first = situations.z3.Or(*[taking(case, rival) for rival in rivals])
        if situations.find(*here, situations.z3.Not(first)) is not None:
            continue
        if situations.find(*here) is not None:
            _tell_beaten(case, move, stage, [r for r in rivals if situations.find(*here, taking(case, r)) is not None])
        elif move.when is not None:
            alone = situations.find(situations.true(move.when), scores=False) is not None
            cause = f"on `{move.on}` in `{stage}`" if move.on else f"in `{stage}`"
            why = f"What it asks for is never true {cause}." if alone else ""
            why += " A deal is closed as 'won' or 'lost'." if why and move.on == "opportunity.closed" else ""
            tell_impossible(case, move, move.name, move.when, "move", *now, why=why)
            return


def _tell_beaten(case: Case, move: Move, stage: str, winners: list[Move]) -> None:
    who, cause = case.lead, f"on `{move.on}`" if move.on else "when its condition holds"
    story = (
        f"{who.name} stands in `{stage}`. Whenever `{move.name}` could move {who.name} ({cause}), "
        f"{quoted(w.name for w in winners)} stands earlier in the charter, holds as well, and is taken first. So "
        f"`{move.name}` never happens to anybody there."
    )
    case.fail(
        "no dead rule", move.place,
        f"the move `{move.name}` is never taken from `{stage}`: an earlier one always comes first.",
        f"Put `{move.name}` before {quoted(w.name for w in winners)}, or narrow their conditions.", story,
        quotes=case.quotes([*winners, move]), rules=(move.name, *(w.name for w in winners)),
        stages=(stage,),
    )  # fmt: skip


def _holds_something(case: Case, cool: CoolDown) -> None:
    """A cool-down from whose way every move is excepted holds nobody."""
    way = [move for move in case.charter.moves if cool.source in move.source and cool.to in move.to]
    if not way or any(move.name not in cool.unless for move in way):
        return
    who = case.lead
    story = (
        f"{who.name} comes to `{cool.source}` and should be left alone before {who.she} may go to `{cool.to}`. "
        f"But every move that goes there ({quoted(m.name for m in way)}) is excepted from the wait, so it holds nobody."
    )
    case.fail(
        "no dead rule", cool.place,
        f"the cool-down {cool.source} -> {cool.to} holds nobody: all its moves are excepted.",
        "Take a move out of `except`, or remove the cool-down.", story, quotes=case.quotes([cool, *way]),
        rules=tuple(m.name for m in way), stages=(cool.source, cool.to),
    )  # fmt: skip


def _nurtures(case: Case, track: NurtureTrack) -> None:
    """A track is entered by someone who stays in it and may get its mails; what ends it can happen."""
    situations, z3, rules = case.situations, case.situations.z3, case.charter.engagement
    enter = situations.true(track.enter)
    if situations.find(enter) is None:
        tell_impossible(case, track, track.name, track.enter, "nurture track")
        return
    stay = z3.Not(situations.true(track.leave)) if track.leave else z3.BoolVal(True)
    if track.leave is not None and situations.find(situations.true(track.leave)) is None:
        tell_impossible(case, track, track.name, track.leave, "end of the nurture track")
    who = case.lead
    if situations.find(enter, stay) is None:
        case.fail(
            "no dead rule", track.place, f"whoever enters the track `{track.name}` leaves it at once.",
            "Mend `leave` so that it does not hold for those who enter.",
            f"{who.name} enters the nurture track `{track.name}`. The same second {who.she} meets what ends it, "
            "and gets "
            "none of its mails.",
            quotes=case.quotes([track]), rules=(track.name,),
        )  # fmt: skip
        return
    speaks = {r.name: [situations.true(o.when) for o in rules if r.name in o.over] for r in rules}
    forbids = [
        z3.And(situations.true(r.when), z3.Not(z3.Or(*speaks[r.name])))
        for r in rules if answer(r, "marketing", "nurture") == "no"
    ]  # fmt: skip
    if situations.find(enter, stay, z3.Not(z3.Or(*forbids))) is None:
        against = [r for r in rules if answer(r, "marketing", "nurture") == "no"]
        case.fail(
            "no dead rule", track.place, f"the track `{track.name}` may never send a mail.",
            "Let other leads enter the track, or let marketing nurture them.",
            f"{who.name} enters the nurture track `{track.name}`. Each time a mail of it is due, a rule of engagement "
            f"forbids nurture mail to {who.name}: the track runs, and nothing is ever sent.",
            quotes=case.quotes([track, *against]), rules=(track.name,),
        )  # fmt: skip


def _answered(case: Case) -> None:
    """What sales says, and how a deal ends, moves the lead."""
    agreed = bool(case.charter.promises or case.charter.kpis)
    for kind, stage, outcome in _to_answer(case):
        moves = [m for m in case.charter.moves if m.on == kind and stage in m.source]
        if not agreed:
            if not moves or (outcome and _gap(case, kind, stage, outcome, moves)):
                said = f" ({outcome})" if outcome else ""
                case.note(f"nobody has agreed what happens to a lead in `{stage}` {_NAMES[kind]}{said}.", "Add a move.")
            continue
        values = _gap(case, kind, stage, outcome, moves)
        if values is not None:
            _tell_unanswered(case, kind, stage, outcome, moves, values)


def _to_answer(case: Case) -> Iterator[tuple[str, str, str]]:
    """(kind, stage, outcome) that must move a lead: sales' answers to a handoff, and the ends of a deal."""
    charter = case.charter
    listened = {move.on for move in charter.moves}
    promised = {promise.key for promise in charter.promises}
    asked = {
        "sales.accepted": "sales.acceptance" in promised, "sales.returned": "sales.acceptance" in promised,
        "sales.disposed": "sales.disposition" in promised,
    }  # fmt: skip
    for kind, stage in _ANSWERS.items():
        if stage in charter.stages and stage not in charter.final and (kind in listened or asked[kind]):
            outcomes = outcome_of(kind, charter.stages) if kind in listened else ()
            yield from ((kind, stage, outcome) for outcome in outcomes or ("",))
    for stage in charter.stages:
        if stage not in charter.final and (
            stage == "opportunity" or any(m.on == "opportunity.closed" and stage in m.source for m in charter.moves)
        ):
            yield from (("opportunity.closed", stage, outcome) for outcome in outcome_of("opportunity.closed", ()))


def _gap(case: Case, kind: str, stage: str, outcome: str, moves: list[Move]) -> Values | None:
    """Facts with which the answer moves nobody; None: it always does."""
    model = case.situations.find(*_unmoved(case, kind, stage, outcome, moves))
    if model is None:
        return None
    read = _read([m for m in moves if len(m.to) == 1 or outcome in m.to])
    return case.situations.values(model, {"stage", *(["outcome"] if outcome else []), *read})


def _unmoved(case: Case, kind: str, stage: str, outcome: str, moves: list[Move]) -> list[Any]:
    """What holds when an answer comes, and, last, that no move takes it."""
    situations = case.situations
    held = [situations.true(m.when) for m in moves if len(m.to) == 1 or outcome in m.to]
    said = [situations.fact("outcome", outcome)] if outcome else []
    return [
        situations.fact("stage", stage),
        *during(case, kind),
        *said,
        situations.z3.Not(situations.z3.Or(*held)),
    ]


def _mend_unanswered(case: Case, kind: str, stage: str, outcome: str, moves: list[Move]) -> str:
    """The move that is missing, or the one that could name this outcome too."""
    fork = next((m for m in moves if kind == "sales.disposed" and len(m.to) > 1 and outcome not in m.to), None)
    if fork is not None:
        return f"Add `{outcome}` to `to` of `{fork.name}`."
    stages, names = case.charter.stages, [move.name for move in case.charter.moves]
    word, targets = _MISSING[kind]
    if kind == "opportunity.closed":
        word, targets = ("win", ("customer",)) if outcome == "won" else ("lose", ("nurture", "disqualified"))
    targets = (outcome,) if kind == "sales.disposed" and outcome else targets
    to = next((target for target in targets if target in stages and target != stage), "")
    if not to:
        return f"Add a move from `{stage}` with `on: {kind}`" + (f" for '{outcome}'." if outcome else ".")
    asked = f", when: \"outcome = '{outcome}'\"" if outcome else ""
    if kind == "sales.disposed" and not outcome:
        to = f"[{', '.join(target for target in targets if target in stages)}]"
    after = f", after {quoted(m.name for m in moves)}" if moves else ""
    return f"Add a move such as {free_name(word, names)}: {{from: {stage}, to: {to}, on: {kind}{asked}}}{after}."


def _read(moves: list[Move]) -> set[str]:
    return {name for move in moves if move.when for name in move.when.fields}


def _tell_unanswered(case: Case, kind: str, stage: str, outcome: str, moves: list[Move], values: Values) -> None:
    who, names = case.lead, {"stage", *_read(moves)}

    def holds(trial: Values) -> bool:
        return not any(
            (len(m.to) == 1 or outcome in m.to) and (m.when is None or m.when.evaluate(trial)) for m in moves
        )

    term = case.situations.z3.Not(case.situations.z3.And(*_unmoved(case, kind, stage, outcome, moves)[:-1]))
    term = case.situations.z3.Or(term, _unmoved(case, kind, stage, outcome, moves)[-1])
    values, told = case.situations.plain(values, holds, names, ["stage", "outcome"], term)
    ended = f" as “{outcome}”" if kind == "sales.disposed" else f" {outcome}"
    said = _SAID[kind].format(who.name, ended if outcome else "")
    facts = f" ({happening(kind, values, told)})" if set(told) & {"reason", "form", "path"} else ""
    heard = (
        f"{quoted(m.name for m in moves)} listen{'s' * (len(moves) == 1)} to that, but not for leads like {who.name}"
    )
    story = (
        f"{portrait(who, case.situations.fields, values, ['stage', *told])} {said}{facts}. "
        f"{heard if moves else 'No move listens to that'}. So nothing happens: {who.name} stays in `{stage}`, and both "
        f"teams' lists go on showing {who.her} old stage."
    )
    shown = f" as {outcome}" if outcome else ""
    case.fail(
        "coverage", moves[0].place if moves else case.place_of("lifecycle"),
        f"a lead in `{stage}` does not move {_NAMES[kind]}{shown}{' for some leads' if told else ''}.",
        _mend_unanswered(case, kind, stage, outcome, moves), story,
        quotes=case.quotes(moves or case.around(stage)), rules=tuple(m.name for m in moves), values=values,
        told=tuple(told), event=kind, stages=(stage,),
    )  # fmt: skip

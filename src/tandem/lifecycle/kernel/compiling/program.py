"""Compile: one charter over one history's words → a program for the kernel, and the names that its codes stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tandem.charter.crosswalk import BANT_VOCABULARIES
from tandem.charter.fields import BUILT_IN
from tandem.lifecycle.engagement import Engagement
from tandem.lifecycle.kernel.compiling import rules, times
from tandem.lifecycle.kernel.compiling.conditions import Coder
from tandem.lifecycle.kernel.compiling.deals import read_deals
from tandem.lifecycle.kernel.compiling.facts import OwnFacts
from tandem.lifecycle.kernel.compiling.words import WordReader
from tandem.lifecycle.kernel.history import KINDS, TEXTS
from tandem.lifecycle.kernel.program import BUILT_IN_SLOTS, Names, Program
from tandem.lifecycle.opening import RANK
from tandem.lifecycle.rulebook import RuleBook

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tandem.charter.model import Charter
    from tandem.lifecycle.kernel.history import History


def compiled(charter: Charter, history: History, hypothetical: bool = False) -> tuple[Program, Names]:
    """The program of a charter that counts over all history (semantics 7)."""
    book = RuleBook(charter)
    engagement = Engagement(book, history.world)
    facts = OwnFacts(charter, history, book.read)
    first = facts.first()
    told = WordReader(book, engagement, history, facts).told()
    texts = {name: history.texts[column] for column, name in enumerate(TEXTS)}
    texts |= {"outcome": told.outcomes, "reason": told.reasons}
    words = {**_built_in_words(charter), **facts.words}
    used = {name: sorted(codes) for name, codes in facts.used.items()}
    coder = Coder({**BUILT_IN_SLOTS, **facts.slots}, words, used, texts)
    deals, step_events = read_deals(book, history)
    scores, moves = rules.scores(book, coder), rules.moves(book, coder)
    engaged = rules.engaged(book, engagement, told.purposes, coder)
    low, high = _span(history)
    program = Program(
        coder.conditions(first), times.fade(book.fading), scores, rules.reads(book), moves, rules.stages(charter),
        times.calendars(book, low, high), engaged, told.words, deals,
        np.array([RANK[kind] for kind in KINDS], np.int64), rules.idle(book, hypothetical),
        history.world.through, int(hypothetical),
    )  # fmt: skip
    names = Names(
        charter.version, ("", *charter.stages), tuple(move.name for move in charter.moves),
        tuple(route.name for route in charter.routing), tuple(rule.name for rule in charter.engagement), told.purposes,
        told.outcomes, step_events,
    )  # fmt: skip
    return program, names


def _built_in_words(charter: Charter) -> Mapping[str, Sequence[str]]:
    """The words of the facts that every charter has, by code."""
    grades = tuple(letter for letter, _ in charter.scoring.fit_grades)
    tracks = tuple(track.name for track in charter.nurture)
    own = {"stage": charter.stages, "grade": grades, "nurture_track": tracks}
    known = {name: own.get(name, field.values) for name, field in BUILT_IN.items() if field.kind == "enum"}
    return {name: ("", *values) for name, values in known.items() if name not in BANT_VOCABULARIES}


def _span(history: History) -> tuple[int, int]:
    at, through = history.events.at, history.world.through
    deals = [t for deal in history.deals for t in (deal.record.opened_at, deal.record.closed_at) if t is not None]
    deals += [act.at for deal in history.deals for act in deal.acts]
    known = [through, *deals, *([int(at.min()), int(at.max())] if len(at) else [])]
    return min(known), max(known)

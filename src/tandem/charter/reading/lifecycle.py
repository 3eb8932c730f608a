"""The lifecycle: stages, the moves between them, cool-downs, and what happens to a lead that rests too long."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, cast

from tandem.charter.fields import Scope
from tandem.charter.model import CoolDown, Late, Move
from tandem.charter.reading import values
from tandem.charter.reading.events import event_kind
from tandem.charter.reading.part import Part
from tandem.charter.suggestion import did_you_mean

KEYS = ("stages",), ("final", "moves", "cool_down", "late")
MOVE_KEYS = ("from", "to"), ("on", "when", "reason")
LATE_KEYS = ("after", "then"), ()
THEN = ("escalate", "reassign")


def stages(part: Part) -> tuple[str, ...]:
    """[lead, mql, sal, …], each once, in the order of the journey."""
    keys = part.keys(*KEYS)
    found: list[str] = []
    for item in keys["stages"].items() if "stages" in keys else []:
        name = values.name_here(item)
        if name in found:
            item.fault(f"the stage `{name}` is listed twice.", "Remove one.")
        elif name is not None:
            found.append(name)
    if "stages" in keys and not found:
        keys["stages"].must("list at least one stage")
    return tuple(found)


def final(part: Part, known: Sequence[str]) -> tuple[str, ...]:
    """The stages that no lead leaves."""
    keys = part.keys(*KEYS)
    return keys["final"].words(known, "stage") if "final" in keys else ()


def moves(part: Part, known: Sequence[str], scope: Scope) -> tuple[Move, ...]:
    """{qualify: {from: lead, to: mql, when: …}, accept: {from: mql, to: sal, on: sales.accepted}}."""
    keys = part.keys(*KEYS)
    found = [_move(entry, known, scope) for entry in (keys["moves"].entries() if "moves" in keys else [])]
    return tuple(move for move in found if move is not None)


def names(part: Part) -> list[str]:
    """The names of the moves."""
    return [entry.key for block in _under(part, "moves") for entry in block.entries()]


def _move(part: Part, known: Sequence[str], scope: Scope) -> Move | None:
    values.name(part)
    keys = part.keys(*MOVE_KEYS)
    source = keys["from"].words(known, "stage") if "from" in keys else ()
    to = keys["to"].words(known, "stage") if "to" in keys else ()
    for end in (keys[key] for key in ("from", "to") if key in keys):
        if end.shown == "a list" and not end.items():
            end.must("name at least one stage")
    on = event_kind(keys["on"]) if "on" in keys else ""
    when = keys["when"].condition(scope.with_event() if "on" in keys else scope) if "when" in keys else None
    if "on" not in keys and "when" not in keys and "from" in keys:
        part.fault(f"{part.label} never happens: it has neither `on` nor `when`.", "Say on which event, or when.")
    if len(to) > 1 and on not in ("sales.disposed", None):
        keys["to"].must("be one stage, for only sales.disposed names the stage itself", f"Write {to[0]}?")
    reason = keys["reason"].one_of(("required",), "way to ask for a reason") if "reason" in keys else ""
    if not source or not to or on is None:
        return None
    return Move(part.key, source, to, on, when, reason == "required", part.place)


def cool_downs(part: Part, known: Sequence[str], moves_known: Sequence[str]) -> tuple[CoolDown, ...]:
    """{nurture -> mql: 30 days, except: hand_raise}."""
    entries = [e for block in _under(part, "cool_down") for e in block.entries()]
    unless = next((e.words(moves_known, "move") for e in entries if e.key == "except"), ())
    found: list[CoolDown] = []
    for entry in (e for e in entries if e.key != "except"):
        ends = re.fullmatch(r"(\S+) *(?:->|→) *(\S+)", entry.key)
        if ends is None:
            mend = "Write it like nurture -> mql: 30 days."
            entry.fault(f"'{entry.key}' is no way from stage to stage.", mend, entry.key_place)
            continue
        unknown = [end for end in ends.groups() if end not in known]
        for end in unknown:
            entry.fault(f"there is no stage `{end}`.", did_you_mean(end, known), entry.key_place)
        wait = values.duration(entry)
        if wait is not None and not unknown:
            found.append(CoolDown(ends[1], ends[2], wait, unless, entry.key_place))
    return tuple(found)


def late(part: Part, known: Sequence[str]) -> tuple[Late, ...]:
    """{mql: {after: 10 business days, then: escalate}}."""
    found: list[Late] = []
    for entry in (e for block in _under(part, "late") for e in block.entries()):
        if entry.key not in known:
            entry.fault(f"there is no stage `{entry.key}`.", did_you_mean(entry.key, known), entry.key_place)
        keys = entry.keys(*LATE_KEYS)
        after = values.duration(keys["after"]) if "after" in keys else None
        then = keys["then"].one_of(THEN, "consequence") if "then" in keys else None
        if after is not None and then is not None and entry.key in known:
            found.append(Late(entry.key, after, cast("Literal['escalate', 'reassign']", then), entry.key_place))
    return tuple(found)


def _under(part: Part, key: str) -> list[Part]:
    keys = part.keys(*KEYS)
    return [keys[key]] if key in keys else []

"""What changes from one version of a charter to another, by meaning, in both teams' words."""

from __future__ import annotations

from typing import Final

from tandem.charter.diff import aims, buyers, frame, journey, meanings, promises, scores
from tandem.charter.diff.change import Change
from tandem.charter.diff.telling import Between
from tandem.charter.model import Charter

__all__ = ["Change", "diff"]

_PARTS: Final = (
    frame.frame,
    frame.teams,
    meanings.glossary,
    meanings.crosswalk,
    meanings.declared,
    scores.scoring,
    journey.lifecycle,
    promises.sla,
    buyers.routing,
    buyers.nurture,
    buyers.engagement,
    buyers.never,
    aims.kpis,
    aims.quotas,
    aims.incentives,
    aims.attribution,
    aims.customs,
)


def diff(a: Charter, b: Charter) -> tuple[Change, ...]:
    """Every difference of meaning from `a` (now) to `b` (then), in the order of the reference; () = they say the same.

    Pure and quick (no solver). Lines, comments, quotes, the order of keys where order means nothing, and another
    wording of the same condition or duration are no change. `diff(b, a)` tells as many, with added and removed, before
    and after exchanged.
    """
    both = Between(a, b)
    return tuple(change for part in _PARTS for change in part(both))

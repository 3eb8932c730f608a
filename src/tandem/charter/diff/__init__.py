"""What changes from one version of a charter to another, by meaning, in both teams' words."""

from __future__ import annotations

from tandem.charter.diff.change import Change
from tandem.charter.model import Charter

__all__ = ["Change", "diff"]


def diff(a: Charter, b: Charter) -> tuple[Change, ...]:
    """Every difference of meaning from `a` (now) to `b` (then), in the order of the reference; () = they say the same.

    Pure and quick (no solver). Lines, comments, quotes, the order of keys where order means nothing, and another
    wording of the same condition or duration are no change. `diff(b, a)` tells as many, with added and removed, before
    and after exchanged.
    """
    return ()
